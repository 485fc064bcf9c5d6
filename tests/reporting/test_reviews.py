"""Katsaustekstit: prose parts of the report, saved while they are typed and told when they are ready."""

import pytest
from django.urls import reverse

from goals.models import Round
from goals.operations.rounds import close_round
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import Conflict, NotAllowed
from reporting.content import build_content
from reporting.models import Review
from reporting.operations.reviews import save_review
from reporting.queries.reviews import KINDS, review_parts
from tests import factories as make

HTMX = {"HX-Request": "true", "HX-Target": "review-saved"}


@pytest.fixture
def unit(db):
    unit = make.OrgUnitFactory()
    unit.head = make.PositionFactory(unit=unit)
    unit.save()
    return unit


@pytest.fixture
def director(unit):
    return make.PositionHolderFactory(post=unit.head).user


@pytest.fixture
def round(unit):
    return make.RoundFactory()


@pytest.fixture
def key(unit):
    return f"department-{unit.pk}"


def page(round, key):
    return reverse("reporting:review-edit", args=[round.slug, key])


def save(round, key, user, text="Toimiala etenee.", *, version=0, is_ready=False, language="fi"):
    return save_review(
        round.pk, key, text=text, version=version, language=language, is_ready=is_ready, rights=rights_of(user)
    )


def test_a_director_writes_her_department_and_nothing_else(round, key, director):
    parts = review_parts(round, rights_of(director), "fi")
    assert [part.key for part in parts if part.may_write] == [key]
    with pytest.raises(Review.DoesNotExist):
        save(round, "environment", director)


def test_the_coordinator_writes_every_part_of_its_kind(round):
    rights = rights_of(make.UserFactory(role="coordinator"))
    assert all(part.may_write for part in review_parts(round, rights, "fi"))
    year_end = make.RoundFactory(kind=Round.Kind.YEAR_END, state="planned", opened_at=None)
    kinds = {part.kind for part in review_parts(year_end, rights, "fi")}
    assert kinds == set(KINDS[Round.Kind.YEAR_END])


def test_it_is_saved_while_it_is_typed(client, round, key, director):
    client.force_login(director)
    answer = client.post(page(round, key), {"text": "Toimiala etenee.", "version": 0, "deed": "autosave"}, headers=HTMX)
    assert "Luonnos." in answer.content.decode()
    assert 'name="version" value="1"' in answer.content.decode()
    review = Review.objects.get()
    assert (review.text, review.is_ready, review.version, review.saved_by) == ("Toimiala etenee.", False, 1, director)


def test_without_scripts_it_is_a_plain_form(client, round, key, director):
    client.force_login(director)
    answer = client.post(page(round, key), {"text": "Toimiala etenee.", "version": 0, "deed": "ready"})
    assert answer.url == reverse("reporting:review-list", args=[round.slug])
    assert Review.objects.get().is_ready


def test_autosaving_keeps_a_ready_text_ready(client, round, key, director):
    save(round, key, director, is_ready=True)
    client.force_login(director)
    client.post(page(round, key), {"text": "Uusi.", "version": 1, "deed": "autosave"}, headers=HTMX)
    assert (Review.objects.get().text, Review.objects.get().is_ready) == ("Uusi.", True)


def test_the_second_of_two_sees_what_the_first_wrote(client, round, key, director):
    save(round, key, director, "Ensimmäinen.")
    with pytest.raises(Conflict):
        save(round, key, director, "Toinen.", version=0)
    client.force_login(director)
    answer = client.post(page(round, key), {"text": "Toinen.", "version": 0, "deed": "save"})
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Ensimmäinen." in words and "Toinen." in words
    assert Review.objects.get().text == "Ensimmäinen."


def test_an_empty_text_is_not_ready(round, key, director):
    with pytest.raises(NotAllowed):
        save(round, key, director, "", is_ready=True)


def test_a_closed_review_takes_no_words(client, round, key, director):
    save(round, key, director)
    close_round(round.pk, by=director)
    with pytest.raises(NotAllowed):
        save(round, key, director, "Myöhässä.", version=1)
    client.force_login(director)
    assert client.post(page(round, key), {"text": "Myöhässä.", "version": 1}).status_code == 422
    assert Review.objects.get().text == "Toimiala etenee."


def test_a_too_long_text_stays_in_the_form(client, round, key, director):
    client.force_login(director)
    answer = client.post(page(round, key), {"text": "a" * 200_000, "version": 0, "deed": "save"})
    assert answer.status_code == 422
    assert "a" * 200_000 in answer.content.decode()


def test_markup_is_words(client, round, key, director):
    save(round, key, director, "<b hx-post='/x'>rohkea</b>", is_ready=True)
    client.force_login(director)
    assert "<b hx-post" not in client.get(page(round, key)).content.decode()


def test_the_report_tells_a_ready_text_and_marks_a_draft(round, key, director):
    save(round, key, director)
    assert build_content(round, "fi").departments[0].review.is_draft
    save(round, key, director, version=1, is_ready=True)
    told = build_content(round, "fi").departments[0].review
    assert (told.words, told.is_draft) == ("Toimiala etenee.", False)


def test_the_figures_are_at_hand(client, round, key, director):
    client.force_login(director)
    address = reverse("reporting:review-figures", args=[round.slug, key])
    assert "Mikä ei etene suunnitellusti" in client.get(address).content.decode()
    fragment = client.get(address, headers={"HX-Request": "true", "HX-Target": "review-figures"})
    assert b"<html" not in fragment.content
