"""What a person sees and sends: a page's words, and a form as a browser would post it."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

EMPTY = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr")


class _Page(HTMLParser):
    """Builds a tree and insists that every element is closed where it should be."""

    def __init__(self):
        super().__init__()
        self.tree, self.open = TreeBuilder(), ["page"]
        self.tree.start("page", {})

    def handle_starttag(self, tag, attrs):
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in EMPTY:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.tree.end(tag)

    def handle_data(self, data):
        self.tree.data(data)

    def close(self):
        super().close()
        self.handle_endtag("page")
        return self.tree.close()


def parsed(response) -> Element:
    """The page or fragment as a tree."""
    page = _Page()
    page.feed(response.content.decode())
    return page.close()


def words(element) -> str:
    """The words of an element in reading order, blanks as one space; a picture's own words are left out."""
    return " ".join("".join(_texts(element)).replace("\xa0", " ").split())


BLOCKS = ("td", "th", "li", "p", "dt", "dd", "h1", "h2", "h3", "button", "option", "div", "legend", "summary")


def _texts(element):
    yield element.text or ""
    for child in element:
        if child.tag != "svg":
            yield from _texts(child)
        yield (" " if child.tag in BLOCKS else "") + (child.tail or "")


def by_id(response, name):
    return parsed(response).find(f".//*[@id='{name}']")


def main_words(response) -> str:
    return words(parsed(response).find(".//main"))


def list_of(response, path) -> list[str]:
    """The words of every element that an ElementTree path finds."""
    return [words(element) for element in parsed(response).iterfind(path)]


def with_class(tree, name) -> list:
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def said(response) -> list[str]:
    """The messages shown on top of a page, after a redirect too."""
    return [
        words(notice) for box in with_class(parsed(response), "messages") for notice in with_class(box, "notice__text")
    ]


def form_values(response, form_id) -> dict[str, str | list[str]]:
    """What a browser would post with this form when nothing is touched; buttons are left out."""
    return values_of(by_id(response, form_id))


def values_of(form) -> dict[str, str | list[str]]:
    values = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        if not name or field.tag not in ("input", "textarea", "select"):
            continue
        if kind in ("radio", "checkbox"):
            if field.get("checked") is not None:
                values.setdefault(name, []).append(field.get("value", "on"))
        elif field.tag == "textarea":
            values[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            values[name] = next(
                (option.get("value") for option in field.iter("option") if option.get("selected") is not None), ""
            )
        else:
            values[name] = field.get("value") or ""
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in values.items()}
