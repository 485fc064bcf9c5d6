"""The coordinator's workbench: from an older strategy to a newer one, until nothing is left over."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from goals.forms.successions import (
    CONFIRM,
    CONFIRM_ALL,
    SETTLE,
    WITHDRAW,
    ManyFatesForm,
    ThingFateForm,
)
from goals.models import Strategy
from goals.operations import successions as deeds
from goals.queries.successions import CONFIRMED, LEFT, PROPOSED, workbench
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

STATES = {"avoimet": LEFT, "ehdotukset": PROPOSED, "vahvistetut": CONFIRMED}
KINDS = {"tavoitteet": "goal", "toimenpiteet": "action", "mittarit": "indicator"}


def succession_handling(request):
    """Every goal, action and indicator with its fate; the ticked ones are settled, confirmed or withdrawn together."""
    bench = _bench(request)
    shown = _Shown(request, bench)
    form = ManyFatesForm(
        request.POST if request.method == "POST" else None,
        heirs=bench.heirs,
        proposals=bench.states.get(PROPOSED, 0),
        initial={"seen": bench.seen},
    )
    if form.is_valid() and _do(request, bench, form, shown):
        return redirect(shown.address)
    title = _("Jatkumoiden käsittely")
    context = {
        "title": title,
        "bench": bench,
        "shown": shown,
        "form": form,
        "crumbs": [(_("Jatkumot"), reverse("reporting:succession-list")), (title, None)],
    }
    return render_page(request, "goals/successions/handling.html", context, status=422 if form.errors else 200)


class _Shown:
    """Which rows the address asks for, which of them are ticked, and what refused."""

    def __init__(self, request, bench):
        self.query = {
            name: value
            for name in ("vanha", "uusi", "tila", "laji")
            if (value := request.GET.get(name, "")) and len(value) < 80
        }
        self.state, self.kind = STATES.get(self.query.get("tila")), KINDS.get(self.query.get("laji"))
        self.problems = {}
        self._all = request.GET.get("valitse") == "kaikki" and request.method == "GET"
        self._ticked = set(request.POST.getlist("thing"))
        self._bench = bench

    @property
    def things(self):
        return [row for row in self._bench.rows if self._is_shown(row)]

    @property
    def ticked(self) -> list[tuple[str, int]]:
        return [(row.kind, row.pk) for row in self._bench.rows if row.key in self._ticked]

    @property
    def themes(self):
        """Themes with their goals and the rows that are shown: (row, whether it is ticked, what refused it)."""
        for theme in self._bench.themes:
            goals = [(goal, list(self._rows(goal))) for goal in theme.goals]
            if goals := [(goal, rows) for goal, rows in goals if rows]:
                yield theme, goals

    def _rows(self, goal):
        for row in goal.rows:
            if self._is_shown(row):
                is_ticked = self._all or row.key in self._ticked
                yield row, is_ticked, self.problems.get((row.kind, row.pk), "")

    def _is_shown(self, row):
        return self.state in (None, row.state) and self.kind in (None, row.kind)

    @property
    def address(self):
        query = urlencode(self.query)
        return reverse("goals:succession-handling") + (f"?{query}" if query else "")

    @property
    def tick_all(self):
        return f"?{urlencode({**self.query, 'valitse': 'kaikki'})}"

    @property
    def tabs(self):
        """(words, how many, address, whether it is here)."""
        counts, rest = self._bench.states, {name: value for name, value in self.query.items() if name != "tila"}
        words = {"": _("Kaikki"), "avoimet": _("Käsittelemättä"), "ehdotukset": _("Ehdotukset")}
        words["vahvistetut"] = _("Vahvistetut")
        for name, label in words.items():
            number = counts.get(STATES[name], 0) if name else self._bench.total
            query = urlencode({**rest, "tila": name} if name else rest)
            yield label, number, f"?{query}", STATES.get(name) == self.state

    @property
    def kinds(self):
        rest = {name: value for name, value in self.query.items() if name != "laji"}
        words = {"": _("Kaikki lajit"), "tavoitteet": _("Tavoitteet"), "toimenpiteet": _("Toimenpiteet")}
        words["mittarit"] = _("Mittarit")
        for name, label in words.items():
            query = urlencode({**rest, "laji": name} if name else rest)
            yield label, f"?{query}", KINDS.get(name) == self.kind


def _bench(request):
    if not request.rights.coordinates:
        raise Http404
    return workbench(request.GET.get("vanha", ""), request.GET.get("uusi", ""), get_language())


def _do(request, bench, form, shown) -> bool:
    if bench.old is None:
        raise Http404
    given = form.cleaned_data
    about = {"rights": request.rights}
    try:
        if given["deed"] == SETTLE:
            number = deeds.settle_fates(
                bench.old.pk,
                shown.ticked,
                form.settlement(),
                new_pk=bench.new.pk if bench.new else None,
                is_confirmed=given["is_confirmed"],
                basis=given["basis"],
                seen=given["seen"],
                **about,
            )
        elif given["deed"] in (CONFIRM, CONFIRM_ALL):
            things = None if given["deed"] == CONFIRM_ALL else shown.ticked
            about |= {"note": given["note"], "basis": given["basis"], "seen": given["seen"]}
            number = deeds.confirm_fates(bench.old.pk, things, **about)
        else:
            deed = deeds.withdraw_fates if given["deed"] == WITHDRAW else deeds.remove_proposals
            number = deed(bench.old.pk, shown.ticked, **about)
    except deeds.NotSettled as refusal:
        shown.problems = refusal.problems
        form.add_error(None, str(refusal))
        return False
    except Strategy.DoesNotExist as gone:
        raise Http404 from gone
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _done_words(given["deed"], given["is_confirmed"], number))
    return True


def _done_words(deed, is_confirmed, number) -> str:
    if deed == SETTLE and not is_confirmed:
        words = ngettext("%(n)s ehdotus tallennettu.", "%(n)s ehdotusta tallennettu.", number)
    elif deed in (SETTLE, CONFIRM, CONFIRM_ALL):
        words = ngettext("%(n)s jatkumo vahvistettu.", "%(n)s jatkumoa vahvistettu.", number)
    elif deed == WITHDRAW:
        words = ngettext(
            "%(n)s vahvistus peruttu. Se on nyt ehdotus.", "%(n)s vahvistusta peruttu. Ne ovat nyt ehdotuksia.", number
        )
    else:
        words = ngettext("%(n)s ehdotus poistettu.", "%(n)s ehdotusta poistettu.", number)
    return words % {"n": number}


# --- one thing -------------------------------------------------------------------------------------------------------
def succession_thing(request, kind, pk):
    """One thing's fate, which may have several heirs."""
    bench = _bench(request)
    row = next((row for row in bench.rows if (row.kind, row.pk) == (kind, pk)), None)
    if row is None:
        raise Http404
    form = ThingFateForm(
        request.POST if request.method == "POST" else None, kind=kind, heirs=bench.heirs, initial=_initial(row, bench)
    )
    if form.is_bound and _settle_one(request, bench, row, form):
        shown = _Shown(request, bench)
        return redirect(f"{shown.address}#{row.key}")
    context = {
        "title": row.title,
        "row": row,
        "bench": bench,
        "form": form,
        "query": urlencode(_Shown(request, bench).query),
        "crumbs": [
            (_("Jatkumot"), reverse("reporting:succession-list")),
            (_("Jatkumoiden käsittely"), _Shown(request, bench).address),
            (_("Mitä tästä tulee"), None),
        ],
        "old_name": text_of(bench.old, "name"),
    }
    return render_page(request, "goals/successions/thing.html", context, status=422 if form.is_bound else 200)


def _initial(row, bench):
    first = next(iter(row.fates), None)
    return {
        "fate": first.badge.code if first else "",
        "heirs_chosen": [f"{fate.heir_kind}-{fate.heir_pk}" for fate in row.fates if fate.heir_kind],
        "note": next((fate.note_fi for fate in row.fates if fate.note_fi), ""),
        "seen": bench.seen,
    }


def _settle_one(request, bench, row, form) -> bool:
    thing, about = [(row.kind, row.pk)], {"rights": request.rights}
    deed = request.POST.get("deed")
    try:
        if deed == WITHDRAW:
            number = deeds.withdraw_fates(bench.old.pk, thing, **about)
        elif not form.is_valid():
            return False
        else:
            deed, given = SETTLE, form.cleaned_data
            number = deeds.settle_fates(
                bench.old.pk,
                thing,
                form.settlement({fate.note_fi for fate in row.fates}),
                new_pk=bench.new.pk if bench.new else None,
                is_confirmed=given["is_confirmed"],
                basis=given["basis"],
                seen=given["seen"],
                **about,
            )
    except deeds.NotSettled as refusal:
        form.add_error(None, refusal.problems[thing[0]])
        return False
    except Strategy.DoesNotExist as gone:
        raise Http404 from gone
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    is_confirmed = deed == SETTLE and form.cleaned_data["is_confirmed"]
    messages.success(request, _done_words(deed, is_confirmed, number))
    return True
