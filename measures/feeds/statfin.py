"""Statistics Finland's PxWeb (StatFin). Its variable codes change with the years: each is found by its role."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings

from .client import Client, FeedProblem, Unreadable
from .fetched import Fetched, FetchedValue, kept_value
from .json_stat import Answer, read_json_stat, read_period, read_px_json, shape_expected, source_line

LICENCE = "CC BY 4.0"  # Statistics Finland's terms of use for its open data
TABLE = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+){0,5}(?:\.px)?")
CONTENTS = "contents"  # the name of the column's role when the table has no variable for it


@dataclass(frozen=True)
class Roles:
    """Which variable of a table is what, and what is asked of each. `contents` is None in a table of one figure."""

    area: str
    area_names: dict[str, str]  # of the areas that are asked for, the feed's own first
    time: str
    periods: dict[str, Any]  # code → Period, from the feed's first day on
    provisional: frozenset[str]  # codes of periods that are marked with a star
    contents: str | None
    content: str


def fetch_statfin(feed, client: Client) -> Fetched:
    """The table's description, and then its figures from `feed.since` on.

    `feed` has table ("vaerak/11ra"), content, area, compared_areas, since and licence. Raises FeedProblem.
    """
    if not TABLE.fullmatch(feed.table):
        raise FeedProblem(f"Taulun tunnus ”{feed.table}” on väärää muotoa. Esimerkiksi vaerak/11ra on oikein.")
    path = feed.table.removesuffix(".px")
    url = f"{settings.STATFIN_ADDRESS.rstrip('/')}/{quote(path)}.px"
    with shape_expected("taulun kuvaus"):
        roles = roles_of(client.get_json(url)["variables"], feed)
    answer = _ask(client, url, roles) if roles.periods else Answer((), "", None)
    values = _values(answer, roles)
    number = path.rpartition("/")[2]
    return Fetched(
        values=tuple(value for value in values if value.area == feed.area),
        compared=tuple(value for value in values if value.area != feed.area),
        source=source_line([answer.source or "Tilastokeskus", f"taulu {number}", feed.content, feed.area]),
        licence=feed.licence or LICENCE,
        updated_at=answer.updated_at,
    )


def roles_of(variables: list[dict], feed) -> Roles:
    """Time says so itself; the area is the variable that has the area's code, the contents the one that has theirs.

    Raises FeedProblem with a sentence that names what the table lacks, or the variable that would have to be chosen.
    """
    time = next((variable for variable in variables if variable.get("time")), None)
    if time is None:
        raise FeedProblem(f"Taulussa {feed.table} ei ole aikaa, jonka mukaan luvut etenevät.")
    others = [variable for variable in variables if variable is not time]
    area = next((variable for variable in others if feed.area in variable["values"]), None)
    if area is None:
        raise FeedProblem(f"Taulussa {feed.table} ei ole aluetta {feed.area}. Tarkista alueen tunnus.")
    others.remove(area)
    contents = next((variable for variable in others if feed.content in variable["values"]), None)
    if contents is not None:
        others.remove(contents)
    elif feed.content:
        raise FeedProblem(f"Taulussa {feed.table} ei ole tietoa ”{feed.content}”. Tarkista tiedon tunnus.")
    for variable in others:
        if not variable.get("elimination"):
            raise FeedProblem(
                f"Taulu {feed.table} jakautuu myös muuttujan ”{variable.get('text') or variable['code']}” mukaan, "
                "eikä sille ole summaa. Valitse taulu, jossa sitä ei ole."
            )
    names = _named(area)
    asked = [feed.area, *(code for code in feed.compared_areas if code in names and code != feed.area)]
    read = {code: read_period(code) for code in time["values"]}
    return Roles(
        area=area["code"],
        area_names={code: names[code] for code in asked},
        time=time["code"],
        periods={code: period for code, period in read.items() if period and period.start >= feed.since},
        provisional=frozenset(code for code, name in _named(time).items() if name.endswith("*")),
        contents=contents["code"] if contents else None,
        content=feed.content,
    )


def _named(variable):
    """Code → name, as the source writes it; "KOKO MAA" reads "Koko maa"."""
    codes = [str(code) for code in variable["values"]]
    names = [str(name) for name in variable.get("valueTexts") or codes]
    return {code: _calm(name) for code, name in zip(codes, names, strict=True)}


def _calm(name):
    return name.capitalize() if name.isupper() and " " in name else name


def _ask(client, url, roles) -> Answer:
    """JSON-stat first: it is a standard, and it marks preliminary figures. PxWeb's own "json" when that fails.

    Both carry the same numbers; the second shape is the one that older tables and mirrors surely know.
    """
    chosen = {roles.area: list(roles.area_names), roles.time: list(roles.periods)}
    if roles.contents:
        chosen[roles.contents] = [roles.content]
    query = [{"code": code, "selection": {"filter": "item", "values": values}} for code, values in chosen.items()]
    try:
        return read_json_stat(client.post_json(url, {"query": query, "response": {"format": "json-stat2"}}))
    except Unreadable:
        document = client.post_json(url, {"query": query, "response": {"format": "json"}})
        return read_px_json(document, contents=roles.contents or CONTENTS)


def _values(answer, roles):
    """The cells that were asked for, whatever else came; oldest first."""
    found = []
    for cell in answer.cells:
        with shape_expected("json"):
            area, period = cell.keys[roles.area], cell.keys[roles.time]
        is_asked = area in roles.area_names and period in roles.periods
        if roles.contents and cell.keys.get(roles.contents) != roles.content:
            is_asked = False
        if is_asked and cell.value is not None:
            found.append(
                FetchedValue(
                    area=area,
                    area_name=roles.area_names[area],
                    period=roles.periods[period],
                    value=kept_value(cell.value),
                    is_provisional=cell.is_provisional or period in roles.provisional,
                )
            )
    if len({(value.area, value.period) for value in found}) < len(found):
        raise FeedProblem("Vastauksessa on samalle jaksolle useita lukuja. Tarkista tiedon tunnus.")
    return sorted(found, key=lambda value: (value.period, value.area))
