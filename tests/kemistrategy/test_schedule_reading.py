"""Schedules in all the forms that plans write them, and where in a text they stand."""

from datetime import date

import pytest

from kemistrategy.schedule import Schedule, read_schedule, schedule_words, schedules_in


def until(year, month=12, day=31, precision="year"):
    return Schedule(end=date(year, month, day), precision=precision)


def span(start, end, precision):
    return Schedule(date(*start), date(*end), precision)


@pytest.mark.parametrize(
    "text, schedule",
    [
        ("2023", until(2023)),
        ("vuonna 2023", until(2023)),
        ("2023 aikana", until(2023)),
        ("vuoden 2023 loppuun mennessä", until(2023)),
        ("Vuoden 2023 aikana.", until(2023)),
        ("2023-", Schedule(start=date(2023, 1, 1), is_open_ended=True)),
        ("2023 – toistaiseksi", Schedule(start=date(2023, 1, 1), is_open_ended=True)),
        ("vuodesta 2024 alkaen", Schedule(start=date(2024, 1, 1), is_open_ended=True)),
        ("–2030", until(2030)),
        ("2024–2026", span((2024, 1, 1), (2026, 12, 31), "year")),
        ("1.9.2023", until(2023, 9, 1, "day")),
        ("2023-09-01", until(2023, 9, 1, "day")),
        ("30.6.2024 mennessä", until(2024, 6, 30, "day")),
        ("viimeistään 30.6.2024", until(2024, 6, 30, "day")),
        ("1.9.–30.11.2023", span((2023, 9, 1), (2023, 11, 30), "day")),
        ("1.–30.9.2023", span((2023, 9, 1), (2023, 9, 30), "day")),
        ("1.9.2023 - 30.11.2024", span((2023, 9, 1), (2024, 11, 30), "day")),
        ("syyskuu 2023", span((2023, 9, 1), (2023, 9, 30), "month")),
        ("syyskuussa 2023", span((2023, 9, 1), (2023, 9, 30), "month")),
        ("syyskuun 2023 loppuun mennessä", until(2023, 9, 30, "month")),
        ("syys-lokakuu 2023", span((2023, 9, 1), (2023, 10, 31), "month")),
        ("9/2023", span((2023, 9, 1), (2023, 9, 30), "month")),
        ("1–6/2023", span((2023, 1, 1), (2023, 6, 30), "month")),
        ("helmikuu 2024", span((2024, 2, 1), (2024, 2, 29), "month")),
        ("kevät 2024", span((2024, 1, 1), (2024, 5, 31), "season")),
        ("kevään 2024 aikana", span((2024, 1, 1), (2024, 5, 31), "season")),
        ("syksy 2023 – kevät 2024", span((2023, 9, 1), (2024, 5, 31), "season")),
        ("hösten 2023", span((2023, 9, 1), (2023, 11, 30), "season")),
        ("maj 2024", span((2024, 5, 1), (2024, 5, 31), "month")),
        ("I/2024", span((2024, 1, 1), (2024, 6, 30), "half")),
        ("II/2024", span((2024, 7, 1), (2024, 12, 31), "half")),
        ("IV/2024", span((2024, 10, 1), (2024, 12, 31), "month")),
        ("Q2 2024", span((2024, 4, 1), (2024, 6, 30), "month")),
        ("vuosittain", Schedule(is_continuous=True)),
        ("toistaiseksi", Schedule(is_continuous=True)),
        ("tills vidare", Schedule(is_continuous=True)),
        ("jatkuva 2023-", Schedule(date(2023, 1, 1), None, "year", True, True)),
        ("", None),
        ("kun ehditään", None),
        ("vuoden 2024 alussa", None),
        ("loppuvuosi 2023", None),
        ("31.2.2023", None),
        ("13/2023", None),
        ("2026–2024", None),
        ("2023, 2024", None),
        ("1999", None),
        ("2023 " * 100, None),
    ],
)
def test_read_schedule(text, schedule):
    assert read_schedule(text) == schedule


@pytest.mark.parametrize(
    "text, pieces",
    [
        ("Rehtori 2023-", ["2023-"]),
        ("Päiväkodeista auditoitu 80 % vuoden 2023 loppuun mennessä.", ["vuoden 2023 loppuun mennessä"]),
        ("Rehtori 2023, sihteeri syksyllä 2024", ["2023", "syksyllä 2024"]),
        ("Rehtori 1.9.–30.11.2023 ja vuosittain", ["1.9.–30.11.2023", "vuosittain"]),
        ("ISO 45001, 4 krt/v, TA2024, 19 400", []),
        ("", []),
    ],
)
def test_where_schedules_stand(text, pieces):
    assert [match[0] for match in schedules_in(text)] == pieces


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(),
        Schedule(is_continuous=True),
        until(2023),
        Schedule(start=date(2023, 1, 1), is_open_ended=True),
        span((2024, 1, 1), (2026, 12, 31), "year"),
        span((2023, 9, 1), (2023, 11, 30), "season"),
        span((2023, 9, 1), (2024, 11, 15), "day"),
        until(2024, 6, 30, "day"),
        Schedule(start=date(2023, 9, 1), precision="day", is_open_ended=True),
    ],
)
def test_what_is_written_is_read_back(schedule, language):
    assert read_schedule(schedule_words(schedule, language)) == schedule


def test_a_long_text_takes_no_long_time():
    assert schedules_in("vuoden " * 30_000) == []
