"""Many writers at the same moment: one wins, the others see her text, no acknowledged write is lost."""

import pytest

from goals.models import Entry, Figure, Round
from goals.operations.entries import Recorded
from goals.operations.rounds import close_round
from kemistrategy.refusals import Conflict, NotAllowed

from .situations import TOLD, as_it_is, entry_of_action, person_in, record
from .threads import Together

WRITERS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writers(post):
    return [person_in(post) for _number in range(WRITERS)]


def test_of_eight_writers_exactly_one_wins_and_the_others_see_her_text(tmp_path, entry, writers):
    typed = [
        as_it_is(entry, f"{number}", **(TOLD | {"public_text": f"Kirjoittaja {number}"})) for number in range(WRITERS)
    ]
    deeds = [
        lambda user=user, words=words: record(entry, user, words) for user, words in zip(writers, typed, strict=True)
    ]
    together = Together(tmp_path)
    results = together.run(*deeds)
    won = [number for number, result in enumerate(results) if isinstance(result, Recorded)]
    assert len(won) == 1
    lost = [result for result in results if not isinstance(result, Recorded)]
    assert {(type(result), result.theirs.entry.public_text) for result in lost} == {(Conflict, f"Kirjoittaja {won[0]}")}
    stored, figures, history = together.run(lambda: (_stored(entry), _figures(entry), _texts(entry)))[0]
    assert stored == (1, f"Kirjoittaja {won[0]}")
    assert figures == [(1, f"{won[0]}")]
    assert history == ["", f"Kirjoittaja {won[0]}"]


def test_eight_writers_who_look_again_lose_no_write(tmp_path, round, post, writers):
    entry = entry_of_action(round, post, figures=0)
    deeds = [
        lambda user=user, number=number: _add_a_word(entry.pk, user, f"sana{number}")
        for number, user in enumerate(writers)
    ]
    together = Together(tmp_path)
    tries = together.run(*deeds)
    (version, text), history = together.run(lambda: (_stored(entry), _texts(entry)))[0]
    assert [outcome for outcome in tries if isinstance(outcome, Exception)] == []
    assert version == WRITERS
    assert sorted(text.split()) == [f"sana{number}" for number in range(WRITERS)]
    assert [len(words.split()) for words in history] == list(range(WRITERS + 1))


def test_a_save_while_the_round_closes_is_either_kept_or_refused(tmp_path, entry, holder, coordinator):
    words = as_it_is(entry, "12", **TOLD)
    together = Together(tmp_path)
    closed, saved = together.run(
        lambda: close_round(entry.round_id, by=coordinator), lambda: record(entry, holder, words, send=True)
    )
    (_version, text), posted, state = together.run(lambda: (_stored(entry), _posted(), Round.objects.get().state))[0]
    assert state == "closed"
    if isinstance(saved, Recorded):
        assert (text, closed, posted) == (TOLD["public_text"], 1, 1)
    else:
        assert (type(saved), text, closed, posted) == (NotAllowed, "", 0, 0)


def _add_a_word(pk, user, word) -> int:
    """Looks, adds her word, saves; looks again when somebody was quicker. Gives the number of tries."""
    for number in range(1, 100):
        entry = Entry.objects.get(pk=pk)
        typed = as_it_is(entry)
        typed.reported["public_text"] = f"{entry.public_text} {word}".strip()
        try:
            record(entry, user, typed)
        except Conflict:
            continue
        return number
    raise AssertionError("never got through")


def _stored(entry):
    return Entry.objects.values_list("version", "public_text").get(pk=entry.pk)


def _figures(entry):
    return list(Figure.objects.filter(round=entry.round_id).values_list("version", "text"))


def _texts(entry):
    return list(Entry.history.filter(id=entry.pk).order_by("history_id").values_list("public_text", flat=True))


def _posted():
    return Figure.objects.filter(observation__isnull=False).count()
