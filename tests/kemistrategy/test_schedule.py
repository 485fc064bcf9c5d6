"""Schedules as plans write them, and as a reader expects them."""

from datetime import date

import pytest

from kemistrategy.schedule import Schedule, parse_schedule, schedule_words

YEAR_2023 = Schedule(end=date(2023, 12, 31))
FROM_2023 = Schedule(start=date(2023, 1, 1), is_open_ended=True)
AUTUMN_2023 = Schedule(date(2023, 9, 1), date(2023, 11, 30), "season")


@pytest.mark.parametrize(
    "text, schedule",
    [
        ("2023", YEAR_2023),
        (" 2023. ", YEAR_2023),
        ("2023-", FROM_2023),
        ("2023–", FROM_2023),
        ("–2030", Schedule(end=date(2030, 12, 31))),
        ("2024–2026", Schedule(date(2024, 1, 1), date(2026, 12, 31))),
        ("2024 - 2026", Schedule(date(2024, 1, 1), date(2026, 12, 31))),
        ("syksyllä 2023", AUTUMN_2023),
        ("Kevät 2024", Schedule(date(2024, 1, 1), date(2024, 5, 31), "season")),
        ("jatkuva", Schedule(is_continuous=True)),
        ("", None),
        ("–", None),
        ("2026–2024", None),
        ("2023 2024", None),
        ("1999", None),
        ("marraskuu 2023", None),
        ("kun ehditään", None),
    ],
)
def test_parse_schedule(text, schedule):
    assert parse_schedule(text) == schedule


@pytest.mark.parametrize(
    "schedule, fi, sv, en",
    [
        (Schedule(), "Ei aikataulua", "Ingen tidtabell", "No schedule"),
        (Schedule(is_continuous=True), "Jatkuva toiminta", "Fortlöpande verksamhet", "Ongoing"),
        (YEAR_2023, "2023", "2023", "2023"),
        (FROM_2023, "2023–", "2023–", "2023–"),
        (Schedule(date(2024, 1, 1), date(2026, 12, 31)), "2024–2026", "2024–2026", "2024–2026"),
        (AUTUMN_2023, "syksy 2023", "hösten 2023", "autumn 2023"),
        (
            Schedule(date(2023, 9, 1), date(2024, 11, 30), "season"),
            "1.9.2023–30.11.2024",
            "1.9.2023–30.11.2024",
            "1.9.2023–30.11.2024",
        ),
        (
            Schedule(date(2023, 9, 1), date(2023, 11, 30), "day"),
            "1.9.–30.11.2023",
            "1.9.–30.11.2023",
            "1.9.–30.11.2023",
        ),
        (Schedule(date(2023, 9, 1), date(2023, 9, 1), "day"), "1.9.2023", "1.9.2023", "1.9.2023"),
        (Schedule(start=date(2023, 9, 1), precision="day"), "1.9.2023–", "1.9.2023–", "1.9.2023–"),
        (Schedule(end=date(2023, 9, 1), precision="day"), "–1.9.2023", "–1.9.2023", "–1.9.2023"),
    ],
)
def test_schedule_words(schedule, fi, sv, en):
    assert [schedule_words(schedule, language) for language in ("fi", "sv", "en")] == [fi, sv, en]


@pytest.mark.parametrize("text", ["2023", "2023–", "2024–2026", "syksy 2023", "Jatkuva toiminta"])
def test_what_is_written_is_read_back(text):
    assert schedule_words(parse_schedule(text), "fi") == text


@pytest.mark.parametrize(
    "schedule, is_past",
    [
        (YEAR_2023, True),
        (Schedule(end=date(2024, 1, 1)), False),
        (FROM_2023, False),
        (Schedule(end=date(2023, 12, 31), is_continuous=True), False),
        (Schedule(), False),
    ],
)
def test_past_its_end_on_the_day_after(schedule, is_past):
    assert schedule.is_past_end(date(2024, 1, 1)) == is_past
