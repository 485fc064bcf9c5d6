"""A form that knows which state of the row it was opened with, and shows another's words beside one's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms

LARGEST_VERSION = 2**63 - 1


@dataclass(frozen=True)
class Difference:
    """A field that two people filled in differently, in words; `language` of a field in one language only."""

    label: str
    mine: str
    theirs: str
    language: str = ""


class VersionedForm(forms.Form):
    """`version`: the newest line of the row's history when the form was opened; empty for a new row."""

    version = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LARGEST_VERSION,
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
    )

    def differences(self, theirs: Mapping[str, object]) -> tuple[Difference, ...]:
        """As `differences_of`."""
        return differences_of(self, theirs)

    def take_version(self, version: int) -> None:
        """The next save starts from what is in force now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)


def differences_of(form: forms.Form, theirs: Mapping[str, object]) -> tuple[Difference, ...]:
    """Fields whose value is not what the other saved (field name → value, as `initial` has them)."""
    return tuple(
        Difference(
            label=str(field.label),
            mine=shown_value(field.field, form[field.name].value()),
            theirs=shown_value(field.field, theirs[field.name]),
            language=field.field.widget.attrs.get("lang", ""),
        )
        for field in form.visible_fields()
        if field.name in theirs and field.field.has_changed(theirs[field.name], form[field.name].data)
    )


def shown_value(field: forms.Field, value) -> str:
    """A value as a person reads it: the names of what is chosen, else the words; "–" when there are none."""
    values = value if isinstance(value, (list, tuple, set)) else [value]
    chosen = {str(one.pk if hasattr(one, "pk") else one) for one in values if one not in (None, "")}
    if hasattr(field, "choices"):
        names = [str(name) for code, name in flat_choices(field.choices) if str(code) in chosen]
        return ", ".join(names) or "–"
    words = field.widget.format_value(value)
    return str(words) if words not in (None, "") else "–"


def flat_choices(choices):
    """Choices without their groups."""
    for code, name in choices:
        if isinstance(name, (list, tuple)):
            yield from name
        else:
            yield code, name
