"""Files of evidence: saved by those who may read what they are tied to, and never opened in the browser."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goals.operations.rounds import close_round
from kemistrategy.organisation.evidence import NewEvidence, keep_evidence
from kemistrategy.organisation.models import User
from reporting.models import AuditAccess
from tests import factories as make
from tests.goals.situations import entry_of_action, entry_of_indicator, figures_of, person_in

PDF = b"%PDF-1.7\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def piece(db):
    """A file that is tied to nothing yet."""
    file = SimpleUploadedFile("Säästöt 2022.pdf", PDF)
    return keep_evidence(NewEvidence(file=file), by=make.UserFactory())


@pytest.fixture
def unit(db):
    head = make.PositionFactory()
    return make.OrgUnitFactory(head=head)


@pytest.fixture
def cast(unit):
    """Who is asked for: the holder of the post, who directs it, who holds another post, and the roles."""
    post = make.PositionFactory(unit=unit)
    people = {
        "holder": person_in(post),
        "director": person_in(unit.head),
        "other holder": make.PositionHolderFactory().user,
    }
    return people | {str(role): make.UserFactory(role=role) for role in User.Role.values}


@pytest.fixture
def post(cast):
    return cast["holder"].posts_held.get().post


@pytest.fixture
def round(db):
    return make.RoundFactory(year=2023)


def fetch(piece, user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client.get(reverse("reporting:evidence", args=[piece.pk]))


def readers(piece, cast):
    return {name for name, user in cast.items() if fetch(piece, user).status_code == 200}


def test_the_file_is_saved_and_never_opened_in_the_browser(piece):
    make.ObservationFactory().evidence.add(piece)
    answer = fetch(piece, make.UserFactory())
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "S%C3%A4%C3%A4st%C3%B6t%202022.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_public_is_asked_to_sign_in(piece):
    make.ObservationFactory().evidence.add(piece)
    answer = fetch(piece)
    assert (answer.status_code, "/tili/login/" in answer.url) == (302, True)


def test_an_address_has_no_file_and_a_lost_file_is_not_found(piece, media, cast):
    address = make.EvidenceFactory()
    make.ObservationFactory().evidence.add(piece, address)
    (media / piece.file.name).unlink()
    assert [fetch(row, cast["reader"]).status_code for row in (address, piece)] == [404, 404]


# --- who reads it -------------------------------------------------------------------------------------------------
def test_what_is_tied_to_nothing_is_read_by_those_who_read_everything(piece, cast):
    assert readers(piece, cast) == {"coordinator"}


def test_of_a_figure_whose_indicator_everybody_sees(piece, cast):
    make.ObservationFactory().evidence.add(piece)
    assert readers(piece, cast) == set(cast)


def test_of_a_drafts_figure_is_for_those_who_measure_it(piece, cast, post):
    draft = make.StrategyFactory(state="draft")
    indicator = make.IndicatorFactory(answering_post=post)
    make.MeasureLineFactory(goal__strategy=draft, indicator=indicator)
    make.ObservationFactory(indicator=indicator).evidence.add(piece)
    assert readers(piece, cast) == {"holder", "coordinator"}


def test_of_an_entry_is_for_those_who_read_its_working_copy(piece, cast, round, post):
    entry_of_action(round, post, sent=True).evidence.add(piece)
    assert readers(piece, cast) == {"holder", "director", "coordinator"}


@pytest.mark.parametrize("make_entry", [entry_of_action, entry_of_indicator])
def test_of_a_figure_under_way_is_for_those_who_read_an_entry_that_asks_it(piece, cast, round, post, make_entry):
    figures_of(make_entry(round, post))[0].evidence.add(piece)
    assert readers(piece, cast) == {"holder", "director", "coordinator"}


def test_a_figure_that_another_years_plan_or_review_asked_opens_nothing(piece, cast, round, post):
    figure = make.FigureFactory(round=round)
    last_year, plan = make.RoundFactory(kind="year_end", year=2022, closed=True), make.PlanFactory(year=2022)
    action = make.ActionFactory(answering_post=post, unit=post.unit)
    make.MeasureLineFactory(plan=plan, goal__strategy=plan.strategy, action=action, indicator=figure.indicator)
    make.EntryFactory(round=round, action=action)
    make.EntryFactory(round=last_year, indicator=figure.indicator, unit=post.unit, post=post)
    figure.evidence.add(piece)
    assert readers(piece, cast) == {"coordinator"}


@pytest.mark.parametrize(
    "days, reads",
    [
        ({"decided_on": date(2023, 8, 10)}, True),
        ({"decided_on": date(2023, 6, 1), "ends_on": date(2023, 8, 10)}, True),
        ({"decided_on": date(2023, 6, 1), "ends_on": date(2023, 8, 9)}, False),
        ({"decided_on": date(2023, 8, 11)}, False),
    ],
)
def test_the_audit_committee_reads_that_of_closed_reviews_while_a_decision_of_its_own_is_valid(
    piece, cast, round, post, days, reads
):
    entry_of_action(round, post, sent=True).evidence.add(piece)
    close_round(round.pk, by=cast["coordinator"])
    decide(cast, **days)
    assert ("auditor" in readers(piece, cast)) is reads


def test_what_the_committee_opens_by_its_decision_leaves_a_mark(piece, cast, round, post):
    entry_of_action(round, post, sent=True).evidence.add(piece)
    close_round(round.pk, by=cast["coordinator"])
    decide(cast, decided_on=date(2023, 6, 1))
    access = AuditAccess.objects.get()
    for who in ("coordinator", "auditor"):
        client = Client()
        client.force_login(cast[who])
        assert client.get(reverse("reporting:evidence", args=[piece.pk])).status_code == 200
    (mark,) = access.history.filter(history_change_reason__startswith="read evidence ")
    assert (mark.history_user, mark.history_change_reason.startswith(f"read evidence {piece.pk}: ")) == (
        cast["auditor"],
        True,
    )
    assert f"näyttö {piece.pk}: " in client.get(reverse("reporting:audit-access")).content.decode()


def decide(cast, **days):
    stamps = {"recorded_at": make.SOME_MOMENT, "recorded_by": cast["auditor"]}
    AuditAccess.objects.create(section="12", purpose="Tavoitteiden arviointi", **days, **stamps)


def test_the_audit_committee_reads_nothing_of_an_open_review(piece, cast, round, post):
    entry = entry_of_action(round, post)
    decide(cast, decided_on=date(2023, 8, 10))
    for tied_to in (entry, figures_of(entry)[0]):
        tied_to.evidence.set([piece])
        assert "auditor" not in readers(piece, cast)
    close_round(round.pk, by=cast["coordinator"])
    assert "auditor" in readers(piece, cast)


def test_the_audit_committee_reads_that_of_an_observation_of_a_draft(piece, cast):
    decide(cast, decided_on=date(2023, 8, 10))
    line = make.MeasureLineFactory(goal__strategy=make.StrategyFactory(state="draft"))
    make.ObservationFactory(indicator=line.indicator).evidence.add(piece)
    assert readers(piece, cast) == {"auditor", "coordinator"}


def test_the_page_of_the_entry_leads_only_to_files_its_reader_gets(piece, cast, round, post):
    entry = entry_of_action(round, post)
    entry.evidence.add(piece)
    client = Client()
    client.force_login(cast["director"])
    page = client.get(reverse("goals:entry-evidence", args=[entry.pk])).content.decode()
    assert reverse("reporting:evidence", args=[piece.pk]) in page


@pytest.mark.parametrize("number", [1, 3])
def test_a_file_costs_the_same_with_1_and_3_ties(piece, cast, round, post, django_assert_num_queries, number):
    for _number in range(number):
        entry_of_action(round, post).evidence.add(piece)
        make.ObservationFactory().evidence.add(piece)
    client = Client()
    client.force_login(cast["holder"])
    client.get(reverse("reporting:evidence", args=[piece.pk]))
    with django_assert_num_queries(4):
        client.get(reverse("reporting:evidence", args=[piece.pk]))
