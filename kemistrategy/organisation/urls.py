"""The addresses of this room."""

from django.urls import path, re_path

from . import views

app_name = "organisation"
urlpatterns = [
    path("oma-tili/", views.own_account, name="own-account"),
    path("tehtavat-ja-haltijat/", views.posts_and_holders, name="posts-and-holders"),
    path("tehtavat-ja-haltijat/<int:pk>/", views.post_holders, name="post-holders"),
    path("tehtavat-ja-haltijat/<int:pk>/yhteystiedot/", views.post_contact, name="post-contact"),
    path("tehtavat-ja-haltijat/kausi/<int:pk>/", views.appointment_end, name="appointment-end"),
    path("tehtavat-ja-haltijat/kausi/<int:pk>/perunta/", views.appointment_withdraw, name="appointment-withdraw"),
    path("henkilot/<int:pk>/", views.person_detail, name="person-detail"),
    path("henkilot/<int:pk>/kutsu/", views.invitation_resend, name="invitation-resend"),
    path("henkilot/<int:pk>/nimettomaksi/", views.person_anonymise, name="person-anonymise"),
    # Nobody changes the address of an account alone. These stand before allauth's pages of the same addresses.
    path("tili/email/", views.address_is_kept, name="address-is-kept"),
    re_path(r"^tili/confirm-email/", views.address_is_kept, name="address-confirmation"),
]
