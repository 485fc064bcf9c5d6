"""How typed words are compared with those of the index, how hits rank, where the words stand in a text."""

import pytest

from reporting.search_words import (
    EXCERPT,
    LONGEST_WORD,
    MISTYPED,
    MOST_MISTYPED,
    MOST_OF_A_WORD,
    MOST_WORDS,
    TEXT,
    TITLE,
    Score,
    Vocabulary,
    all_meanings,
    excerpt,
    folded,
    pieces,
    query_words,
    scores,
    weighed_words,
    words_of,
)

STORED = """
    strategia strategian strategiassa kaupunki kaupungin kaupunkistrategia kunta kunnan kuntalainen koulu koulutus
    kouluverkko kouluverkkotyö tavoite tavoitteet työ työstä työtön työttömän työttömyys hyvinvointi hyvinvoinnin
    hytekoordinaattori hyte koordinaattori kestävä hata hätä puurakentaminen nuori nuorten asukas asukkaiden sopimus
    sopimukset turvallisuus turvallisuuden mål målen goal meri 2023 45001 merellinen
""".split()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("strategia", {"strategia", "strategian", "strategiassa", "kaupunkistrategia"}),  # the word, in compounds too
        ("strategiat", {"strategia", "strategian", "strategiassa"}),  # in any ending
        ("tavoitteita", {"tavoite", "tavoitteet"}),  # tt and t
        ("kunta", {"kunta", "kunnan", "kuntalainen"}),  # nt and nn
        ("kaupungeissa", {"kaupunki", "kaupungin"}),  # nk and ng
        ("asukkaat", {"asukas", "asukkaiden"}),
        ("merellä", {"meri"}),
        ("työstä", {"työ", "työstä"}),
        ("nuoret", {"nuori", "nuorten"}),
        ("sopimuksessa", {"sopimus", "sopimukset"}),
        ("turvallisuutta", {"turvallisuus", "turvallisuuden"}),
        ("merelliset", {"merellinen"}),
        ("työttömät", {"työtön", "työttömän"}),
        ("målet", {"mål", "målen"}),  # Swedish and English endings
        ("goals", {"goal"}),
        ("koulutuksen", {"koulutus"}),  # another word is no ending: not koulu
        ("kouluverkkotyöhön", {"kouluverkkotyö"}),
        ("kestava", {"kestävä"}),  # typed without dots
        ("hata", {"hata", "hätä"}),
        ("hätä", {"hätä"}),  # a typed ä is an ä
        ("rakentaminen", {"puurakentaminen"}),  # the end of a compound
        # mistyped: one slip in up to seven letters, two in more; and what the right word would have found
        ("kaupnuki", {"kaupunki", "kaupungin", "kaupunkistrategia"}),
        ("tavpite", {"tavoite", "tavoitteet"}),
        ("hyvinvoimti", {"hyvinvointi", "hyvinvoinnin"}),
        ("hyvinwoimti", {"hyvinvointi", "hyvinvoinnin"}),
        ("gaol", {"goal"}),
        ("gol", set()),  # too short to be mistyped
        ("2024", set()),  # a number is never mistyped
        ("450", {"45001"}),
        ("k", set()),  # one letter begins nothing
        ("xyzzy", set()),
    ],
)
def test_a_typed_word_means(typed, words):
    assert set(Vocabulary(STORED).meanings(typed)) == words


def test_better_meanings_come_first():
    meanings = Vocabulary(["kunta", "kunnan", "kuntalainen", "suurkunta"]).meanings("kunta")
    assert list(meanings) == ["kunta", "kunnan", "kuntalainen", "suurkunta"]
    assert list(meanings.values()) == sorted(meanings.values(), reverse=True)


def test_the_nearest_word_is_what_was_meant():
    assert next(iter(Vocabulary(STORED).meanings("kaupnuki"))) == "kaupunki"


@pytest.mark.parametrize("typed", ["hyte-koordinaattori", "hytekoordinaattori", "HYTE koordinaattori"])
def test_a_hyphenated_word_is_found_whole_split_and_joined(typed):
    stored = Vocabulary(words_of("Hyte-koordinaattori"))
    assert all(all_meanings(stored, query_words(typed)))
    joined = Vocabulary(["hytekoordinaattori"])
    assert all(all_meanings(joined, query_words(typed)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café ÅÄÖ", ["cafe", "åäö"]),
        ("a\u0308iti", ["äiti"]),  # composed
        ("hyvin­vointi", ["hyvinvointi"]),  # soft hyphen
        ("19 400 hlö", ["19400", "19", "400", "hlö"]),
        ("Ærø æble", ["ärö", "äble"]),
        ("E-palvelut, 6 %", ["epalvelut", "e", "palvelut", "6"]),
        ("kv 3.5.2021 § 45", ["kv", "3", "5", "2021", "45"]),
        ("%_\\'\"<>", []),
    ],
)
def test_words_of_a_text(text, words):
    assert words_of(text) == words


def test_a_query_has_so_many_words_and_each_once():
    assert query_words("meri MERI järvi") == ("meri", "järvi")
    assert len(query_words(" ".join(f"sana{n}" for n in range(5000)))) == MOST_WORDS
    assert folded("å" * 5000) == "å" * LONGEST_WORD
    assert query_words("§ % !") == ()


def test_a_beginning_of_many_words_means_so_many():
    assert len(Vocabulary(f"sana{n}" for n in range(2000)).meanings("sana")) == MOST_OF_A_WORD


def test_a_word_of_the_title_weighs_more_and_counts_once():
    assert weighed_words("Meri kutsuu", "Meri ja järvi", most=100) == {
        "meri": TITLE,
        "kutsuu": TITLE,
        "ja": TEXT,
        "järvi": TEXT,
    }
    assert len(weighed_words("", " ".join(f"sana{n}" for n in range(5000)), most=50)) == 50


def test_ranking_title_over_text_and_whole_over_prefix_over_mistyped():
    meanings = [{"meri": 10, "merellinen": 6, "mesi": 2}]
    found = [
        (1, "meri", TITLE),
        (2, "merellinen", TITLE),
        (3, "meri", TEXT),
        (4, "mesi", TITLE),
        (5, "merellinen", TEXT),
        (6, "mesi", TEXT),
        (3, "mesi", TEXT),
    ]
    ranked = scores(found, meanings)
    assert sorted(ranked, key=lambda row: ranked[row], reverse=True) == [1, 2, 3, 4, 5, 6]


def test_a_row_with_all_the_words_is_above_one_with_a_better_place_for_some():
    meanings = [{"meri": 10}, {"järvi": 10}]
    ranked = scores([(1, "meri", TITLE), (2, "meri", TEXT), (2, "järvi", TEXT)], meanings)
    assert ranked == {1: Score(1, 100), 2: Score(2, 60)}
    assert ranked[2] > ranked[1]


def test_pieces_mark_the_words_and_keep_the_text():
    text = "Hyte-koordinaattori <b>edistää</b> hyvinvointia."
    found = pieces(text, ["hyte", "edistää"])
    assert [piece.words for piece in found if piece.is_hit] == ["Hyte-koordinaattori", "edistää"]
    assert "".join(piece.words for piece in found) == text


def test_the_excerpt_is_of_the_line_with_most_words_and_around_the_first_of_them():
    long = f"{'alku ' * 200}meri ja järvi{' loppu' * 200}"
    place, part = excerpt(["meri", long, "muuta"], [{"meri": 10}, {"järvi": 10}])
    assert place == 1 and "meri ja järvi" in part
    assert part.startswith("… ") and part.endswith(" …") and len(part) <= EXCERPT + 4
    assert excerpt([], [{"meri": 10}]) == (0, "")
    assert excerpt(["lyhyt teksti", "toinen"], [{"meri": 10}]) == (0, "lyhyt teksti")
    assert len(excerpt(["a" * 200_000], [{"meri": 10}])[1]) <= EXCERPT + 4


def test_only_the_first_unknown_words_of_a_query_are_compared_with_all_the_others():
    stored = Vocabulary(f"merenkulku{letter}" for letter in "abcdefgh")
    meanings = all_meanings(stored, [f"merexkulku{letter}" for letter in "abcdefgh"])
    assert [bool(meaning) for meaning in meanings] == [True] * MOST_MISTYPED + [False] * (8 - MOST_MISTYPED)


def test_two_neighbours_swapped_are_one_slip_also_in_a_beginning():
    assert Vocabulary(["koulu", "koura"]).meanings("koluu") == {"koulu": MISTYPED}
    assert Vocabulary(["koulutus", "kouluverkko", "kolme"]).meanings("koluu").keys() == {"koulutus", "kouluverkko"}
    assert Vocabulary(["20245"]).meanings("20254") == {}
