"""Texts: which language is shown, what is cleaned away, and the Finnish order."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from kemistrategy.text import Text, cleaned, finnish_order, text_of

ROW = SimpleNamespace(title_fi="Tavoite", title_sv="Mål", title_en="")


@pytest.mark.parametrize(
    "language, text", [("fi", Text("Tavoite", "fi")), ("sv", Text("Mål", "sv")), ("en", Text("Tavoite", "fi"))]
)
def test_a_missing_translation_falls_back_to_finnish_and_says_so(language, text):
    with translation.override(language):
        assert text_of(ROW, "title") == text
    assert text_of(ROW, "title", language) == text


def test_a_text_in_another_language_is_marked_and_escaped_on_the_page():
    page = Template("{{ text|in_language }}")
    with translation.override("sv"):
        assert page.render(Context({"text": Text("Mål & <b>", "sv")})) == "Mål &amp; &lt;b&gt;"
        assert page.render(Context({"text": Text("<b>", "fi")})) == '<span lang="fi">&lt;b&gt;</span>'


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  Hyvä \n", "Hyvä"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u2028b\x0bc", "a\nb\nc"),
        ("a\x00b\x07\x1bc", "abc"),
        ("a\tb", "a\tb"),
        ("ha\u0308n", "hän"),
        ("e\ud800a", "ea"),
        ("−1 ≥ ½ €", "−1 ≥ ½ €"),
    ],
)
def test_control_characters_go_and_nothing_visible(typed, kept):
    assert cleaned(typed) == kept


def test_finnish_order_is_that_of_the_alphabet():
    words = ["Öljy", "Äiti", "Åbo", "öinen", "zeta", "Aalto", "élan", "Eve", "10", "Sami", "Šakki", "aalto", "Vesa"]
    assert sorted(words, key=finnish_order) == [
        "10",
        "Aalto",
        "aalto",
        "élan",
        "Eve",
        "Šakki",
        "Sami",
        "Vesa",
        "zeta",
        "Åbo",
        "Äiti",
        "öinen",
        "Öljy",
    ]


def test_decomposed_letters_sort_like_composed_ones():
    assert sorted(["a\u0308ly", "zeta", "äiti"], key=finnish_order) == ["zeta", "äiti", "a\u0308ly"]


def test_the_order_does_not_depend_on_what_came_first():
    words = ["Élan", "elan", "Elan", "élan"]
    assert sorted(words, key=finnish_order) == sorted(reversed(words), key=finnish_order)
