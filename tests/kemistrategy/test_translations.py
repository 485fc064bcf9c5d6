"""Every word of the interface exists in Finnish, Swedish and English."""

import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

PACKAGES = ("kemistrategy", "measures", "goals", "reporting", "templates")


@pytest.fixture(scope="module")
def words_in_the_code(tmp_path_factory):
    """What `make messages` would collect now: msgid → entry."""
    folder = tmp_path_factory.mktemp("words")
    for package in PACKAGES:
        shutil.copytree(Path(settings.BASE_DIR) / package, folder / package, ignore=shutil.ignore_patterns("*.mo"))
    locale = folder / "kemistrategy" / "locale"
    with pytest.MonkeyPatch.context() as patch, override_settings(LOCALE_PATHS=[str(locale)]):
        patch.chdir(folder)
        call_command("makemessages", locale=["sv"], keep_pot=False, verbosity=0, no_wrap=True, no_location=True)
    collected = polib.pofile(str(locale / "sv" / "LC_MESSAGES" / "django.po"))
    return {entry.msgid: entry for entry in collected if not entry.obsolete}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_word_is_translated(words_in_the_code, language):
    known = polib.pofile(str(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"))
    translated = {entry.msgid for entry in known if entry.translated()}
    assert sorted(set(words_in_the_code) - translated) == []
    assert [entry.msgid for entry in known.fuzzy_entries()] == []


def test_the_source_words_are_finnish(words_in_the_code):
    """Finnish needs no translation because the source is Finnish: no English sentence has slipped in."""
    english = {" the ", " is ", " of ", " and ", " with ", " not "}
    assert [words for words in words_in_the_code if any(word in f" {words.lower()} " for word in english)] == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_translation_keeps_its_placeholders(language):
    known = polib.pofile(str(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"))
    assert [entry.msgid for entry in known if not keeps_placeholders(entry)] == []


def keeps_placeholders(entry: polib.POEntry) -> bool:
    """Each form names what its source form names: a form may leave the number out only where the source does."""
    if not entry.msgid_plural:
        return not entry.msgstr or placeholders(entry.msgstr) == placeholders(entry.msgid)
    sources = {0: entry.msgid, 1: entry.msgid_plural}  # in Swedish and in English the first form is of one thing
    return all(
        not words or placeholders(words) == placeholders(sources[int(form)])
        for form, words in entry.msgstr_plural.items()
    )


def placeholders(words: str) -> list[str]:
    return sorted(part.split(")")[0] for part in words.split("%(")[1:])


@pytest.mark.parametrize(
    "singular, plural, keeps",
    [
        ("%(number)s mål", "%(number)s mål", True),
        ("ett mål", "%(number)s mål", False),
        ("%(number)s mål", "flera mål", False),
        ("%(number)s mål", "%(count)s mål", False),
    ],
)
def test_a_plural_that_lost_its_number_is_noticed(singular, plural, keeps):
    entry = polib.POEntry(
        msgid="%(number)s tavoite", msgid_plural="%(number)s tavoitetta", msgstr_plural={0: singular, 1: plural}
    )
    assert keeps_placeholders(entry) == keeps
