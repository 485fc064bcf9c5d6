"""One test for each feature of part 2; every name holds the feature's words."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from goals.models import SdgTag
from measures.models import SdgGoal, SdgTarget
from tests.factories import (
    ActionFactory,
    GoalFactory,
    IndicatorFactory,
    ProjectFactory,
    SdgGoalFactory,
    SdgTagFactory,
    SdgTargetFactory,
)
from tests.goals.pages import parsed, with_class, words

pytestmark = pytest.mark.django_db


# --- D. SDG -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 11, 17])
def test_17_goals_as_tags(client, number):
    sdg = SdgGoalFactory(number=number, name="Kestävän kehityksen tavoite")
    project = ProjectFactory()
    goal = GoalFactory(strategy=project.strategy)
    action, indicator = ActionFactory(goals=[goal]), IndicatorFactory(is_key=True)
    things = {"goal": goal, "action": action, "project": project, "indicator": indicator}
    for subject, thing in things.items():
        SdgTagFactory(sdg_goal=sdg, **{subject: thing})
        page = client.get(reverse(f"reporting:{subject}-detail", args=[thing.pk]))
        tags = [words(tag) for tag in with_class(parsed(page), "sdg-tag")]
        assert tags == [f"SDG {number} Kestävän kehityksen tavoite (ehdotus)"]


def test_169_targets_and_local_ones(client):
    sdg = SdgGoalFactory(number=4)
    SdgTargetFactory(goal=sdg, code="4.7", label="Kestävän kehityksen opetus")
    local = SdgTargetFactory(goal=sdg, code="K1", label="Kemin oma alatavoite", is_local=True)
    goal = GoalFactory()
    SdgTagFactory(sdg_goal=sdg, sdg_target=local, goal=goal, origin=SdgTag.Origin.CONFIRMED)
    page = parsed(client.get(reverse("reporting:sdg-detail", args=[4])))
    rows = [words(row) for row in page.iterfind(".//tbody/tr")]
    assert rows == [f"K1 Kemin oma alatavoite {goal.title}", "4.7 Kestävän kehityksen opetus –"]
    assert "Kaupungin omat alatavoitteet" in words(page)


def test_sdg_dashboard(client):
    for number in range(1, 18):
        SdgGoalFactory(number=number)
    SdgTagFactory(sdg_goal=SdgGoal.objects.get(number=3), goal=GoalFactory())
    page = client.get(reverse("reporting:sdg-coverage"))
    heads = [words(head) for head in with_class(parsed(page), "coverage__number")]
    assert heads == [str(number) for number in range(1, 18)]
    assert len(with_class(parsed(page), "sdg-tag")) == 16  # those that nothing serves


def test_goal_names_shipped_in_fi_sv_and_en(client):
    call_command("load_kemi", stdout=StringIO())
    assert (SdgGoal.objects.count(), SdgTarget.objects.count()) == (17, 169)
    for language, name in (("fi", "Ei köyhyyttä"), ("sv", "Ingen fattigdom"), ("en", "No poverty")):
        with translation.override(language):
            address = reverse("reporting:sdg-detail", args=[1])
        assert words(parsed(client.get(address)).find(".//h1")) == name
    names = [f"{field}_{language}" for field in ("name", "long_name") for language in dict(settings.LANGUAGES)]
    assert not [goal for goal in SdgGoal.objects.all() if not all(getattr(goal, name) for name in names)]
