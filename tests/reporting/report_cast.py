"""A small city with one open review: every chapter of a report has something to say of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from goals.models import Entry
from tests import factories as make

SENT_AT = datetime(2023, 8, 10, 9, 0, tzinfo=UTC)
INTERNAL = "Vain esihenkilölle tarkoitettu huomautus"
PERSON = "Aino Esimerkki"


def small_city():
    strategy = make.StrategyFactory(name="Kaupunkistrategia 2022–2025", position=1)
    round = make.RoundFactory(year=2023, strategies=[strategy])
    cast = SimpleNamespace(strategy=strategy, round=round, person=make.UserFactory(name=PERSON))
    cast.unit = make.OrgUnitFactory(name="Hyvinvointitoimiala")
    cast.post = make.PositionFactory(title="Varhaiskasvatuspäällikkö", unit=cast.unit)
    make.PositionHolderFactory(post=cast.post, user=cast.person)
    _add_goals(cast)
    _add_measures(cast)
    _add_surroundings(cast)
    _add_entries(cast)
    return cast


def _add_goals(cast):
    cast.green = make.ThemeFactory(strategy=cast.strategy, name="Vihreä Kemi", colour="vihrea", position=1)
    cast.smooth = make.ThemeFactory(strategy=cast.strategy, name="Sujuva arki", colour="sujuva", position=2)
    cast.climate = _goal(cast, "Torjumme ilmastonmuutosta.", 1, themes=[cast.green])
    cast.open = _goal(cast, "Olemme avoin kumppani.", 2, themes=[cast.smooth])
    cast.sustainable = _goal(cast, "Kestävyysmittarit paranevat", 3)
    plan = make.PlanFactory(strategy=cast.strategy, unit=cast.unit)
    cast.certify = _action(cast, plan, "Ympäristösertifiointi laajenee päiväkodeille", [cast.climate], 1)
    cast.tools = _action(cast, plan, "Keskustelukulttuurin työkalut", [cast.climate, cast.open], 2)
    cast.silent = _action(cast, plan, "Selkokieli tiedotteissa", [cast.open], 3)
    make.SdgTagFactory(sdg_goal=make.SdgGoalFactory(number=13, name="Ilmastotekoja"), goal=cast.climate)


def _goal(cast, title, position, **fields):
    return make.GoalFactory(strategy=cast.strategy, title=title, position=position, **fields)


def _action(cast, plan, title, goals, position):
    action = make.ActionFactory(title=title, unit=cast.unit, answering_post=cast.post, position=position)
    for number, goal in enumerate(goals):
        make.PlanLineFactory(
            goal=goal, action=action, plan=plan, position=10 * position + number, owners_text="varhaiskasvatuspäällikkö"
        )
    cast.plan = plan
    return action


def _add_measures(cast):
    cast.audited = make.IndicatorFactory(
        name="Auditoitujen päiväkotien osuus",
        kind="percent",
        unit="%",
        direction="up",
        answering_post=cast.post,
        position=2,
    )
    target = make.TargetFactory(indicator=cast.audited, low=80)
    make.MeasureLineFactory(
        plan=cast.plan,
        goal=cast.climate,
        action=cast.certify,
        indicator=cast.audited,
        target=target,
        words="Päiväkodeista auditoitu 80 %",
    )
    council = make.IndicatorFactory(name="Vanhusneuvoston kokoukset", answering_post=cast.post, position=3)
    make.MeasureLineFactory(plan=cast.plan, goal=cast.open, indicator=council, words="Vanhusneuvosto 5 krt/v")
    cast.unemployment = make.IndicatorFactory(
        name="Työttömyys-%",
        kind="percent",
        unit="%",
        decimals=1,
        direction="down",
        is_key=True,
        position=1,
        source="Tilastokeskus",
    )
    make.BaselineFactory(indicator=cast.unemployment, value=Decimal("13.5"), words="13,5")
    make.TargetFactory(indicator=cast.unemployment, year=None, low=Decimal("13.0"), comparison="at_most")
    make.BenefitFactory(strategy=cast.strategy, name="Työllisyys paranee", indicators=[cast.unemployment])
    make.FigureFactory(round=cast.round, indicator=cast.audited, text="62,5", value=Decimal("62.5"), sent_at=SENT_AT)


def _add_surroundings(cast):
    make.DepartmentCardFactory(strategy=cast.strategy, unit=cast.unit)
    cast.project = make.ProjectFactory(
        strategy=cast.strategy, name="Oulu 2026", units=[cast.unit], outcome="Yhteinen kulttuurivuosi"
    )
    challenge = make.ChangeChallengeFactory(strategy=cast.strategy, number=1, title="Väestö vanhenee")
    make.ChallengePointFactory(challenge=challenge, text="Palvelutarve kasvaa")


def _add_entries(cast):
    sent = {"round": cast.round, "sent": True, "sent_by": cast.person, "internal_note": INTERNAL, "post": cast.post}
    make.EntryFactory(
        action=cast.certify,
        progress="in_progress",
        forecast="will_be_met",
        public_text="Kolme päiväkotia auditoitiin.",
        **sent,
    )
    make.EntryFactory(
        action=cast.tools,
        progress="in_progress",
        forecast="will_not_be_met",
        public_text="Koulutus viivästyi.",
        cause="Kouluttaja vaihtui.",
        correction="Koulutukset pidetään syksyllä.",
        correction_due_on=date(2023, 10, 31),
        **sent,
    )
    make.EntryFactory(
        round=cast.round,
        action=cast.silent,
        state=Entry.State.DRAFT,
        progress="completed",
        public_text="Keskeneräinen luonnos",
    )
