"""People, posts, units and decisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "kemistrategy.organisation"
    label = "organisation"
    verbose_name = _("Organisaatio")

    def ready(self):
        from kemistrategy import database

        from . import checks  # noqa: F401  registers itself

        database.speak_finnish_on_sqlite()
