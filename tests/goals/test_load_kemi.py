"""load_kemi: both of Kemi's strategies, exactly, once, and never over what a person changed."""

import json
import shutil
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from goals.answering import Owner, proposed_answering_post
from goals.models import (
    Action,
    Benefit,
    CommunicationLine,
    DepartmentCard,
    EnvironmentLink,
    Goal,
    MeasureLine,
    OtherPlan,
    Plan,
    PlanLine,
    Project,
    ProjectUnit,
    RolloutStage,
    SdgTag,
    Strategy,
    Succession,
    TextBlock,
    Theme,
)
from kemistrategy.organisation.models import OrgUnit, Position
from measures.models import Indicator, Observation, SdgGoal, SdgTarget, Target

OLDER = "kaupunkistrategia-2022-2025"
NEWER = "kemin-kaupungin-strategia"
FIXTURES = settings.BASE_DIR / "fixtures"
COUNTS = """\
16 tavoitetta, 35 toimenpidettä 37 tavoitelinkissä, 42 mittaririviä
23 keskeistä mittaria, 62 mittaria
24 projektiriviä (22 projektia)
11 muutoshaastetta 31 kohtaa
SWOT 10 + 9 + 11 + 10
10 juurrutuksen vaihetta toimialaa kohti
3 + 5 viestinnän riviä
"""


def load(**options):
    out = StringIO()
    call_command("load_kemi", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """What the first run prints; the loaded data serves every test of this module and is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def kemi(loaded, db):
    return loaded


def models_with_history():
    rooms = ("organisation", "measures", "goals")
    return [
        model
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    ]


def history_counts():
    return {model.__name__: model.history.count() for model in models_with_history()}


def goal(code, strategy=OLDER):
    return Goal.objects.get(strategy__slug=strategy, code=code)


# --- counts, repeating, and what a person changed -----------------------------------------------------------------
def test_first_run_tells_the_counts_of_kemis_plan(kemi):
    head, _, counts = kemi.partition("\n")
    assert head.startswith("Kemin strategiat: lisättiin ")
    assert counts == COUNTS


def test_second_run_changes_nothing(kemi):
    before = history_counts()
    assert load() == "Kemin strategiat: ei muutoksia.\n" + COUNTS
    assert history_counts() == before


def test_second_run_asks_few_questions(kemi, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        load()


def test_every_loaded_row_has_its_history_with_the_file_as_reason(kemi):
    assert all(model.history.count() >= model.objects.count() for model in models_with_history())
    assert set(Action.history.values_list("history_type", "history_change_reason")) == {
        ("+", "load_kemi: fixtures/strategy_2022_2025.json")
    }


def test_a_persons_change_survives_and_is_reported(kemi):
    action = Action.objects.get(code="e1a")
    action.title_fi = "Ympäristösertifiointi laajenee kaikkiin päiväkoteihin"
    action.save()
    goal("e2").themes.clear()
    report = load()
    assert report == "Kemin strategiat: ei muutoksia.\n" + COUNTS + (
        "Jätettiin ennalleen: 2 riviä, jotka poikkeavat tiedostoista: "
        f"tavoite {OLDER}/e2 (themes), toimenpide e1a (title_fi).\n"
    )
    action.refresh_from_db()
    assert action.title_fi == "Ympäristösertifiointi laajenee kaikkiin päiväkoteihin"
    assert list(goal("e2").themes.all()) == []


def test_what_a_person_removed_is_not_brought_back(kemi):
    SdgTag.objects.get(goal=goal("e1"), sdg_goal__number=12).delete()
    assert f"Jätettiin pois: 1 riviä, jotka on poistettu palvelusta: SDG-merkintä tavoite {OLDER}/e1 12." in load()
    assert not SdgTag.objects.filter(goal=goal("e1"), sdg_goal__number=12).exists()


def test_what_answers_the_environment_is_only_suggested_and_a_persons_word_stays(kemi):
    links = EnvironmentLink.objects.all()
    assert links.count() == 41 and set(links.values_list("state", flat=True)) == {"suggested"}
    unanswered = set(range(1, 12)) - set(links.values_list("challenge__number", flat=True))
    assert unanswered == {11}  # epidemics, war, interest rates: no words of the strategy answer them
    confirmed, removed = links.filter(challenge__number=5)[:2]
    EnvironmentLink.objects.filter(pk=confirmed.pk).update(state="confirmed", note="Talousohjelma")
    removed.delete()
    report = load()
    assert "ei muutoksia" in report and "vastaus muutoshaaste" in report
    assert EnvironmentLink.objects.get(pk=confirmed.pk).note == "Talousohjelma" and links.count() == 40


def test_channels_and_other_plans_are_those_that_the_strategy_names(kemi):
    channels = CommunicationLine.objects.filter(kind="channel").values_list("name_fi", flat=True)
    assert list(channels) == ["Paikallismedia", "Valtakunnan media", "Kansainvälinen media"]
    assert list(OtherPlan.objects.values_list("compatible", flat=True)) == ["checking", "checking"]


def test_a_moved_line_is_neither_doubled_nor_moved_back(kemi):
    MeasureLine.objects.get(position=42).save()
    line = MeasureLine.objects.get(position=42)
    line.position = 99
    line.save()
    assert "ei muutoksia" in load()
    assert list(MeasureLine.objects.filter(position__gte=42).values_list("position", flat=True)) == [99]


def test_a_row_that_is_missing_is_added(kemi, tmp_path):
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    content = json.loads((tmp_path / "organisation.json").read_text(encoding="utf-8"))
    content["units"].append(
        {"code": "kirjasto", "kind": "result_unit", "parent": "hyvinvointi", "name": {"fi": "Kirjasto"}}
    )
    (tmp_path / "organisation.json").write_text(json.dumps(content), encoding="utf-8")
    assert load(fixtures=tmp_path).startswith("Kemin strategiat: lisättiin 1 riviä.\n")
    assert OrgUnit.objects.get(code="kirjasto").parent.code == "hyvinvointi"


def fixtures_with_another_target(folder, indicator, **changes):
    """The files, with this changed in the target level of one key indicator."""
    shutil.copytree(FIXTURES, folder, dirs_exist_ok=True)
    path = folder / "strategy_kemi.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    items = [item for benefit in content["benefits"] for item in benefit["indicators"]]
    next(item for item in items if item["code"] == indicator)["target"].update(changes)
    path.write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"low": "15", "words": "15"}, "low, words"),
        ({"year": 2023, "low": "15", "words": "15"}, "year, replaces"),
    ],
)
def test_a_file_does_not_move_a_target_level(kemi, tmp_path, changes, told):
    levels = Target.objects.filter(indicator__code="tyottomyysprosentti").values_list("year", "low", "words")
    before = list(levels)
    report = load(fixtures=fixtures_with_another_target(tmp_path, "tyottomyysprosentti", **changes))
    assert f"tavoitetaso mittari tyottomyysprosentti ({told})" in report
    assert list(levels) == before == [(None, Decimal(13), "13,0")]


def test_a_level_that_a_person_changed_stays_changed(kemi):
    printed = Target.objects.get(indicator__code="tyottomyysprosentti")
    changed = Target.objects.create(indicator=printed.indicator, low=12, replaces=printed, reason="Tilanne parani.")
    assert load().startswith("Kemin strategiat: ei muutoksia.")
    assert Target.objects.present().get(indicator=printed.indicator) == changed


# --- bad files ----------------------------------------------------------------------------------------------------
def spoil_syntax(path):
    path.write_text('{"units": [\n  {"code": }]}', encoding="utf-8")


def drop_units(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["units"]
    path.write_text(json.dumps(content), encoding="utf-8")


def name_unknown_unit(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    content["positions"][0]["unit"] = "satama"
    path.write_text(json.dumps(content), encoding="utf-8")


def name_unknown_kind(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    content["units"].append({"code": "satama", "kind": "department", "name": {"fi": "Satama"}})
    content["positions"].append({"code": "luotsi", "kind": "person", "unit": "satama", "title": {"fi": "Luotsi"}})
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda path: path.unlink(), "Tiedosto fixtures/organisation.json puuttuu."),
        (spoil_syntax, "Tiedosto fixtures/organisation.json ei ole kelvollista JSONia: rivi 2, sarake 12."),
        (lambda path: path.write_bytes(b"\xff\xfe"), "Tiedosto fixtures/organisation.json ei ole UTF-8-tekstiä."),
        (lambda path: path.write_text("[]"), "Tiedoston fixtures/organisation.json pitää olla JSON-olio."),
        (drop_units, "fixtures/organisation.json: kenttä 'units' puuttuu."),
        (
            name_unknown_unit,
            "fixtures/organisation.json: ”tehtävä hyvinvointijohtaja” viittaa riviin ”yksikkö satama”, jota ei ole.",
        ),
        (name_unknown_kind, "fixtures/organisation.json: ”tehtävä luotsi” – kind: "),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence_and_nothing_is_loaded(kemi, tmp_path, spoil, sentence):
    before = history_counts()
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    spoil(tmp_path / "organisation.json")
    with pytest.raises(CommandError) as refusal:
        load(fixtures=tmp_path)
    assert str(refusal.value).startswith(sentence)
    assert history_counts() == before
    assert not OrgUnit.objects.filter(code="satama").exists()


# --- seed 1: the plan of 2023 -------------------------------------------------------------------------------------
def test_the_older_strategy_has_three_themes_with_their_goals(kemi):
    themes = Theme.objects.filter(strategy__slug=OLDER)
    assert {theme.name: [item.code for item in theme.goals.all()] for theme in themes} == {
        "Elinvoimainen kaupunki": ["e1", "e2", "e3", "e4", "e5", "e6"],
        "Hyvinvoivat asukkaat": ["h1", "h2", "h3", "h4", "h5"],
        "Sujuva arki": ["s1", "s2", "s3", "s4", "s5"],
    }


def test_owners_are_seven_posts_three_groups_and_one_unit(kemi):
    kinds = list(Position.objects.values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"single": 7, "group": 3, "unit": 1}
    assert OrgUnit.objects.get(code="hyvinvointi").head.code == "hyvinvointijohtaja"
    doubted = Position.objects.exclude(doubt="").values_list("code", flat=True)
    assert list(doubted) == ["hyvinvointijohtaja", "toimialajohtaja"]


@pytest.mark.parametrize(
    ("code", "answering", "participants"),
    [
        ("e1a", "varhaiskasvatuspaallikko", set()),
        ("e3a", "hyvinvointijohtaja", {"tulosaluepaallikot"}),
        ("e5a", "hyvinvointijohtaja", {"tulosaluepaallikot", "lahiesihenkilot", "henkilosto"}),
        (
            "h1e",
            "toimialajohtaja",
            {"hyvinvointijohtaja", "tulosaluepaallikot", "lahiesihenkilot", "hyte-koordinaattori"},
        ),
        ("h2a", "hyte-koordinaattori", {"hyvinvointitoimiala", "nuorisosihteeri", "vapaa-aikapaallikko"}),
        ("h4a", "vapaa-aikapaallikko", {"hyte-koordinaattori"}),
    ],
)
def test_one_post_answers_and_the_others_take_part(kemi, code, answering, participants):
    action = Action.objects.get(code=code)
    assert action.answering_post.code == answering
    assert action.answering_confirmed_at is None
    assert set(action.participants.values_list("code", flat=True)) == participants


def test_no_group_answers_for_anything(kemi):
    assert set(Action.objects.values_list("answering_post__kind", flat=True)) == {"single"}
    assert set(Indicator.objects.exclude(measure_lines=None).values_list("answering_post__kind", flat=True)) == {
        "single"
    }
    assert set(Indicator.objects.filter(measure_lines=None).values_list("answering_post", flat=True)) == {None}
    assert set(Project.objects.values_list("answering_post", flat=True)) == {None}


def test_schedules_are_2023_open_from_2023_and_none(kemi):
    schedules = list(Action.objects.values_list("starts_on", "ends_on", "precision", "is_open_ended"))
    assert {schedule: schedules.count(schedule) for schedule in set(schedules)} == {
        (None, date(2023, 12, 31), "year", False): 15,
        (date(2023, 1, 1), None, "year", True): 2,
        (None, None, "year", False): 18,
    }
    assert list(
        PlanLine.objects.filter(goal__code__startswith="s")
        .values_list("schedule_text", flat=True)
        .distinct()
        .order_by("schedule_text")
    ) == ["2023", "2023-"]


def test_an_action_printed_twice_keeps_both_originals(kemi):
    lines = PlanLine.objects.filter(action__code="e5a")
    assert [(line.goal.code, line.words) for line in lines] == [
        (
            "e5",
            "Keskustelukulttuurin ja positiivisen vuorovaikutuksen kehittäminen Hyvin sanottu – Bra sagt -työkaluilla"
            " kaikissa työyksiköissä",
        ),
        (
            "s5",
            "Hyvin Sanottu – Bra sagt -keskustelukulttuurihanke (kv 3.5.2021 § 45) jalkautetaan systemaattisesti"
            " yksiköihin osallisuuden ja positiivisuuden lisäämiseksi.",
        ),
    ]
    assert "positi ivisen vuorovaikutuksen kehi\nttäminen" in lines[0].source_text
    assert str(lines[0].action.decision) == "kv 3.5.2021 § 45"
    assert lines[0].action.doubt_fi
    assert [line.goal.code for line in PlanLine.objects.filter(action__code="h1e")] == ["h1", "s1"]


def test_mended_words_are_kept_as_they_were(kemi):
    assert dict(Goal.objects.exclude(source_text="").values_list("code", "source_text")) == {
        "e1": "Vihreä ja kestävä Kemi lisää \nvetovoimaamme sekä torjuu \ni lmastonmuutosta.",
        "e4": "Kaupunkimme yritysympäristö on \nkilpailukykyinen. Olemme \n"
        "vetovoimainen ja elinkeino-\nrakenteeltaan monipuolinen.",
        "h3": "Kehitämme koulutustarjontaa ja -\npolkuja, mahdollistamme \nosaamisen kasvun.",
        "t4": "Kestävyyssmittarit paranevat",
    }
    texts = [text for model in (Goal, PlanLine, MeasureLine) for text in _finnish(model)]
    assert not [
        text
        for text in texts
        if any(broken in text for broken in ("positi iv", " i kunta", "li ikk", "työkaluil la", "\n"))
    ]
    assert PlanLine.objects.get(action__code="s3a").source_text.splitlines()[1] == "l i ikuntahallin "


def _finnish(model):
    return model.objects.values_list({Goal: "title_fi", PlanLine: "words", MeasureLine: "words_fi"}[model], flat=True)


def test_measure_lines_belong_to_goals_and_where_the_words_say_so_to_actions(kemi):
    links = {}
    for line in MeasureLine.objects.select_related("goal", "action"):
        links.setdefault(line.goal.code, []).append(line.action.code[2:] if line.action else "–")
    assert {code: "".join(actions) for code, actions in links.items()} == {
        "e1": "a", "e2": "a", "e3": "aa", "e4": "a", "e5": "aa", "e6": "––",
        "h1": "a––––ccde", "h2": "abc–", "h3": "–bc", "h4": "abb", "h5": "b–",
        "s1": "ae", "s2": "aa", "s3": "abde", "s4": "a", "s5": "aaa",
    }  # fmt: skip
    assert MeasureLine.objects.get(goal__code="s1", action__code="h1e").words == "Yhdyspintatyöryhmien lukumäärä."


def test_targets_of_the_plan_are_read_as_printed(kemi):
    targets = Target.objects.exclude(measure_lines=None).select_related("indicator").order_by("indicator__position")
    assert [
        (target.indicator.code, target.indicator.kind, target.comparison, target.low, target.due_on)
        for target in targets
    ] == [
        ("e1-m1", "percent", "at_least", Decimal(80), date(2023, 12, 31)),
        ("e2-m1", "percent", "equal", Decimal(100), date(2023, 12, 31)),
        ("e5-m1", "percent", "equal", Decimal(100), None),
        ("e5-m2", "milestone", "words", None, date(2023, 11, 30)),
        ("e6-m1", "count", "at_least", Decimal(2), date(2023, 12, 31)),
        ("h1-m1", "yes_no", "words", None, None),
        ("h1-m8", "yes_no", "words", None, None),
        ("h2-m1", "rate", "at_least", Decimal(1), None),
        ("h2-m2", "rate", "at_least", Decimal(4), None),
        ("h2-m3", "rate", "at_least", Decimal(4), None),
        ("h2-m4", "rate", "at_least", Decimal(5), None),
        ("h4-m1", "percent", "equal", Decimal(100), None),
        ("s1-m1", "yes_no", "words", None, None),
        ("s3-m1", "milestone", "words", None, date(2023, 12, 31)),
        ("s3-m2", "percent", "equal", Decimal(100), None),
        ("s3-m3", "count", "at_least", Decimal(2), None),
        ("s4-m1", "yes_no", "words", None, date(2023, 12, 31)),
        ("s5-m2", "percent", "equal", Decimal(100), None),
        ("s5-m3", "yes_no", "words", None, None),
    ]  # fmt: skip
    assert {(target.year, target.origin) for target in targets} == {(2023, "printed")}


# --- seed 2: the newer strategy -----------------------------------------------------------------------------------
def test_key_indicators_have_nyt_and_tavoite_as_printed(kemi):
    baselines = {item.indicator_id: (item.value, item.words) for item in Observation.objects.filter(is_baseline=True)}
    targets = {item.indicator_id: (item.low, item.words) for item in Target.objects.filter(year=None)}
    none = (None, "–")
    table = [
        (item.code, item.direction, *baselines.get(item.pk, none), *targets.get(item.pk, none))
        for item in Indicator.objects.key()
    ]
    assert table == [
        ("asukkaiden-maara", "maintain", Decimal(19400), "19400", Decimal(19400), "19400"),
        ("yritysten-maara", "up", Decimal(927), "927", Decimal(930), "930"),
        ("yopymisten-maara", "maintain", Decimal(100_000), "100 000", Decimal(100_000), "100 000"),
        ("kertynyt-yli-alijaama", "up", Decimal("-18.9"), "Kertynyt alijäämä 18,9 milj. €", None, "–"),
        ("tilikauden-yli-alijaama", "up", None, "–", Decimal(2), "Vuosittainen ylijäämä yli 2 milj. €"),
        ("asiakastyytyvaisyys", "up", Decimal(3), "3/5", Decimal(5), "5/5"),
        ("yrittajien-kokemus", "up", Decimal(3), "3/5", Decimal(5), "5/5"),
        ("tyotyytyvaisyys", "unset", Decimal("1.91"), "1,91", Decimal("1.85"), "1,85"),
        ("poissaoloprosentti", "down", Decimal(6), "6%", Decimal(4), "4%"),
        ("koulutuspaivat", "up", Decimal("2.5"), "2,5", Decimal(3), "3"),
        ("rakennetyottomat", "down", Decimal(666), "666", Decimal(599), "599"),
        ("tyottomyysprosentti", "down", Decimal("13.5"), "13,5", Decimal(13), "13,0"),
        ("tyollisyysaste", "up", Decimal(64), "64", Decimal(66), "66"),
        ("aktivointiaste", "up", Decimal(34), "34", Decimal(37), "37"),
        ("tea-viisari", "up", Decimal(69), "69", Decimal(75), "75"),
        ("hyvinvointi-indikaattori", "up", Decimal(78), "78", Decimal(80), "80"),
        ("having", "up", Decimal(84), "84", None, "–"),
        ("loving", "up", Decimal(75), "75", None, "–"),
        ("being", "up", Decimal(94), "94", None, "–"),
        ("hyte-kerroin", "up", Decimal("18.9"), "18,9", Decimal(20), "20"),
        ("kouluterveyskysely", "unset", None, "–", None, "–"),
        ("move-mittaristo", "unset", None, "–", None, "–"),
        ("yo-tutkinnon-keskiarvo", "up", Decimal("4.1"), "4,1", Decimal("4.3"), "4,3"),
    ]
    assert set(Observation.objects.values_list("period_start", "period_end")) == {(None, None)}
    assert Target.objects.get(indicator__code="tilikauden-yli-alijaama").comparison == "more_than"


def test_three_measure_lines_are_key_indicators_too(kemi):
    shared = MeasureLine.objects.filter(indicator__is_key=True)
    assert [(line.goal.code, line.indicator.code, line.indicator.answering_post.code) for line in shared] == [
        ("h1", "kouluterveyskysely", "toimialajohtaja"),
        ("h1", "tea-viisari", "toimialajohtaja"),
        ("h1", "move-mittaristo", "toimialajohtaja"),
    ]


def test_an_unset_direction_has_its_reason(kemi):
    unset = Indicator.objects.filter(direction="unset")
    assert unset.count() == 9
    assert [item.code for item in unset if not (item.doubt_fi and item.doubt_sv and item.doubt_en)] == []


def test_what_the_source_leaves_open_carries_its_doubt(kemi):
    doubted = {
        "strategies": list(Strategy.objects.exclude(doubt_fi="").values_list("slug", flat=True)),
        "plans": Plan.objects.exclude(doubt_fi="").count(),
        "actions": list(Action.objects.exclude(doubt_fi="").values_list("code", flat=True)),
        "measure lines": list(MeasureLine.objects.exclude(doubt_fi="").values_list("indicator__code", flat=True)),
        "goals": list(Goal.objects.exclude(doubt_fi="").values_list("code", flat=True)),
        "benefits": list(Benefit.objects.exclude(doubt_fi="").values_list("code", flat=True)),
        "themes, in Swedish": list(Theme.objects.exclude(doubt_sv=None).values_list("code", flat=True)),
    }
    assert doubted == {
        "strategies": [NEWER, OLDER],
        "plans": 1,
        "actions": ["e5a", "h1e"],
        "measure lines": ["h4-m2", "h4-m3"],
        "goals": ["t3", "t4"],
        "benefits": ["talous", "tyontekijat"],
        "themes, in Swedish": ["viisas", "valittava", "vihrea"],
    }
    one_figure = "Strategiassa on yksi luku (3/5 → 5/5) kahdelle mittarille; kysytään kaupungilta."
    assert [item.code for item in Indicator.objects.filter(doubt_fi=one_figure)] == [
        "asiakastyytyvaisyys",
        "yrittajien-kokemus",
    ]


def test_strategic_goals_have_no_theme_and_meet_the_benefits(kemi):
    goals = Goal.objects.filter(strategy__slug=NEWER)
    assert [(item.title, [benefit.code for benefit in item.benefits.all()], item.themes.count()) for item in goals] == [
        ("Talous paranee", ["talous"], 0),
        ("Asiakaskokemus paranee", ["asiakas"], 0),
        ("Henkilöstökokemus paranee", ["tyontekijat"], 0),
        ("Kestävyysmittarit paranevat", [], 0),
    ]
    assert [benefit.indicators.count() for benefit in Benefit.objects.all()] == [3, 2, 2, 3, 4, 9]


def test_oulu_2026_is_one_project_of_three_departments(kemi):
    oulu = Project.objects.get(code="oulu-2026")
    assert [line.unit.code for line in oulu.unit_lines.order_by("unit__position")] == [
        "elinvoima",
        "ymparisto",
        "hyvinvointi",
    ]
    assert (oulu.starts_on, oulu.ends_on) == (date(2024, 1, 1), date(2026, 12, 31))
    assert ProjectUnit.objects.get(project__code="kolmas-sektori").source_text.startswith(
        "Yhteistyö kolmannensektorin,"
    )
    outcomes = Project.objects.exclude(outcome_fi="").values_list("code", flat=True)
    assert list(outcomes) == ["arm", "te-uudistus", "master-plan", "kolmas-sektori", "hankerahoitus"]


def test_each_department_has_its_card_with_stages_and_empty_theme_lines(kemi):
    cards = DepartmentCard.objects.all()
    assert [
        (item.unit.code, item.rollout_stages.count(), item.theme_lines.count(), item.text_blocks.count())
        for item in cards
    ] == [
        ("elinvoima", 10, 3, 2),
        ("ymparisto", 10, 3, 2),
        ("hyvinvointi", 10, 3, 2),
    ]
    stages = RolloutStage.objects.filter(card__unit__code="elinvoima")
    assert [item.theme.code if item.theme else None for item in stages] == [None] + ["viisas"] * 3 + [
        "valittava"
    ] * 3 + ["vihrea"] * 3


def test_adopted_texts_are_empty_and_summaries_are_in_three_languages(kemi):
    assert TextBlock.objects.exclude(adopted_text_fi="").count() == 0
    assert TextBlock.objects.count() == 6 + 3 + 6
    assert [
        block.code
        for block in TextBlock.objects.all()
        if not (block.summary_fi and block.summary_sv and block.summary_en)
    ] == []


def test_sdgs_are_seventeen_goals_169_targets_and_all_tags_are_suggested(kemi):
    assert (SdgGoal.objects.count(), SdgTarget.objects.count()) == (17, 169)
    assert set(SdgTag.objects.values_list("origin", flat=True)) == {"suggested"}
    assert [str(tag.sdg_target or tag.sdg_goal.number).split()[0] for tag in goal("e1").sdg_tags.all()] == [
        "4.7",
        "11",
        "12",
        "13",
    ]
    assert [tag.sdg_target.code for tag in goal("s5").sdg_tags.filter(sdg_goal__number=16)] == ["16.7", "16.10"]
    assert [tag.sdg_goal.number for tag in Action.objects.get(code="e5a").sdg_tags.all()] == [16]


def test_every_older_goal_has_a_proposed_successor(kemi):
    assert set(Succession.objects.values_list("old_goal__code", flat=True)) == {
        item.code for item in Goal.objects.filter(strategy__slug=OLDER)
    }
    assert set(Succession.objects.values_list("state", flat=True)) == {"proposed"}
    assert not [item.pk for item in Succession.objects.all() if "varmuus" not in item.note_fi]


# --- three languages ----------------------------------------------------------------------------------------------
def translated_words(value, path=""):
    """(path, object) of every {"fi": …, "sv": …, "en": …} in a fixture."""
    if isinstance(value, dict) and set(value) & {"fi", "sv", "en"}:
        yield path, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from translated_words(part, f"{path}/{name}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from translated_words(part, f"{path}/{number}")


@pytest.mark.parametrize("name", ["organisation.json", "strategy_2022_2025.json", "strategy_kemi.json", "sdg.json"])
def test_every_translated_word_of_the_fixtures_is_in_three_languages(name):
    content = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    only_swedish = [f"/themes/{number}/doubt" for number in range(3)] if name == "strategy_kemi.json" else []
    gaps = [
        path
        for path, value in translated_words(content)
        if not all(value.get(language) for language in ("fi", "sv", "en"))
    ]
    assert gaps == only_swedish


# --- who answers --------------------------------------------------------------------------------------------------
FIRST, SECOND = Owner("first", "single"), Owner("second", "single")
GROUP, BODY = Owner("group", "group"), Owner("body", "body")
UNIT, HEADLESS, OTHER_UNIT = (
    Owner("unit", "unit", "head"),
    Owner("headless", "unit"),
    Owner("other", "unit", "other head"),
)


@pytest.mark.parametrize(
    ("owners", "answers"),
    [
        ([FIRST], "first"),
        ([FIRST, SECOND], "first"),
        ([SECOND, FIRST], "second"),
        ([GROUP, FIRST], "first"),
        ([UNIT, FIRST], "first"),
        ([UNIT], "head"),
        ([GROUP, UNIT], "head"),
        ([HEADLESS, OTHER_UNIT], "other head"),
        ([UNIT, OTHER_UNIT], "head"),
        ([HEADLESS], None),
        ([GROUP], None),
        ([GROUP, BODY], None),
        ([], None),
    ],
)
def test_the_first_single_post_answers_then_the_units_head_never_a_group(owners, answers):
    assert proposed_answering_post(owners) == answers
