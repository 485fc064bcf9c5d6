"""The words of a department card: its everyday role, the common emphasis, and what it does for each theme."""

from collections.abc import Mapping

from django.db import transaction
from modeltranslation.utils import get_translation_fields

from goals.models import CardThemeLine, DepartmentCard, TextBlock, Theme
from goals.permissions import kept_cards
from kemistrategy.history import save_with_history
from kemistrategy.organisation.permissions import Rights

from .edit_conflicts import refuse_stale
from .new_rows import last_position

# The card's texts: code → heading in the three languages.
ROLE, EMPHASIS = "arjen-roolimme", "yhteiset-painopisteet"
HEADINGS = {
    ROLE: ("Arjen roolimme", "Vår roll i vardagen", "Our everyday role"),
    EMPHASIS: (
        "Yhteiset strategiset painopisteet ja kokonaisprojekti",
        "Gemensamma strategiska tyngdpunkter och helhetsprojekt",
        "Shared strategic emphases and overall project",
    ),
}
ADOPTED, LINE = get_translation_fields("adopted_text"), get_translation_fields("text")


@transaction.atomic
def save_card(
    card_pk: int,
    *,
    texts: Mapping[str, tuple[str, str, str]],
    lines: Mapping[int, tuple[str, str, str]],
    version: int | None = None,
    rights: Rights,
) -> bool:
    """`texts`: ROLE or EMPHASIS → its words in the three languages; `lines`: theme → what the department does for it.

    The card's own history gets a line of every change of its words, so that its newest line is their version. False
    when nothing changed.
    """
    card = kept_cards(rights).select_for_update(of=("self",)).get(pk=card_pk)
    refuse_stale(card, version)
    saved = [_save_text(card, code, words, rights.user) for code, words in texts.items()]
    themes = Theme.objects.filter(strategy=card.strategy_id).in_bulk()
    saved += [_save_line(card, themes[pk], words, rights.user) for pk, words in lines.items()]
    if any(saved):
        save_with_history(card, by=rights.user, reason="words of the card changed")
    return any(saved)


def _save_text(card, code, words, user) -> bool:
    block = TextBlock.objects.select_for_update(of=("self",)).filter(card=card, code=code).first()
    if block is None:
        if not any(words):
            return False
        headings = dict(zip(get_translation_fields("heading"), HEADINGS[code], strict=True))
        block = TextBlock(card=card, code=code, position=last_position(card.text_blocks) + 1, **headings)
    return _save(block, ADOPTED, words, user)


def _save_line(card, theme, words, user) -> bool:
    line = CardThemeLine.objects.select_for_update(of=("self",)).filter(card=card, theme=theme).first()
    return _save(line or CardThemeLine(card=card, theme=theme), LINE, words, user)


def _save(row, columns, words, user) -> bool:
    changed = [(name, text) for name, text in zip(columns, words, strict=True) if (getattr(row, name) or "") != text]
    for name, text in changed:
        setattr(row, name, text)
    if changed:
        save_with_history(row, by=user, reason="words of the card changed")
    return bool(changed)


def words_of(card: DepartmentCard) -> tuple[dict[str, tuple[str, str, str]], dict[int, tuple[str, str, str]]]:
    """What `save_card` would write as it stands: the texts, and the lines of every theme; three queries."""
    blocks = {block.code: block for block in TextBlock.objects.filter(card=card, code__in=HEADINGS)}
    lines = {line.theme_id: line for line in CardThemeLine.objects.filter(card=card)}
    themes = Theme.objects.filter(strategy=card.strategy_id).values_list("pk", flat=True)
    return (
        {code: _words(blocks.get(code), ADOPTED) for code in HEADINGS},
        {pk: _words(lines.get(pk), LINE) for pk in themes},
    )


def _words(row, columns):
    return tuple((getattr(row, name) or "") if row else "" for name in columns)
