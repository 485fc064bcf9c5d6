"""The owners of a file as posts of the city: each distinct word is asked once."""

from collections.abc import Iterable, Mapping

from goals.answering import Owner, proposed_answering_post
from goals.queries.plan_matches import Existing, ExistingPost

from ..items import Read, ReadOwner
from .answers import LONGEST_POST, Answers, asked_to_shorten, pk_in, pks_in, question
from .matching import ALIKE, KnownTexts, key_of
from .matching import SAME as EQUAL
from .proposed import Asked, Candidate, OwnerRead, ProposedOwner

POST, NEW_POST, AS_WORDS = "post", "new", "words"
KINDS_OF_NEW = ("single", "group", "body", "unit")


def proposed_owners(items: Iterable[Read], existing: Existing, answers: Answers) -> dict[str, ProposedOwner]:
    """By key, in the order of the file. `items` are those that are not left out."""
    words: dict[str, str] = {}
    places: dict[str, list[str]] = {}
    for item in items:
        for owner in getattr(item, "owners", ()):
            key = key_of(owner.words)
            words.setdefault(key, owner.words)
            places.setdefault(key, []).append(item.key)
    known = KnownTexts({post.pk: post.texts for post in existing.posts.values()})
    return {
        key: _owner(key, words[key], tuple(dict.fromkeys(places[key])), known, existing, answers.of("owners", key))
        for key in words
    }


def _owner(key, words, places, known, existing, answer) -> ProposedOwner:
    likenesses = known.like(words)
    equal = [one.thing for one in likenesses if one.similarity == EQUAL]
    own = _in_unit(equal, existing)
    line = ProposedOwner(
        key=key,
        words=words,
        candidates=tuple(
            Candidate(one.thing, existing.posts[one.thing].title, one.similarity, _unit_name(one.thing, existing))
            for one in likenesses[:5]
        ),
        places=places,
        answer=answer,
    )
    said = pk_in(answer, "post", existing.posts)
    if answer.get("choice") == POST and said:
        return _with_post(line, existing.posts[said], _answered(line, len(own) == 1))
    if answer.get("choice") in (NEW_POST, AS_WORDS) and not equal:
        kind = answer.get("kind") if answer.get("kind") in KINDS_OF_NEW else "single"
        too_long = asked_to_shorten((words, LONGEST_POST)) if answer["choice"] == NEW_POST else ()
        kind = kind if answer["choice"] == NEW_POST else ""
        return ProposedOwner(
            **{
                **vars(line),
                "choice": answer["choice"],
                "kind": kind,
                "questions": (*_answered(line, False), *too_long),
            }
        )
    if len(own) == 1:
        return _with_post(line, existing.posts[own[0]], ())
    return ProposedOwner(**{**vars(line), "questions": (Asked(_about(line, bool(own)), blocks=True),)})


def _in_unit(posts: list[int], existing: Existing) -> list[int]:
    """Of posts with one title those of the import's own unit, where there are any."""
    own = [pk for pk in posts if existing.posts[pk].unit == existing.place.unit]
    return own or posts


def _unit_name(post: int, existing: Existing) -> str:
    unit = existing.units.get(existing.posts[post].unit)
    return unit.title if unit else ""


def _with_post(line, post: ExistingPost, questions) -> ProposedOwner:
    found = {"choice": POST, "post": post.pk, "title": post.title, "kind": post.kind, "questions": questions}
    return ProposedOwner(**{**vars(line), **found})


def _about(line, is_ambiguous):
    if is_ambiguous:
        return question("owner_ambiguous", words=line.words)
    if line.candidates and line.candidates[0].similarity >= ALIKE:
        best = line.candidates[0]
        return question("owner_alike", words=line.words, present=best.title, similarity=best.similarity)
    return question("owner_unknown", words=line.words)


def _answered(line, is_plain) -> tuple[Asked, ...]:
    """What was asked and has been answered; nothing was where the words are the post's own."""
    return () if is_plain else (Asked(_about(line, False), blocks=True, is_answered=True),)


# --- the owners of one line ---------------------------------------------------------------------------------------
def owners_of(
    owners: Iterable[ReadOwner], answer: Mapping, proposed: Mapping[str, ProposedOwner], existing: Existing
) -> tuple[OwnerRead, ...]:
    """As the person chose for this line, else as its cell says; each post once."""
    said = pks_in(answer, "owners", existing.posts)
    if said is not None:
        return tuple(_of_post(existing.posts[pk]) for pk in said)
    found: dict = {}
    for owner in owners:
        line = proposed.get(key_of(owner.words))
        if line is not None:
            one = OwnerRead(owner.words, line.key, line.post, line.title or line.words, line.kind)
            found.setdefault(one.post or one.key, one)
    return tuple(found.values())


def _of_post(post: ExistingPost) -> OwnerRead:
    return OwnerRead(post.title, key_of(post.title), post.pk, post.title, post.kind)


def answering_post_of(owners: Iterable[OwnerRead], answer: Mapping, existing: Existing) -> int | None:
    """As the person chose, else by the rule; a group is never chosen."""
    said = pk_in(answer, "answering_post", existing.posts)
    if said and existing.posts[said].kind == "single":
        return said
    known = [existing.posts[owner.post] for owner in owners if owner.post]
    return proposed_answering_post([Owner(post.pk, post.kind, post.head) for post in known])
