"""Builds the static files that come from packages. Usage: build_static.py NODE_MODULES TARGET

`vendor/hds/` holds the parts of hds-core that our style sheets import into their layer `hds`; `fonts/` holds Inter cut
down to the characters below: woff2 for the web, TTF for the PDF (which embeds TTF four times faster).
"""

import re
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

# Not Helsinki's own: wave (koros), hero and font. Not its cookie dialog, for we set no cookie that needs one.
COMPONENTS = """
    breadcrumb button card checkbox error-summary fieldset link loading-spinner notification pagination radio-button
    search-input selection-group status-label step-by-step table tag text-input
""".split()

WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}
CHARACTERS = "".join(
    [
        *map(chr, range(0x20, 0x7F)),  # Basic Latin
        *map(chr, range(0xA0, 0x180)),  # Latin-1 and Latin Extended-A: Finnish, Swedish, North and Inari Sámi
        "ƷʒǤǥǦǧǨǩǮǯʹʼ",  # Skolt Sámi
        "\u2009\u2010\u2011\u2012–—―−\u202f\u2007",  # hyphens, dashes, minus, narrow and figure spaces
        "‘’‚“”„…•‰′″‹›«»",
        "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻½¼¾⅓⅔€™№",
        "×÷±≈≠≤≥∞∑∆→←↑↓↗↘↔⇒",
        "✓✗●○■□▲△▶▼▽◀◆◇★☆",
    ]
)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "case", "tnum", "pnum", "zero", "subs", "sups", "frac"]


def main(node_modules: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    write_styles(node_modules / "hds-core", target / "vendor" / "hds")
    write_fonts(node_modules / "inter-ui", target / "fonts")


def write_styles(package: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    library = package / "lib"
    parts = {"base": library / "base.min.css"}
    parts |= {name: library / "components" / name / f"{name}.min.css" for name in COMPONENTS}
    for name, part in parts.items():
        (folder / f"{name}.css").write_text(rules_of(part), encoding="utf-8")
    shutil.copy(package / "LICENSE", folder / "LICENSE.txt")


def rules_of(style_sheet: Path) -> str:
    """The style sheet without its comments (a source map among them); refuses one that fetches from elsewhere."""
    rules = re.sub(r"/\*.*?\*/", "", style_sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    if re.search(r"url\((?![\"']?data:)|@import", rules):
        raise SystemExit(f"{style_sheet} asks for other files: look at what the new version brings.")
    return rules.strip() + "\n"


def write_fonts(package: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for style, weight in WEIGHTS.items():
        font = cut_down(TTFont(package / "web" / f"Inter-{style}.woff2", recalcTimestamp=False))
        for flavor, ending in ((None, "ttf"), ("woff2", "woff2")):
            font.flavor = flavor
            font.save(folder / f"Inter-{weight}.{ending}")
    shutil.copy(package / "LICENSE.txt", folder / "LICENSE.txt")


def cut_down(font: TTFont) -> TTFont:
    options = subset.Options(layout_features=FEATURES, name_IDs=["*"], notdef_outline=True, glyph_names=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    return font


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
