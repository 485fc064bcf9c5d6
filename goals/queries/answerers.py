"""Who answers for what: every action, project and indicator with its answering post."""

from dataclasses import dataclass

from goals.models import Action, Project
from kemistrategy.text import Text, text_of
from measures.models import Indicator


@dataclass(frozen=True)
class AnsweredThing:
    """An action, project or indicator with its answering post, proposed or confirmed."""

    kind: str
    pk: int
    title: Text
    post_id: int | None
    post: Text
    is_confirmed: bool
    participants: tuple[Text, ...]
    doubt: Text

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"


ANSWERED = {"action": (Action, "title"), "project": (Project, "name"), "indicator": (Indicator, "name")}


def answered_things(kind: str, language: str) -> list[AnsweredThing]:
    """Everything of a kind that somebody answers for; two queries."""
    model, name = ANSWERED[kind]
    rows = model.objects.select_related("answering_post").prefetch_related("participants")
    return [
        AnsweredThing(
            kind=kind,
            pk=row.pk,
            title=text_of(row, name, language),
            post_id=row.answering_post_id,
            post=text_of(row.answering_post, "title", language) if row.answering_post else Text(""),
            is_confirmed=row.answering_confirmed_at is not None,
            participants=tuple(text_of(post, "title", language) for post in row.participants.all()),
            doubt=text_of(row, "doubt", language),
        )
        for row in rows
    ]
