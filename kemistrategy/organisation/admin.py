"""The administrators' door to reference data: every change has a reason, and nothing is ever deleted."""

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from simple_history.admin import SimpleHistoryAdmin

from kemistrategy.refusals import NotAllowed

from .models import Decision, OrgUnit, Position, User
from .operations import anonymise_user, invite_person


class Administration(admin.AdminSite):
    """Django's admin behind our own sign-in: for others than administrators it does not exist."""

    site_header = site_title = _("Ylläpito")
    index_title = _("Perustiedot")
    enable_nav_sidebar = False

    def has_permission(self, request):
        return request.rights.administers

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def door(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return door

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        return redirect("admin:index") if request.user.is_authenticated else redirect_to_login(_wanted(request))

    def logout(self, request, extra_context=None):
        return redirect("account_logout")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    password_change_done = password_change


def _wanted(request):
    return request.GET.get("next", request.path)


administration = Administration()


class ReasonForm(forms.ModelForm):
    """A change of something that exists says why; the reason stands in its history."""

    change_reason = forms.CharField(
        label=_("Muutoksen syy"), max_length=500, widget=forms.TextInput(attrs={"class": "vTextField"})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change_reason"].required = self.instance.pk is not None


class ReferenceAdmin(SimpleHistoryAdmin):
    """The admin of a model without words in several languages."""

    form = ReasonForm
    object_history_list_template = "organisation/admin_history_list.html"
    save_on_top = True
    list_per_page = 200

    def get_urls(self):
        """Without simple-history's page that puts an old version back: a change is always a change of today."""
        return super(SimpleHistoryAdmin, self).get_urls()

    def revert_disabled(self, request, obj=None):
        return True

    def save_model(self, request, obj, form, change):
        obj._change_reason = form.cleaned_data.get("change_reason") or "added"
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False


class TranslatedReferenceAdmin(ReferenceAdmin, TranslationAdmin):
    """The admin of a model with words in three languages, each language in a field of its own."""


class AnsweredForm(ReasonForm):
    class Meta:
        help_texts = dict.fromkeys(("answering_post", "participants"), _("Vaihda sivulla Vastaajat."))


class AnsweredAdmin(TranslatedReferenceAdmin):
    """The admin of something that has an answering post. Who answers and who takes part is changed on one page only,
    for open entries and the confirmation move along there."""

    form = AnsweredForm
    readonly_fields = ("answering_post", "participants")


@admin.register(OrgUnit, site=administration)
class OrgUnitAdmin(TranslatedReferenceAdmin):
    list_display = ["name", "kind", "parent", "head", "valid_from", "valid_to"]
    list_filter = ["kind"]
    list_select_related = ["parent", "head"]
    search_fields = ["name", "code"]


@admin.register(Position, site=administration)
class PositionAdmin(TranslatedReferenceAdmin):
    list_display = ["title", "kind", "unit", "is_accountable", "valid_from", "valid_to"]
    list_filter = ["kind", "unit"]
    list_select_related = ["unit"]
    search_fields = ["title", "code"]
    filter_horizontal = ["members"]


@admin.register(Decision, site=administration)
class DecisionAdmin(TranslatedReferenceAdmin):
    list_display = ["__str__", "title", "case_number"]
    list_filter = ["body"]
    search_fields = ["title", "section", "case_number"]


@admin.register(User, site=administration)
class UserAdmin(ReferenceAdmin):
    """A person is invited here like on the coordinator's page, and gets her role only here."""

    fields = ["name", "email", "language", "role", "is_active", "change_reason"]
    list_display = ["name", "email", "role", "is_active", "invited_at", "last_seen_on"]
    list_filter = ["role", "is_active"]
    search_fields = ["name", "email"]
    actions = ["forget"]

    def get_readonly_fields(self, request, obj=None):
        """Who has been made anonymous stays so; nobody shuts herself out."""
        if obj is not None and obj.anonymised_at:
            return ["name", "email", "language", "role", "is_active"]
        return ["role", "is_active"] if obj == request.user else []

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        invited = invite_person(email=obj.email, name=obj.name, language=obj.language, role=obj.role, by=request.user)
        obj.pk = invited.pk
        obj._state.adding = False
        obj.refresh_from_db()

    @admin.action(description=_("Poista nimi ja osoite pysyvästi"))
    def forget(self, request, queryset):
        for person in queryset:
            try:
                anonymise_user(user=person, by=request.user)
            except NotAllowed as refusal:
                self.message_user(request, f"{person}: {refusal}", "error")
            else:
                self.message_user(request, _("Nimi ja osoite on poistettu. Tehdyt kirjaukset ovat tallessa."))
