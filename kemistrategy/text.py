"""Texts in several languages, and the cleaning of what people type or paste."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import get_language

FALLBACK_LANGUAGE = "fi"


@dataclass(frozen=True)
class Text:
    """Words and the language they are really in, which a template writes as `lang`."""

    words: str
    language: str = FALLBACK_LANGUAGE

    def __str__(self):
        return self.words

    def __bool__(self):
        return bool(self.words)


def text_of(row, field: str, language: str | None = None) -> Text:
    """The translated field in the wanted (default: active) language, else in Finnish, with the language used."""
    wanted = language or get_language() or FALLBACK_LANGUAGE
    if words := getattr(row, f"{field}_{wanted}"):
        return Text(words, wanted)
    return Text(getattr(row, f"{field}_{FALLBACK_LANGUAGE}") or "", FALLBACK_LANGUAGE)


def cleaned(typed: str) -> str:
    """Composed letters, plain line ends, no control characters, no blank edges; nothing visible is lost."""
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", typed))
    return "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    ).strip()


def finnish_order(words: str) -> tuple:
    """A sort key: a–z as in English, then å, ä, ö; other accents count as their letter; case does not matter.

    Lists are sorted with this in Python, so that both databases show the same order; words that differ in case or
    accent only keep one order too.
    """
    composed = unicodedata.normalize("NFC", words)
    return (tuple(_letter_place(letter) for letter in composed.casefold()), composed)


def _letter_place(letter):
    if letter in "åäö":
        return (3, "åäö".index(letter), "")
    base = unicodedata.normalize("NFD", letter)[0]
    if base.isalpha():
        return (2, 0, base)
    return (1, 0, base) if base.isdigit() else (0, 0, base)
