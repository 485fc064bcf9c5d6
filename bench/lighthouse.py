"""Lighthouse, desktop preset, on the main public pages: its scores, the largest contentful paint, and the layout shift.

Lighthouse is installed beside this file by `make lighthouse`, and by nothing else. Usage: bench/lighthouse.py [PATH …]
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from served import CHROMIUM, city

PROGRAM = Path(__file__).resolve().parent / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
PATHS = [
    "/",
    "/strategiat/kaupunkistrategia-2022-2025/",
    "/tavoitteet/",
    "/tavoitteet/14/",
    "/toimenpiteet/",
    "/mittarit/",
    "/mittarit/1/",
    "/projektit/",
    "/raportit/2022-year/",
    "/avoin-data/",
    "/sv/",
    "/en/",
]
FULL_SCORES = ("accessibility", "best-practices", "seo")
SLOWEST_PAINT = 1000  # milliseconds
MOST_SHIFT = 0.0


def main(paths: list[str]) -> int:
    failed = []
    with city() as program:
        for path in paths:
            found = measured(program.url(path))
            scores = {name: round(100 * (row["score"] or 0)) for name, row in found["categories"].items()}
            paint = found["audits"]["largest-contentful-paint"]["numericValue"]
            shift = found["audits"]["cumulative-layout-shift"]["numericValue"]
            told = ", ".join(f"{name} {score}" for name, score in scores.items())
            print(f"{path}: {told}; LCP {paint:.0f} ms; CLS {shift:.3f}")
            failed += [f"{path}: {name} {scores[name]}" for name in FULL_SCORES if scores[name] < 100]
            failed += [f"{path}: {line}" for line in reasons(found)]
            failed += [f"{path}: LCP {paint:.0f} ms"] if paint > SLOWEST_PAINT else []
            failed += [f"{path}: CLS {shift:.3f}"] if shift > MOST_SHIFT else []
    print("\n".join(failed) or "Every bar is held.")
    return 1 if failed else 0


def measured(address: str) -> dict:
    run = subprocess.run(
        [
            PROGRAM,
            address,
            "--preset=desktop",
            "--output=json",
            "--quiet",
            "--chrome-flags=--headless=new --no-sandbox",
            "--only-categories=performance,accessibility,best-practices,seo",
        ],
        env={**os.environ, "CHROME_PATH": CHROMIUM},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=180,
    )
    return json.loads(run.stdout)


def reasons(found: dict) -> list[str]:
    """What keeps the scores that must be full from being so."""
    names = {reference["id"] for name in FULL_SCORES for reference in found["categories"][name]["auditRefs"]}
    audits = [found["audits"][name] for name in sorted(names)]
    return [f"{audit['id']}: {audit['title']}" for audit in audits if audit["score"] not in (None, 1)]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or PATHS))
