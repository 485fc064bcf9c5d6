"""The sentences that tell what is the matter with a cell or a row of an own workbook."""

from django.utils.translation import gettext as _

from kemistrategy.text import FALLBACK_LANGUAGE
from measures.words import figure_problem

from .columns import Unfit


def unfit_words(unfit: Unfit) -> str:
    """Why the words of a cell can't be taken, and what to do."""
    values = unfit.values
    if unfit.kind == "figure":
        return figure_problem(values["problem"], values["indicator"])
    if unfit.kind == "sentence":
        return values["words"]
    sentence = {
        "too_long": _("Tekstiä on liikaa: enintään %(maximum)s merkkiä."),
        "needed": _("Tämä ei voi olla tyhjä."),
        "whole_number": _("Kirjoita kokonaisluku väliltä %(lowest)s–%(highest)s."),
        "no_day": _("Kirjoita päivä esimerkiksi näin: 31.10.2023."),
        "yes_or_no": _("Kirjoita kyllä tai ei."),
        "unknown_word": _("”%(typed)s” ei ole mikään luettelon vaihtoehdoista. Valitse luettelosta."),
        "gone": _("”%(typed)s” ei ole enää valittavissa. Valitse luettelosta toinen."),
        "unknown_post": _("Tehtävää ”%(typed)s” ei ole. Valitse luettelosta voimassa oleva tehtävä."),
        "ended_post": _("Tehtävä ”%(typed)s” on päättynyt. Valitse luettelosta voimassa oleva tehtävä."),
        "no_period": _("Kirjoita jakso esimerkiksi näin: 2023, 1–6/2023 tai 6/2023."),
        "no_schedule": _("Kirjoita aikataulu esimerkiksi näin: 2023, 2023–2025, 2024– tai syksyllä 2023."),
        "unknown_thing": _("Kohdetta ”%(typed)s” ei ole tässä työkirjassa. Valitse luettelosta."),
    }[unfit.kind] % values
    return f"{sentence} {_allowed(values)}".strip()


def _allowed(values) -> str:
    """The words that can be chosen, or those nearest to what was typed."""
    words = ", ".join(f"”{word[:80]}”" for word in values.get("allowed", ()))
    if not words:
        return ""
    return (_("Vaihtoehdot: %(words)s.") if values["is_all"] else _("Lähimpiä: %(words)s.")) % {"words": words}


def cell_problem(kind: str) -> str:
    """Why a cell can't be read at all: `kind` is a code of kemistrategy.workbook_reading.book.PROBLEMS."""
    return {
        "formula_without_value": _("Solussa on kaava, jonka arvo ei ole tiedostossa. Kirjoita arvo."),
        "error_value": _("Solussa on virhearvo. Kirjoita oikea arvo."),
        "too_long": _("Solussa on enemmän tekstiä kuin Excel säilyttää. Lyhennä sitä."),
    }.get(kind) or _("Solua ei voi lukea. Kirjoita siihen arvo uudelleen.")


def note(kind: str, **values) -> str:
    """What is said of a row, a column or a sheet."""
    return {
        "missing_sheet": _("Taulukkoa ei ole enää tiedostossa. Mitään ei poisteta."),
        "unknown_sheet": _("Taulukkoa ei enää ole palvelussa. Lataa työkirja uudelleen."),
        "missing_column": _("Saraketta ei ole enää tiedostossa. Sen tiedot jäävät ennalleen."),
        "unknown_column": _("Tällä rivillä on täytetty sarake, jota ei enää kysytä. Lataa työkirja uudelleen."),
        "missing_row": _("Riviä ei ole enää tiedostossa. Mitään ei poisteta."),
        "no_headings": _("Taulukon otsikkoriviä ei löydy. Palauta otsikot tai lataa työkirja uudelleen."),
        "unknown_code": _("Tunnusta ”%(code)s” ei ole tässä työkirjassa. Tyhjennä tunnus, jos rivi on uusi."),
        "code_twice": _("Tunnus ”%(code)s” on kahdella rivillä. Tyhjennä tunnus uudelta riviltä."),
        "gone": _("Riviä ”%(code)s” ei enää ole palvelussa tai se ei kuulu sinulle. Muutosta ei voi tehdä."),
        "closed_now": _("Tätä ei voi enää muuttaa: tilanne on muuttunut sen jälkeen, kun työkirja ladattiin."),
        "closed_cell": _("Tätä solua ei muuteta työkirjassa. Se jää ennalleen."),
        "explains_nothing": _("Tällä rivillä ei muutettu muuta, joten tämä ei perustele mitään."),
        "there_already": _("Tämä on jo rivillä ”%(code)s”. Muuta sitä riviä."),
        "reading_sheet": _("Tätä taulukkoa ei lueta takaisin. Muuta samaa kohtaa näissä taulukoissa: %(sheets)s."),
        "not_in_new": _("Tätä saraketta ei lueta uudelta riviltä."),
        "twice": _("Sama uusi rivi on tiedostossa kahdesti."),
        "no_new_rows": _("Tähän taulukkoon ei voi lisätä rivejä."),
    }[kind] % values


def why_no_rows(language: str) -> str:
    """A new thing has its Finnish words first: they are what others are translated from."""
    if language == FALLBACK_LANGUAGE:
        return ""
    return _("Uudet rivit lisätään suomenkieliseen työkirjaan. Tässä työkirjassa voi muuttaa käännöksiä.")
