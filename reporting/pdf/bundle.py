"""The files that a PDF is made of: named one by one, and no other address is ever fetched."""

from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from django.contrib.staticfiles import finders

STYLE_SHEETS = ("css/tokens.css", "css/marks.css", "css/report.css", "css/paper.css")
BUNDLE = (*STYLE_SHEETS, "img/horizon.svg", "fonts/Inter-400.ttf", "fonts/Inter-600.ttf", "fonts/Inter-700.ttf")
BUNDLE_ADDRESS = "https://bundle.invalid/"  # never asked from a network: the fetcher knows each file by its address


def bundled_file(name: str) -> Path:
    if name not in BUNDLE:
        raise LookupError(f"{name} is not a bundled file")
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"{name} is missing: run `make setup`")
    return Path(found)


@cache
def _fetcher_class():
    import weasyprint.urls

    class BundleFetcher(weasyprint.urls.URLFetcher):
        """Gives the bundled files by their exact addresses and refuses every other address."""

        def fetch(self, url, headers=None):
            if url not in {urljoin(BUNDLE_ADDRESS, name) for name in BUNDLE}:
                raise ValueError(f"refused: {url}")
            file = bundled_file(url.removeprefix(BUNDLE_ADDRESS))
            kinds = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
            return weasyprint.urls.URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kinds[file.suffix]})

    return BundleFetcher


def bundle_fetcher():
    return _fetcher_class()()
