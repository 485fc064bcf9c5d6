"""What the city wants and does: strategies, goals, actions, projects, and the half-yearly reporting of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = _("Tavoitteet")

    def ready(self):
        """A target level that changes returns what was sent against the old one."""
        from goals.operations.targets import return_what_was_sent  # models are loaded only now
        from measures.signals import target_changed

        target_changed.connect(return_what_was_sent, dispatch_uid="return-what-was-sent")
