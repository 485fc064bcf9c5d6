"""The history page tells of links too: what was linked before and after, by whom, in so many queries."""

import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command

from goals.models import Action
from kemistrategy.history import save_with_history
from tests import factories as make
from tests.reporting.pages import main_words, themed_goal, url

pytestmark = pytest.mark.django_db


def deeds(response) -> list[list[str]]:
    """The changes of each deed as a person reads them, the newest deed first."""
    rows = re.findall(r"(?s)<tr>.*?</tr>", response.content.decode())[1:]
    items = [re.findall(r"(?s)<li>.*?</li>", row) for row in rows]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", item)).split()) for item in row] for row in items]


@pytest.mark.parametrize(
    "model, name, label",
    [
        ("action", "participants", "mukana"),
        ("action", "partner_units", "kumppanit"),
        ("project", "participants", "mukana"),
        ("project", "themes", "teemat"),
        ("goal", "themes", "teemat"),
        ("indicator", "participants", "mukana"),
        ("position", "members", "jäsenet"),
    ],
)
def test_a_link_shows_the_names_before_and_after(reader, model, name, label):
    row = {
        "action": lambda: make.ActionFactory(goals=[themed_goal()]),
        "project": make.ProjectFactory,
        "goal": make.GoalFactory,
        "indicator": make.IndicatorFactory,
        "position": make.PositionFactory,
    }[model]()
    manager = getattr(row, name)
    linked = {"themes": make.ThemeFactory, "partner_units": make.OrgUnitFactory}.get(name, make.PositionFactory)
    words_of = "name" if name in ("themes", "partner_units") else "title"
    first, second = linked(**{words_of: "Ämpäri"}), linked(**{words_of: "Zeniitti"})
    row._history_user = reader.user
    manager.set([first, second])
    manager.remove(first)
    page = reader.get(url("history-detail", model, row.pk))
    assert deeds(page)[:2] == [
        [f"{label} ennen: Zeniitti, Ämpäri → nyt: Zeniitti"],
        [f"{label} nyt: Zeniitti, Ämpäri"],
    ]
    assert f"{reader.user.name} {label}" in main_words(page)


@pytest.mark.parametrize("times", [1, 5])
def test_history_costs_the_same_for_one_change_and_for_many(reader, times, django_assert_num_queries):
    action = make.ActionFactory(goals=[themed_goal()])
    for _each in range(times):
        action.participants.add(make.PositionFactory())
        action.partner_units.add(make.OrgUnitFactory())
    address = url("history-detail", "action", action.pk)
    reader.get(address)
    with django_assert_num_queries(QUERIES):
        reader.get(address)


QUERIES = 9  # session, person, rights, the row, its history, two kinds of links, the names of posts and of units


def test_who_saves_first_after_the_load_has_not_made_the_links(reader):
    call_command("load_kemi", verbosity=0, stdout=StringIO())
    action = Action.objects.filter(participants__isnull=False).first()
    action.doubt_fi = "Kysytään kaupungilta"
    save_with_history(action, by=reader.user, reason="Täsmennys")
    saved, *_later, loaded = deeds(reader.get(url("history-detail", "action", action.pk)))
    assert saved == ["avoin kysymys (fi) nyt: Kysytään kaupungilta"]
    assert [change for change in loaded if change.startswith("mukana nyt: ")] != []
