"""How much was heard of what was asked, what was not by the deadline, and what was left out with a reason."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from goals.badges import Badge
from goals.status import NOT_REPORTED, VACANT, silence
from kemistrategy.periods import day_words
from kemistrategy.text import Text

from .comparison import kind_words
from .rows import HeardRow, OmittedThing, SilentGroup, SilentThing
from .sources import Sources
from .standing import key_of


def unheard_badges(sources: Sources) -> tuple[Badge, ...]:
    """What a thing may be that was asked and not reported: while the review is open it waits."""
    if sources.round.is_open:
        codes = [silence(round_is_open=True)]
    else:
        codes = [silence(round_is_open=False), silence(round_is_open=False, is_vacant=True)]
    return tuple(sources.standing.badges.status(code) for code in codes)


def heard_rows(sources: Sources) -> tuple[HeardRow, ...]:
    """By department, and last the total; nothing when nothing was asked."""
    codes = [badge.code for badge in unheard_badges(sources)]
    states = defaultdict(list)
    for _kind, key, _title in _told_things(sources):
        if entry := sources.standing.entry(key):
            states[entry.unit_name].append("" if entry.is_sent else sources.standing.silence(key).code)
    if not states:
        return ()
    rows = [_heard_row(unit or _nobodys(sources), found, codes) for unit, found in _nobodys_last(states)]
    together = [code for found in states.values() for code in found]
    return (*rows, _heard_row(Text(_("Yhteensä"), sources.language), together, codes))


def _heard_row(name, states, codes):
    return HeardRow(name, len(states), states.count(""), tuple(states.count(code) for code in codes))


def _nobodys_last(of_units):
    return sorted(of_units.items(), key=lambda item: not item[0])


def _nobodys(sources):
    return Text(_("Ilman toimialaa"), sources.language)


def silent_groups(sources: Sources) -> tuple[SilentGroup, ...]:
    """By department what nobody reported, and the posts without a holder; nothing of it while the review is open."""
    if sources.round.is_open:
        return ()
    groups = defaultdict(list)
    for unit, thing in _silent_things(sources):
        groups[unit].append(thing)
    return tuple(SilentGroup(unit or _nobodys(sources), tuple(things)) for unit, things in _nobodys_last(groups))


def _silent_things(sources) -> Iterator[tuple[Text, SilentThing]]:
    kinds = kind_words()
    for kind, key, title in _told_things(sources):
        entry = sources.standing.entry(key)
        if entry is None or entry.is_sent:
            continue
        badge = sources.standing.silence(key)
        if badge.code in (NOT_REPORTED, VACANT):
            since = sources.facts.last_heard.get(key)
            yield entry.unit_name, SilentThing(kinds[kind], title, entry.post, badge, day_words(since) if since else "")


def _told_things(sources):
    """Everything that can be asked: (kind, key, title). Silence is only of what was asked: what has an entry."""
    for pk, (line, *_others) in sources.goal_lines.items():
        yield "goal", key_of(goal=pk), line.goal_title
    for pk, (line, *_others) in sources.action_lines.items():
        yield "action", key_of(action=pk), line.action_title
    for indicator in sources.indicators.values():
        yield "indicator", key_of(indicator=indicator.pk), indicator.name
    told = set()
    for project in sources.projects:
        key = sources.standing.project_key(project.project, project.unit)
        if key not in told:
            told.add(key)
            yield "project", key, project.name


def omitted_things(sources: Sources) -> tuple[OmittedThing, ...]:
    """In the order they were left out."""
    kinds, titles = kind_words(), _titles(sources)
    return tuple(
        OmittedThing(kinds[row.code], titles[row.code, row.owner], row.words)
        for row in sources.voices.rows("omission")
        if (row.code, row.owner) in titles
    )


def _titles(sources):
    titles = {("action", pk): lines[0].action_title for pk, lines in sources.action_lines.items()}
    titles |= {("indicator", pk): indicator.name for pk, indicator in sources.indicators.items()}
    return titles | {("project", project.project): project.name for project in sources.projects}
