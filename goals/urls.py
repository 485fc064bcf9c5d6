"""The addresses of the working pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import answerers, approvals, corrections, entries, evidence, rounds, sdg


class GroupConverter(StringConverter):
    """A goal's number, or one of the two groups without a goal."""

    regex = r"\d{1,18}|projects|indicators"


register_converter(GroupConverter, "group")

app_name = "goals"
urlpatterns = [
    path("omat-kirjaukset/", entries.my_entries, name="my-entries"),
    path("omat-kirjaukset/laheta/", entries.entries_send, name="entries-send"),
    path("omat-kirjaukset/ennallaan/", entries.entries_unchanged, name="entries-unchanged"),
    path("omat-kirjaukset/sama-teksti/", entries.entries_shared_text, name="entries-shared-text"),
    path("omat-kirjaukset/<group:group>/", entries.goal_entries, name="goal-entries"),
    path("kirjaukset/<int:pk>/", entries.entry_progress, name="entry-progress"),
    path("kirjaukset/<int:pk>/ehdotukset/", entries.entry_proposals, name="entry-proposals"),
    path("kirjaukset/<int:pk>/naytot/", evidence.entry_evidence, name="entry-evidence"),
    path("kirjaukset/<int:pk>/takaisin/", entries.entry_take_back, name="entry-take-back"),
    path("hyvaksyttavat/", approvals.approvals, name="approvals"),
    path("hyvaksyttavat/hyvaksy/", approvals.entries_approve, name="entries-approve"),
    path("hyvaksyttavat/<int:pk>/palauta/", approvals.entry_return, name="entry-return"),
    path("vastaajat/", answerers.answerers, name="answerers"),
    path("vastaajat/<slug:kind>/<int:pk>/", answerers.answerer_change, name="answerer-change"),
    path("raportoinnin-ohjaus/", rounds.round_list, name="round-list"),
    path("raportoinnin-ohjaus/<slug:slug>/avaa/", rounds.round_open, name="round-open"),
    path("raportoinnin-ohjaus/<slug:slug>/paata/", rounds.round_close, name="round-close"),
    path("kestava-kehitys/vahvistus/", sdg.sdg_confirm, name="sdg-confirm"),
    path("kestava-kehitys/merkinta/", sdg.sdg_add, name="sdg-add"),
    path("korjaavat-toimet/", corrections.correction_list, name="correction-list"),
    path("korjaavat-toimet/<int:pk>/kuittaa/", corrections.correction_close, name="correction-close"),
]
