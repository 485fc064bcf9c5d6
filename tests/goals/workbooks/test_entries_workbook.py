"""A review's workbook: drafts come in for those who may write them; conflicts, rights and locks are told by cell."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from goals.models import Entry, ImportedPlace, PlanImport
from goals.operations.workbook_edits import NotApplied, apply
from goals.plan_workbook.own.differences import NotOwn, differences
from goals.plan_workbook.own.entries import entries_workbook, template_workbook
from goals.plan_workbook.own.kinds import own_stamp, workbook_now
from kemistrategy.organisation.permissions import rights_of
from tests.factories import PositionFactory, RoundFactory
from tests.goals.situations import entry_of_action, figures_of, person_in, send

from .files import edits, found, put, read, read_quickly, saved_again, written

pytestmark = pytest.mark.django_db
TOLD = "Silta on rakenteilla."


@pytest.fixture
def code(entry):
    return f"K{entry.pk}"


@pytest.fixture
def filled_in(entry, holder, code):
    """The holder's file, with something typed over it."""

    def fill(**typed):
        def edit(book):
            for heading, words in typed.items():
                put(book, "Kirjaukset", code, HEADINGS[heading], words)

        return saved_again(written(entries_workbook(entry.round, rights_of(holder), "fi")), edit)

    return fill


HEADINGS = {
    "progress": "Tilanne",
    "forecast": "Ennuste",
    "text": "Teksti raporttiin (julkinen)",
    "corrector": "Kuka korjaa?",
    "finished": "Valmistunut",
    "started": "Aloitettu",
    "title": "Mistä kirjataan",
}


def now(entry, user):
    return entries_workbook(entry.round, rights_of(user), "fi")


def bring_in(file, user, **answers):
    return apply(read_quickly(file), rights=rights_of(user), file_name="omat.xlsx", **answers)


def test_words_come_in_as_a_draft_with_their_cells_in_history(entry, holder, filled_in):
    assert bring_in(filled_in(progress="Käynnissä", text=TOLD), holder).edits == 2
    entry.refresh_from_db()
    assert (entry.state, entry.progress, entry.public_text, entry.saved_by) == (
        Entry.State.DRAFT, "in_progress", TOLD, holder,
    )  # fmt: skip
    reason = entry.history.first().history_change_reason
    assert reason.startswith("saved · import omat.xlsx Kirjaukset!H2, J2 · holder")


def test_a_process_of_its_own_reads_the_same(entry, holder, filled_in):
    assert read(filled_in(text=TOLD)) == read_quickly(filled_in(text=TOLD))


def test_the_same_file_again_changes_nothing(entry, holder, filled_in):
    file = filled_in(text=TOLD)
    bring_in(file, holder)
    entry.refresh_from_db()
    assert bring_in(file, holder).changes_nothing
    assert Entry.objects.get(pk=entry.pk).version == entry.version


def test_a_figure_comes_in_through_the_entry_that_asks_it(entry, holder):
    (figure,) = figures_of(entry)

    def edit(book):
        put(book, "Luvut", f"L{figure.pk}", "Luku tai tieto", 12.5)
        put(book, "Luvut", f"L{figure.pk}", "Selite (julkinen)", "Laskettu käsin")

    file = saved_again(written(now(entry, holder)), edit)
    assert bring_in(file, holder).edits == 2
    figure.refresh_from_db()
    assert (figure.text, figure.value, figure.note, figure.entered_by) == ("12,5", 12.5, "Laskettu käsin", holder)


@pytest.mark.parametrize(
    ("typed", "cell", "words"),
    [
        ({"progress": "Melkein"}, "H2", "ei ole mikään luettelon vaihtoehdoista"),
        ({"corrector": "Keisari"}, "M2", "Tehtävää ”Keisari” ei ole."),
        ({"finished": "31.2.2023"}, "P2", "Kirjoita päivä"),
        ({"text": "a" * 10_001}, "J2", "enintään 10000 merkkiä"),
    ],
)
def test_faults_are_told_by_cell_and_nothing_is_changed(entry, holder, filled_in, typed, cell, words):
    file = filled_in(forecast="Toteutuu", **typed)
    (refused,) = [one for one in found(file, now(entry, holder)) if one.what == "refused"]
    assert (refused.place.sheet, refused.place.cell) == ("Kirjaukset", cell)
    assert words in refused.refusal
    with pytest.raises(NotApplied):
        bring_in(file, holder)
    assert Entry.objects.get(pk=entry.pk).state == Entry.State.EMPTY
    assert bring_in(file, holder, left_out=[refused.key]).edits == 1


def test_an_ended_post_is_refused_by_cell(entry, holder, filled_in):
    PositionFactory(title="Entinen päällikkö", valid_to=date(2022, 12, 31))
    (refused,) = found(filled_in(corrector="Entinen päällikkö"), now(entry, holder))
    assert refused.refusal == "Tehtävä ”Entinen päällikkö” on päättynyt. Valitse luettelosta voimassa oleva tehtävä."


def test_days_in_the_wrong_order_are_refused_by_cell(holder, filled_in):
    with pytest.raises(NotApplied) as refused:
        bring_in(filled_in(started=date(2023, 5, 1), finished=date(2023, 4, 1)), holder)
    assert [words for _place, words in refused.value.problems] == ["Valmistumispäivä on ennen aloituspäivää."]


def test_a_closed_cell_is_said_and_stays(entry, holder, filled_in):
    (said,) = found(filled_in(title="Toinen nimi"), now(entry, holder))
    assert (said.what, said.typed, said.present) == ("closed", "Toinen nimi", entry.action.title)
    assert bring_in(filled_in(title="Toinen nimi"), holder).changes_nothing


def test_what_was_changed_on_both_sides_is_asked(entry, holder, filled_in):
    file = filled_in(text=TOLD, progress="Käynnissä")
    Entry.objects.filter(pk=entry.pk).update(public_text="Toisen teksti", version=1)
    conflict, edit = sorted(found(file, now(entry, holder)), key=lambda one: not one.is_conflict)
    assert (conflict.present, conflict.typed, conflict.is_conflict, edit.is_conflict) == (
        "Toisen teksti", TOLD, True, False,
    )  # fmt: skip
    with pytest.raises(NotApplied) as refused:
        bring_in(file, holder)
    assert [words for _place, words in refused.value.problems] == [
        "Tätä on muutettu myös palvelussa. Valitse, kumpi jää."
    ]
    bring_in(file, holder, answers={conflict.key: "present"})
    assert Entry.objects.get(pk=entry.pk).public_text == "Toisen teksti"
    Entry.objects.filter(pk=entry.pk).update(public_text="Kolmannen teksti")
    with pytest.raises(NotApplied):  # the answer was to another text than the one that stands there now
        bring_in(file, holder, answers={conflict.key: "typed"})


def test_the_same_change_on_both_sides_is_none(entry, holder, filled_in):
    file = filled_in(text=TOLD)
    Entry.objects.filter(pk=entry.pk).update(public_text=TOLD)
    assert found(file, now(entry, holder)) == []


def test_a_review_that_was_closed_meanwhile_is_locked(entry, holder, filled_in):
    file = filled_in(text=TOLD)
    entry.round.state, entry.round.closed_at = "closed", datetime(2023, 9, 1, tzinfo=UTC)
    entry.round.save()
    (refused,) = found(file, now(entry, holder))
    assert refused.refusal == "Katsaus on päättynyt, eikä kirjausta voi enää muuttaa."
    with pytest.raises(NotApplied):
        bring_in(file, holder)


def test_what_was_sent_meanwhile_is_not_changed(entry, holder, filled_in):
    file = filled_in(text=TOLD)
    send(entry, holder)
    assert {one.what for one in found(file, now(entry, holder))} == {"refused"}


def test_somebody_elses_file_is_nobodys(entry, holder, filled_in):
    file = filled_in(text=TOLD)
    stranger = person_in(PositionFactory())
    with pytest.raises((NotApplied, NotOwn)):
        bring_in(file, stranger)
    assert Entry.objects.get(pk=entry.pk).public_text == ""


def test_rows_that_were_removed_are_said_and_never_deleted(entry, holder):
    def edit(book):
        book["Kirjaukset"].delete_rows(2)
        del book["Luvut"]

    said = found(saved_again(written(now(entry, holder)), edit), now(entry, holder))
    assert [(one.what, one.code) for one in said] == [("missing", f"K{entry.pk}"), ("missing", "")]


def test_rows_may_be_sorted_columns_moved_and_sheets_renamed(entry, holder, code):
    other = entry_of_action(entry.round, entry.post)

    def edit(book):
        sheet = book["Kirjaukset"]
        put(book, "Kirjaukset", code, "Tilanne", "Valmis")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        sheet.delete_rows(1, sheet.max_row)
        for row in [["Oma otsikko"], rows[0][::-1], *(row[::-1] for row in rows[:0:-1])]:
            sheet.append(row)
        sheet.title = "Minun"

    assert other.pk
    assert edits(found(saved_again(written(now(entry, holder)), edit), now(entry, holder))) == {
        (code, "progress"): "completed"
    }


def test_a_code_on_two_rows_is_asked_about(entry, holder, code):
    def edit(book):
        sheet = book["Kirjaukset"]
        sheet.append([cell.value for cell in sheet[2]])

    (refused,) = found(saved_again(written(now(entry, holder)), edit), now(entry, holder))
    assert refused.refusal == f"Tunnus ”{code}” on kahdella rivillä. Tyhjennä tunnus uudelta riviltä."


# --- for those who do not sign in ----------------------------------------------------------------------------------
@pytest.fixture
def template(entry, coordinator):
    """The coordinator's sheets, filled in by somebody."""

    def fill(edit=lambda book: None):
        return saved_again(written(template_workbook(entry.round, rights_of(coordinator), "fi")), edit)

    return fill


def test_a_sheet_for_each_post_comes_in_as_drafts(entry, coordinator, template, code):
    (figure,) = figures_of(entry)

    def edit(book):
        assert book.sheetnames[0] == entry.post.title
        put(book, entry.post.title, code, "Tilanne", "Käynnissä")
        put(book, entry.post.title, f"L{figure.pk}", "Luku tai tieto", 7)

    applied = bring_in(template(edit), coordinator)
    entry.refresh_from_db()
    figure.refresh_from_db()
    assert (applied.edits, entry.state, entry.progress, figure.text) == (2, Entry.State.DRAFT, "in_progress", "7")
    assert "omat.xlsx" in entry.history.first().history_change_reason
    assert "(coordinator)" in entry.history.first().history_change_reason


def signed_in_since(holder):
    holder.last_seen_on = date(2023, 8, 10)
    holder.save()


def test_a_sheet_comes_back_though_its_holder_has_signed_in(entry, holder, coordinator, template, code):
    """What is still empty is filled with it; she sends it herself."""
    file = template(lambda book: put(book, entry.post.title, code, "Tilanne", "Käynnissä"))
    signed_in_since(holder)
    assert template_workbook(entry.round, rights_of(coordinator), "fi").sheets == ()
    assert bring_in(file, coordinator).edits == 1
    assert Entry.objects.get(pk=entry.pk).state == Entry.State.DRAFT


def now_returned(file, user):
    book = read_quickly(file)
    return list(differences(book, workbook_now(own_stamp(book), rights_of(user))))


def test_what_she_has_begun_herself_is_refused_by_cell(entry, holder, coordinator, template, filled_in, code):
    other = entry_of_action(entry.round, entry.post)

    def edit(book):
        for one in (entry, other):
            put(book, entry.post.title, f"K{one.pk}", "Tilanne", "Käynnissä")

    file = template(edit)
    signed_in_since(holder)
    bring_in(filled_in(text=TOLD), holder)
    refused, edited = sorted(now_returned(file, coordinator), key=lambda one: one.what != "refused")
    assert (refused.code, refused.field, refused.refusal) == (
        code, "Tilanne", "Tehtävän haltija on sittemmin kirjautunut palveluun ja kirjaa tämän itse.",
    )  # fmt: skip
    assert (edited.what, edited.code) == ("edit", f"K{other.pk}")
    assert bring_in(file, coordinator, left_out=[refused.key]).edits == 1


def test_a_sheet_that_nobody_touched_never_blocks(entry, holder, coordinator, template, filled_in):
    untouched = template()
    signed_in_since(holder)
    bring_in(filled_in(text=TOLD), holder)
    assert now_returned(untouched, coordinator) == []
    Entry.objects.filter(pk=entry.pk).update(post=PositionFactory(title="Uusi vastaaja"))
    assert bring_in(untouched, coordinator).changes_nothing


def test_a_sheet_of_what_was_sent_meanwhile_is_refused_by_cell(entry, holder, coordinator, template, code):
    file = template(lambda book: put(book, entry.post.title, code, "Teksti raporttiin (julkinen)", "Vanhaa tietoa"))
    send(entry, holder)
    (refused,) = now_returned(file, coordinator)
    assert (refused.code, refused.refusal) == (
        code, "Kirjaus on jo lähetetty. Ota se takaisin, jos haluat muuttaa sitä.",
    )  # fmt: skip


def test_nobody_but_the_coordinator_writes_on_behalf(entry, director, template, code):
    file = template(lambda book: put(book, entry.post.title, code, "Tilanne", "Käynnissä"))
    with pytest.raises(NotApplied):
        bring_in(file, director)


def test_the_instruction_stands_above(entry, template):
    import openpyxl

    sheet = openpyxl.load_workbook(__import__("io").BytesIO(template())).worksheets[0]
    assert sheet["A1"].value == f"{entry.round.title} · {entry.post.title}"
    assert sheet.freeze_panes == "B6"


def test_where_it_came_from_is_kept(entry, holder, coordinator, filled_in, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    came = PlanImport.objects.create(
        file="x", file_name="omat.xlsx", sha256="0", cells=[], received_at=datetime(2023, 8, 10, tzinfo=UTC),
        received_by=coordinator,
    )  # fmt: skip
    bring_in(filled_in(text=TOLD), holder, plan_import=came)
    place = ImportedPlace.objects.get(plan_import=came)
    assert (place.sheet, place.cell, place.words, place.entry) == ("Kirjaukset", "J2", TOLD, entry)


def test_all_or_nothing(entry, holder, filled_in):
    """The second of two entries is refused: the first has not been written either."""
    other = entry_of_action(entry.round, entry.post, figures=0)

    def edit(book):
        put(book, "Kirjaukset", f"K{entry.pk}", HEADINGS["text"], TOLD)
        put(book, "Kirjaukset", f"K{other.pk}", HEADINGS["started"], date(2023, 5, 1))
        put(book, "Kirjaukset", f"K{other.pk}", HEADINGS["finished"], date(2023, 4, 1))

    file = saved_again(written(now(entry, holder)), edit)
    with transaction.atomic(), pytest.raises(NotApplied):
        bring_in(file, holder)
    assert Entry.objects.get(pk=entry.pk).public_text == ""


def test_an_empty_review_has_an_empty_workbook(holder):
    empty = RoundFactory(year=2030)
    book = entries_workbook(empty, rights_of(holder), "fi")
    assert found(saved_again(written(book)), book) == []
