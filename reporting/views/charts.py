"""An indicator's chart as a file of its own."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.text import slugify

from reporting.chart_files import chart_svg
from reporting.queries.charts import chart_of


@login_not_required
def indicator_chart(request, pk):
    name, chart = chart_of(request.rights, pk)
    file_name = f"{slugify(str(name)) or 'kaavio'}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(chart_svg(chart), content_type="image/svg+xml", headers=headers)
