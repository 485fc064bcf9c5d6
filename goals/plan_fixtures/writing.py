"""Puts rows into the database: what is missing is added, what is there is compared and left alone."""

from collections import Counter
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey
from simple_history.utils import bulk_create_with_history

from .reading import FixtureError
from .rows import Ref, Row, references

REASON = "load_kemi: fixtures/"


class Writing:
    """One run. `write` takes all rows of one model, models in the order of their foreign keys.

    Afterwards `added` counts new rows per model, `kept` names rows that differ from the file and were left,
    `removed` names rows that were loaded once and that somebody has removed since.
    """

    def __init__(self):
        self.pks: dict[str, int] = {}
        self.new: set[str] = set()
        self.added: Counter = Counter()
        self.kept: list[str] = []
        self.removed: list[str] = []

    def write(self, rows: Iterable[Row]) -> None:
        waiting = list(rows)
        if not waiting:
            return
        database = _Table(waiting)
        while waiting:
            labels = {row.label for row in waiting}
            # A row may point at another of its model (a unit at its parent): the parent goes first.
            ready = [row for row in waiting if not any(target.label in labels for target in references(row))]
            if not ready:
                raise FixtureError(f"fixtures/{waiting[0].file}: ”{waiting[0].label}” viittaa kehässä itseensä.")
            self._add([row for row in ready if self._is_missing(row, database)])
            done = {row.label for row in ready}
            waiting = [row for row in waiting if row.label not in done]

    def write_later(self, rows: Iterable[Row]) -> None:
        """Fills the columns that had to wait for other models, in the rows that this run added."""
        for row in rows:
            if not row.later or row.label not in self.pks:
                continue
            instance = row.model._default_manager.get(pk=self.pks[row.label])
            columns = self._columns(row, row.later)
            if row.label in self.new:
                for name, value in columns.items():
                    setattr(instance, name, value)
                instance._change_reason = REASON + row.file
                instance.save()
            else:
                self._compare(row, columns, vars(instance), {})

    def _is_missing(self, row, database):
        if any(
            isinstance(value, Ref) and value.label not in self.pks
            for value in (*row.key.values(), *row.values.values())
        ):
            self.removed.append(row.label)  # what it hangs on has been removed
            return False
        pk = database.primary_key(self._columns(row, row.key))
        if pk is None:
            return not self._is_there_otherwise(row, database)
        if pk in database.present:
            self.pks[row.label] = pk
            self._compare(row, self._columns(row, row.values), database.present[pk], database.linked)
        else:
            self.removed.append(row.label)
        return False

    def _is_there_otherwise(self, row, database):
        """Of what there is one per something, the one that is there stays."""
        if not row.one_per:
            return False
        ((column, value),) = self._columns(row, {row.one_per: row.key[row.one_per]}).items()
        there = next((pk for pk, stored in database.present.items() if stored[column] == value), None)
        if there is None:
            return False
        self.pks[row.label] = there
        self.kept.append(f"{row.label} ({', '.join(name for name in row.key if name != row.one_per)})")
        return True

    def _columns(self, row, values):
        return {
            row.model._meta.get_field(name).attname: self.pks.get(value.label) if isinstance(value, Ref) else value
            for name, value in values.items()
        }

    def _compare(self, row, columns, stored, linked):
        differing = [name for name, value in columns.items() if _none_if_empty(stored[name]) != _none_if_empty(value)]
        for name, targets in row.links.items():
            if name in linked and linked[name].get(stored["pk"], set()) != self._present_targets(targets):
                differing.append(name)
        if differing:
            self.kept.append(f"{row.label} ({', '.join(differing)})")

    def _present_targets(self, targets):
        return {self.pks[target.label] for target in targets if target.label in self.pks}

    def _add(self, rows):
        if not rows:
            return
        model = rows[0].model
        instances = [self._instance(row) for row in rows]
        if hasattr(model, "history"):
            bulk_create_with_history(instances, model)
        else:
            model._default_manager.bulk_create(instances)
        for row, instance in zip(rows, instances, strict=True):
            self.pks[row.label] = instance.pk
        self.new.update(row.label for row in rows)
        self.added[model] += len(rows)
        for name in sorted({name for row in rows for name in row.links}):
            self._link(name, rows)

    def _instance(self, row):
        instance = row.model(**self._columns(row, row.key), **self._columns(row, row.values))
        instance._change_reason = REASON + row.file
        foreign_keys = [column.name for column in row.model._meta.fields if isinstance(column, ForeignKey)]
        try:
            instance.clean_fields(exclude=foreign_keys)
        except ValidationError as problem:
            sentences = "; ".join(f"{name}: {' '.join(found)}" for name, found in problem.message_dict.items())
            raise FixtureError(f"fixtures/{row.file}: ”{row.label}” – {sentences}") from problem
        return instance

    def _link(self, name, rows):
        relation = rows[0].model._meta.get_field(name)
        through = relation.remote_field.through
        own = through._meta.get_field(relation.m2m_field_name()).attname
        other = through._meta.get_field(relation.m2m_reverse_field_name()).attname
        links = through._default_manager.bulk_create(
            through(**{own: self.pks[row.label], other: pk})
            for row in rows
            for pk in sorted(self._present_targets(row.links.get(name, ())))
        )
        self._keep_links(relation, links, own)

    def _keep_links(self, relation, links, own):
        """The history of the load holds its links too, or the first person to save would seem to have made them."""
        history, key = relation.model.history, relation.model._meta.pk.attname
        if relation.name not in {field.name for field in history.model._history_m2m_fields}:
            return
        loaded = history.filter(history_type="+", **{f"{key}__in": {getattr(link, own) for link in links}})
        records = dict(loaded.values_list(key, "history_id"))
        kept = getattr(history.model, relation.name).model
        columns = [column.attname for column in relation.remote_field.through._meta.fields]
        kept._default_manager.bulk_create(
            kept(history_id=records[getattr(link, own)], **{column: getattr(link, column) for column in columns})
            for link in links
        )


class _Table:
    """What the database holds of one model, read in one query and one more per many-to-many field."""

    def __init__(self, rows):
        self.model = rows[0].model
        self.keys = self._attnames(name for row in rows for name in row.key)
        values = self._attnames(name for row in rows for name in row.values)
        found = self.model._default_manager.values("pk", *dict.fromkeys([*self.keys, *values]))
        self.present = {row["pk"]: row for row in found}
        self.by_key = {self._key(row): pk for pk, row in self.present.items()}
        self.linked = {name: self._links(name) for name in sorted({name for row in rows for name in row.links})}
        self.loaded_earlier = None

    def primary_key(self, key):
        """The row with this key, else the one this command once made with it: a person may have moved or removed it."""
        if (pk := self.by_key.get(self._key(key))) is not None:
            return pk
        if self.loaded_earlier is None:
            self.loaded_earlier = self._earlier()
        return self.loaded_earlier.get(self._key(key))

    def _attnames(self, names):
        return [self.model._meta.get_field(name).attname for name in dict.fromkeys(names)]

    def _key(self, columns):
        return tuple(columns[name] for name in self.keys)

    def _earlier(self):
        if not hasattr(self.model, "history"):
            return {}
        primary_key = self.model._meta.pk.attname
        made = self.model.history.filter(history_type="+", history_change_reason__startswith=REASON)
        return {self._key(row): row[primary_key] for row in made.values(primary_key, *self.keys)}

    def _links(self, name):
        relation = self.model._meta.get_field(name)
        own, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
        links = {}
        for own_pk, other_pk in relation.remote_field.through._default_manager.values_list(own, other):
            links.setdefault(own_pk, set()).add(other_pk)
        return links


def _none_if_empty(value):
    return None if value == "" else value
