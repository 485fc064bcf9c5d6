"""Reading a page as a person does, and the smallest goal and action that have one."""

import re
from html import unescape

from django.urls import reverse
from django.utils import translation

from tests import factories as make


def words(response) -> str:
    """The page as a person reads it."""
    assert response.status_code == 200, response.status_code
    body = re.sub(r"(?s)<(script|style|template)\b.*?</\1>", " ", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def main_words(response) -> str:
    page = re.search(r"(?s)<main.*?</main>", response.content.decode())[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def links(response) -> set[str]:
    page = re.search(r"(?s)<main.*?</main>", response.content.decode())[0]
    return {unescape(address) for address in re.findall(r'href="([^"#]+)"', page)}


def url(name, *args):
    """The Finnish address: a request leaves its own language active behind it."""
    with translation.override("fi"):
        return reverse(f"reporting:{name}", args=args)


def themed_goal():
    theme = make.ThemeFactory()
    return make.GoalFactory(strategy=theme.strategy, themes=[theme])


def planned_action():
    return make.ActionFactory(goals=[themed_goal()])
