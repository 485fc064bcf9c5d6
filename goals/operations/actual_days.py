"""The days when something really began and was finished."""

from datetime import date

from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.refusals import NotAllowed


def refuse_days(started_on: date | None, finished_on: date | None) -> None:
    """Nothing has begun or been finished in the future, and nothing ends before it begins."""
    if any(day and day > clock.today() for day in (started_on, finished_on)):
        raise NotAllowed(_("Toteutunut päivä ei voi olla tulevaisuudessa."))
    if started_on and finished_on and finished_on < started_on:
        raise NotAllowed(_("Valmistumispäivä on ennen aloituspäivää. Tarkista päivät."))
