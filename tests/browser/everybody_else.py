"""What everybody who is not in the browser does: `python -m tests.browser.everybody_else half_year`.

It runs beside a served program, on the same database, through the same operations as the pages.
"""

import os
import sys

import django

IN_THE_BROWSER = ("h4b",)  # the action that a test reports itself
SILENT_IN_SUMMER = ("h2d",)  # nobody reports it then
COMPLETED = ("s4a",)  # so the practice cast's director has told in the half-year
FIGURE_COMES = "Luku valmistuu keväällä."


def half_year():
    """The cast's other post holders report what they have not yet reported, all of it as it should go."""
    said = {"progress": "in_progress", "forecast": "will_be_met", "public_text": "Työ etenee."}
    report_all("2023-h1", said, besides=IN_THE_BROWSER + SILENT_IN_SUMMER)


def year_before():
    """What the practice cast, which has only actions of 2022, does not know of that year."""
    judge_the_year_before()
    count_the_firms()


def count_the_firms():
    from kemistrategy import periods
    from kemistrategy.organisation.permissions import rights_of
    from measures.models import Indicator
    from measures.operations.observations import record_observation

    firms = Indicator.objects.get(name_fi="Yritysten määrä")
    record_observation(firms.pk, period=periods.year(2022), text="915", rights=rights_of(person("coordinator")))


def judge_the_year_before():
    from goals.models import Entry, Goal, Round
    from kemistrategy import clock
    from kemistrategy.history import create_many_with_history

    round, by = Round.objects.get(slug="2022-year"), person("coordinator")
    goals = Goal.objects.filter(plan_lines__plan__year=2023, code__startswith="h").distinct().order_by("position")
    entries = [
        Entry(
            round=round,
            goal=goal,
            unit=goal.plan_lines.first().plan.unit,
            state=Entry.State.APPROVED,
            attainment="attained",
            attainment_reason="Mittarit toteutuivat.",
            sent_at=clock.now(),
            sent_by=by,
            approved_at=clock.now(),
            approved_by=by,
        )
        for goal in goals
    ]
    create_many_with_history(entries, by=by, reason="judged")


def year_end():
    """All goes on as it is, but for what is done; of the goals one is left to the browser."""
    said = {"progress": "in_progress", "public_text": "Työ jatkuu ensi vuonna.", "fate": "continues"}
    said |= {"attainment": "attained", "attainment_reason": "Sovitut työt on tehty."}
    done = {"progress": "completed", "public_text": "Järjestelmä on käytössä.", "fate": "completed"}
    report_all("2023-year", said | done, actions=COMPLETED)
    report_all("2023-year", said, besides=IN_THE_BROWSER, goals_besides=("h4",))


def report_all(slug, said, *, actions=(), besides=(), goals_besides=()):
    """Sends what is not sent yet: of all, or only of `actions`."""
    from django.db.models import Q

    from goals.models import Entry

    entries = Entry.objects.filter(round__slug=slug, state__in=("empty", "draft")).order_by("pk")
    entries = entries.filter(action__code__in=actions) if actions else entries
    for entry in entries.exclude(Q(action__code__in=besides) | Q(goal__code__in=goals_besides)):
        if writer := holder_of(entry.post_id):
            report(entry, said, writer)


def report(entry, said, writer):
    from goals.operations import entries
    from goals.queries.entries import figures_of
    from kemistrategy.organisation.permissions import rights_of

    nothing = dict.fromkeys(entries.REPORTED_FIELDS, "")
    nothing |= dict.fromkeys(("correction_post_id", "correction_due_on", "started_on", "finished_on"))
    recorded = entries.record_progress(
        entry.pk,
        version=entry.version,
        reported=nothing | said,
        figures=[
            entries.TypedFigure(row.indicator_id, row.text, FIGURE_COMES, row.version) for row in figures_of(entry)
        ],
        language="fi",
        rights=rights_of(writer),
        send=True,
    )
    if recorded.problems:
        raise ValueError(f"{entry.subject}: {recorded.problems}")


def holder_of(post_pk):
    from kemistrategy.organisation.models import User

    return User.objects.filter(posts_held__post=post_pk, posts_held__capacity="holder").first()


def person(role):
    from kemistrategy.organisation.models import User
    from reporting.cast import sign_in_name

    return User.objects.get(email=sign_in_name(role))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kemistrategy.settings")
    django.setup()
    for deed in sys.argv[1:]:
        {"half_year": half_year, "year_before": year_before, "year_end": year_end}[deed]()
