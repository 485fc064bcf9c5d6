"""The program as people see it, on a database of its own with a published report, and a browser in front of it."""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.conftest import Program, prepared, served, sign_in

CHROMIUM = "/usr/bin/chromium"
LANGUAGES = {"fi": "", "sv": "/sv", "en": "/en"}
OTHER_PREFIXES = ("/sv/", "/en/")


@contextmanager
def city():
    """Kemi's strategies, the practice people and their report of 2022, published; until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        with quiet():
            program = prepared(Path(folder))
        program.manage("run_jobs", "--once")
        with served(program):
            yield program


@contextmanager
def quiet():
    """What the set-up of the data says is nothing new."""
    sys.stdout.flush()
    told, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(told, 1)
        os.close(told)
        os.close(nowhere)


@contextmanager
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def page_of(opened, program: Program, *, width: int, role: str | None = None):
    """A page of the public, or of one of the practice people."""
    context = opened.new_context(
        base_url=program.address, locale="fi-FI", viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    if role:
        sign_in(page, program, role)
    return page
