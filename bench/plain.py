"""A plain application with our data, as anybody would write it first: the peer that our pages are measured beside.

Django's ORM and templates behind the same middleware: one query a list, no rights, no history, no translations.
"""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

from goals.models import Action, Entry, Theme
from measures.models import Indicator

OVERVIEW = """<!doctype html><title>{{ strategy }}</title><h1>{{ strategy }}</h1>{% for theme in themes %}<h2>
<a href="{% url "theme" theme.pk %}">{{ theme.name_fi }}</a> {{ theme.number }}</h2>{% endfor %}<ul>
{% for row in states %}
<li><a href="{% url "actions" %}?tila={{ row.progress }}">{{ row.progress }} {{ row.number }}</a></li>{% endfor %}</ul>
<ul>{% for entry in deviations %}<li><a href="{% url "action" entry.action_id %}">{{ entry.action.title_fi }}</a>
{{ entry.cause }}</li>{% endfor %}</ul><table>{% for row in indicators %}<tr><th>{{ row.name_fi }}</th>
<td>{{ row.unit_fi }}</td></tr>{% endfor %}</table>"""
ACTIONS = """<!doctype html><title>Toimenpiteet</title><table>{% for action in actions %}<tr>
<th><a href="{% url "action" action.pk %}">{{ action.title_fi }}</a></th>
<td><a href="{% url "unit" action.unit_id %}">{{ action.unit.name_fi }}</a></td>
<td><a href="{% url "post" action.answering_post_id %}">{{ action.answering_post.title_fi }}</a></td>
<td>{{ action.starts_on|date:"j.n.Y" }}–{{ action.ends_on|date:"j.n.Y" }}</td>
<td>{% for goal in action.goals.all %}<a href="{% url "goal" goal.pk %}">{{ goal.title_fi }}</a>{% endfor %}</td>
<td>{% for entry in action.entries.all %}<span class="status">{{ entry.get_progress_display }}</span>{% endfor %}</td>
</tr>{% endfor %}</table>"""
engine = Engine(libraries={"i18n": "django.templatetags.i18n"})
overview_template, actions_template = engine.from_string(OVERVIEW), engine.from_string(ACTIONS)


@login_not_required
def overview(request):
    entries = Entry.objects.filter(action__code__startswith="vertailu")
    context = {
        "strategy": request.user,
        "themes": Theme.objects.filter(strategy__slug="vertailu").annotate(number=Count("goals__plan_lines")),
        "states": entries.values("progress").annotate(number=Count("pk")),
        "deviations": entries.exclude(cause="").select_related("action")[:10],
        "indicators": Indicator.objects.filter(is_key=True),
    }
    return HttpResponse(overview_template.render(Context(context)))


@login_not_required
def actions(request):
    rows = Action.objects.select_related("unit", "answering_post").prefetch_related("goals", "entries")
    return HttpResponse(actions_template.render(Context({"actions": rows})))


@login_not_required
def save(request, pk):
    """One bare write: no rights, no history, no version, no fresh fragment."""
    Entry.objects.filter(pk=pk).update(public_text=request.POST["public_text"])
    return HttpResponse(status=204)


@login_not_required
def nothing(request, pk):
    return HttpResponse()


urlpatterns = [
    path("", overview),
    path("toimenpiteet/", actions, name="actions"),
    path("toimenpiteet/<int:pk>/", nothing, name="action"),
    path("tavoitteet/<int:pk>/", nothing, name="goal"),
    path("teemat/<int:pk>/", nothing, name="theme"),
    path("toimialat/<int:pk>/", nothing, name="unit"),
    path("tehtavat/<int:pk>/", nothing, name="post"),
    path("kirjaukset/<int:pk>/", save),
]
