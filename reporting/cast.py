"""Practice people and practice reports for development: one of each role, a closed review and an open one."""

import datetime
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from goals.models import Action, Correction, Entry, Figure, Goal, Plan, PlanLine, Project, Round, Strategy
from goals.operations import answering, approval, entries, rounds
from kemistrategy import clock
from kemistrategy.history import create_many_with_history, save_with_history
from kemistrategy.organisation.models import Position, PositionHolder, User
from kemistrategy.organisation.permissions import PRACTICE_DOMAIN, rights_of
from kemistrategy.refusals import NotAllowed
from measures.models import Indicator
from reporting.operations import publishing

CAST_FILE = Path(settings.BASE_DIR) / "fixtures" / "cast.json"

EARLIER_SLUG, PRESENT_SLUG = "2022-year", "2023-h1"


def read_cast() -> dict:
    return json.loads(CAST_FILE.read_text(encoding="utf-8"))


def sign_in_name(role: str) -> str:
    return f"{role.replace('_', '-')}@{PRACTICE_DOMAIN}"


@transaction.atomic
def load_cast() -> bool:
    """Makes what is missing; False when the cast was already here. Raises NotAllowed before Kemi's plan is there."""
    if Round.objects.filter(slug=PRESENT_SLUG).exists():
        return False
    if not Action.objects.exists():
        raise NotAllowed("Lataa ensin Kemin strategiat: manage.py load_kemi")
    cast = read_cast()
    people = _make_people(cast)
    coordinator = people["coordinator"]
    _confirm_answerers(cast, coordinator)
    earlier = _make_earlier_round(cast["earlier"], coordinator)
    present = rounds.plan_round(
        kind=Round.Kind.HALF_YEAR,
        year=2023,
        strategies=Strategy.objects.all(),
        due_on=datetime.date(2023, 8, 18),
        by=coordinator,
    )
    rounds.change_settings(present.pk, published_by=datetime.date(2023, 10, 13), by=coordinator)
    rounds.open_round(present.pk, by=coordinator)
    for role, reports in cast["present"].items():
        _report(people[role], reports)
    _approve(cast["present"], people["director"])
    # Frozen here; the worker makes the files, and then it is seen.
    publishing.publish_report(earlier.pk, languages=dict(settings.LANGUAGES), by=coordinator)
    return True


def _make_people(cast):
    people, password = {}, make_password(cast["password"])  # once: hashing is slow on purpose
    for role, person in cast["people"].items():
        user = User(
            email=sign_in_name(role),
            name=person["name"],
            role=person.get("role", User.Role.READER),
        )
        user.password = password
        people[role] = save_with_history(user, by=None, reason="load_cast")
        for post_code, capacity in person.get("posts", {}).items():
            holder = PositionHolder(
                post=Position.objects.get(code=post_code),
                user=user,
                capacity=capacity,
                starts_on=datetime.date(2022, 1, 1),
            )
            save_with_history(holder, by=None, reason="load_cast")
    return people


def _confirm_answerers(cast, coordinator):
    rights = rights_of(coordinator)
    proposed = [("action", pk) for pk in Action.objects.exclude(answering_post=None).values_list("pk", flat=True)]
    proposed += [
        ("indicator", pk) for pk in Indicator.objects.exclude(answering_post=None).values_list("pk", flat=True)
    ]
    answering.confirm_answering_posts(proposed, rights=rights)
    post = Position.objects.get(code=cast["project_answerer"]["post"])
    for project in Project.objects.filter(units__code=cast["project_answerer"]["department"]):
        answering.give_answering_post("project", project.pk, post_pk=post.pk, rights=rights)


def _make_earlier_round(reports, coordinator):
    """The year-end of 2022, with a practice plan of that year: its entries are written here, sent and closed."""
    round = Round(
        slug=EARLIER_SLUG,
        kind=Round.Kind.YEAR_END,
        year=2022,
        starts_on=datetime.date(2022, 1, 1),
        as_of=datetime.date(2022, 12, 31),
        due_on=datetime.date(2023, 1, 31),
        state=Round.State.CLOSED,
        opened_at=clock.now(),
        closed_at=clock.now(),
    )
    save_with_history(round, by=coordinator, reason="load_cast")
    round.strategies.set(Strategy.objects.filter(slug="kaupunkistrategia-2022-2025"))
    actions = {action.code: action for action in Action.objects.filter(code__in=reports)}
    _make_earlier_plan(actions.values(), coordinator)
    told = [
        Entry(
            round=round,
            action=actions[code],
            unit_id=actions[code].unit_id,
            post_id=actions[code].answering_post_id,
            state=Entry.State.APPROVED,
            sent_at=clock.now(),
            sent_by=coordinator,
            approved_at=clock.now(),
            approved_by=coordinator,
            **report,
        )
        for code, report in reports.items()
    ]
    create_many_with_history(told, by=coordinator, reason="load_cast")
    promised = [Correction(entry=entry, promised_at=clock.now()) for entry in round.entries.exclude(correction="")]
    create_many_with_history(promised, by=coordinator, reason="load_cast")
    return round


def _make_earlier_plan(actions, coordinator):
    """The lines that the reported actions have in the plan of 2023, as if it had gone on from the year before."""
    lines = list(PlanLine.objects.filter(action__in=actions).select_related("plan"))
    plans = {
        line.plan_id: Plan(
            strategy_id=line.plan.strategy_id,
            unit_id=line.plan.unit_id,
            year=2022,
            title_fi="Toimintasuunnitelma 2022 (harjoitus)",
            title_sv="Verksamhetsplan 2022 (övning)",
            title_en="Action plan 2022 (practice)",
            state=Plan.State.ADOPTED,
        )
        for line in lines
    }
    for plan in plans.values():
        save_with_history(plan, by=coordinator, reason="load_cast")
    earlier = [
        PlanLine(
            plan=plans[line.plan_id],
            goal_id=line.goal_id,
            action_id=line.action_id,
            words=line.words,
            owners_text=line.owners_text,
            schedule_text=line.schedule_text,
            position=line.position,
        )
        for line in lines
    ]
    create_many_with_history(earlier, by=coordinator, reason="load_cast")


def _report(user, reports):
    rights = rights_of(user)
    for code, report in reports.items():
        entry = Entry.objects.get(round__slug=PRESENT_SLUG, action__code=code)
        figures = Figure.objects.filter(round__slug=PRESENT_SLUG, indicator__measure_lines__action=entry.action_id)
        recorded = entries.record_progress(
            entry.pk,
            version=entry.version,
            reported=_reported(report),
            figures=[
                entries.TypedFigure(
                    indicator_id=figure.indicator_id, text=report.get("figure", ""), note="", version=figure.version
                )
                for figure in figures
            ],
            language="fi",
            rights=rights,
            send=report.get("send", False),
        )
        if recorded.problems:
            raise ValueError(f"{CAST_FILE.name}: {code}: {recorded.problems}")


def _reported(report):
    post = report.get("correction_post")
    given = {
        name: report[name] for name in ("progress", "forecast", "public_text", "cause", "correction") if name in report
    }
    if due_on := report.get("correction_due_on"):
        given["correction_due_on"] = datetime.date.fromisoformat(due_on)
    given["correction_post_id"] = Position.objects.get(code=post).pk if post else None
    empty = dict.fromkeys(entries.REPORTED_FIELDS, "") | {
        "correction_due_on": None,
        "started_on": None,
        "finished_on": None,
    }
    return empty | given


def _approve(reports, director):
    codes = [code for by_person in reports.values() for code, report in by_person.items() if report.get("approve")]
    pks = Entry.objects.filter(round__slug=PRESENT_SLUG, action__code__in=codes).values_list("pk", flat=True)
    approval.approve_entries(pks, rights=rights_of(director))


def contract() -> dict:
    """The names by which the program can be driven from outside."""
    cast = read_cast()
    open_entries = {
        code: pk
        for code, pk in Entry.objects.filter(round__slug=PRESENT_SLUG, action__isnull=False).values_list(
            "action__code", "pk"
        )
    }
    return {
        "password": cast["password"],
        "users": {role: sign_in_name(role) for role in cast["people"]},
        "rounds": {"open": PRESENT_SLUG, "closed": EARLIER_SLUG, "published": EARLIER_SLUG},
        "entries": {
            "own": open_entries["h4a"],
            "foreign": open_entries["e1a"],
            "locked": Entry.objects.get(round__slug=EARLIER_SLUG, action__code="h4a").pk,
            "draft": open_entries["h2c"],
        },
        "goals": dict(Goal.objects.order_by("strategy", "position").values_list("code", "pk")),
    }
