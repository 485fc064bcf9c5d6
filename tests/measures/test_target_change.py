"""Setting and changing a target level: at the model, the operation, the coordinator's page and the admin."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kemistrategy.organisation.models import Decision, User
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import Conflict, NotAllowed
from measures.levels import Level
from measures.models import JudgementLimits, Target
from measures.operations.targets import Basis, change_target, set_target
from measures.queries.targets import levels_page
from tests import factories as make
from tests.goals.pages import by_id, list_of, main_words, parsed, said, values_of, words
from tests.goals.threads import Together

BASIS_MISSING = "Kerro, mihin tavoitetason muutos perustuu: valitse päätös tai kirjoita syy."
REASON = Basis(reason="Laskentatapa tarkentui.")


@pytest.fixture
def coordinator(db):
    return make.UserFactory(role=User.Role.COORDINATOR)


@pytest.fixture
def administrator(db):
    return make.UserFactory(role=User.Role.ADMINISTRATOR)


@pytest.fixture
def indicator(db):
    return make.IndicatorFactory(name="Osallistuneiden osuus", kind="percent", unit="%", direction="up")


@pytest.fixture
def printed(indicator):
    """The level of the printed plan: at least 80 % in 2023."""
    return make.TargetFactory(indicator=indicator, year=2023, low=80, words="80 %", due_on=date(2023, 12, 31))


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def level(low, **fields):
    return Level(fields.pop("comparison", "at_least"), Decimal(low), **fields)


def sentence_of(refused):
    return str(refused.value).replace("\xa0", " ")


def levels(indicator):
    """(year, low, what it replaces, decision, reason) of every level, in order."""
    rows = Target.objects.filter(indicator=indicator).order_by("pk").select_related("decision", "replaces")
    return [(row.year, row.low, row.replaces and row.replaces.low, str(row.decision or ""), row.reason) for row in rows]


# --- the model ----------------------------------------------------------------------------------------------------
def without_basis(printed):
    return Target(indicator=printed.indicator, year=2023, low=70, replaces=printed)


@pytest.mark.parametrize("door", ["save", "create", "bulk_create"])
def test_the_database_refuses_a_change_without_decision_or_reason(printed, door):
    doors = {
        "save": lambda: without_basis(printed).save(),
        "create": lambda: Target.objects.create(indicator=printed.indicator, year=2023, low=70, replaces=printed),
        "bulk_create": lambda: Target.objects.bulk_create([without_basis(printed)]),
    }
    with pytest.raises(IntegrityError, match="target_change_has_decision_or_reason"), transaction.atomic():
        doors[door]()
    assert levels(printed.indicator) == [(2023, 80, None, "", "")]


@pytest.mark.parametrize("door", ["save", "update", "bulk_update", "delete", "delete_many"])
def test_a_level_is_never_changed_or_deleted(printed, door):
    printed.low = 70
    doors = {
        "save": printed.save,
        "update": lambda: Target.objects.update(low=70),
        "bulk_update": lambda: Target.objects.bulk_update([printed], ["low"]),
        "delete": printed.delete,
        "delete_many": Target.objects.all().delete,
    }
    with pytest.raises(TypeError), transaction.atomic():
        doors[door]()
    assert levels(printed.indicator) == [(2023, 80, None, "", "")]


def test_the_database_refuses_a_fork_and_a_second_first_level(printed):
    make.TargetFactory(indicator=printed.indicator, low=70, replaces=printed, reason="Syy")
    for fields in ({"replaces": printed, "reason": "Syy"}, {"replaces": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.TargetFactory(indicator=printed.indicator, year=2023, low=60, **fields)


# --- the operation ------------------------------------------------------------------------------------------------
def test_a_change_adds_a_level_and_leaves_the_old_one(printed, coordinator):
    decision = make.DecisionFactory(decided_on=date(2023, 6, 12), section="45")
    changed = change_target(printed.pk, level=level(70), basis=Basis(decision_pk=decision.pk), by=coordinator)
    assert levels(printed.indicator) == [(2023, 80, None, "", ""), (2023, 70, 80, "kv 12.6.2023 § 45", "")]
    target = changed.target
    assert (target.origin, target.entered_by, changed.returned) == ("decision", coordinator, ())
    record = target.history.get()
    assert (record.history_user, record.history_change_reason) == (coordinator, "target level changed")


def test_a_reason_is_enough(printed, coordinator):
    target = change_target(printed.pk, level=level(70), basis=REASON, by=coordinator).target
    assert (target.origin, target.decision, target.reason) == ("entered", None, "Laskentatapa tarkentui.")


def test_a_decision_that_is_not_there_yet_is_entered_once(printed, coordinator):
    typed = {"body": "KH", "decided_on": date(2023, 8, 1), "section": " § 12 "}
    first = change_target(printed.pk, level=level(70), basis=Basis(**typed), by=coordinator).target
    second = change_target(first.pk, level=level(60), basis=Basis(**typed), by=coordinator).target
    decision = Decision.objects.get()
    assert (str(decision), first.decision, second.decision) == ("kh 1.8.2023 § 12", decision, decision)
    assert decision.history.get().history_user == coordinator


def test_the_first_level_of_an_indicator_needs_no_basis_another_years_does(indicator, coordinator):
    set_target(indicator.pk, year=2023, level=level(80), basis=Basis(), by=coordinator)
    with pytest.raises(NotAllowed) as refused:
        set_target(indicator.pk, year=2024, level=level(70), basis=Basis(), by=coordinator)
    assert str(refused.value) == BASIS_MISSING
    set_target(indicator.pk, year=2024, level=level(70), basis=REASON, by=coordinator)
    assert levels(indicator) == [(2023, 80, None, "", ""), (2024, 70, None, "", "Laskentatapa tarkentui.")]


def test_a_second_first_level_of_a_year_is_a_conflict(printed, coordinator):
    with pytest.raises(Conflict) as conflict:
        set_target(printed.indicator.pk, year=2023, level=level(70), basis=REASON, by=coordinator)
    assert sentence_of(conflict) == "Vuodelle on jo tavoitetaso 80 %. Muuta sitä."
    assert conflict.value.theirs == printed


def test_the_second_of_two_is_told_what_the_first_set(printed, coordinator):
    first = change_target(printed.pk, level=level(70), basis=REASON, by=coordinator).target
    with pytest.raises(Conflict) as conflict:
        change_target(printed.pk, level=level(60), basis=REASON, by=coordinator)
    assert sentence_of(conflict) == (
        "Joku muu muutti tavoitetasoa sillä välin: nyt se on vähintään 70 %. Vertaa ja tallenna uudelleen."
    )
    assert conflict.value.theirs == first
    assert len(levels(printed.indicator)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_no_fork(tmp_path):
    coordinator = make.UserFactory(role=User.Role.COORDINATOR)
    printed = make.TargetFactory(low=80)

    def deed(low):
        return lambda: change_target(printed.pk, level=level(low), basis=REASON, by=coordinator).target.low

    outcomes = Together(tmp_path).run(deed(70), deed(60))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Decimal"]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"basis": Basis()}, BASIS_MISSING),
        ({"level": level(80, due_on=date(2023, 12, 31))}, "Tämä taso on jo voimassa, joten mikään ei muuttuisi."),
        ({"level": level("NaN")}, "Tästä ei löydy yhtä lukua."),
        ({"level": level("Infinity")}, "Tästä ei löydy yhtä lukua."),
        ({"level": level("1e400")}, "Luku on liian suuri."),
        ({"level": level("9" * 40)}, "Luku on liian suuri."),
        ({"level": level(101)}, "Suurin mahdollinen luku on 100 %. Tarkista luku."),
        ({"level": level(-1)}, "Pienin mahdollinen luku on 0 %. Tarkista luku."),
        ({"level": level(90, high=Decimal(70), comparison="between")}, "Alarajan on oltava ylärajaa pienempi."),
        ({"level": level(70, due_on=date(2024, 1, 1))}, "Määräpäivä ei ole vuonna 2023. Tarkista päivä."),
        ({"basis": Basis(decision_pk=999)}, "Valittua päätöstä ei ole."),
        ({"basis": Basis(body="KV", section="4")}, "Kirjaa uudesta päätöksestä toimielin, päivä ja pykälä."),
        ({"basis": Basis(body="XX", decided_on=date(2023, 1, 1), section="4")}, "Kirjaa uudesta päätöksestä"),
        (
            {"basis": Basis(body="KV", decided_on=date(2023, 8, 11), section="4")},
            "Päätöksen päivä on tulevaisuudessa. Tarkista päivä.",
        ),
        (
            {"basis": Basis(decision_pk=1, body="KV")},
            "Valitse päätös luettelosta tai kirjaa uusi, ei molempia.",
        ),
    ],
)
def test_what_is_refused_says_what_to_do(printed, coordinator, what, sentence):
    printed.indicator.lowest, printed.indicator.highest = 0, 100
    printed.indicator.save()
    with pytest.raises(NotAllowed) as refused:
        change_target(printed.pk, **{"level": level(70), "basis": REASON, "by": coordinator} | what)
    assert sentence_of(refused).startswith(sentence)
    assert (len(levels(printed.indicator)), Decision.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("year", "due_on", "sentence"),
    [
        (2019, None, "Tavoitevuosi 2019 on ennen lähtötason vuotta 2021. Tarkista vuosi."),
        (None, date(2020, 12, 31), "Tavoitevuosi 2020 on ennen lähtötason vuotta 2021. Tarkista vuosi."),
        (1023, None, "Vuosi on väliltä 2000–2100."),
        (2021, None, ""),
    ],
)
def test_a_target_year_is_not_before_the_baseline(indicator, coordinator, year, due_on, sentence):
    make.BaselineFactory(indicator=indicator, period_start=date(2021, 1, 1), period_end=date(2021, 12, 31))
    try:
        set_target(indicator.pk, year=year, level=level(70, due_on=due_on), basis=REASON, by=coordinator)
    except NotAllowed as refusal:
        assert str(refusal) == sentence
    else:
        assert sentence == ""


# --- the page -----------------------------------------------------------------------------------------------------
def address(indicator, query=""):
    return reverse("measures:target-change", args=[indicator.pk]) + query


def typed(client, indicator, query="", **fields):
    """The page's form as a browser would send it, with this typed over it."""
    page = parsed(client.get(address(indicator, query)))
    return values_of(page.find(".//main").find(".//form")) | fields


def test_page_shows_the_adopted_level_beside_the_present_one(printed, coordinator):
    change_target(printed.pk, level=level(70), basis=REASON, by=coordinator)
    make.TargetFactory(indicator=printed.indicator, year=2025, low=90, words="")
    page = browser(coordinator).get(address(printed.indicator))
    assert list_of(page, ".//main//tbody/tr") == [
        "2023 80 % vähintään 70 % (muuttunut) kirjattu palvelussa Laskentatapa tarkentui. muutetaan alla",
        "2025 vähintään 90 % vähintään 90 % painettu strategia tai suunnitelma Muuta 2025 vähintään 90 %",
    ]
    assert "Hyväksytty taso: 80 % · Nykyinen taso: vähintään 70 %" in main_words(page)


def test_a_change_is_saved_and_told(printed, coordinator):
    client = browser(coordinator)
    form = typed(client, printed.indicator, figure="vähintään 70 %", reason="Laskentatapa tarkentui.")
    page = client.post(address(printed.indicator), form, follow=True)
    assert page.redirect_chain == [(reverse("reporting:indicator-detail", args=[printed.indicator.pk]), 302)]
    assert said(page) == ["Tavoitetaso on nyt vähintään 70 %."]
    assert levels(printed.indicator)[1:] == [(2023, 70, 80, "", "Laskentatapa tarkentui.")]


def test_a_new_decision_is_typed_on_the_page(printed, coordinator):
    client = browser(coordinator)
    form = typed(client, printed.indicator, figure="70–100", body="KV", decided_on="12.6.2023", section="45", due_on="")
    assert client.post(address(printed.indicator), form).status_code == 302
    target = Target.objects.present().get()
    assert (target.comparison, target.low, target.high, str(target.decision)) == (
        "between",
        70,
        100,
        "kv 12.6.2023 § 45",
    )


def test_another_years_level_is_set_with_its_year(printed, coordinator):
    client = browser(coordinator)
    form = typed(client, printed.indicator, "?level=new", year="2025", figure="90", reason="Seuraava välitavoite")
    assert form["replaces"] == ""
    assert client.post(address(printed.indicator), form).status_code == 302
    assert levels(printed.indicator)[1:] == [(2025, 90, None, "", "Seuraava välitavoite")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"figure": "70", "reason": ""}, BASIS_MISSING),
        ({"figure": "", "reason": "Syy"}, "Kirjoita luku."),
        ({"figure": "nan", "reason": "Syy"}, "Tästä ei löydy yhtä lukua."),
        ({"figure": "٧٠", "reason": "Syy"}, "Kirjoita luku numeroilla 0–9."),
        ({"figure": "70 kpl", "reason": "Syy"}, "Mittarin yksikkö on %. Kirjoita luku siinä yksikössä."),
        ({"figure": "80", "reason": "Syy"}, "Tämä taso on jo voimassa"),
        ({"figure": "70", "decision": "999", "reason": "Syy"}, "Valittua päätöstä ei ole."),
    ],
)
def test_what_is_wrong_is_told_on_the_page_and_what_was_typed_stays(printed, coordinator, fields, sentence):
    client = browser(coordinator)
    page = client.post(address(printed.indicator), typed(client, printed.indicator, **fields))
    summary = words(by_id(page, "error-summary"))
    assert (page.status_code, sentence in summary) == (422, True), summary
    assert words(parsed(page).find(".//title")).startswith("Virhe: ")
    assert by_id(page, "id_figure").get("value", "") == fields["figure"]
    assert len(levels(printed.indicator)) == 1


def test_a_year_in_other_digits_is_refused(printed, coordinator):
    client = browser(coordinator)
    form = typed(client, printed.indicator, "?level=new", year="٢٠٢٥", figure="90", reason="Syy")
    page = client.post(address(printed.indicator), form)
    assert "Vuosi: Kirjoita luku numeroilla 0–9." in words(by_id(page, "error-summary"))


def test_the_second_of_two_sees_the_firsts_level_and_keeps_hers(printed, coordinator):
    client = browser(coordinator)
    form = typed(client, printed.indicator, figure="60", reason="Toinen syy")
    first = change_target(printed.pk, level=level(70), basis=REASON, by=coordinator).target
    page = client.post(address(printed.indicator), form)
    assert page.status_code == 409
    assert "nyt se on vähintään 70 %" in words(by_id(page, "conflict"))
    again = values_of(parsed(page).find(".//main").find(".//form"))
    assert (again["figure"], again["reason"], again["replaces"]) == ("60", "Toinen syy", str(first.pk))
    assert client.post(address(printed.indicator), again).status_code == 302
    assert [low for _year, low, *_rest in levels(printed.indicator)] == [80, 70, 60]


def test_an_indicator_told_in_words_asks_words_only(coordinator):
    milestone = make.IndicatorFactory(kind="milestone", unit="")
    client = browser(coordinator)
    form = typed(client, milestone, year="2024", words="Selvitys on valmis")
    assert "figure" not in form
    client.post(address(milestone), form)
    assert Target.objects.get().words == "Selvitys on valmis"


def test_the_level_of_another_indicator_is_not_found(printed, coordinator):
    other = make.TargetFactory(indicator__kind="percent", indicator__unit="%")
    client = browser(coordinator)
    form = typed(client, printed.indicator, figure="70", reason="Syy") | {"replaces": other.pk}
    assert client.post(address(printed.indicator), form).status_code == 404
    assert len(levels(other.indicator)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_with_1_and_3_levels(coordinator, django_assert_num_queries, number):
    indicator = make.IndicatorFactory()
    for year in range(2023, 2023 + number):
        make.TargetFactory(indicator=indicator, year=year)
        make.DecisionFactory()
    client = browser(coordinator)
    client.get(address(indicator))
    with django_assert_num_queries(8):
        page = client.get(address(indicator))
    assert len(list_of(page, ".//main//tbody/tr")) == number


def test_a_save_takes_twelve_statements_at_most(printed, coordinator):
    client = browser(coordinator)
    form = typed(client, printed.indicator, figure="70", body="KV", decided_on="2023-06-12", section="45")
    with CaptureQueriesContext(
        connection,
    ) as statements:
        assert client.post(address(printed.indicator), form).status_code == 302
    assert len(statements) <= 12 + 2  # the two are the test's own savepoint


def test_a_replaced_level_stands_for_the_one_in_force(printed, coordinator):
    change_target(printed.pk, level=level(70), basis=REASON, by=coordinator)
    page = levels_page(printed.indicator, chosen=str(printed.pk), language="fi", rights=rights_of(coordinator))
    assert (str(page.chosen.present), str(page.chosen.adopted)) == ("vähintään 70\xa0%", "80\xa0%")


# --- the administrators' door -------------------------------------------------------------------------------------
ADD = "admin:measures_target_add"


def admin_form(indicator, **fields):
    plain = {"indicator": indicator.pk, "year": "2023", "figure": "70", "comparison": "", "words": "", "due_on": ""}
    return plain | {"decision": "", "reason": ""} | fields


def test_the_admin_refuses_a_change_without_decision_or_reason(printed, administrator):
    page = browser(administrator).post(reverse(ADD), admin_form(printed.indicator))
    assert BASIS_MISSING in page.content.decode()
    assert len(levels(printed.indicator)) == 1


@pytest.mark.parametrize("figure", ["NaN", "1e400", "٧٠", "9" * 40, "70 kpl", "80"])
def test_the_admin_refuses_what_the_page_refuses(printed, administrator, figure):
    form = admin_form(printed.indicator, figure=figure, reason="Syy", due_on="2023-12-31")
    assert browser(administrator).post(reverse(ADD), form).status_code == 200
    assert len(levels(printed.indicator)) == 1


def test_a_level_added_in_the_admin_takes_the_place_of_the_present_one(printed, administrator):
    decision = make.DecisionFactory()
    form = admin_form(printed.indicator, decision=decision.pk)
    assert browser(administrator).post(reverse(ADD), form).status_code == 302
    assert levels(printed.indicator)[1:] == [(2023, 70, 80, str(decision), "")]
    assert Target.objects.latest("pk").history.get().history_user == administrator


def test_a_level_is_read_only_in_the_admin(printed, administrator):
    client = browser(administrator)
    change = reverse("admin:measures_target_change", args=[printed.pk])
    page = client.get(change)
    assert page.status_code == 200
    assert b'name="low"' not in page.content
    assert client.post(change, admin_form(printed.indicator)).status_code == 403
    assert client.post(reverse("admin:measures_target_delete", args=[printed.pk])).status_code == 403


def test_limits_of_a_judgement_are_edited_in_the_admin(administrator):
    client = browser(administrator)
    form = {"indicator": "", "met_from": "0,9", "partly_from": "0,5"}
    assert client.post(reverse("admin:measures_judgementlimits_add"), form).status_code == 302
    limits = JudgementLimits.objects.get()
    assert (limits.indicator, limits.met_from, limits.partly_from) == (None, Decimal("0.9"), Decimal("0.5"))
    form |= {"met_from": "0,4", "change_reason": "koe"}
    assert client.post(reverse("admin:measures_judgementlimits_change", args=[limits.pk]), form).status_code == 200


def indicator_form(client, indicator, **fields):
    page = client.get(reverse("admin:measures_indicator_change", args=[indicator.pk]))
    form = page.context["adminform"].form
    values = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    return {name: value for name, value in values.items() if value is not False} | {"change_reason": "koe"} | fields


LEFT_OUT = "Mittarilla on jo arvo 7, joka ei mahdu tähän rajaan."
OTHER_MEANING = ", joiden merkitys muuttuisi: tee uusi mittari."


@pytest.mark.parametrize(
    ("has", "fields", "refused"),
    [
        ("observation", {"unit_fi": "kpl"}, {"unit_fi": "Mittarilla on jo havaintoja yksikössä %: tee uusi mittari."}),
        ("target", {"unit_fi": "kpl"}, {"unit_fi": "Mittarilla on jo tavoitetasoja yksikössä %: tee uusi mittari."}),
        ("nothing", {"unit_fi": "kpl"}, {}),
        ("observation", {"unit_sv": "procent"}, {}),
        ("observation", {"lowest": "8"}, {"lowest": "Mittarilla on jo arvo 7, joka ei mahdu tähän rajaan."}),
        ("observation", {"highest": "6"}, {"highest": "Mittarilla on jo arvo 7, joka ei mahdu tähän rajaan."}),
        ("observation", {"lowest": "0", "highest": "100"}, {}),
        (
            "observation",
            {"scale_maximum": "5"},
            {"scale_maximum": LEFT_OUT},
        ),
        ("observation", {"scale_maximum": "10"}, {}),
        ("target", {"lowest": "81"}, {"lowest": "Mittarilla on jo tavoitetaso 80, joka ei mahdu tähän rajaan."}),
        ("target", {"highest": "79"}, {"highest": "Mittarilla on jo tavoitetaso 80, joka ei mahdu tähän rajaan."}),
        ("target", {"lowest": "0", "highest": "80"}, {}),
        ("observation", {"kind": "number"}, {"kind": f"Mittarilla on jo havaintoja{OTHER_MEANING}"}),
        ("target", {"kind": "number"}, {"kind": f"Mittarilla on jo tavoitetasoja{OTHER_MEANING}"}),
        ("nothing", {"kind": "number"}, {}),
        ("observation", {"accumulates": "on"}, {"accumulates": f"Mittarilla on jo havaintoja{OTHER_MEANING}"}),
        ("target", {"accumulates": "on"}, {"accumulates": f"Mittarilla on jo tavoitetasoja{OTHER_MEANING}"}),
        ("observation", {"ratio_scale": "1000"}, {}),  # it is calculated of nothing
        ("observation", {"definition_fi": "Uusi määritelmä"}, {}),
        (
            "nothing",
            {"lowest": "9", "highest": "8"},
            {"highest": "Suurimman mahdollisen arvon on oltava pienintä suurempi."},
        ),
    ],
)
def test_an_indicators_unit_and_bounds_do_not_leave_its_figures(indicator, administrator, has, fields, refused):
    if has == "observation":
        make.ObservationFactory(indicator=indicator, value=7)
    elif has == "target":
        make.TargetFactory(indicator=indicator, low=80)
    client = browser(administrator)
    change = reverse("admin:measures_indicator_change", args=[indicator.pk])
    page = client.post(change, indicator_form(client, indicator, **fields))
    if refused:
        errors = page.context["adminform"].form.errors
        assert {name: " ".join(found) for name, found in errors.items()} == refused
    else:
        assert page.status_code == 302


@pytest.mark.parametrize("name", ["scale_maximum", "numerator", "denominator", "ratio_scale"])
@pytest.mark.parametrize("has", ["observation", "target"])
def test_a_scale_and_a_way_of_calculating_stay_when_figures_rest_on_them(indicator, administrator, has, name):
    parts = {"numerator": make.IndicatorFactory(), "denominator": make.IndicatorFactory()}
    for field, value in {**parts, "scale_maximum": 100, "ratio_scale": 100}.items():
        setattr(indicator, field, value)
    indicator.save()
    client = browser(administrator)
    change = reverse("admin:measures_indicator_change", args=[indicator.pk])
    typed = {name: "200" if name not in parts else str(make.IndicatorFactory().pk)}
    make.ObservationFactory(indicator=indicator, value=7) if has == "observation" else make.TargetFactory(
        indicator=indicator, low=80
    )
    page = client.post(change, indicator_form(client, indicator, **typed))
    assert list(page.context["adminform"].form.errors) == [name]


def test_what_cannot_be_evaluated_is_remarked_and_saved_all_the_same(indicator, administrator):
    client = browser(administrator)
    change = reverse("admin:measures_indicator_change", args=[indicator.pk])
    answer = client.post(change, indicator_form(client, indicator, direction="unset"), follow=True)
    remarked = [str(message) for message in answer.context["messages"]]
    assert [sentence.split(",")[0] for sentence in remarked[:3]] == [
        "Ei ole vahvistettu",
        "Lähtötaso puuttuu",
        "Tavoitetaso puuttuu",
    ]
    indicator.refresh_from_db()
    assert indicator.direction == "unset"


# --- remarks beside the form --------------------------------------------------------------------------------------
SAME = "Tavoitetaso on sama kuin lähtötaso. Jos taso halutaan pitää"
WORSE = "Tavoitetaso on lähtötasoa heikompi"


def test_the_page_tells_what_cannot_be_evaluated(printed, coordinator):
    shown = main_words(browser(coordinator).get(reverse("measures:target-change", args=[printed.indicator_id])))
    assert "Huomioita mitattavuudesta Lähtötaso puuttuu, joten muutosta ei voi todeta." in shown
    make.BaselineFactory(indicator=printed.indicator, value=60)
    shown = main_words(browser(coordinator).get(reverse("measures:target-change", args=[printed.indicator_id])))
    assert "Huomioita" not in shown


@pytest.mark.parametrize(("figure", "remark"), [("60", SAME), ("50", WORSE), ("70", "")])
def test_an_odd_level_is_saved_and_remarked(printed, coordinator, figure, remark):
    make.BaselineFactory(indicator=printed.indicator, value=60)
    client = browser(coordinator)
    address = reverse("measures:target-change", args=[printed.indicator_id])
    typed = {"replaces": printed.pk, "figure": figure, "reason": "Syy"}
    refused = client.post(address, typed | {"reason": ""})
    assert refused.status_code == 422
    shown = main_words(refused)
    assert (f"Huomioita kirjoitetusta tasosta {remark}" in shown) == bool(remark)
    remarked = said(client.post(address, typed, follow=True))[1:]
    assert [sentence.startswith(remark) for sentence in remarked] == [True] * bool(remark)
    assert Target.objects.present().get().low == Decimal(figure)
