"""What is measured: indicators, their targets and observations, and the sustainable development goals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    name = "measures"
    verbose_name = _("Mittarit")
