"""Template filters for words."""

from django.template import Library
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
def is_under(path, address):
    """Whether the page is below another in the tree of addresses."""
    return path.startswith(address)


@register.filter
def lang_of(text):
    """The language of a Text, for an element's own `lang` attribute."""
    return getattr(text, "language", None) or get_language()
