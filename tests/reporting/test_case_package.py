"""The texts and the ZIP for the case system, made by rule from frozen contents."""

import csv
import dataclasses
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from reporting.case_package import COLUMNS, Attachment, Handled, agenda_item, agenda_text, case_package, metadata
from reporting.content import build_content
from reporting.content.rows import SilentGroup, Told
from tests import factories as make

from .published import closed_city
from .report_cast import small_city

pytestmark = pytest.mark.django_db
FROZEN_AT = datetime(2023, 9, 11, 9, 0, tzinfo=UTC)


def handled(**told):
    stem = "puolivuotiskatsaus-2023-kasittelyversio-1"
    told = {
        "file_stem": stem,
        "number": 1,
        "body": "Kaupunginhallitus",
        "case_number": "KEMI/1/2023",
        "note": "",
        **told,
    }
    return Handled(frozen_at=FROZEN_AT, **told)


@pytest.fixture
def half():
    """The half-year's report of a small city, none of whose goals is binding."""
    return build_content(closed_city().round, "fi")


@pytest.fixture
def year():
    """The year-end's: a binding goal failed, and its answerer proposes that the council accepts it."""
    cast = small_city()
    make.PositionHolderFactory(post=cast.post, starts_on=date(2020, 1, 1))
    cast.sustainable.binding_level = "KV"
    cast.sustainable.save()
    round = make.RoundFactory(year=2022, kind="year_end", closed=True, strategies=[cast.strategy])
    make.EntryFactory(
        round=round, goal=cast.sustainable, sent=True, forecast="", progress="", attainment="not_attained",
        attainment_reason="Päästöt kasvoivat.", cause="Kylmä talvi.", correction="Vaihdetaan lämmitystapa.",
        proposal="Valtuusto hyväksyy poikkeaman.",
    )  # fmt: skip
    return build_content(round, "fi")


# --- the account
def test_the_account_says_what_it_is_of_which_time_and_how_many(half):
    item = agenda_item(half, handled(note="Hallitus pyysi."))
    assert item.title == "Puolivuotiskatsaus 2023: kaupunkistrategian toteutuminen"
    paragraphs = item.account.split("\n\n")
    assert paragraphs[:2] == [
        "Hallitus pyysi.",
        "Puolivuotiskatsaus kertoo kaupunkistrategian toteutumisesta ajalta 1.1.–30.6.2023. Käsittelyversio 1 on "
        "jäädytetty 11.9.2023. Raporttia ei ole vielä julkaistu.",
    ]
    assert paragraphs[2].startswith(half.summary.lead)
    assert half.summary.bar.sentence in paragraphs[2]
    assert "Ennusteet: Toteutuu " in paragraphs[2]
    assert paragraphs[3] == "Yhtäkään seurattavaa tavoitetta ei ole merkitty sitovaksi."


def test_the_account_lists_deviations_and_what_is_silent(half):
    account = agenda_item(half, handled()).account
    (found,) = half.deviations[:1]
    assert f"Muut poikkeamat ({len(half.deviations)}):\n– {found.title} (" in account
    assert f"Syy: {str(found.cause).rstrip('.')}." in account
    assert found.post and found.due
    assert f"Vastaa: {found.post}. Viimeistään {found.due.rstrip('.')}." in account
    silent = [thing for group in half.guide.silent for thing in group.things]
    assert f"Näistä ei ole saatu raporttia ({len(silent)}):\n– {silent[0].kind}: {silent[0].title}, " in account


def test_the_account_is_finnish_on_every_page(half):
    told = agenda_item(half, handled())
    with translation.override("sv"):
        assert agenda_item(half, handled()) == told


def test_long_lists_and_long_words_are_cut_and_say_so(half):
    thing = next(thing for group in half.guide.silent for thing in group.things)
    many = SilentGroup(half.guide.silent[0].name, (thing,) * 50)
    long = dataclasses.replace(half.deviations[0], cause=Told("sana " * 40_000))
    content = dataclasses.replace(half, guide=dataclasses.replace(half.guide, silent=(many,)), deviations=(long,) * 3)
    account = agenda_item(content, handled()).account
    assert "– ja 30 muuta, jotka ovat raportissa" in account
    assert len(account) < 10_000


def test_the_account_tells_what_changed_since_the_version_before(half):
    before = dataclasses.replace(half, version_mark="Käsittelyversio 1")
    same = agenda_item(half, handled(number_before=1), before).account
    assert same.endswith("Muutokset käsittelyversioon 1: sisältö on ennallaan.")
    things = tuple(dataclasses.replace(thing, figure="12 %") for thing in half.things[:1])
    now = dataclasses.replace(half, things=(*things, *half.things[1:]))
    told = agenda_item(now, handled(number_before=1), before).account
    assert "Muutokset käsittelyversioon 1 (1):\n– " in told
    assert "luku: – → 12 %" in told


def test_the_year_end_s_account_tells_of_the_binding_goals_that_failed(year):
    account = agenda_item(year, handled()).account
    assert (
        "Sitovista tavoitteista jäi toteutumatta kokonaan tai osittain (1):\n"
        "– Kestävyysmittarit paranevat (sitova valtuustoon nähden): Ei toteutunut. Syy: Kylmä talvi. "
        "Esitys: Valtuusto hyväksyy poikkeaman."
    ) in account
    assert "Tavoitteet yhteensä: Toteutui 0, Toteutui osittain 0, Ei toteutunut 1," in account
    assert "Esitykset (1):\n– Kestävyysmittarit paranevat: Valtuusto hyväksyy poikkeaman." in account


# --- the proposed decision
@pytest.mark.parametrize(
    ("body", "decision"),
    [
        (
            "Elinvoimalautakunta",
            "Elinvoimalautakunta merkitsee puolivuotiskatsauksen 2023 tiedoksi ja esittää kaupunginhallitukselle, että "
            "se merkitsee sen tiedoksi ja saattaa sen kaupunginvaltuustolle tiedoksi.",
        ),
        (
            "Kaupunginhallitus",
            "Kaupunginhallitus merkitsee puolivuotiskatsauksen 2023 tiedoksi ja saattaa sen kaupunginvaltuustolle "
            "tiedoksi.",
        ),
        ("kaupunginvaltuusto", "Kaupunginvaltuusto merkitsee puolivuotiskatsauksen 2023 tiedoksi."),
    ],
)
def test_each_body_is_proposed_its_own_decision(half, body, decision):
    assert agenda_item(half, handled(body=body)).proposal.split("\n\n")[0] == decision


@pytest.mark.parametrize(
    ("body", "deed"),
    [
        ("Elinvoimalautakunta", "esittää kaupunginvaltuustolle seuraavien sitovista tavoitteista tehtyjen"),
        ("Kaupunginhallitus", "esittää kaupunginvaltuustolle, että se hyväksyy seuraavat poikkeamat"),
        ("Kaupunginvaltuusto", "hyväksyy seuraavat poikkeamat sitovista tavoitteista:"),
    ],
)
def test_deviations_from_binding_goals_come_to_the_council_at_year_end(year, body, deed):
    proposal = agenda_item(year, handled(body=body)).proposal
    assert deed in proposal
    assert "\n– Kestävyysmittarit paranevat: ei toteutunut" in proposal
    assert proposal.endswith("\n– Kestävyysmittarit paranevat: Valtuusto hyväksyy poikkeaman.")


# --- the files
def attachments():
    return [Attachment("katsaus.pdf", b"%PDF-", "1" * 64), Attachment("katsaus.docx", b"PK", "2" * 64)]


def test_the_agenda_s_text_has_its_four_parts(half):
    text = agenda_text(agenda_item(half, handled()))
    headings = [line for line in text.splitlines() if line in ("OTSIKKO", "SELOSTUS", "PÄÄTÖSEHDOTUS", "LIITTEET")]
    assert headings == ["OTSIKKO", "SELOSTUS", "PÄÄTÖSEHDOTUS", "LIITTEET"]
    assert text.endswith(
        "1. puolivuotiskatsaus-2023-kasittelyversio-1.pdf (PDF/A)\n"
        "2. puolivuotiskatsaus-2023-kasittelyversio-1.docx (Word)\n"
    )


def test_the_metadata_names_a_unit_and_never_a_person(half):
    header, *rows = csv.reader(io.StringIO(metadata(half, handled(), attachments())), delimiter=";")
    assert tuple(header) == COLUMNS
    title = "Puolivuotiskatsaus 2023: kaupunkistrategian toteutuminen, käsittelyversio 1"
    retention = "Pysyvästi (kaupungin tiedonohjaussuunnitelman mukaan)"
    assert rows == [
        ["KEMI/1/2023", title, "Kemin kaupunki", "11.9.2023", "Julkinen (JulkL 6 §)", retention, name, sha256]
        for name, sha256 in (("katsaus.pdf", "1" * 64), ("katsaus.docx", "2" * 64))
    ]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_the_metadata_has_no_formulas(half, typed):
    row = list(csv.reader(io.StringIO(metadata(half, handled(case_number=typed), attachments())), delimiter=";"))[1]
    assert row[0] == f"'{typed}"


def test_the_same_version_gives_the_same_bytes(half):
    def package():
        return case_package(half, handled(), agenda_item(half, handled()), attachments())

    data = package()
    assert package() == data
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        assert file.read("metadata.csv").startswith(b"\xef\xbb\xbfasianumero;nimeke;laatija;")
        assert file.read("esityslista.txt").decode().startswith("OTSIKKO\n\nPuolivuotiskatsaus 2023")
        assert {member.date_time for member in file.infolist()} == {(2023, 9, 11, 9, 0, 0)}


def test_an_extract_is_named_and_made_by_its_department():
    cast = closed_city()
    content = build_content(cast.round, "fi", unit=cast.unit)
    item = agenda_item(content, handled(body="Hyvinvointilautakunta"))
    assert item.title.endswith(", Hyvinvointitoimiala")
    assert "puolivuotiskatsauksen 2023 toimialaa Hyvinvointitoimiala koskevan osan tiedoksi" in item.proposal
    row = list(csv.reader(io.StringIO(metadata(content, handled(), attachments())), delimiter=";"))[1]
    assert row[2] == "Hyvinvointitoimiala"
