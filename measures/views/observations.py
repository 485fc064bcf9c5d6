"""Pages on which figures are entered: one, its correction, its evidence, and many at once."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.htmx import redirect_page, render_page
from kemistrategy.periods import NotAPeriod, Period, ended_periods, period_code, period_of, period_words
from kemistrategy.refusals import Conflict, NotAllowed
from kemistrategy.text import text_of
from measures.forms.evidence import NeededEvidenceForm
from measures.forms.figures import FiguresForm, PasteForm, PeriodChoiceForm
from measures.forms.observations import CorrectionForm, ObservationForm
from measures.models import Indicator, Observation
from measures.operations.evidence import add_evidence
from measures.operations.observations import (
    NotRecorded,
    correct_observation,
    record_baseline,
    record_observation,
    record_observations,
)
from measures.permissions import indicators_to_measure, observations_to_correct
from measures.queries.observations import (
    as_typed,
    figure_page,
    measured_indicator,
    observation_line,
    offered_periods,
)
from measures.queries.remarks import indicator_remarks
from measures.queries.waiting import waiting_for


# --- one figure ---------------------------------------------------------------------------------------------------
def observation_add(request, pk):
    """One figure of one indicator, with its period."""
    indicator = get_object_or_404(indicators_to_measure(request.rights), pk=pk)
    periods = offered_periods(indicator.frequency, clock.today())
    form = ObservationForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        is_told_in_words=indicator.is_told_in_words,
        unit=str(text_of(indicator, "unit")),
        initial={"source": indicator.source_fi, "is_baseline": "lahtotaso" in request.GET},
    )
    conflict = None
    if form.is_valid():
        record = record_baseline if form.cleaned_data["is_baseline"] else record_observation
        try:
            record(indicator.pk, **form.recorded(), rights=request.rights)
        except Conflict as taken:
            conflict = taken
            form.add_error("period", str(taken))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Luku on kirjattu."))
            if form.cleaned_data["is_baseline"]:
                for sentence in indicator_remarks(indicator):
                    messages.warning(request, sentence)
            return redirect_page(request, "reporting:indicator-detail", indicator.pk)
    context = _about(indicator, _("Kirjaa luku"), year=clock.today().year) | {
        "form": form,
        "periods": [period_words(period) for period in periods],
        "theirs": observation_line(conflict.theirs, get_language()) if conflict else None,
    }
    if not form.is_bound and not form.initial["is_baseline"]:
        recorded = {line.period for line in context["indicator"].observations}
        form.initial["period"] = next((words for words in context["periods"] if words not in recorded), "")
    return _page(request, "measures/observation_add.html", context, fragment="observation-form", conflict=conflict)


def observation_correct(request, pk):
    """Another figure in the place of a wrong one, with the reason; the wrong one stays in the history."""
    if request.method == "POST":  # the row may have been corrected since: then she sees by what
        rows = Observation.objects.filter(indicator__in=indicators_to_measure(request.rights))
    else:
        rows = observations_to_correct(request.rights)
    observation = get_object_or_404(rows.select_related("indicator", "entered_by"), pk=pk)
    indicator = observation.indicator
    names = ("note", "source", "is_provisional")
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        is_told_in_words=indicator.is_told_in_words,
        unit=str(text_of(indicator, "unit")),
        initial={"text": as_typed(observation)} | {name: getattr(observation, name) for name in names},
    )
    conflict = None
    if form.is_valid():
        try:
            correct_observation(pk, **form.recorded(), rights=request.rights)
        except Conflict as taken:
            conflict = taken
            form.add_error(None, str(taken))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Luku on oikaistu. Entinen jää historiaan."))
            return redirect_page(request, "reporting:indicator-detail", indicator.pk)
    year = observation.period_end.year if observation.period_end else clock.today().year
    context = _about(indicator, _("Oikaise luku"), year=year) | {
        "form": form,
        "observation": observation_line(conflict.theirs if conflict else observation, get_language()),
    }
    return _page(request, "measures/observation_correct.html", context, fragment="correction-form", conflict=conflict)


def _about(indicator, page_title, *, year):
    """What the pages of one indicator share."""
    name = text_of(indicator, "name")
    return {
        "indicator": measured_indicator(indicator, year, get_language()),
        "page_title": page_title,
        "crumbs": [
            (_("Mittarit"), reverse("reporting:indicator-list")),
            (name, reverse("reporting:indicator-detail", args=[indicator.pk]), name.language),
            (page_title, None),
        ],
    }


def _page(request, template, context, *, fragment, conflict=None):
    status = 409 if conflict else 422 if context["form"].errors else 200
    return render_page(request, template, context, fragments=(fragment,), status=status)


# --- evidence -----------------------------------------------------------------------------------------------------
def evidence_add(request, pk):
    """A file or an address that shows an earlier figure to be so."""
    observation = get_object_or_404(
        observations_to_correct(request.rights).select_related("indicator", "entered_by").prefetch_related("evidence"),
        pk=pk,
    )
    form = NeededEvidenceForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        try:
            add_evidence(pk, evidence=form.evidence(), rights=request.rights)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Näyttö on lisätty."))
            return redirect_page(request, "reporting:indicator-detail", observation.indicator_id)
    year = observation.period_end.year if observation.period_end else clock.today().year
    context = _about(observation.indicator, _("Lisää näyttö"), year=year) | {
        "form": form,
        "observation": observation_line(observation, get_language()),
        "evidence": observation.evidence.all(),
    }
    return _page(request, "measures/evidence_add.html", context, fragment="evidence-form")


# --- many at once -------------------------------------------------------------------------------------------------
def figures(request):
    """The figures of one period for every indicator this person measures."""
    if not (request.rights.coordinates or request.rights.writes_for):
        raise Http404
    period, period_problem = _asked_period(request)
    if request.method != "POST":
        return _figures_page(request, period, period_problem=period_problem)
    if request.POST.get("deed") == "fill":
        return _fill_figures(request, period)
    form = FiguresForm.posted(request.POST)
    if period_problem:
        form.add_error(None, period_problem)
    if not form.is_valid():
        return _figures_page(request, period, problems={}, refusal=period_problem)
    try:
        added = record_observations(form.typed(), period=period, rights=request.rights)
    except Indicator.DoesNotExist as missing:
        raise Http404 from missing
    except NotRecorded as refusal:
        return _figures_page(request, period, problems=refusal.problems)
    except NotAllowed as refusal:
        return _figures_page(request, period, problems={}, refusal=str(refusal))
    messages.success(request, ngettext("%(n)s luku kirjattu.", "%(n)s lukua kirjattu.", len(added)) % {"n": len(added)})
    return redirect_page(request, _figures_address(period, _asked_number(request)))


def _asked_period(request) -> tuple[Period, str]:
    """The period of the address or the form, else the newest ended half-year; with a sentence when it was refused."""
    today = clock.today()
    newest = ended_periods(today, length=6, number=1)[0]
    asked = request.POST.get("jakso") or request.GET.get("jakso")
    if not asked:
        return newest, ""
    try:
        period = period_of(asked[:40])
    except NotAPeriod:
        return newest, _("Osoitteen jaksoa ei voitu lukea. Valitse jakso listasta.")
    if period.end > today:
        return newest, _("Jakso ei ole vielä päättynyt. Valitse jakso listasta.")
    return period, ""


def _asked_number(request) -> int:
    asked = request.POST.get("sivu") or request.GET.get("sivu") or "1"
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _figures_address(period, number=1):
    address = f"{reverse('measures:figures')}?jakso={period_code(period)}"
    return f"{address}&sivu={number}" if number > 1 else address


def _fill_figures(request, period):
    """Puts a pasted column into the fields as a proposal; nothing is saved."""
    page = figure_page(request.rights, period, number=_asked_number(request), language=get_language())
    paste = PasteForm(request.POST, rows=page.rows)
    proposed, left = paste.proposal() if paste.is_valid() else ({}, 0)
    typed = {name: value for name, value in request.POST.items() if name.startswith(("figure_", "note_"))}
    ticked = {name: True for name in request.POST if name.startswith("provisional_")}
    form = FiguresForm(rows=page.rows, initial=typed | ticked | proposed)
    filled = sum(name.startswith("figure_") for name in proposed)
    context = {"paste": paste if paste.errors else None, "filled": filled, "left": left}
    return _show_figures(request, page, form, period, context, status=422 if paste.errors else 200)


def _figures_page(request, period, *, problems=None, refusal="", period_problem=""):
    """The page; with `problems` (by indicator) or a `refusal` of them all, what was typed stays in the fields."""
    page = figure_page(request.rights, period, number=_asked_number(request), language=get_language())
    if problems is None:
        form = FiguresForm(rows=page.rows)
        return _show_figures(request, page, form, period, {"period_problem": period_problem})
    form = FiguresForm(request.POST, rows=page.rows, pks=[row.pk for row in page.rows if _is_open(row, request.POST)])
    form.is_valid()
    form.take_problems(problems)
    if refusal:
        form.add_error(None, refusal)
    return _show_figures(request, page, form, period, {}, status=422)


def _is_open(row, data) -> bool:
    """A figure that somebody else recorded meanwhile keeps its fields until what was typed has been read."""
    return row.recorded is None or bool(data.get(f"figure_{row.pk}"))


def _show_figures(request, page, form, period, context, *, status=200):
    offered = _offered(period)
    number = page.number
    context = {
        "title": _("Kirjaa luvut"),
        "form": form,
        "groups": [(group.title, [(row, form.fields_of(row.pk)) for row in group.rows]) for group in page.groups],
        "recorded": sum(row.recorded is not None for row in page.rows),
        "number_of_rows": len(page.rows),
        "period": period_words(period),
        "period_code": period_code(period),
        "choice": PeriodChoiceForm(chosen=period, offered=offered),
        "paste": PasteForm(rows=page.rows),
        "number": number,
        "total": page.total,
        "previous_url": _figures_address(period, number - 1) if number > 1 else "",
        "next_url": _figures_address(period, number + 1) if number < page.total else "",
        "waiting": waiting_for(request.rights),
    } | {name: value for name, value in context.items() if value}
    return render_page(request, "measures/figures.html", context, fragments=("figures-form",), status=status)


def _offered(chosen) -> list[tuple[str, Period]]:
    """Half-years, years and months that have ended, and the chosen one whatever it is."""
    today = clock.today()
    periods = [
        period
        for length, number in ((6, 6), (12, 4), (1, 12))
        for period in ended_periods(today, length=length, number=number)
    ]
    if chosen not in periods:
        periods.insert(0, chosen)
    return [(period_code(period), period) for period in periods]
