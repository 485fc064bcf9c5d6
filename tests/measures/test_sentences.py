"""What is said of figures: one table of cases, in whole sentences, and the same cases in every language."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from measures.attainment import attainment
from measures.pace import pace
from measures.sentences import (
    Amount,
    attainment_words,
    development_sentence,
    pace_words,
    percentage_points,
    trend_words,
)


def percent(figure):
    number = str(figure).replace(".", ",")
    return Amount(f"{number} %", number)


def people(figure):
    return Amount(f"{figure} hlö")


REMARKS = ("adopted", "is_provisional", "is_baseline_undated")


def told(*, name="Mittari", write=people, target="", baseline=None, latest=None, words="", **facts):
    """The sentence of an indicator with these facts; `words` are those of a figure told in words."""
    numbers = {
        field: None if figure is None else Decimal(str(figure))
        for field, figure in {"baseline": baseline, "latest": latest, "low": facts.pop("low", None)}.items()
    }
    numbers["high"] = facts.pop("high", None)
    remarks = {
        field: facts.pop(field) for field in ("adopted", "is_provisional", "is_baseline_undated") if field in facts
    }
    found = attainment(**{"kind": "number", "direction": "up", "comparison": "at_least", **facts}, **numbers)
    return development_sentence(
        name=name,
        attainment=found,
        baseline=None if baseline is None else write(baseline),
        latest=Amount(words) if words else None if latest is None else write(latest),
        target=target,
        distance="4,1 prosenttiyksikköä" if write is percent else "61 hlö",
        **remarks,
    )


UNEMPLOYMENT = {
    "name": "Työttömyys-%",
    "kind": "percent",
    "direction": "down",
    "comparison": "at_most",
    "write": percent,
    "target": "13,0 %",
    "low": 13,
}
CASES = [
    (
        {**UNEMPLOYMENT, "baseline": 13.5, "latest": 17.1},
        "Työttömyys-%: luku nousi 13,5 prosentista 17,1 prosenttiin; tavoitetaso 13,0 %, etäisyys kasvoi.",
    ),
    (
        {**UNEMPLOYMENT, "baseline": 17.1, "latest": 13.5},
        "Työttömyys-%: luku laski 17,1 prosentista 13,5 prosenttiin; tavoitetaso 13,0 %, etäisyys pieneni.",
    ),
    (
        {**UNEMPLOYMENT, "baseline": 13.5, "latest": 13},
        "Työttömyys-%: luku laski 13,5 prosentista 13 prosenttiin; tavoitetaso 13,0 %, luku on sen tasalla.",
    ),
    (
        {**UNEMPLOYMENT, "baseline": 13.5, "latest": 12},
        "Työttömyys-%: luku laski 13,5 prosentista 12 prosenttiin; tavoitetaso 13,0 %, luku alittaa sen.",
    ),
    (
        {**UNEMPLOYMENT, "latest": 17.1},
        "Työttömyys-%: viimeisin tieto 17,1 %, lähtötasoa ei ole kirjattu; "
        "tavoitetaso 13,0 %, etäisyys 4,1 prosenttiyksikköä.",
    ),
    (
        {"direction": "maintain", "baseline": 19400, "latest": 19339, "low": 19400, "target": "19400 hlö"},
        "Mittari: luku laski lähtötasosta 19400 hlö tasolle 19339 hlö; tavoitetaso 19400 hlö, etäisyys kasvoi.",
    ),
    (
        {"baseline": 5, "latest": 8, "low": 7, "target": "vähintään 7 hlö"},
        "Mittari: luku nousi lähtötasosta 5 hlö tasolle 8 hlö; tavoitetaso vähintään 7 hlö, luku ylittää sen.",
    ),
    (
        {"baseline": 5, "latest": 5, "low": 7, "target": "7 hlö"},
        "Mittari: luku pysyi ennallaan, 5 hlö; tavoitetaso 7 hlö, etäisyys pysyi ennallaan.",
    ),
    (
        {"comparison": "between", "low": 70, "high": Decimal(100), "baseline": 50, "latest": 82, "target": "70–100 %"},
        "Mittari: luku nousi lähtötasosta 50 hlö tasolle 82 hlö; tavoitetaso 70–100 %, luku on sen rajoissa.",
    ),
    ({"comparison": ""}, "Mittari: ei vielä mittaustietoa; tavoitetasoa ei ole asetettu."),
    (
        {"baseline": 5, "low": 7, "target": "7 hlö"},
        "Mittari: lähtötaso 5 hlö, ei vielä mittaustietoa; tavoitetaso 7 hlö.",
    ),
    (
        {"direction": "unset", "comparison": "words", "baseline": 1.91, "latest": 1.88, "low": 1.85, "target": "1,85"},
        "Mittari: luku laski lähtötasosta 1.91 hlö tasolle 1.88 hlö; "
        "tavoitetaso 1,85, etäisyyttä ei lasketa ennen kuin suunta on vahvistettu.",
    ),
    ({"direction": "unset", "comparison": ""}, "Mittari: ei vielä mittaustietoa; suuntaa ei ole vahvistettu."),
    (
        {"baseline": 5, "latest": 6, "low": 3, "target": "3 hlö"},
        "Mittari: luku nousi lähtötasosta 5 hlö tasolle 6 hlö; "
        "tavoitetaso 3 hlö on ristiriidassa suunnan tai lähtötason kanssa, etäisyyttä ei lasketa.",
    ),
    (
        {"kind": "yes_no", "comparison": "words", "words": "Kyllä", "target": "Kyllä"},
        "Mittari: viimeisin tieto ”Kyllä”; tavoitetaso ”Kyllä” arvioidaan sanoin.",
    ),
    (
        {"kind": "trend", "direction": "down", "comparison": "", "baseline": 9, "latest": 7},
        "Mittari: luku laski lähtötasosta 9 hlö tasolle 7 hlö; muutos on tavoiteltuun suuntaan.",
    ),
    (
        {"accumulates": True, "baseline": 3, "latest": 1, "low": 4, "target": "4 hlö"},
        "Mittari: kertynyt 1 hlö, lähtötaso 3 hlö; tavoitetaso 4 hlö, etäisyys 61 hlö.",
    ),
    (
        {
            "baseline": 5,
            "latest": 6,
            "low": 7,
            "target": "7 hlö",
            "adopted": "8 hlö",
            "is_provisional": True,
            "is_baseline_undated": True,
        },
        "Mittari: luku nousi lähtötasosta 5 hlö tasolle 6 hlö; tavoitetaso 7 hlö, etäisyys pieneni. "
        "Hyväksyttäessä tavoitetaso oli 8 hlö. Viimeisin tieto on ennakkotieto. Lähtötason ajankohta ei ole tiedossa.",
    ),
]


@pytest.mark.parametrize(("facts", "sentence"), CASES)
def test_the_sentence_of_each_case(facts, sentence):
    assert told(**facts) == sentence


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("facts", [facts for facts, _sentence in CASES])
def test_every_case_is_a_sentence_in_the_other_languages(language, facts):
    with translation.override(language):
        sentence = told(**facts)
    assert sentence.startswith(facts.get("name", "Mittari")) and sentence.endswith(".")
    assert "%(" not in sentence


ATTAINMENTS = [
    ({"baseline": 0, "latest": 62, "low": 100}, "62 % matkasta tavoitetasolle."),
    ({"baseline": 0, "latest": Decimal("99.9"), "low": 100}, "99 % matkasta tavoitetasolle."),
    ({"baseline": 0, "latest": 120, "low": 100}, "120 % matkasta tavoitetasolle."),
    ({"baseline": 10, "latest": 5, "low": 20}, "Kauempana tavoitetasosta kuin lähtötilanteessa."),
    ({"kind": "rate", "latest": 2, "low": 4, "accumulates": True}, "50 % tavoitetasosta."),
    ({"direction": "maintain", "baseline": 5, "latest": 5, "low": 5}, "Tavoitetasolla."),
    ({"direction": "maintain", "baseline": 5, "latest": 4, "low": 5}, "Etäisyys tavoitetasoon 1 hlö."),
    ({"comparison": "more_than", "latest": 2, "low": 2}, "Tavoitetason rajalla, ei vielä sen yli."),
    ({"direction": "unset", "latest": 2, "low": 2}, "Suuntaa ei ole vahvistettu, joten etenemistä ei lasketa."),
    ({"comparison": "", "latest": 2}, "Tavoitetasoa ei ole asetettu."),
    ({"low": 2}, "Ei vielä mittaustietoa."),
    ({"kind": "text", "comparison": "words"}, "Kerrotaan sanoin, etenemistä ei lasketa."),
]


@pytest.mark.parametrize(("facts", "words"), ATTAINMENTS)
def test_how_much_of_the_way_has_been_come(facts, words):
    figures = {field: Decimal(facts[field]) for field in ("baseline", "latest", "low") if field in facts}
    found = attainment(**{"kind": "number", "direction": "up", "comparison": "at_least", **facts, **figures})
    assert attainment_words(found, distance="1 hlö").replace("\xa0", " ") == words


def test_the_pace_says_what_was_expected_or_why_it_cannot_be_said():
    found = attainment(
        kind="number",
        direction="up",
        comparison="at_least",
        baseline=Decimal(0),
        latest=Decimal(30),
        low=Decimal(100),
    )
    dated = pace(found, on=date(2023, 6, 30), start=date(2022, 12, 31), end=date(2023, 12, 31))
    assert pace_words(dated, expected="50 hlö", day="30.6.2023") == (
        "Tasaisella tahdilla luku olisi 30.6.2023 ollut 50 hlö: ollaan jäljessä."
    )
    undated = pace(found, on=date(2023, 6, 30), end=date(2023, 12, 31))
    assert pace_words(undated) == "Tahtia ei voi laskea: lähtötason ajankohta ei ole tiedossa."
    unset = attainment(kind="number", direction="unset", latest=Decimal(1))
    assert pace_words(pace(unset, on=date(2023, 6, 30))) == ""


def test_the_trend_says_its_uncertainty_in_words():
    interval = {"day": "31.12.2025", "low": "14,0 %", "high": "18,2 %"}
    told = "Jos havaintojen suunta jatkuu, luku on 31.12.2025 todennäköisesti 14,0 %–18,2 %."
    assert [trend_words(outlook, **interval) for outlook in ("", "misses", "undecided")] == [
        told,
        f"{told} Suunta ei vie tavoitetasolle.",
        f"{told} Suunta ei vielä ratkaise, saavutetaanko tavoitetaso.",
    ]


def test_a_difference_of_percentages_is_in_percentage_points():
    assert percentage_points("4,1") == "4,1 prosenttiyksikköä"
