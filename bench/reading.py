"""The pages that are read most, beside a plain application with the same data.

The peer is bench/plain.py. A figure counts only if nothing was left out: each page is asked for its names.
"""

import statistics
from datetime import date

from bench.timing import milliseconds, timed

FEW, ACTIONS, MANY = 100, 1_000, 10_000
ACTIONS_OF_A_GOAL = 5


def measure(round, runs: int) -> None:
    """`round` is the open review of Kemi's."""
    city = make_city(round)
    for number in (FEW, ACTIONS, MANY):
        add_actions(city, number)
        own = measure_overview(city, runs, number)
        if number == FEW:
            at_few = own
        if number == ACTIONS:
            measure_list(city, runs)
            measure_first_read(city, runs)
            measure_save(city, runs)
    print(f"overview, {MANY} ÷ {FEW} actions: {own / at_few:.2f}  (bar: 1.5)")


def measure_overview(city, runs, number):
    own, statements = time_of(city.client, city.overview, runs, expected=city.goal_word)
    peer = plain_time(city, "/", runs)
    print(
        f"overview, {number} actions, signed in: {milliseconds(own)}, {statements} SQL statements; "
        f"plain {milliseconds(peer)}; ratio {own / peer:.2f}  (bar: 2)"
    )
    return own


def measure_list(city, runs):
    own, statements = time_of(city.client, "/toimenpiteet/", runs, expected=f"Vertailutoimenpide {ACTIONS - 1}")
    peer = plain_time(city, "/toimenpiteet/", runs)
    print(
        f"all {ACTIONS} actions on one page: {milliseconds(own)}, {statements} SQL statements; "
        f"plain {milliseconds(peer)}; ratio {own / peer:.2f}  (bar: 1.5)"
    )


def measure_first_read(city, runs):
    """What somebody's update costs the next reader: no cache has to be filled again."""
    from goals.models import Entry

    warm, first = [], []
    for number in range(runs):
        entry = Entry.objects.filter(round=city.round)[number]
        entry.public_text = f"Uusi teksti {number}"
        entry.save()
        first.append(timed(city.client.get, city.overview)[0])
        warm.append(timed(city.client.get, city.overview)[0])
    ratio = statistics.median(first) / statistics.median(warm)
    print(f"first read after an update ÷ a warm read: {ratio:.2f}  (bar: 1.2)")


def measure_save(city, runs):
    """One htmx save with rights, history and its fresh fragment beside a bare write."""
    from django.test import override_settings

    from goals.models import Entry

    entry = Entry.objects.filter(round=city.round, post=city.post).latest("pk")
    address, own, peer = f"/kirjaukset/{entry.pk}/", [], []
    target = {"hx-request": "true", "hx-target": f"entry-result-{entry.pk}"}
    for number in range(runs + 1):
        with override_settings(ROOT_URLCONF="bench.plain"):
            peer.append(timed(city.client.post, address, {"public_text": f"Pelkkä {number}"})[0])
        words = {"progress": "in_progress", "forecast": "will_be_met", "public_text": f"Tallennus {number}"}
        typed = {f"e{entry.pk}-{name}": value for name, value in words.items()}
        typed[f"e{entry.pk}-version"] = entry.version
        took, _answer = timed(lambda typed=typed: city.client.post(address, typed, headers=target))
        own.append(took)
        entry.refresh_from_db()
        assert entry.public_text == f"Tallennus {number}"
    ratio = statistics.median(own[1:]) / statistics.median(peer[1:])
    print(f"one saved entry: {milliseconds(statistics.median(own[1:]))}; ratio to a bare write {ratio:.2f}  (bar: 2.5)")


def time_of(client, address, runs, *, expected):
    """Median seconds and the number of SQL statements of a page that says what is expected."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)
        statements = len(queries)
    assert page.status_code == 200 and expected in page.content.decode(), address
    return statistics.median(timed(client.get, address)[0] for _ in range(runs)), statements


def plain_time(city, address, runs) -> float:
    """Median seconds of the same page of the plain application, asked by the same reader."""
    from django.test import override_settings

    with override_settings(ROOT_URLCONF="bench.plain"):
        assert city.client.get(address).status_code == 200
        return statistics.median(timed(city.client.get, address)[0] for _ in range(runs))


# --- the city ------------------------------------------------------------------------------------------------------
def make_city(round):
    """One more strategy in the open review, with a plan and a signed-in reader; what Kemi has is beside it."""
    from types import SimpleNamespace

    from django.test import Client

    from kemistrategy.organisation.models import User
    from tests import factories as make

    strategy = make.StrategyFactory(name="Vertailustrategia", slug="vertailu", position=9)
    round.strategies.add(strategy)
    unit = make.OrgUnitFactory(name="Vertailutoimiala")
    reader = make.UserFactory(role=User.Role.READER)
    client = Client()
    client.force_login(reader)
    post = make.PositionFactory(title="Vertailupäällikkö", unit=unit)
    make.PositionHolderFactory(post=post, user=reader)
    return SimpleNamespace(
        client=client,
        reader=reader,
        overview="/strategiat/vertailu/",
        goal_word="Vertailustrategia",
        strategy=strategy,
        unit=unit,
        post=post,
        themes=[make.ThemeFactory(strategy=strategy, name=f"Vertailuteema {n}", position=n) for n in range(3)],
        plan=make.PlanFactory(strategy=strategy, unit=unit, year=2023),
        round=round,
    )


def add_actions(city, wanted):
    """As many actions as wanted, five to a goal; four of five have been reported, one of ten does not go as planned."""
    from django.utils import timezone

    from goals.models import Action, Entry, Goal, PlanLine

    present = Action.objects.filter(code__startswith="vertailu-").count()
    numbers = range(present, wanted)
    goals = Goal.objects.bulk_create(
        Goal(strategy=city.strategy, code=f"g{n}", title=f"Vertailutavoite {n}", title_fi=f"Vertailutavoite {n}",
             position=n)
        for n in range(present // ACTIONS_OF_A_GOAL, wanted // ACTIONS_OF_A_GOAL)
    )  # fmt: skip
    through = Goal.themes.through
    through.objects.bulk_create(through(goal=goal, theme=city.themes[goal.pk % 3]) for goal in goals)
    goals = list(Goal.objects.filter(strategy=city.strategy).order_by("position"))
    actions = Action.objects.bulk_create(
        Action(code=f"vertailu-{n}", title=f"Vertailutoimenpide {n}", title_fi=f"Vertailutoimenpide {n}",
               unit=city.unit, answering_post=city.post, ends_on=date(2023 + n % 2, 12, 31), position=n)
        for n in numbers
    )  # fmt: skip
    PlanLine.objects.bulk_create(
        PlanLine(plan=city.plan, goal=goals[n // ACTIONS_OF_A_GOAL], action=action, words=action.title, position=n)
        for n, action in zip(numbers, actions, strict=True)
    )
    Entry.objects.bulk_create(
        Entry(round=city.round, action=action, unit=city.unit, post=city.post, state="sent" if n % 5 < 4 else "draft",
              progress="in_progress",
              forecast="partly" if n % 10 == 1 else "will_be_met", public_text=f"Tehty {n}",
              cause="Viivästyi" if n % 10 == 1 else "", sent_at=timezone.now(), sent_by=city.reader)
        for n, action in zip(numbers, actions, strict=True) if n % 5
    )  # fmt: skip
