"""THL's Sotkanet: one indicator of all regions by year, of which ours are picked."""

import re
from decimal import Decimal

from django.conf import settings

from kemistrategy import periods

from .client import Client, FeedProblem
from .fetched import Fetched, FetchedValue, kept_value
from .json_stat import read_moment, read_value, shape_expected, source_line

LICENCE = "CC BY 4.0"  # of THL's own indicators; those of others are by agreement with them
THL = ("THL", "Terveyden ja hyvinvoinnin laitos")
TABLE = re.compile(r"[0-9]{1,7}")
MOST_YEARS = 40
# Our codes are those of Statistics Finland's areas; Sotkanet has a category and a bare code.
AREA = re.compile(r"(KU|MK|SK)(\d{1,3})|SSS")
CATEGORIES = {"KU": "KUNTA", "MK": "MAAKUNTA", "SK": "SEUTUKUNTA"}


def fetch_sotkanet(feed, client: Client) -> Fetched:
    """The indicator's description, the regions, and then its figures from the year of `feed.since` on.

    `feed` has table (the indicator's number), area, compared_areas, since and licence. Raises FeedProblem.
    """
    if not TABLE.fullmatch(feed.table):
        raise FeedProblem(f"Tunnusluvun numero ”{feed.table}” on väärää muotoa. Esimerkiksi 181 on oikein.")
    address = settings.SOTKANET_ADDRESS.rstrip("/")
    about = client.get_json(f"{address}/indicators/{feed.table}")
    regions = client.get_json(f"{address}/regions", remember=True)
    with shape_expected("tunnusluvun kuvaus"):
        areas = _areas([feed.area, *feed.compared_areas], regions)
        years = range(max(feed.since.year, int(about["range"]["start"])), int(about["range"]["end"]) + 1)[-MOST_YEARS:]
        decimals = int(about.get("decimals") or 0)
        organisation = _finnish((about.get("organization") or {}).get("title"))
    if feed.area not in {area for area, _name in areas.values()}:
        raise FeedProblem(f"Sotkanetissa ei ole aluetta {feed.area}. Tarkista alueen tunnus.")
    values = _values(_ask(client, address, feed.table, years), areas, decimals)
    title = _finnish(about.get("title"))
    return Fetched(
        values=tuple(value for value in values if value.area == feed.area),
        compared=tuple(value for value in values if value.area != feed.area),
        source=source_line(["Sotkanet", organisation, title, f"tunnusluku {feed.table}", feed.area]),
        licence=feed.licence or _licence(organisation),
        updated_at=read_moment(about.get("data-updated")),
    )


def _areas(codes, regions):
    """Sotkanet's own region number → (our code, name), for those that it has."""
    wanted = {}
    for code in codes:
        match = AREA.fullmatch(code)
        if match:
            wanted[("MAA", "") if code == "SSS" else (CATEGORIES[match[1]], match[2].lstrip("0"))] = code
    found = {}
    for region in regions:
        category = region["category"]
        code = "" if category == "MAA" else str(region.get("code") or "").lstrip("0")
        if (category, code) in wanted:
            found[int(region["id"])] = (wanted[category, code], _finnish(region["title"]))
    return found


def _ask(client, address, table, years):
    if not years:
        return []
    question = [("indicator", table), *(("years", year) for year in years), ("genders", "total")]
    return client.get_json(f"{address}/json", params=question)


def _values(rows, areas, decimals):
    found = []
    with shape_expected("Sotkanet"):
        for row in rows:
            area = areas.get(int(row["region"]))
            value, _mark = read_value(row["value"])
            if area and value is not None and row.get("gender", "total") == "total":
                period = periods.year(int(row["year"]))
                found.append(FetchedValue(*area, period, kept_value(Decimal(value), decimals=decimals)))
    return sorted(found, key=lambda value: (value.period, value.area))


def _finnish(words):
    return str((words or {}).get("fi") or "")


def _licence(organisation):
    if any(name in organisation for name in THL):
        return LICENCE
    return f"Käyttöehdot sovittava: {organisation}"[:200] if organisation else ""
