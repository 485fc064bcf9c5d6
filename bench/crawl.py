"""Walks every public page in a real browser, in three languages, and says what is wrong with any of them.

A page fails by what axe-core finds in the first page of each kind, by what the console complains of, by requests that
fail or go to other hosts, by links that lead nowhere, by moving while it loads, or by being wider than the window.

Usage: bench/crawl.py [--most N] [--dark]   (`--most`: N pages of each run, to try it; `--dark`: as who prefers dark)
"""

import argparse
import re
from collections import deque
from urllib.parse import urlsplit

from served import LANGUAGES, OTHER_PREFIXES, browser, city, page_of

from tests.browser.conftest import violations

RUNS = [("fi", 1280), ("sv", 1280), ("en", 1280), ("fi", 320)]
NOT_PAGES = re.compile(
    r"\.(json|csv|xml|svg|txt)$|/versiot/\d+/(fi|sv|en)/|/versiot/\d+/tabletille/|/tili/|/hallinta/|/galleria/"
)
MOST_SHIFT = 0.01
WATCH_SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({type: "layout-shift", buffered: true});
"""


class Walk:
    """One language at one width."""

    def __init__(self, opened, program, language, width, *, most, dark):
        self.address, self.prefix, self.most = program.address, LANGUAGES[language], most
        self.page = page_of(opened, program, width=width)
        self.page.add_init_script(WATCH_SHIFTS)
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.wrong, self.present, self.kinds, self.seen = {}, "", set(), set()
        self.page.on("console", lambda message: message.type == "error" and self.complain(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.complain(f"script: {error}"))
        self.page.on("requestfailed", lambda request: self.complain(f"failed: {request.url} {request.failure}"))
        self.page.on("request", self.look_at_host)

    def complain(self, words):
        self.wrong.setdefault(self.present, []).append(words)

    def look_at_host(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complain(f"other host: {request.url}")

    def walk(self):
        waiting = deque([f"{self.prefix}/"])
        while waiting and len(self.seen) < self.most:
            path = waiting.popleft()
            if path not in self.seen:
                self.seen.add(path)
                waiting.extend(self.visit(path))
        self.page.context.close()
        return self

    def visit(self, path):
        """Looks at one address; gives the addresses it leads to."""
        self.present = path
        if NOT_PAGES.search(path):
            status = self.page.context.request.get(path).status
            if status >= 400:
                self.complain(f"status {status}")
            return []
        status = self.page.goto(path, wait_until="load").status
        if status >= 400:
            self.complain(f"status {status}")
            return []
        self.look_at_page(path)
        links = self.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        return [found for link in links if (found := self.own_path(link))]

    def look_at_page(self, path):
        if (shifted := self.page.evaluate("window.shifted")) > MOST_SHIFT:
            self.complain(f"moved while loading: {shifted:.3f}")
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.complain("wider than the window")
        kind = re.sub(r"\d+|(?<=/strategiat/)[^/]+|(?<=/raportit/)[^/]+|(?<==)[^&]+", "…", path)
        if kind not in self.kinds:
            self.kinds.add(kind)
            for problem in violations(self.page):
                self.complain(f"axe: {problem}")

    def own_path(self, link):
        """Its address when it is ours and in this language; "" otherwise. What only narrows a list is left out."""
        there = urlsplit(link)
        if f"{there.scheme}://{there.netloc}" != self.address or there.query:
            return ""
        is_other = there.path.startswith(OTHER_PREFIXES) if not self.prefix else True
        own = there.path.startswith(f"{self.prefix}/") if self.prefix else not is_other
        return there.path if own else ""


def main(*, most: int, dark: bool) -> int:
    failed = 0
    with city() as program, browser() as opened:
        for language, width in RUNS:
            walk = Walk(opened, program, language, width, most=most, dark=dark).walk()
            print(
                f"{language} {width} px: {len(walk.seen)} addresses, {len(walk.kinds)} kinds, {len(walk.wrong)} wrong"
            )
            for path, problems in walk.wrong.items():
                print(f"  {path}")
                for problem in dict.fromkeys(problems):
                    print(f"    {problem}")
            failed += len(walk.wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--most", type=int, default=100_000)
    arguments.add_argument("--dark", action="store_true")
    raise SystemExit(main(**vars(arguments.parse_args())))
