"""Rows of the feature list that the program serves as a whole, one test each; the rooms' tests hold the others."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reporting.urls import urlpatterns as reading_pages
from tests import factories as make
from tests.browser.test_accessibility import PUBLIC, WORKING
from tests.goals.pages import parsed, with_class, words
from tests.goals.situations import entry_of_action, person_in
from tests.reporting.report_cast import small_city

PROJECT = Path(settings.BASE_DIR)


def file_text(path: str) -> str:
    return (PROJECT / path).read_text(encoding="utf-8")


# --- M. languages -------------------------------------------------------------------------------------------------
class _InterfaceWords(HTMLParser):
    """The pieces of text that stand in the page's own language."""

    def __init__(self):
        super().__init__()
        self.languages, self.pieces, self.page_language = [], [], None

    def handle_starttag(self, tag, attrs):
        if tag == "html":
            self.page_language = dict(attrs)["lang"]
        if tag not in ("br", "hr", "img", "input", "link", "meta"):
            inherited = self.languages[-1] if self.languages else None
            self.languages.append(dict(attrs).get("lang", inherited))

    def handle_endtag(self, tag):
        self.languages.pop()

    def handle_data(self, data):
        if data.strip() and self.languages[-1] == self.page_language:
            self.pieces.append(" ".join(data.split()))


def interface_words(response) -> tuple[str, set[str]]:
    """The page's language, and its words except those marked as being in another one."""
    page = _InterfaceWords()
    page.feed(response.content.decode())
    return page.page_language, set(page.pieces)


def dictionary(language) -> dict[str, str]:
    """Finnish → the other language, of the whole sentences that differ."""
    entries = polib.pofile(str(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"))
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgstr and entry.msgstr != entry.msgid}


@pytest.fixture
def whole_pages(db):
    """Language → the front page of the public and a post holder's entries and form, as answers."""
    post = make.PositionFactory(title="Päällikkö")
    entry = entry_of_action(make.RoundFactory(year=2023), post)
    holder = Client()
    holder.force_login(person_in(post, name="Testihaltija"))

    def ask(language):
        with translation.override(language):
            addresses = [reverse("goals:my-entries"), reverse("goals:entry-progress", args=[entry.pk])]
            front = reverse("reporting:front-page")
        return [Client().get(front), *(holder.get(address) for address in addresses)]

    return ask


def test_finnish_interface(whole_pages):
    swedish, english = set(dictionary("sv").values()), set(dictionary("en").values())
    finnish = set(dictionary("sv"))
    for page in whole_pages("fi"):
        language, pieces = interface_words(page)
        assert (language, len(pieces & finnish) >= 15) == ("fi", True)
        assert pieces & ((swedish | english) - finnish) == set()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_swedish_interface(whole_pages, language):
    """Whatever the Finnish page says in the program's words stands here in Swedish; nothing is left in Finnish."""
    translated = dictionary(language)
    for finnish_page, page in zip(whole_pages("fi"), whole_pages(language), strict=True):
        said_in_finnish = interface_words(finnish_page)[1] & set(translated)
        page_language, pieces = interface_words(page)
        assert (page_language, len(said_in_finnish) >= 15) == (language, True)
        assert pieces & (set(translated) - set(translated.values())) == set()
        assert {translated[words] for words in said_in_finnish} - pieces == set()


# --- N. accessibility ---------------------------------------------------------------------------------------------
def test_accessibility_is_checked_by_machine_in_the_build():
    """Continuous integration → `make test` → the browser's step → axe-core on every page that has a fixed address."""
    assert re.search(r"^exec make test$", file_text(".ci/run"), re.M)
    assert re.search(r"^test:.*\n\t@deploy/test.sh \$\(ARGS\)$", file_text("Makefile"), re.M)
    assert re.search(r'^    step "[^"]+" test_on "\$sqlite_url" -n 2 -m browser$', file_text("deploy/test.sh"), re.M)
    collected = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-m",
            "browser",
            "--collect-only",
            "-q",
            "tests/browser/test_accessibility.py",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "test_no_page_breaks_a_rule_of_axe[chromium-None-fi-1280]" in collected.stdout, collected.stdout
    fixed = {reverse(f"reporting:{page.name}") for page in reading_pages if not page.pattern.converters}
    checked = {path.partition("?")[0] for path in (*PUBLIC, *(path for paths in WORKING.values() for path in paths))}
    for_machines = {path for path in fixed if path.endswith((".xml", ".txt", "/v1/"))}
    assert fixed - checked - for_machines == set()


def chart_counts(chart) -> dict[str, str]:
    """What the drawing's legend counts: word → number."""
    items = (words(item) for item in with_class(chart, "counts-bar__legend")[0])
    return {label: number for number, label in (item.split(" ", 1) for item in items)}


def table_rows(page) -> list[list[str]]:
    rows = page.iterfind(".//main//table//tr")
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in rows]


@pytest.fixture
def city(db, client):
    city = small_city()
    client.force_login(city.person)
    return city


def test_every_chart_also_as_a_table(client, city):
    """Statuses stand in rows beside the bar on the front page, and in columns in the review, with its totals last."""
    front = parsed(client.get(reverse("reporting:front-page")))
    states = with_class(front, "states")
    assert len(states) == 2  # goals and actions apart
    for block in states:
        rows = [[words(cell) for cell in row] for row in block.iterfind(".//tbody/tr")]
        told = "".join(next(block.iterfind(".//title")).itertext())
        assert rows and all(f"{label.lower()} {number}" in told for label, number in rows), (rows, told)

    review = parsed(client.get(reverse("reporting:report-detail", args=[city.round.slug])))
    [chart] = with_class(review, "counts-bar")
    drawn = chart_counts(chart)
    [head] = [row for row in table_rows(review) if set(drawn) <= set(row)]
    total = next(row for row in table_rows(review)[table_rows(review).index(head) :] if row[0] == "Yhteensä")
    tabled = dict(zip(head, total, strict=True))
    assert {label: tabled[label] for label in drawn} == drawn


def test_every_chart_is_one_that_the_test_above_reads():
    """Those of one goal, theme, department or strategy's end carry their counts in words below the bar."""
    drawings = {
        str(path.relative_to(PROJECT / "templates"))
        for path in (PROJECT / "templates").rglob("*.html")
        if "components/counts_bar.html" in path.read_text(encoding="utf-8")
    }
    assert drawings == {
        "gallery.html",
        "reporting/goal_detail.html",
        "reporting/parts/department_standing.html",
        "reporting/parts/states_table.html",
        "reporting/report/summary.html",
        "reporting/reviews/review_figures.html",
        "reporting/strategy_detail.html",
        "reporting/strategy_summary.html",
        "reporting/theme_detail.html",
    }


@pytest.mark.django_db
def test_accessibility_statement_claim(client):
    """The claim stands on its own page, with what the law asks for: state, gaps, way to tell, authority."""
    address = reverse("reporting:accessibility-statement")
    footer = parsed(client.get(reverse("reporting:front-page"))).find(".//footer")
    assert address in {link.get("href") for link in footer.iter("a")}
    main = parsed(client.get(address)).find(".//main")
    told = words(main)
    for needed in ("täyttää osittain WCAG 2.2", "digipalvelulain (306/2019)", "axe-core", "14 päivän", "Traficom"):
        assert needed in told
    assert len(re.findall(r"WCAG \d\.\d\.\d+ \w+", told)) >= 1
    assert any("saavutettavuusvaatimukset.fi" in link.get("href") for link in main.iter("a"))


# --- O. running it ------------------------------------------------------------------------------------------------
def test_runs_at_home_with_one_command():
    """`make run` is one script: it sets up, prepares the data and serves; no database needs to be there before."""
    assert re.search(r"^run:.*\n\t@deploy/run.sh$", file_text("Makefile"), re.M)
    for script in sorted((PROJECT / "deploy").glob("*.sh")):
        assert os.access(script, os.X_OK)
        assert subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True).stderr == ""
    steps = re.search(r"^main\(\) \{\n(.*?)^\}", file_text("deploy/run.sh"), re.M | re.S)[1]
    wanted = ["deploy/setup.sh run", "deploy/prepare_data.py", "manage.py run_jobs", "gunicorn kemistrategy.wsgi"]
    assert [steps.index(step) for step in wanted] == sorted(steps.index(step) for step in wanted)
    read = (
        "from django.conf import settings as s; print(s.DATABASES['default']['ENGINE'], s.DATABASES['default']['NAME'])"
    )
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    engine, name = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "shell", "-v0", "-c", read],
        cwd=PROJECT,
        env=bare,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout.split()
    assert (engine, Path(name)) == ("django.db.backends.sqlite3", PROJECT / "var" / "kemi.sqlite3")
