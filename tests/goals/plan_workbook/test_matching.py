"""Which existing thing a read one is: equal when folded, or alike enough to be asked about."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goals.plan_workbook.proposal.matching import ALIKE, SAME, KnownTexts, folded, key_of, matches, similarity

from .plans_read import FIXTURES, goal_titles

# The goals as a page of the city words them (DOMAIN 5.4): another order, sentences joined, a word more.
PUBLIC_PAGE = {
    "e1": "Vihreä ja kestävä Kemi torjuu ilmastonmuutosta ja lisää vetovoimaamme.",
    "e2": "Kaupunkiympäristömme on kaunis ja turvallinen sekä vetovoimainen paikka kohtaamisille.",
    "e3": "Asuinalueemme ovat houkuttelevia ja asumismuotomme monipuolisia",
    "e4": "Kaupunkimme yritysympäristö on kilpailukykyinen, vetovoimainen ja elinkeinorakenteeltaan monipuolinen.",
    "e5": "Uudistuvat kaupalliset palvelut, ympärivuotinen ja merellinen matkailu sekä bio- ja kiertotalous luovat "
    "uusia työpaikkoja ja vetovoimaa.",
    "e6": "Olemme uudistuva kunta. Kuntataloutemme on kestävällä pohjalla.",
    "h1": "Tuemme ja edistämme kuntalaisten hyvinvointia, terveyttä, toimintakykyä ja sivistystä kumppanien kanssa.",
    "h2": "Vahvistamme yhteisöllisyyttä ja yhteenkuuluvuutta kuulemalla kuntalaisia ja osallistamalla heitä.",
    "h3": "Kehitämme koulutustarjontaa ja -polkuja sekä mahdollistamme osaamisen kasvun.",
    "h4": "Rakennamme vahvoja kumppanuuksia järjestöjen kanssa.",
    "h5": "Monipuoliset vapaa-ajanpalvelut luovat hyvinvointia ja vetovoimaa.",
    "s1": "Sujuva ja turvallinen arki synnyttää vetovoimaa ja monipuolistaa sekä vahvistaa väestörakennetta.",
    "s2": "Olemme avoin ja luotettava arjen kumppani.",
    "s3": "Palvelumme ovat vaikuttavia, asiakaslähtöisiä ja saavutettavia.",
    "s4": "Liikkuminen on esteetöntä ja palvelut ovat helposti saatavilla",
    "s5": "Viestimme toiminnastamme ymmärrettävästi, selkeästi ja ennakoivasti.",
}


def test_the_sixteen_goals_as_the_public_page_words_them_are_each_found():
    titles = goal_titles()
    found = matches([(code, (words,)) for code, words in PUBLIC_PAGE.items()], {c: (t,) for c, t in titles.items()})
    assert {code: match.thing for code, match in found.items()} == {code: code for code in titles}
    assert all(ALIKE <= match.similarity <= SAME for match in found.values())
    assert [code for code, match in found.items() if match.similarity == SAME] == ["s2"]


def test_no_goal_of_the_plan_is_taken_for_another():
    titles = goal_titles()
    pairs = [(one, other) for one in titles for other in titles if one < other]
    assert max(similarity(titles[one], titles[other]) for one, other in pairs) < ALIKE


@pytest.mark.parametrize(
    "words",
    [
        "HYTE-KOORDINAATTORI",
        "hyte-\nkoordinaattori",
        "Hyte\u00adkoordinaattori",
        "  Hyte-koordinaattori. ",
        unicodedata.normalize("NFD", "Hyte-koordinaattori"),
    ],
)
def test_case_line_ends_soft_hyphens_and_decomposed_letters_make_no_other_post(words):
    assert key_of(words) == key_of("Hyte-koordinaattori")


def test_decomposed_letters_are_the_letters():
    assert key_of(unicodedata.normalize("NFD", "Tulosaluepäälliköt")) == key_of("TULOSALUEPÄÄLLIKÖT")


@pytest.mark.parametrize(
    ("one", "other"), [("1,5 %", "15 %"), ("4 krt/v", "4 krt"), ("alle 2 %", "alle 2"), ("1", "-1")]
)
def test_figures_stay_what_they_are(one, other):
    if (one, other) == ("1", "-1"):  # a hyphen is punctuation, the minus sign is not
        one, other = "1", "−1"
    assert key_of(one) != key_of(other)
    assert similarity(one, other) < SAME


def test_thousands_with_and_without_a_space_are_one_figure():
    assert key_of("100 000 yöpymistä") == key_of("100000 yöpymistä")


def test_one_existing_thing_goes_to_the_item_that_is_most_like_it():
    existing = {1: ("Lisätään liikuntaa kouluissa ja päiväkodeissa",), 2: ("Vähennetään päästöjä",)}
    items = [
        ("a", ("Lisätään liikuntaa kouluissa sekä päiväkodeissa",)),
        ("b", ("Lisätään liikuntaa kouluissa ja päiväkodeissa!",)),
    ]
    found = matches(items, existing)
    assert (found["b"].thing, found["b"].similarity) == (1, SAME)
    assert found["a"].thing is None
    assert found["a"].likenesses[0].thing == 1, "it is offered, though it is given to another"


def test_what_a_person_has_chosen_for_another_is_not_given_away():
    found = matches([("a", ("Sama",))], {1: ("Sama",)}, taken={1})
    assert found["a"].thing is None


def test_of_equals_the_one_that_fits():
    found = matches(
        [("a", ("Kysely",)), ("b", ("Kysely",))],
        {1: ("Kysely",), 2: ("Kysely",)},
        fits=lambda item, thing: (item, thing) in {("a", 2), ("b", 1)},
    )
    assert (found["a"].thing, found["b"].thing) == (2, 1)


def test_many_things_are_found_by_the_beginnings_of_their_words():
    """Above the number that is compared with everything, an index chooses; it must not lose the right one."""
    texts = {number: (f"Toimenpide {number} kehittää palvelua numero {number}",) for number in range(500)}
    known = KnownTexts(texts)
    assert known.like("Toimenpide 377 kehittää palveluja numero 377")[0].thing == 377
    assert known.like("toimenpide 12 kehittää palvelua numero 12.")[0].similarity == SAME


def test_very_long_texts_are_compared_in_no_time_and_only_equal_when_equal():
    long = "sana " * 40_000
    assert similarity(long, long) == SAME
    assert similarity(long, f"{long}loppu") < SAME


@given(some.text(), some.text())
def test_folding_is_stable_and_likeness_has_its_bounds(one, other):
    assert folded(folded(one)) == folded(one)
    assert 0 <= similarity(one, other) <= SAME
    assert (similarity(one, other) == SAME) == (key_of(one) == key_of(other))
    assert similarity(one, other) == similarity(other, one)


def test_the_titles_come_from_the_citys_plan():
    assert FIXTURES.is_dir()
    assert list(goal_titles()) == list(PUBLIC_PAGE)
