"""The life of a review: planned, opened, closed and opened again by the coordinator."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.badges import Badges
from goals.forms.rounds import ChaptersForm, ReopeningForm, RoundForm, ScaleWordsForm, SettingsForm
from goals.models import Entry, Round
from goals.operations import rounds
from goals.operations.scale_words import scale_words, set_scale_words
from goals.permissions import steered
from goals.queries.calendar import calendar
from goals.queries.opening import before_opening
from goals.queries.rounds import day_rows, departments_of, entry_rows, round_rows
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed


def round_list(request):
    """Reviews for the coordinator: how far each is, the year's calendar, and a new one."""
    if not request.rights.coordinates:
        raise Http404
    form = RoundForm(request.POST or None, today=clock.today())
    if form.is_valid():
        try:
            planned = rounds.plan_round(**form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Katsaus on luotu. Tarkista sen päivät ja asetukset."))
            return redirect("goals:round-detail", planned.slug)
    rows = round_rows()
    context = {"rows": rows, "form": form, "calendar": calendar((row.round for row in rows), clock.today())}
    return render_page(request, "goals/round_list.html", context, status=422 if form.is_bound else 200)


def round_detail(request, slug):
    """One review: how far it is, its days, what can be done with it, and its settings."""
    round = steered_round(request, slug)
    bound = request.POST if request.method == "POST" else None
    settings = SettingsForm(bound if bound and "settings" in bound else None, round=round, today=clock.today())
    chapters = ChaptersForm(bound if bound and "chapters" in bound else None, round=round)
    for form, changes in (
        (settings, lambda: settings.cleaned_data),
        (chapters, lambda: {"chapters": chapters.chosen()}),
    ):
        if form.is_valid() and _changed(request, round, form, changes()):
            return redirect("goals:round-detail", slug)
    return _detail_page(request, round, settings=settings, chapters=chapters)


def _changed(request, round, form, changes) -> bool:
    try:
        changed = rounds.change_settings(round.pk, by=request.user, **changes)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Tallennettu.") if changed else _("Mikään ei muuttunut."))
    return True


def _detail_page(request, round, *, settings=None, chapters=None, reopening=None):
    settings = settings or SettingsForm(round=round, today=clock.today())
    chapters = chapters or ChaptersForm(round=round)
    reopening = reopening or ReopeningForm(round=round)
    context = {
        "row": round_rows(round.slug)[0],
        "days": day_rows(round, clock.today()),
        "settings": settings,
        "chapters": chapters,
        "reopening": reopening,
        "crumbs": crumbs_to(None, round.title),
        "failed": next((form for form in (settings, chapters, reopening) if form.errors), None),
    }
    return render_page(request, "goals/round_detail.html", context, status=422 if context["failed"] else 200)


def crumbs_to(round: Round | None, title: str) -> list[tuple]:
    """The way to a page of this review."""
    crumbs = [(_("Raportoinnin ohjaus"), reverse("goals:round-list"))]
    if round:
        crumbs.append((round.title, reverse("goals:round-detail", args=[round.slug])))
    return [*crumbs, (title, None)]


def steered_round(request, slug) -> Round:
    round = steered(Round, request.rights).select_related("project").filter(slug=slug).first()
    if round is None:
        raise Http404
    return round


def round_entries(request, slug):
    """Every entry of one review, narrowed as the address says; after closing each may be changed late."""
    round = steered_round(request, slug)
    rows = entry_rows(round, Badges(round), get_language())
    departments, kinds = departments_of(rows), _kinds_of(rows)
    offered = {"department": dict(departments), "state": dict(Entry.State.choices), "kind": dict(kinds)}
    asked = {name: request.GET.get(name, "") for name in offered}
    chosen = {name: code if code in offered[name] else "" for name, code in asked.items()}
    context = {
        "round": round,
        "rows": [row for row in rows if row.fits(**chosen)],
        "total": len(rows),
        "filters": [
            ("department", _("Toimiala"), departments, chosen["department"]),
            ("state", _("Tila"), list(offered["state"].items()), chosen["state"]),
            ("kind", _("Laji"), kinds, chosen["kind"]),
        ],
        "crumbs": crumbs_to(round, _("Kirjaukset")),
    }
    return render_page(request, "goals/round_entries.html", context)


def _kinds_of(rows) -> list[tuple[str, str]]:
    """The kinds that the review asks, in the order in which they are read."""
    labels = {
        "action": _("Toimenpide"),
        "project": _("Projekti"),
        "indicator": _("Mittari"),
        "goal": _("Tavoite"),
    }
    there = {row.kind for row in rows}
    return [(kind, label) for kind, label in labels.items() if kind in there]


@require_POST
def round_open(request, slug):
    """Opens it; while something lacks an answerer, a holder or a target level only when that was seen and accepted."""
    round = steered_round(request, slug)
    gaps = 0
    if round.state == Round.State.PLANNED and "anyway" not in request.POST:
        gaps = before_opening(round, get_language(), clock.today()).number
    if gaps:
        sentence = ngettext(
            "%(n)s kohta on vielä auki. Korjaa se, jätä se pois tai avaa katsaus silti.",
            "%(n)s kohtaa on vielä auki. Korjaa ne, jätä ne pois tai avaa katsaus silti.",
            gaps,
        )
        messages.warning(request, sentence % {"n": gaps})
        return redirect("goals:round-before-opening", slug)
    return _turned(request, round, rounds.open_round, _opened_sentence)


def _opened_sentence(number):
    sentence = ngettext(
        "Katsaus on avattu: %(n)s kirjaus pyydetty.", "Katsaus on avattu: %(n)s kirjausta pyydetty.", number
    )
    return sentence % {"n": number}


@require_POST
def round_close(request, slug):
    return _turned(request, steered_round(request, slug), rounds.close_round, _closed_sentence)


def _closed_sentence(number):
    sentence = ngettext(
        "Katsaus on päätetty: %(n)s luku siirtyi mittareihin.",
        "Katsaus on päätetty: %(n)s lukua siirtyi mittareihin.",
        number,
    )
    return sentence % {"n": number}


def _turned(request, round, deed, sentence):
    try:
        number = deed(round.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence(number))
    return redirect("goals:round-detail", round.slug)


@require_POST
def round_reopen(request, slug):
    """Opens a closed review again, with the reason."""
    round = steered_round(request, slug)
    form = ReopeningForm(request.POST, round=round)
    if form.is_valid():
        try:
            rounds.reopen_round(round.pk, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            if round.state != Round.State.CLOSED:  # then its page has no such form to show it in
                messages.error(request, str(refusal))
                return redirect("goals:round-detail", slug)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Katsaus on avattu uudelleen. Kirjauksia voi taas muuttaa."))
            return redirect("goals:round-detail", slug)
    return _detail_page(request, round, reopening=form)


def round_words(request, slug=None):
    """The words of the scales: those of one review, or without an address those of all reviews."""
    if not request.rights.coordinates:
        raise Http404
    round = steered_round(request, slug) if slug else None
    form = ScaleWordsForm(request.POST if request.method == "POST" else None, words=scale_words(round))
    if form.is_valid():
        try:
            set_scale_words(round, words=form.words(), by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Sanat on tallennettu."))
            return redirect(request.path)
    context = {
        "round": round,
        "form": form,
        "scales": list(form.scales()),
        "crumbs": crumbs_to(round, _("Asteikkojen sanat")),
    }
    return render_page(request, "goals/round_words.html", context, status=422 if form.is_bound else 200)
