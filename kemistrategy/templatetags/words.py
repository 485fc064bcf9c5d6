"""Template tags for words and figures, and for long tables of them."""

from functools import lru_cache

from django.template import Library
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language

register = Library()


@register.filter
def in_language(text):
    """A Text with its `lang` when that is not the page's own language; works inside any inline element."""
    language = getattr(text, "language", None)
    if not text or language in (None, get_language()):
        return str(text)
    return format_html('<span lang="{}">{}</span>', language, text.words)


@register.filter
def lang_of(text):
    """The language of a Text, for an element's own `lang` attribute."""
    return getattr(text, "language", None) or get_language()


@register.simple_tag
def rendered_row(template, row):
    """The HTML of a frozen row, made once for equal rows: its template may use nothing but `row` and the language."""
    return _rendered(template, row, get_language())


@lru_cache(maxsize=2048)
def _rendered(template, row, _language):
    return render_to_string(template, {"row": row})
