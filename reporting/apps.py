"""What the city tells: every page that is read, the reports, and the files made of them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Raportointi")

    def ready(self):
        """A review that a body handles, or whose report is published or about to be, is not opened again; a late
        edit waits until nothing is being published, and takes the translations over."""
        from goals.signals import entry_replaced, entry_replacing, round_reopening  # models are loaded only now
        from reporting.operations import handling, publishing, told_translations

        round_reopening.connect(publishing.refuse_reopening, dispatch_uid="refuse-reopening-of-what-is-published")
        round_reopening.connect(handling.refuse_reopening, dispatch_uid="refuse-reopening-of-what-is-handled")
        entry_replacing.connect(publishing.refuse_late_edit, dispatch_uid="refuse-late-edit-of-what-is-being-made")
        entry_replaced.connect(told_translations.take_over_translations, dispatch_uid="take-over-translations")
