"""Told words: as the coordinator mended them, in a translation of exactly these words, from the newest revision."""

from hashlib import sha256

import pytest

from goals.models import Entry, Round
from kemistrategy import clock
from reporting.content import build_content
from reporting.content.rows import SILENT, Told
from reporting.models import Review, ToldTranslation
from tests import factories as make
from tests.reporting.report_cast import small_city

pytestmark = pytest.mark.django_db


def told_of_certification(content):
    return content.themes[0].goals[0].actions[0].told


def close(cast):
    Entry.objects.filter(state="draft").update(state="empty")
    Round.objects.filter(pk=cast.round.pk).update(state="closed", closed_at=clock.now())
    return Round.objects.get(pk=cast.round.pk)


def translate(cast, words, *, of, language="sv", **origin):
    ToldTranslation.objects.create(
        field="text" if "review" in origin else "public_text",
        language=language,
        words=words,
        digest=sha256(of.encode()).hexdigest(),
        translated_at=clock.now(),
        translated_by=cast.person,
        **origin,
    )


def test_words_are_as_the_coordinator_mended_them():
    cast = small_city()
    entry = cast.certify.entries.get()
    entry.edited = {"public_text": "Kolme päiväkotia on auditoitu."}
    entry.save()
    assert told_of_certification(build_content(cast.round, "fi")).words == "Kolme päiväkotia on auditoitu."


def test_translation_is_told_and_marked_only_while_it_is_of_these_words():
    cast = small_city()
    entry = cast.certify.entries.get()
    translate(cast, "Tre daghem granskades.", of=entry.public_text, entry=entry)
    assert told_of_certification(build_content(cast.round, "sv")) == Told(
        "Tre daghem granskades.", "sv", is_translation=True
    )
    assert told_of_certification(build_content(cast.round, "en")) == Told("Kolme päiväkotia auditoitiin.", "fi")
    entry.edited = {"public_text": "Neljä päiväkotia auditoitiin."}
    entry.save()
    assert told_of_certification(build_content(cast.round, "sv")) == Told("Neljä päiväkotia auditoitiin.", "fi")


def test_late_edit_takes_the_place_of_what_it_replaced():
    cast = small_city()
    first = cast.certify.entries.get()
    make.EntryFactory(
        round=cast.round, action=cast.certify, sent=True, revision=2, replaces=first, late_reason="Virhe luvussa.",
        public_text="Viisi päiväkotia auditoitiin.",
    )  # fmt: skip
    assert told_of_certification(build_content(cast.round, "fi")).words == "Viisi päiväkotia auditoitiin."


def test_old_version_is_not_told_again_while_the_newest_waits():
    cast = small_city()
    first = cast.certify.entries.get()
    make.EntryFactory(
        round=cast.round, action=cast.certify, state="draft", revision=2, replaces=first, late_reason="Virhe luvussa.",
        public_text="Vielä kesken.",
    )  # fmt: skip
    content = build_content(cast.round, "fi")
    certified = content.themes[0].goals[0].actions[0]
    assert (certified.told, certified.status.label) == (SILENT, "Odottaa kirjausta")
    assert "Vielä kesken." not in repr(content)


def test_draft_of_a_review_is_told_as_a_draft_and_never_after_the_closing():
    cast = small_city()
    Review.objects.create(round=cast.round, kind="city_manager", text="Alkuvuosi sujui.")
    Review.objects.create(round=cast.round, kind="department", unit=cast.unit, text="Toimiala kasvoi.", is_ready=True)
    content = build_content(cast.round, "fi")
    assert content.summary.review == Told("Alkuvuosi sujui.", is_draft=True)
    assert content.departments[0].review == Told("Toimiala kasvoi.")
    content = build_content(close(cast), "fi")
    assert content.summary.review == SILENT
    assert content.departments[0].review == Told("Toimiala kasvoi.")


def test_review_is_told_in_its_translation():
    cast = small_city()
    review = Review.objects.create(round=cast.round, kind="environment", text="Väestö väheni.", is_ready=True)
    translate(cast, "The population fell.", of="Väestö väheni.", language="en", review=review)
    assert build_content(cast.round, "en").environment == Told("The population fell.", "en", is_translation=True)


def test_two_times_unchanged_is_said_as_such():
    cast = small_city()
    cast.certify.entries.update(is_unchanged=True, unchanged_times=2)
    assert build_content(cast.round, "fi").themes[0].goals[0].actions[0].unchanged == (
        "Tilanne ennallaan, toinen kerta"
    )
