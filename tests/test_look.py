"""The look's promises: two whole sets of colours that can be read, drawings that follow them, one style sheet."""

import re
from pathlib import Path

import pytest

from kemistrategy.style_bundle import NAME, bundled, with_parts

PROJECT = Path(__file__).resolve().parent.parent
CSS = PROJECT / "static" / "css"
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|rgb\(")
LITERAL = re.compile(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"')
THEMES = ("viisas", "valittava", "vihrea", "elinvoimainen", "hyvinvoivat", "sujuva")
STATUSES = ("good", "warn", "bad", "calm", "going")

# (what is written, on what it stands)
READ = [
    *((ink, ground) for ink in ("ink", "ink-soft", "link", "link-strong", "warn", "bad", "good")
      for ground in ("surface", "surface-soft", "surface-raised")),
    *((ink, "surface-strong") for ink in ("ink", "ink-soft", "link")),
    *((ink, "surface-field") for ink in ("ink", "ink-soft")),
    *((status, f"{status}-tint") for status in STATUSES),
    *(("ink", f"{status}-tint") for status in STATUSES),
    *((theme, ground) for theme in THEMES for ground in (f"{theme}-tint", "surface", "surface-soft")),
    *(("on-action", ground) for ground in ("action", "action-strong", "danger", "danger-strong")),
    *((ink, "band") for ink in ("on-band", "on-band-soft", "on-band-accent")),
    *(("on-band-action", ground) for ground in ("band-action", "band-action-strong")),
    *(("on-ribbon", ground) for ground in ("ribbon", "ribbon-stripe")),
]  # fmt: skip
# edges of what can be pressed or written into, the focus, and marks that mean something
SEEN = [
    *((edge, ground) for edge in ("line-strong", "focus", "accent") for ground in ("surface", "surface-soft")),
    ("line-strong", "surface-field"),
    *(("on-status", status) for status in STATUSES),
]


def tokens(scheme: str) -> dict[str, str]:
    light, _, dark = (CSS / "tokens.css").read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    sheet = light if scheme == "light" else dark
    return dict(re.findall(r"--([\w-]+): ([^;]+);", sheet[: sheet.index("}")]))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour):
        digits = colour.lstrip("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_dark_set_names_every_colour_of_the_light_one_and_no_other():
    light = {name for name, value in tokens("light").items() if COLOUR.search(value)}
    assert set(tokens("dark")) == light


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_written_can_be_read_and_every_mark_seen(scheme):
    colours = tokens(scheme)
    faint = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in READ + SEEN}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < (3 if pair in SEEN else 4.5)} == {}


def test_colours_stand_in_the_tokens_and_nowhere_else():
    """Paper has its own; drawings name the colour they replace; marks name what the PDF writes into drawings."""
    own = {"tokens.css", "paper.css", "print.css", "drawings.css"}
    found = {}
    for sheet in CSS.glob("*.css"):
        lines = [line for line in sheet.read_text(encoding="utf-8").splitlines() if COLOUR.search(line)]
        if sheet.name not in own and lines:
            found[sheet.name] = [line.strip() for line in lines]
    assert found == {"marks.css": ["fill: #fff;", "stroke: #fff;"]}


def test_every_colour_of_a_drawing_changes_with_the_set_and_is_the_same_in_the_light_one():
    light = tokens("light")
    components = PROJECT / "templates" / "components"
    rules = dict(
        re.findall(r'="(#[0-9a-f]{3,6})"\] \{\n  \w+: var\(--([\w-]+)\);', (CSS / "drawings.css").read_text("utf-8"))
    )
    drawn = set()
    for name in ("indicator_chart", "small_chart", "status_shape"):
        drawn |= set(LITERAL.findall((components / f"{name}.html").read_text(encoding="utf-8")))
    assert {colour: light[rules[colour]] for colour in drawn} == {colour: colour for colour in drawn}


def test_the_browser_gets_one_style_sheet_with_every_part_in_its_layer():
    whole = bundled().read_text(encoding="utf-8")
    assert "@import" not in whole and whole.startswith("@layer hds, tokens, base, layout, components, print;")
    source = (CSS / Path(NAME).name).read_text(encoding="utf-8")
    assert whole.count("@layer ") == source.count("@import") + 1
    words = '/* why */\n@import url("a.css") layer(base);\n@import url("b.css") layer(print) print;\n'
    sheets = {"a.css": "a {\n  color: red;\n}\n", "b.css": "b {}"}
    expected = "@layer base {\na {\ncolor: red;\n}\n}\n@layer print {\n@media print {\nb {}\n}\n}\n"
    assert with_parts(words, sheets) == expected
