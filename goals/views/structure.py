"""Plan editing: the strategy as an outline, its own facts and its states, and each of its parts."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goals.forms.structure import (
    PART_FORMS,
    InForceForm,
    PlanAddForm,
    RemoveForm,
    StrategyEndForm,
    StrategyForm,
)
from goals.models import Benefit, FocusArea, Goal, Strategy, TextBlock, Theme
from goals.operations import strategy_editing
from goals.operations.plan_editing import draft_plan
from goals.operations.structure_editing import add_part, edit_part, parts_of, remove_part
from goals.permissions import steered
from goals.queries.structure import home_rows, outline, strategy_gaps
from kemistrategy import clock
from kemistrategy.htmx import render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

from .ordering import move_row
from .saving import save_posted

# The word of an address → what it is about.
PARTS = {"teemat": Theme, "painopisteet": FocusArea, "hyodyt": Benefit, "tavoitteet": Goal, "tekstit": TextBlock}


def editing_home(request):
    """Strategies and their plans, with what state each is in and the way to edit it."""
    if not request.rights.coordinates:
        raise Http404
    title = _("Suunnitelman muokkaus")
    crumbs = [(_("Etusivu"), reverse("reporting:front-page")), (title, None)]
    context = {"title": title, "crumbs": crumbs, "rows": home_rows()}
    return render_page(request, "goals/structure/editing_home.html", context)


# --- the strategy -------------------------------------------------------------------------------------------------
def structure_outline(request, slug):
    """The whole strategy under each other, everything one press away."""
    strategy = _strategy(request, slug)
    page = outline(strategy)
    counts = [
        (text_of(strategy, "themes_word").words or _("teemat"), len(page.themes)),
        (text_of(strategy, "goals_word").words or _("tavoitteet"), page.number_of_goals),
        (_("hyödyt"), len(page.benefits)),
    ]
    return _page(request, "structure_outline", strategy, {"page": page, "counts": counts})


def strategy_add(request):
    """A new strategy begins as a draft."""
    if not request.rights.coordinates:
        raise Http404
    form = StrategyForm(request.POST or None)
    if form.is_valid():
        try:
            strategy = strategy_editing.create_strategy(changes=form.changes(), by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Luonnos on luotu. Lisää sille teemat ja tavoitteet."))
            return redirect("goals:structure-outline", strategy.slug)
    title = _("Uusi strategia")
    context = {"title": title, "form": form, "back": reverse("goals:editing-home")}
    context["crumbs"] = [(_("Suunnitelman muokkaus"), context["back"]), (title, None)]
    return render_page(request, "goals/structure/strategy_form.html", context, status=422 if form.errors else 200)


def strategy_edit(request, slug):
    strategy = _strategy(request, slug)
    form = StrategyForm(_posted(request), strategy=strategy, row=strategy)

    def save():
        given = {"changes": form.changes(), "version": form.cleaned_data["version"] or 0}
        return strategy_editing.edit_strategy(strategy.pk, **given, basis=form.cleaned_data["basis"], by=request.user)

    def address():
        return reverse("goals:strategy-edit", args=[form.cleaned_data.get("slug") or slug])

    saved = save_posted(request, form, save, as_typed=form.initial_of, address=address)
    if saved.is_done:
        return redirect("goals:structure-outline", form.cleaned_data.get("slug") or slug)
    context = {"form": form, "back": _outline_address(slug)} | saved.shown
    return _page(request, "strategy_form", strategy, context, title=_("Strategian tiedot"), status=saved.status)


def strategy_in_force(request, slug):
    """What the draft still lacks, and the decision that brings it into force."""
    strategy = _strategy(request, slug)
    gaps = strategy_gaps(strategy)
    form = InForceForm(request.POST or None, has_gaps=bool(gaps))
    if request.method == "POST" and form.is_valid():
        given = {"basis": form.cleaned_data["basis"], "accepts_gaps": form.cleaned_data.get("accepts_gaps", False)}
        try:
            strategy_editing.put_in_force(strategy.pk, **given, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Strategia on voimassa ja näkyy kaikille."))
            return redirect("goals:structure-outline", slug)
    context = {"form": form, "gaps": gaps, "strategy": strategy, "back": _outline_address(slug)}
    status = 422 if form.errors else 200
    return _page(request, "strategy_in_force", strategy, context, title=_("Saata voimaan"), status=status)


def strategy_end(request, slug):
    strategy = _strategy(request, slug)
    form = StrategyEndForm(request.POST or None, is_draft=False, initial={"ends_on": strategy.valid_to})
    if request.method == "POST" and form.is_valid():
        given = {"ends_on": form.cleaned_data["ends_on"], "basis": form.cleaned_data["basis"]}
        try:
            strategy_editing.end_strategy(strategy.pk, **given, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Strategia on päättynyt. Sen tiedot ja raportit pysyvät näkyvissä."))
            return redirect("goals:structure-outline", slug)
    context = {"form": form, "strategy": strategy, "back": _outline_address(slug)}
    status = 422 if form.errors else 200
    return _page(request, "strategy_end", strategy, context, title=_("Päätä strategia"), status=status)


@require_POST
def strategy_remove(request, slug):
    """A draft with nothing in it goes away."""
    strategy = _strategy(request, slug)
    try:
        strategy_editing.remove_draft(strategy.pk, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("goals:structure-outline", slug)
    messages.success(request, _("Luonnos on poistettu."))
    return redirect("goals:editing-home")


def plan_add(request, slug):
    """A department's first plan under the strategy; next year's is made from it."""
    strategy = _strategy(request, slug)
    form = PlanAddForm(request.POST or None, today=clock.today())
    if form.is_valid():
        unit, year = form.cleaned_data["unit"], form.cleaned_data["year"]
        plan = draft_plan(strategy_pk=strategy.pk, unit_pk=unit.pk, year=year, by=request.user)
        messages.success(request, _("Suunnitelma on tässä. Lisää sille toimenpiteet."))
        return redirect("goals:plan-editing", plan.pk)
    context = {"form": form, "back": _outline_address(slug)}
    status = 422 if form.errors else 200
    return _page(request, "plan_add", strategy, context, title=_("Uusi suunnitelma"), status=status)


# --- its parts ----------------------------------------------------------------------------------------------------
def part_add(request, slug, part):
    strategy, model = _strategy(request, slug), PARTS[part]
    theme = _theme(strategy, request.GET.get("teema", ""))
    initial = {} if theme is None else {"theme": theme.pk, "themes": [theme.pk]}
    form = PART_FORMS[model](_posted(request), strategy=strategy, initial=initial)

    def save():
        home = theme.pk if theme and model is TextBlock else None
        given = {"changes": form.changes(), "links": form.chosen_links(), "theme_pk": home}
        basis = form.cleaned_data["basis"]
        return add_part(model, strategy_pk=strategy.pk, **given, basis=basis, by=request.user)

    saved = save_posted(request, form, save, as_typed=form.initial_of, done=_("Lisätty."))
    if saved.is_done:
        if "another" in request.POST:
            return redirect(request.get_full_path())
        return redirect(f"{_outline_address(slug)}#{_anchor(part, saved.result)}")
    title = _("Lisää %(what)s") % {"what": part_words(strategy)[part]}
    context = {"form": form, "is_new": True, "home": theme, "back": _outline_address(slug)}
    return _page(request, "part_form", strategy, context, title=title, status=saved.status)


def part_edit(request, slug, part, pk):
    strategy, row = _part(request, slug, part, pk)
    form = PART_FORMS[type(row)](_posted(request), strategy=strategy, row=row)

    def save():
        given = {"changes": form.changes(), "links": form.chosen_links()}
        given |= {"version": form.cleaned_data["version"] or 0, "basis": form.cleaned_data["basis"]}
        return edit_part(row, **given, by=request.user)

    saved = save_posted(request, form, save, as_typed=form.initial_of)
    if saved.is_done:
        return redirect(f"{_outline_address(slug)}#{_anchor(part, row)}")
    context = {"form": form, "row": row, "part": part, "back": _outline_address(slug)} | saved.shown
    title = _("Muokkaa: %(what)s") % {"what": part_words(strategy)[part]}
    return _page(request, "part_form", strategy, context, title=title, status=saved.status)


def part_remove(request, slug, part, pk):
    """Asked once; what is used is refused in words that say what to do instead."""
    strategy, row = _part(request, slug, part, pk)
    form = RemoveForm(request.POST if request.method == "POST" else None, is_draft=_is_draft(strategy))
    if request.method == "POST" and form.is_valid():
        try:
            remove_part(row, basis=form.cleaned_data["basis"], by=request.user)
        except ObjectDoesNotExist as gone:  # somebody else was quicker
            raise Http404 from gone
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Poistettu. Muutoshistoria säilyy."))
            return redirect("goals:structure-outline", slug)
    context = {"form": form, "row": row, "part": part, "is_goal": part == "tavoitteet", "back": _outline_address(slug)}
    title = _("Poista: %(what)s") % {"what": part_words(strategy)[part]}
    return _page(request, "part_remove", strategy, context, title=title, status=422 if form.errors else 200)


@require_POST
def part_move(request, slug, part, pk):
    """One step, or to a place, in the list where the part stands; a goal in the list of one theme."""
    strategy, row = _part(request, slug, part, pk)
    theme = _theme(strategy, request.GET.get("teema", ""))
    rows = {
        "teemat": lambda: Theme.objects.filter(strategy=strategy),
        "hyodyt": lambda: Benefit.objects.filter(strategy=strategy),
        "painopisteet": lambda: FocusArea.objects.filter(theme=row.theme_id),
        "tekstit": lambda: TextBlock.objects.filter(strategy=row.strategy_id, theme=row.theme_id),
        "tavoitteet": lambda: Goal.objects.filter(strategy=strategy, themes=theme),
    }[part]()
    return move_row(request, rows, row.pk, back=f"{_outline_address(slug)}#{_anchor(part, row, theme=theme)}")


def part_words(strategy) -> dict[str, str]:
    """What a part is called in this strategy, in the reader's language."""
    return {
        "teemat": text_of(strategy, "theme_word").words or _("teema"),
        "painopisteet": _("painopiste"),
        "hyodyt": _("hyöty"),
        "tavoitteet": text_of(strategy, "goal_word").words or _("tavoite"),
        "tekstit": _("teksti"),
    }


# --- what they share ----------------------------------------------------------------------------------------------
def _strategy(request, slug):
    return get_object_or_404(steered(Strategy, request.rights).select_related("predecessor", "decision"), slug=slug)


def _part(request, slug, part, pk):
    """The strategy and its part; the coordinator's only."""
    strategy = _strategy(request, slug)
    parts = steered(PARTS[part], request.rights).filter(parts_of(PARTS[part], slug))
    return strategy, get_object_or_404(parts, pk=pk)


def _theme(strategy, typed):
    """The theme that the address names; None without one, and 404 for what is no theme of the strategy."""
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 18):
        raise Http404
    return get_object_or_404(Theme, strategy=strategy, pk=typed)


def _posted(request):
    return request.POST if request.method == "POST" else None


def _is_draft(strategy):
    return strategy.state == Strategy.State.DRAFT


def _outline_address(slug):
    return reverse("goals:structure-outline", args=[slug])


def _anchor(part, row, *, theme=None):
    """The part's place on the outline; a goal stands under each of its themes, and the first one is shown."""
    if part != "tavoitteet":
        return f"{part}-{row.pk}"
    theme = theme or row.themes.order_by("position", "pk").first()
    return f"{part}-{theme.pk if theme else 0}-{row.pk}"


def _page(request, template, strategy, context, *, title=None, status=200):
    name = text_of(strategy, "name")
    crumbs = [(_("Suunnitelman muokkaus"), reverse("goals:editing-home"))]
    crumbs.append((name, _outline_address(strategy.slug) if title else None, name.language))
    if title:
        crumbs.append((title, None))
    context = {
        "title": title or name,
        "strategy_name": name,
        "strategy": strategy,
        "is_draft": _is_draft(strategy),
        "words": part_words(strategy),
        "crumbs": crumbs,
        **context,
    }
    return render_page(request, f"goals/structure/{template}.html", context, status=status)
