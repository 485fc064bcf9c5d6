"""One style sheet for the browser: what css/site.css imports, in the same layers and in one file.

It is found where css/site.css would be, and made anew when any of its parts has changed: while developing one edits the
parts and loads the page again.
"""

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"
_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\)(?: (\w+))?;\n?')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class StyleBundleFinder(BaseFinder):
    """Stands before the finder of plain files, and knows this one file."""

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        found = str(bundled())
        return [found] if find_all else found

    def list(self, ignore_patterns):
        bundled()
        yield NAME, FileSystemStorage(location=settings.STYLE_BUNDLE_ROOT)


def bundled() -> Path:
    """The finished file, made anew when a part of it is newer than it."""
    source, target = _source(NAME), settings.STYLE_BUNDLE_ROOT / NAME
    words = source.read_text(encoding="utf-8")
    parts = {match[1]: _source(os.path.normpath(f"css/{match[1]}")) for match in _IMPORT.finditer(words)}
    newest = max(path.stat().st_mtime_ns for path in (source, Path(__file__), *parts.values()))
    if not target.exists() or target.stat().st_mtime_ns <= newest:
        sheets = {name: path.read_text(encoding="utf-8") for name, path in parts.items()}
        _write(target, with_parts(words, sheets))
    return target


def with_parts(words: str, sheets: dict[str, str]) -> str:
    """The style sheet with each import's rules in its place; `sheets`: address as imported → its rules."""

    def rules_of(match):
        rules = sheets[match[1]].strip()
        if match[3]:
            rules = f"@media {match[3]} {{\n{rules}\n}}"
        return f"@layer {match[2]} {{\n{rules}\n}}\n"

    whole = _COMMENT.sub("", _IMPORT.sub(rules_of, words))
    return re.sub(r"\n\s*", "\n", whole).strip() + "\n"


def _source(name):
    for folder in settings.STATICFILES_DIRS:
        if (path := Path(folder) / name).exists():
            return path
    raise FileNotFoundError(f"{name} is missing: run `make setup`")


def _write(target, words):
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
        file.write(words)
    os.chmod(file.name, 0o644)
    os.replace(file.name, target)  # whole or not at all, whoever else makes it now
