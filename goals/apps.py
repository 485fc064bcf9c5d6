"""What the city wants and does: strategies, goals, actions, projects, and the half-yearly reporting of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = _("Tavoitteet")
