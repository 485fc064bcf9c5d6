"""What was not heard by the deadline, and what the review left out with a reason."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from goals.status import NOT_REPORTED, VACANT
from kemistrategy.periods import day_words
from kemistrategy.text import Text

from .comparison import kind_words
from .rows import OmittedThing, SilentGroup, SilentThing
from .sources import Sources
from .standing import key_of


def silent_groups(sources: Sources) -> tuple[SilentGroup, ...]:
    """By department what nobody reported, and the posts without a holder; nothing of it while the review is open."""
    if sources.round.is_open:
        return ()
    groups = defaultdict(list)
    for unit, thing in _silent_things(sources):
        groups[unit].append(thing)
    nobodys = Text(_("Ilman toimialaa"), sources.language)
    return tuple(SilentGroup(unit or nobodys, tuple(things)) for unit, things in groups.items())


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
