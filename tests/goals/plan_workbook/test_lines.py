"""Cells of many lines: torn words mended, and the actions and measures they list (DOMAIN 4.3.1–4.3.3)."""

import pytest

from goals.plan_workbook.reading.cleaning import Mend, Vocabulary, mended, plain_lines
from goals.plan_workbook.reading.lines import action_items, measure_items, whole


def listed(items):
    return [item.words for item in items]


def asked(items):
    return [(question.code, dict(question.values)["words"]) for item in items for question in item.questions]


@pytest.mark.parametrize(
    "text, words, mends",
    [
        ("torjuu \ni lmastonmuutosta.", "torjuu ilmastonmuutosta.", [("i lmastonmuutosta.", "ilmastonmuutosta", True)]),
        ("vuorovaikutuksen kehi\nttäminen", "vuorovaikutuksen kehittäminen", [("kehi ttäminen", "kehittäminen", True)]),
        ("työkaluil la kaikissa", "työkaluilla kaikissa", [("työkaluil la", "työkaluilla", False)]),
        (
            "ja elinkeino-\nrakenteeltaan",
            "ja elinkeinorakenteeltaan",
            [("elinkeino- rakenteeltaan", "elinkeinorakenteeltaan", False)],
        ),
        ("linja-\nauto", "linja-auto", []),
        ("ISO-\nstandardi", "ISO-standardi", []),
        ("tuotanto-\nja toimintatapojen", "tuotanto- ja toimintatapojen", []),
        ("koulutustarjontaa ja -\npolkuja", "koulutustarjontaa ja -polkuja", []),
        ("Hyvin sanottu- Bra\nsagt", "Hyvin sanottu- Bra sagt", []),
        ("kaikki ihmiset ja uusi ilme", "kaikki ihmiset ja uusi ilme", []),
        ("hotell i Kemi", "hotell i Kemi", []),
        ("osaa\u00advuus soft\u00ad\nhyphen a\u00a0b", "osaavuus softhyphen a b", []),
        ("Kesta\u0308va\u0308", "Kestävä", []),
        ("Kestävyyssmittarit", "Kestävyyssmittarit", []),
    ],
)
def test_mended(text, words, mends):
    assert mended(text) == (words, tuple(Mend(*mend) for mend in mends))


def test_words_that_stand_whole_elsewhere_tell_how_a_torn_one_reads():
    known = Vocabulary.of(
        ["positiivisuuden lisäämiseksi", "Liikuntahallin käyttö", "Liikkuminen", "Toteuma hieman alle"]
    )
    assert mended("positi ivisen", known) == ("positiivisen", (Mend("positi ivisen", "positiivisen", False),))
    assert mended("l i ikuntahallin", known) == ("liikuntahallin", (Mend("l i ikuntahallin", "liikuntahallin", True),))
    assert mended("li ikkuvan kuvan", known)[0] == "liikkuvan kuvan"
    assert mended("positi ivisen") == ("positi ivisen", ())


def test_plain_lines_keep_the_line_ends():
    assert plain_lines(" yksi \r\n\u00a0kaksi\t \n\nkolme\u200b ") == "yksi\nkaksi\n\nkolme"


@pytest.mark.parametrize(
    "text, actions",
    [
        (
            "Chat-palvelun kokeileminen.\nOmatoimikirjasto mahdollistaa\npalvelujen saatavuuden",
            ["Chat-palvelun kokeileminen.", "Omatoimikirjasto mahdollistaa palvelujen saatavuuden"],
        ),
        (
            "Asiakastyytyväisyyskyselyt\nSeurafoorumi,\nNuorisovaltuusto\nKulttuurikumppanuus\n"
            "Yhteistyö kolmannen sektorin \nkanssa",
            [
                "Asiakastyytyväisyyskyselyt",
                "Seurafoorumi",
                "Nuorisovaltuusto",
                "Kulttuurikumppanuus",
                "Yhteistyö kolmannen sektorin kanssa",
            ],
        ),
        (
            "Nuorisotyön, lasten \nkulttuurikeskuksen, \nkirjaston vuosikello.\nHarrastamisen Suomen-malli.",
            ["Nuorisotyön, lasten kulttuurikeskuksen, kirjaston vuosikello.", "Harrastamisen Suomen-malli."],
        ),
        (
            "Hyvin Sanottu-hanke (kv\n3.5.2021 § 45) jalkautetaan. Toinen.",
            ["Hyvin Sanottu-hanke (kv 3.5.2021 § 45) jalkautetaan.", "Toinen."],
        ),
        ("• Eka asia\n  jatkuu Kemissä\n• Toka\n- Kolmas", ["Eka asia jatkuu Kemissä", "Toka", "Kolmas"]),
        ("1. Eka\n2. Toka", ["Eka", "Toka"]),
        ("Eka; toka; kolmas", ["Eka", "toka", "kolmas"]),
        ("Kehitetään mm. Kemin matkailua esim. Ajoksessa", ["Kehitetään mm. Kemin matkailua esim. Ajoksessa"]),
        ("Perustetaan ryhmä. Lisäksi haetaan rahaa.", ["Perustetaan ryhmä. Lisäksi haetaan rahaa."]),
        ("auditoitu vuoden \n2023 loppuun", ["auditoitu vuoden 2023 loppuun"]),
        ("", []),
        ("\n \n", []),
        ("-", []),
        ("–\nYksi", ["Yksi"]),
    ],
)
def test_actions_of_a_cell(text, actions):
    assert listed(action_items(text)) == actions


def test_only_uncertain_breaks_are_asked_about():
    assert asked(action_items("Ensimmäinen asia.\nToinen asia.\n\nKolmas asia")) == []
    assert asked(action_items("Kehitetään palveluja\nKulttuuri mukana")) == [("split_here", "Kulttuuri mukana")]
    assert asked(action_items("Kehitetään palveluja.\nmyös Kemissä")) == [("joined_here", "myös Kemissä")]
    assert asked(action_items("Kehitetään sertifikaattia\nISO 45001 kouluille")) == [
        ("joined_here", "ISO 45001 kouluille")
    ]
    assert asked(action_items("Päiväkoti ja kouluverkkotyö.")) == [("hyphen_left_out", "Päiväkoti- ja kouluverkkotyö.")]


def test_a_semicolon_cuts_with_a_question_or_goes_on():
    assert listed(action_items('Avataan "Meri-info"; myös talvella')) == ['Avataan "Meri-info"; myös talvella']
    assert asked(action_items("Eka; toka; kolmas;")) == [("split_here", "toka"), ("split_here", "kolmas")]
    assert asked(measure_items("80 % perheistä vastaa; 4 krt/v")) == [("split_here", "4 krt/v")]


def test_the_width_of_the_column_tells_a_chosen_break_from_a_forced_one():
    text = "Kumppanuussopimukset\nJärjestöavustukset"
    assert asked(action_items(text)) == [("split_here", "Järjestöavustukset")]
    assert asked(action_items(text, width=60)) == []


@pytest.mark.parametrize(
    "text, measures",
    [
        (
            "Palveluverkko tiivistyy, toimintayksikköjen \nmäärä vähenee",
            ["Palveluverkko tiivistyy", "Toimintayksikköjen määrä vähenee"],
        ),
        (
            "Työkalu on käytössä kaikissa yksiköissä--\nsisäinen kysely syksyllä 2023.",
            ["Työkalu on käytössä kaikissa yksiköissä", "Sisäinen kysely syksyllä 2023."],
        ),
        (
            "Tilojen käytön järjestelyt. \nSuunnitelma valmistuu 2023.\n"
            "Harrastetoimintaa joka koululla. Vähintään \nkahdessa",
            [
                "Tilojen käytön järjestelyt. Suunnitelma valmistuu 2023.",
                "Harrastetoimintaa joka koululla.",
                "Vähintään kahdessa",
            ],
        ),
        (
            "Vuosikello\nHyvinvoinnin työkaluista saatava tieto\n(mm. Tea-viisari)\n"
            "OPH/Move-mittaristo\n\nToimeenpano.",
            [
                "Vuosikello",
                "Hyvinvoinnin työkaluista saatava tieto (mm. Tea-viisari)",
                "OPH/Move-mittaristo",
                "Toimeenpano.",
            ],
        ),
        ("Avustusten lkm \n2023", ["Avustusten lkm 2023"]),
    ],
)
def test_measures_of_a_cell(text, measures):
    assert listed(measure_items(text)) == measures


def test_a_year_on_the_last_line_is_remembered():
    assert [item.time_below for item in measure_items("Sopimus.\nAvustusten lkm \n2023")] == ["", "2023"]


def test_a_goal_is_never_split():
    item = whole("Kaupunkimme yritysympäristö on \nkilpailukykyinen. Olemme \nvetovoimainen.")
    assert item.words == "Kaupunkimme yritysympäristö on kilpailukykyinen. Olemme vetovoimainen."


@pytest.mark.parametrize("text", ["a" * 200_000, "a-\n" * 20_000, "(" * 200_000, "Abc. " * 20_000, "i l " * 20_000])
def test_a_long_cell_ends(text):
    assert action_items(text)
    assert measure_items(text)
