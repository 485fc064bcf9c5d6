"""How people get in: by invitation only, into pages of their language, in production never as a practice person.

The practice people of development (`load_cast`) have a password that everybody knows. `load_cast` refuses in
production; should a database with them get there all the same, this door stays shut and `check --deploy` says so.
"""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from .models import User
from .permissions import practice_people, rights_of


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        """Every way of signing in passes here: by password, by a mailed code, by an invitation."""
        if settings.PRODUCTION and practice_people().filter(pk=user.pk).exists():
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request):
        """Where a person begins her work; an address she asked for before signing in goes first."""
        with translation.override(request.user.language):
            return reverse(_first_page(rights_of(request.user)))

    def get_password_change_redirect_url(self, request):
        return reverse("organisation:own-account")

    def send_mail(self, template_prefix, email, context):
        """In the receiver's language, which need not be the page's."""
        language = User.objects.filter(email__iexact=email).values_list("language", flat=True).first()
        with translation.override(language or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failures count for an address from one place; from elsewhere its owner still gets in.

        allauth counts by the address alone, which lets a stranger lock anybody out by failing on purpose.
        """
        return f"{self.get_client_ip(request)}:{super()._get_login_attempts_cache_key(request, **credentials)}"


def _first_page(rights):
    if rights.writes_for:
        return "goals:my-entries"
    if rights.audits:
        return "reporting:audit-list"
    if rights.sits_in_council:
        return "reporting:council"
    return "goals:round-list" if rights.coordinates else "reporting:front-page"
