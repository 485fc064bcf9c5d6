"""Pictures of the main pages at 1280 and 320 px, public and signed in, in build/screenshots/ with an index.html.

Usage: bench/screenshots.py [FOLDER]
"""

import html
import sys
from pathlib import Path

from served import browser, city, page_of

WIDTHS = (1280, 320)
PAGES = {
    None: [
        "/",
        "/strategiat/",
        "/strategiat/kaupunkistrategia-2022-2025/",
        "/strategiat/kemin-kaupungin-strategia/",
        "/teemat/1/",
        "/tavoitteet/",
        "/tavoitteet/{goal}/",
        "/toimenpiteet/",
        "/toimenpiteet/5/",
        "/mittarit/",
        "/mittarit/1/",
        "/projektit/",
        "/projektit/5/",
        "/toimialat/4/",
        "/kestava-kehitys/",
        "/muutoshaasteet/",
        "/nelikentta/",
        "/jatkumot/",
        "/raportit/",
        "/raportit/2022-year/",
        "/haku/?q=päiväkoti",
        "/avoin-data/",
        "/upotus/mittarit/1/",
        "/sv/",
        "/en/",
    ],
    "post_holder": ["/omat-kirjaukset/", "/kirjaukset/{own}/"],
    "director": ["/hyvaksyttavat/", "/valmius/"],
    "councillor": ["/valtuusto/", "/tavoitteet/{goal}/"],
    "coordinator": [
        "/raportoinnin-ohjaus/2023-h1/",
        "/raportit/2023-h1/",
        "/muokkaus/",
        "/tuonti/",
        "/jatkumot/",
    ],
    "auditor": ["/tarkastus/2023/"],
}


def main(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    taken, missing = [], []
    with city() as program, browser() as opened:
        names = {"own": program.cast["entries"]["own"], "goal": program.cast["goals"]["h4"]}
        for role, paths in PAGES.items():
            if role and role not in program.cast["users"]:
                missing.append(role)
                continue
            for width in WIDTHS:
                page = page_of(opened, program, width=width, role=role)
                for path in paths:
                    address = path.format(**names)
                    if page.goto(address, wait_until="load").status >= 400:
                        missing.append(f"{role or 'public'} {address}")
                        continue
                    taken.append((role or "public", address, width, picture(page, folder, role, address, width)))
                page.context.close()
    (folder / "index.html").write_text(index(taken), encoding="utf-8")
    print(f"{len(taken)} pictures: {folder / 'index.html'}")
    for words in dict.fromkeys(missing):
        print(f"missing: {words}")
    return 1 if missing else 0


def picture(page, folder, role, address, width) -> str:
    name = "".join(letter if letter.isalnum() else "-" for letter in f"{role or 'public'}{address}").strip("-")
    page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    return f"{name}-{width}.png"


def index(taken) -> str:
    """Each page's pictures side by side, in the order they were taken."""
    pages = {}
    for role, address, width, name in taken:
        pages.setdefault((role, address), []).append((width, name))
    rows = [
        f"<h2>{html.escape(role)}: {html.escape(address)}</h2>\n<p>"
        + " ".join(
            f'<a href="{name}"><img src="{name}" alt="{width} px" height="420" loading="lazy"></a>'
            for width, name in found
        )
        + "</p>"
        for (role, address), found in pages.items()
    ]
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Screenshots</title>\n' + "\n".join(rows) + "\n"
    )


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("build/screenshots")))
