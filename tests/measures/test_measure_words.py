"""What the words of the cell *Mittarit* say: Kemi's 42 measures of 2023 and the forms of other cities' tables."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.measure_words import DOUBTS, MeasureReading, measure_sentences, read_measure
from measures.models import Indicator, Target

YEAR_END = date(2023, 12, 31)


def kind(name, kind, *doubts, **said):
    return MeasureReading(name=name, kind=kind, doubts=doubts, **said)


def share(name, words, low=100, comparison="equal", *doubts, **said):
    level = {"unit": "%", "direction": "up", "comparison": comparison, "low": Decimal(low), "words": words}
    return kind(name, "percent", *doubts, **level, **said)


def count(name, *doubts, accumulates=True, **said):
    return kind(name, "count", "no_direction", *doubts, unit="kpl", accumulates=accumulates, **said)


def times_a_year(name, number):
    return kind(
        name,
        "rate",
        unit="krt/v",
        direction="up",
        frequency="yearly",
        accumulates=True,
        comparison="at_least",
        low=Decimal(number),
        words=f"{number} krt/v",
    )


def at_least(name, words, low):
    level = {"comparison": "at_least", "low": Decimal(low), "words": words}
    return kind(name, "count", unit="kpl", direction="up", accumulates=True, **level)


def done(name, *doubts, kind_="yes_no", words="", **said):
    return kind(name, kind_, *doubts, direction="up", comparison="words", words=words or name, **said)


IN_WORDS, LINK, SPLIT = "in_words", "source_without_figure", "split_measure"

# DOMAIN 5, row by row: the words of the cell, the measures they are.
PLAN_2023 = [
    (
        "Päiväkodeista auditoitu 80 % vuoden 2023 loppuun mennessä.",
        [share("Päiväkodeista auditoitu", "80 %", 80, "at_least", year=2023, due_on=YEAR_END)],
    ),
    (
        "Kaikki koulut on auditoitu vuoden 2023 loppuun mennessä",
        [share("Kaikki koulut on auditoitu", "Kaikki koulut on auditoitu", year=2023, due_on=YEAR_END)],
    ),
    (
        "Palveluverkko tiivistyy, toimintayksikköjen määrä vähenee",
        [
            kind("Palveluverkko tiivistyy", "text", IN_WORDS),
            kind("Toimintayksikköjen määrä", "trend", unit="kpl", direction="down"),
        ],
    ),
    ("Uusien kulttuuriyritysten lkm.", [count("Uusien kulttuuriyritysten lkm")]),
    (
        "Työkalu on käytössä kaikissa yksiköissä-- sisäinen kysely syksyllä 2023.",
        [
            share("Työkalu on käytössä kaikissa yksiköissä", "Työkalu on käytössä kaikissa yksiköissä"),
            done(
                "Sisäinen kysely",
                kind_="milestone",
                words="sisäinen kysely syksyllä 2023",
                year=2023,
                due_on=date(2023, 11, 30),
            ),
        ],
    ),
    (
        "Vähintään kahta palvelukokonaisuutta uudistetaan/kehitetään vastaamaan uuden kunnan resursseja. "
        "Johtajuutta vahvistetaan tietojohtamisen suuntaan",
        [
            at_least(
                "Vähintään kahta palvelukokonaisuutta uudistetaan/kehitetään vastaamaan uuden kunnan resursseja",
                "Vähintään kahta palvelukokonaisuutta",
                2,
            ),
            kind("Johtajuutta vahvistetaan tietojohtamisen suuntaan", "text", IN_WORDS),
        ],
    ),
    ("Vuosikello", [done("Vuosikello", "made_or_not")]),
    ("Kouluterveyskysely", [kind("Kouluterveyskysely", "link", LINK)]),
    (
        "Hyvinvoinnin työkaluista saatava tieto (mm. Tea-viisari, Hyvinvointiprofiili)",
        [kind("Tea-viisari", "link", LINK, SPLIT), kind("Hyvinvointiprofiili", "link", LINK, SPLIT)],
    ),
    ("OPH/Move-mittaristo", [kind("OPH/Move-mittaristo", "link", LINK)]),
    (
        "Haettujen/myönnettyjen hankkeiden lkm",
        [count("Haettujen hankkeiden lkm", SPLIT), count("Myönnettyjen hankkeiden lkm", SPLIT)],
    ),
    ("Järjestöstrategian toimeenpano.", [done("Järjestöstrategian toimeenpano", "made_or_not")]),
    (
        "Yhdyspintaryhmissä käsiteltyjen asiakokonaisuuksien lkm",
        [count("Yhdyspintaryhmissä käsiteltyjen asiakokonaisuuksien lkm")],
    ),
    ("Asiakastyytyväisyyskysely 1 krt/v", [times_a_year("Asiakastyytyväisyyskysely", 1)]),
    ("Seurafoorumi ja infotilaisuudet 4 krt/v", [times_a_year("Seurafoorumi ja infotilaisuudet", 4)]),
    ("Nuorisovaltuusto 4 krt/v", [times_a_year("Nuorisovaltuusto", 4)]),
    ("Vanhusneuvosto 5 krt/v", [times_a_year("Vanhusneuvosto", 5)]),
    ("Valpas-järjestelmä.", [kind("Valpas-järjestelmä", "link", LINK)]),
    ("Opinnäytetöiden kpl", [count("Opinnäytetöiden kpl")]),
    ("Henkilöstön omaehtoiset koulutukset kpl", [count("Henkilöstön omaehtoiset koulutukset kpl")]),
    (
        "Avustusta saavien kanssa tehdään kumppanuussopimus.",
        [
            share(
                "Avustusta saavien kanssa tehdään kumppanuussopimus",
                "Avustusta saavien kanssa tehdään kumppanuussopimus",
                100,
                "equal",
                "implied_share",
            )
        ],
    ),
    (
        "Haettujen/myönnettyjen avustusten lkm 2023",
        [
            count("Haettujen avustusten lkm", "year_or_schedule", SPLIT, year=2023),
            count("Myönnettyjen avustusten lkm", "year_or_schedule", SPLIT, year=2023),
        ],
    ),
    ("Kuntalaisten kuulemistilaisuuksia kpl", [count("Kuntalaisten kuulemistilaisuuksia kpl")]),
    ("Kulttuuriverkoston tapaamiset lkm", [count("Kulttuuriverkoston tapaamiset lkm")]),
    ("Selvityksen toimeenpano.", [done("Selvityksen toimeenpano", "made_or_not")]),
    ("Yhdyspintatyöryhmien lukumäärä.", [count("Yhdyspintatyöryhmien lukumäärä", accumulates=False)]),
    (
        "Tiedotetaan positiivisesti palveluista paikallisessa mediassa/sanomalehdessä. Positiivisten uutisten lkm.",
        [
            kind(
                "Tiedotetaan positiivisesti palveluista paikallisessa mediassa/sanomalehdessä",
                "text",
                IN_WORDS,
            ),
            count("Positiivisten uutisten lkm"),
        ],
    ),
    (
        "Liikuntahallin ja kaupungin muiden liikuntatilojen käytön uudelleen järjestelyt. Suunnitelma valmistuu 2023. "
        "Harrastetoimintaa joka koululla. Vähintään kahdessa eri palvelussa on kokeiltu chatin toimivuutta. "
        "Omatoimikirjaston käyntimäärät palveluajan ulkopuolella",
        [
            done(
                "Liikuntahallin ja kaupungin muiden liikuntatilojen käytön uudelleen järjestelyt. "
                "Suunnitelma valmistuu",
                kind_="milestone",
                words="Liikuntahallin ja kaupungin muiden liikuntatilojen käytön uudelleen järjestelyt. "
                "Suunnitelma valmistuu 2023",
                year=2023,
                due_on=YEAR_END,
            ),
            share("Harrastetoimintaa joka koululla", "Harrastetoimintaa joka koululla"),
            at_least("Vähintään kahdessa eri palvelussa on kokeiltu chatin toimivuutta", "Vähintään kahdessa", 2),
            count("Omatoimikirjaston käyntimäärät palveluajan ulkopuolella"),
        ],
    ),
    ("Uusi järjestelmä on käyttöönotettu.", [done("Uusi järjestelmä on käyttöönotettu")]),
    (
        "Otamme asteittain käyttöön liikkuvan kuvan markkinoinnissa/tiedottamisessa ja mainonnassa.",
        [
            kind(
                "Otamme asteittain käyttöön liikkuvan kuvan markkinoinnissa/tiedottamisessa ja mainonnassa",
                "text",
                IN_WORDS,
            )
        ],
    ),
    (
        "Kaikissa yksiköissä on käyttöönotettu ja hyödynnetty keskusteluhankkeen työkaluja ja koulutuksia. "
        "Sisäinen kysely.",
        [
            share(
                "Kaikissa yksiköissä on käyttöönotettu ja hyödynnetty keskusteluhankkeen työkaluja ja koulutuksia",
                "Kaikissa yksiköissä on käyttöönotettu ja hyödynnetty keskusteluhankkeen työkaluja ja koulutuksia",
            ),
            done("Sisäinen kysely", "made_or_not"),
        ],
    ),
]


@pytest.mark.parametrize(("words", "readings"), PLAN_2023, ids=[words[:40] for words, _readings in PLAN_2023])
def test_a_measure_of_kemis_plan(words, readings):
    assert list(read_measure(words)) == readings


def test_kemis_plan_has_42_measures():
    assert sum(len(read_measure(words)) for words, _readings in PLAN_2023) == 42


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("70–100 %", {"kind": "range", "unit": "%", "comparison": "between", "low": 70, "high": 100}),
        ("alle 2 %", {"kind": "percent", "direction": "down", "comparison": "words", "low": 2}),
        ("Sairauspoissaolot enintään 4 %", {"kind": "percent", "direction": "down", "comparison": "at_most", "low": 4}),
        ("Vastausprosentti yli 60 %", {"kind": "percent", "direction": "up", "comparison": "more_than", "low": 60}),
        ("Poissaolot 4 %", {"kind": "percent", "direction": "unset", "comparison": "words", "low": 4}),
        ("3/9 kokousta", {"kind": "scale", "scale_maximum": 9, "low": 3, "unit": "kokousta"}),
        ("3/5", {"kind": "scale", "scale_maximum": 5, "low": 3, "direction": "unset"}),
        ("Asiakastyytyväisyys väh. 4/5", {"kind": "scale", "name": "Asiakastyytyväisyys", "comparison": "at_least"}),
        ("väh. hyvä", {"kind": "text", "comparison": "words", "words": "väh. hyvä", "name": ""}),
        ("Kyselyn tulos väh. hyvä", {"kind": "text", "words": "väh. hyvä", "name": "Kyselyn tulos"}),
        ("Kyllä", {"kind": "yes_no", "comparison": "words", "words": "Kyllä"}),
        ("100 000", {"low": 100_000, "kind": "count"}),
        ("yli 2 milj. €", {"kind": "number", "unit": "milj. €", "comparison": "more_than", "low": 2}),
        ("Yritysten määrä 927 → 930", {"name": "Yritysten määrä", "direction": "up", "low": 930}),
        ("Työttömyysaste 13,5 → 13,0", {"direction": "down", "comparison": "at_most", "low": 13, "decimals": 0}),
        ("Työllisyysaste nousee 66 prosenttiin", {"kind": "percent", "comparison": "at_least", "low": 66}),
        ("Kävijämäärä kasvaa 5 %", {"kind": "trend", "direction": "up", "comparison": "words", "low": None}),
        ("Asukasmäärä säilyy ennallaan", {"kind": "trend", "direction": "maintain"}),
        ("Suunnitelma valmistuu 2023", {"kind": "milestone", "due_on": YEAR_END, "year": 2023}),
        ("Strategia hyväksytty 3.5.2021 mennessä", {"kind": "milestone", "due_on": date(2021, 5, 3)}),
        ("Kysely tehdään kesäkuun loppuun mennessä 2024", {"due_on": date(2024, 6, 30), "kind": "milestone"}),
        ("Katselmus talvella 2023", {"kind": "milestone", "year": 2023, "due_on": None}),
        ("Henkilöstökysely 2 kertaa vuodessa", {"kind": "rate", "unit": "krt/v", "low": 2, "name": "Henkilöstökysely"}),
        ("Tapaaminen kerran kuukaudessa", {"kind": "rate", "frequency": "monthly", "low": 1}),
        ("Vähintään 5 tapahtumaa vuodessa", {"kind": "rate", "unit": "kpl/v", "low": 5, "comparison": "at_least"}),
        ("Poissaolo-%", {"kind": "percent", "unit": "%", "direction": "unset"}),
        ("Yo-tutkinnon keskiarvo", {"kind": "number", "direction": "unset"}),
        ("Noin 80 % kouluista", {"comparison": "words", "low": 80}),
    ],
)
def test_the_forms_of_other_tables(words, said):
    (reading,) = read_measure(words)
    assert {name: getattr(reading, name) for name in said} == said


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("Vähintään yhdessä yksikössä", 1),
        ("Vähintään kahta palvelua kehitetään", 2),
        ("Vähintään kolmessa yksikössä on kokeiltu", 3),
        ("Ainakin neljälle koululle hankitaan", 4),
        ("Vähintään viisi tapahtumaa", 5),
        ("Vähintään kuudella alueella", 6),
        ("Vähintään seitsemän koulua", 7),
        ("Vähintään kahdeksaan kouluun", 8),
        ("Yhdeksän tapahtumaa", 9),
        ("Enintään kymmenen valitusta", 10),
    ],
)
def test_number_words_are_numbers(words, low):
    assert [reading.low for reading in read_measure(words)] == [low]


@pytest.mark.parametrize(
    "words",
    [
        "Tehdään yhdessä elinvoiman kanssa",
        "Laajennetaan ISO 45001 sertifikaattia",
        "Master Plan Kemi 2030 etenee",
        "Luvut 1.234",
    ],
)
def test_what_is_no_level_is_not_made_one(words):
    (reading,) = read_measure(words)
    assert (reading.kind, reading.low, reading.comparison) == ("text", None, "")


@pytest.mark.parametrize("words", ["1.234", "1,234", "vähintään 12.345 kpl", "1.234.567 €"])
def test_a_thousand_or_a_decimal_is_asked(words):
    (reading,) = read_measure(words)
    assert "ambiguous_figure" in reading.doubts
    assert (reading.low, reading.high) == (None, None)


@pytest.mark.parametrize("words", ["0,123", "1 234", "3.5.2021", "12,5 %", "4.2"])
def test_other_figures_are_not_ambiguous(words):
    assert "ambiguous_figure" not in read_measure(words)[0].doubts


def test_a_name_is_never_cut_inside_a_bracket():
    (scaled,) = read_measure("Asiakastyytyväisyys (asteikko 1–5) vähintään 4,2")
    assert (scaled.name, scaled.kind, scaled.scale_maximum) == ("Asiakastyytyväisyys (asteikko 1–5)", "scale", 5)
    assert (scaled.comparison, scaled.low, scaled.doubts) == ("at_least", Decimal("4.2"), ())
    (other,) = read_measure("Käyntejä (alle 18 v) 90 %")
    assert other.name.count("(") == other.name.count(")")


def test_a_level_that_goes_on_after_a_semicolon():
    assert measure_sentences("Avataan info; myös talvella") == ("Avataan info; myös talvella",)
    assert measure_sentences("80 % vastaa; 4 krt/v") == ("80 % vastaa", "4 krt/v")


def test_blank_words_are_no_measure():
    assert read_measure("") == read_measure(" \n ") == read_measure("- .") == ()


def test_a_measure_keeps_the_sentences_that_belong_together():
    words = "Tilojen uudet järjestelyt. Suunnitelma valmistuu 2023. Sisäinen kysely."
    assert measure_sentences(words) == ("Tilojen uudet järjestelyt. Suunnitelma valmistuu 2023.", "Sisäinen kysely.")


def test_a_name_is_never_longer_than_an_indicators():
    (reading,) = read_measure("kokonaisuuksien " * 40 + "lkm")
    assert len(reading.name) == Indicator._meta.get_field("name").max_length
    assert "shortened" in reading.doubts


@given(
    st.text(max_size=400)
    | st.from_regex(r"(vähintään )?[0-9 ,./–-]{1,12}( ?%| krt/v| kpl)?( 20[0-9]{2})?", fullmatch=True)
)
def test_any_words_are_read_into_what_can_be_kept(words):
    for reading in read_measure(words):
        assert reading.kind in Indicator.Kind.values
        assert reading.direction in Indicator.Direction.values
        assert reading.frequency in Indicator.Frequency.values
        assert reading.comparison in ("", *Target.Comparison.values)
        assert set(reading.doubts) <= set(DOUBTS)
        assert len(reading.name) <= 300 and len(reading.words) <= 300


@pytest.mark.parametrize(
    ("words", "direction", "comparison", "low", "high"),
    [
        ("Poissaolot ei yli 5 %", "down", "at_most", 5, None),
        ("Kävijöistä ei alle 80 %", "up", "at_least", 80, None),
        ("Kokouksia ei enempää kuin 5 krt/v", "down", "at_most", 5, None),
        ("Kokouksia 2-3 krt vuodessa", "up", "between", 2, 3),
    ],
)
def test_a_denied_limit_is_the_other_one_and_a_range_keeps_its_ends(words, direction, comparison, low, high):
    (reading,) = read_measure(words)
    assert (reading.direction, reading.comparison, reading.low, reading.high) == (direction, comparison, low, high)


@pytest.mark.parametrize("words", ["Päästöjä 50 % vähemmän kuin vuonna 2022", "Kävijöitä yli 10 % edellisvuodesta"])
def test_what_is_compared_with_another_time_is_a_change_and_gives_no_year(words):
    (reading,) = read_measure(words)
    assert "change_not_level" in reading.doubts
    assert reading.year is None
