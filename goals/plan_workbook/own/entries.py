"""What is reported in a review as a workbook: one sheet of entries and one of figures, or one sheet for each post."""

from collections.abc import Collection, Iterable, Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from goals.badges import Badges
from goals.models import Round
from goals.models.plans import Succession
from goals.models.rounds import NotAssessed
from goals.queries import workbooks
from goals.queries.workbooks import AskedFigure, Post, WorkbookEntry
from kemistrategy.organisation.permissions import Rights
from kemistrategy.periods import Period, period_words
from kemistrategy.text import text_of

from .columns import LINE, Choice, Day, Kind, Measured, OwnColumn, OwnRow, OwnSheet, Words, YesNo, told_apart
from .writing import OwnWorkbook

ENTRIES, TEMPLATE = "entries", "template"  # the kinds of the workbooks
FIGURES = "figures"
NOTE = Words(maximum=2000)
FIGURE_FIELDS = ("text", "note", "is_provisional")
POST_FIELD = "correction_post_id"


def entries_workbook(round: Round, rights: Rights, language: str) -> OwnWorkbook:
    """What this person may read of the review; open are the cells that she may write now."""
    with translation.override(language):
        entries = workbooks.workbook_entries(round, rights, language)
        columns = _Columns(round, workbooks.all_posts(language), language)
        return OwnWorkbook(
            kind=ENTRIES,
            thing=round.slug,
            title=round.title,
            language=language,
            changed_at=workbooks.round_changed_at(round, entries),
            sheets=(
                OwnSheet(ENTRIES, _("Kirjaukset"), columns.of_entries(entries), [*map(_entry_row, entries)]),
                OwnSheet(
                    FIGURES,
                    _("Luvut"),
                    columns.of_figures(),
                    [*map(_figure_row, workbooks.asked_figures(entries))],
                ),
            ),
        )


def template_workbook(round: Round, rights: Rights, language: str, *, unit: int | None = None) -> OwnWorkbook:
    """To be filled in by those who will not sign in: a sheet for each post with what it is asked and may be written
    on its behalf. `thing` is the review's address and, for one department, its unit's number after a slash.
    """
    with translation.override(language):
        entries = [
            entry
            for entry in workbooks.workbook_entries(round, rights, language, unit=unit)
            if entry.on_behalf and not entry.why_closed
        ]
        columns = _Columns(round, workbooks.all_posts(language), language)
        figures = workbooks.asked_figures(entries)
        return OwnWorkbook(
            kind=TEMPLATE,
            thing=round.slug if unit is None else f"{round.slug}/{unit}",
            title=_("%(review)s: täyttöpohja") % {"review": round.title},
            language=language,
            changed_at=workbooks.round_changed_at(round, entries),
            sheets=tuple(_post_sheets(entries, figures, columns, round)),
        )


def returned_template(
    round: Round, rights: Rights, language: str, *, thing: str, sent: Mapping[str, Collection[str]]
) -> OwnWorkbook:
    """The same sheets when they come back, row by row as they are now: somebody may have signed in, sent an entry or
    got another's. `sent`: sheet → the codes that went out on it.
    """
    with translation.override(language):
        entries = workbooks.workbook_entries(round, rights, language, is_returned=True)
        rows = [*map(_entry_row, entries), *map(_figure_row, workbooks.asked_figures(entries))]
        columns = _Columns(round, workbooks.all_posts(language), language).of_post(())
        return OwnWorkbook(
            kind=TEMPLATE,
            thing=thing,
            title=_("%(review)s: täyttöpohja") % {"review": round.title},
            language=language,
            changed_at=workbooks.round_changed_at(round, entries),
            sheets=tuple(
                OwnSheet(key, key, columns, [row for row in rows if row.code in codes]) for key, codes in sent.items()
            ),
        )


def _post_sheets(entries, figures, columns, round):
    by_post: dict[int, list[WorkbookEntry]] = {}
    for entry in entries:
        by_post.setdefault(entry.entry.post_id, []).append(entry)
    for post_pk, asked in sorted(by_post.items(), key=lambda item: (str(item[1][0].line.post), item[0])):
        rows: list[OwnRow] = []
        for entry in asked:
            rows.append(_entry_row(entry))
            rows.extend(_figure_row(figure) for figure in figures if figure.asked_by is entry)
        above = _instruction(str(asked[0].line.post), round, asked[0].line.due_words)
        yield OwnSheet(f"post-{post_pk}", str(asked[0].line.post), columns.of_post(asked), rows, above=above)


def _instruction(post, round, due_words) -> tuple[str, ...]:
    return (
        f"{round.title} · {post}",
        due_words,
        _("Täytä valkoiset solut. Harmaita soluja ei muuteta. Luettelon saa auki solun oikean reunan nuolesta."),
        _("Palauta tiedosto siihen osoitteeseen, josta sait sen: tiedot viedään palveluun puolestasi luonnoksiksi."),
    )


# --- rows ----------------------------------------------------------------------------------------------------------
def _entry_row(entry: WorkbookEntry) -> OwnRow:
    line = entry.line
    row = line.entry
    values = {name: getattr(row, name) for name in entry.asked}
    values |= {
        "kind": _kinds()[line.kind],
        "subject": str(line.title),
        "post": str(line.post),
        "unit": _unit_of(row),
        "state": line.state.label,
        "before": workbooks.told_before(line),
    }
    return OwnRow(
        code=f"K{line.pk}",
        thing=str(line.title),
        values=values,
        open=frozenset() if entry.why_closed else frozenset(entry.asked),
        subject=entry,
        why_closed=entry.why_closed,
    )


def _kinds():
    return {
        "action": _("Toimenpide"),
        "project": _("Projekti"),
        "indicator": _("Mittari"),
        "goal": _("Tavoite"),
    }


def _unit_of(entry) -> str:
    """Of a shared project: whose part it is."""
    return str(text_of(entry.unit, "name")) if entry.project_id and entry.unit else ""


def _figure_row(asked: AskedFigure) -> OwnRow:
    figure, row = asked.figure, asked.figure.row
    return OwnRow(
        code=f"L{row.pk}",
        thing=str(figure.reading),
        values={
            "kind": _("Luku"),
            "subject": str(figure.words),
            "measure": str(figure.reading),
            "asked_by": str(asked.asked_by.line.title),
            "post": str(asked.asked_by.line.post),
            "period": period_words(Period(row.period_start, row.period_end)),
            "unit_of": str(figure.unit),
            "target": figure.target,
            "before": workbooks.figure_before(figure),
            "text": row.text,
            "note": row.note,
            "is_provisional": row.is_provisional,
        },
        open=frozenset() if asked.asked_by.why_closed else frozenset(FIGURE_FIELDS),
        indicator=row.indicator,
        subject=asked,
        why_closed=asked.asked_by.why_closed,
    )


# --- columns -------------------------------------------------------------------------------------------------------
class _Columns:
    """Those of one review, in one language and in the city's own words."""

    def __init__(self, round: Round, posts: list[Post], language: str):
        badges = Badges(round)
        self.language = language
        self.reported = tuple(
            OwnColumn(name, heading, kind, width, is_open=True)
            for name, heading, kind, width in _reported(badges, post_choice(posts))
        )

    def of_entries(self, entries: Iterable[WorkbookEntry]) -> tuple[OwnColumn, ...]:
        """What no entry asks has no column; without entries all have one, to read back a file that has some."""
        asked = {name for entry in entries for name in entry.asked} or {column.name for column in self.reported}
        return (
            OwnColumn("kind", _("Laji"), LINE, 12),
            OwnColumn("subject", _("Mistä kirjataan"), width=44),
            OwnColumn("unit", _("Toimiala"), LINE, 20),
            OwnColumn("post", _("Vastaa"), LINE, 24),
            OwnColumn("state", _("Kirjauksen tila"), LINE, 16),
            OwnColumn("before", _("Viimeksi kerrottiin"), width=40),
            *(column for column in self.reported if column.name in asked),
        )

    def of_figures(self) -> tuple[OwnColumn, ...]:
        return (
            OwnColumn("asked_by", _("Mistä kirjataan"), width=40),
            OwnColumn("measure", _("Mittari"), width=40),
            OwnColumn("post", _("Vastaa"), LINE, 24),
            OwnColumn("period", _("Jakso"), LINE, 16),
            OwnColumn("target", _("Tavoitetaso"), LINE, 20),
            OwnColumn("before", _("Viimeisin tieto"), LINE, 24),
            *self._figure(),
        )

    def of_post(self, entries: Collection[WorkbookEntry]) -> tuple[OwnColumn, ...]:
        """Entries and under each its figures, on one sheet; without entries every column there is."""
        asked = {name for entry in entries for name in entry.asked} or {column.name for column in self.reported}
        return (
            OwnColumn("kind", _("Laji"), LINE, 12),
            OwnColumn("subject", _("Mistä kirjataan"), width=44),
            OwnColumn("target", _("Tavoitetaso"), LINE, 20),
            OwnColumn("before", _("Viimeksi kerrottiin"), width=40),
            *self._figure(),
            *(column for column in self.reported if column.name in asked),
        )

    def _figure(self) -> tuple[OwnColumn, ...]:
        return (
            OwnColumn("text", _("Luku tai tieto"), Measured(), 16, is_open=True),
            OwnColumn("unit_of", _("Yksikkö"), LINE, 14),
            OwnColumn("note", _("Selite (julkinen)"), NOTE, 36, is_open=True),
            OwnColumn("is_provisional", _("Ennakkotieto"), YesNo(self.language), 14, is_open=True),
        )


def post_choice(posts: list[Post], **about) -> Choice:
    """A post in force; one that has ended is shown where it stands, and said when it is chosen."""
    named = told_apart((post.pk, post.title) for post in sorted(posts, key=lambda post: not post.may_answer))
    in_force = {post.pk for post in posts if post.may_answer}
    return Choice(
        options=tuple((pk, title) for pk, title in named if pk in in_force),
        former=tuple((pk, title) for pk, title in named if pk not in in_force),
        empty=None,
        unfit="unknown_post",
        gone="ended_post",
        **about,
    )


def scale_choice(badges: Badges, scale: str) -> Choice:
    return Choice(told_apart((badge.code, badge.label) for badge in badges.scale(scale)))


def labelled(choices: Iterable[tuple]) -> Choice:
    """Of a field's choices, in the active language."""
    return Choice(told_apart((code, str(label)) for code, label in choices))


def _reported(badges: Badges, posts: Choice) -> tuple[tuple[str, str, Kind, int], ...]:
    """(field, heading, kind, width) in the order of the form."""
    text = Words()
    return (
        ("progress", _("Tilanne"), scale_choice(badges, "progress"), 20),
        ("forecast", _("Ennuste"), scale_choice(badges, "forecast"), 20),
        ("attainment", _("Toteutuiko?"), scale_choice(badges, "attainment"), 20),
        ("not_assessed", _("Miksi ei voitu arvioida?"), labelled(NotAssessed.choices), 20),
        ("attainment_reason", _("Arvion perustelu (julkinen)"), text, 44),
        ("fate", _("Miten jatkuu ensi vuonna?"), labelled(Succession.Fate.choices), 22),
        ("fate_note", _("Miten jatkuu, kuka jatkaa tai miksi luovutaan?"), text, 36),
        ("public_text", _("Teksti raporttiin (julkinen)"), text, 60),
        ("cause", _("Mikä ei etene suunnitellusti ja miksi?"), text, 44),
        ("correction", _("Miten korjataan?"), text, 44),
        (POST_FIELD, _("Kuka korjaa?"), posts, 26),
        ("correction_due_on", _("Mihin mennessä?"), Day(), 14),
        ("proposal", _("Esitys toimielimelle"), text, 36),
        ("started_on", _("Aloitettu"), Day(), 14),
        ("finished_on", _("Valmistunut"), Day(), 14),
        ("internal_note", _("Huomautus esihenkilölle (ei tule raporttiin)"), text, 36),
    )
