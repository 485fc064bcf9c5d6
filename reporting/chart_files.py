"""An indicator's chart as a file: the page's own drawing as SVG, and as the picture that Word needs.

WeasyPrint and PDFium are imported late: they cost what no page should pay. A picture is never made in a web request.
"""

import io

from django.template.loader import render_to_string

from measures.charts import WIDTH, IndicatorChart
from reporting.pdf import BUNDLE_ADDRESS, bundle_fetcher

FONTS = {400: "fonts/Inter-400.ttf", 700: "fonts/Inter-700.ttf"}
POINTS_PER_PIXEL = 0.75


def chart_svg(chart: IndicatorChart) -> str:
    """The drawing as a file that needs no other; its first child is the sentence that says what it shows."""
    drawing = render_to_string("components/indicator_chart.html", {"chart": chart, "width": WIDTH}).strip()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing[drawing.index("<svg") :]}\n'


def chart_png(svg: str, *, width_px: int) -> bytes:
    """A drawing of `chart_svg` as PNG so many pixels wide, on white; the same drawing gives the same bytes.

    What a screen reader is told is the caller's to give along: the sentence in the drawing's <title>.
    """
    import pypdfium2
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    drawing = svg[svg.index("<svg") :]
    fetcher, fonts = bundle_fetcher(), FontConfiguration()
    styles = weasyprint.CSS(string=_styles(drawing), base_url=BUNDLE_ADDRESS, url_fetcher=fetcher, font_config=fonts)
    page = weasyprint.HTML(string=f"<title>.</title>{drawing}", base_url=BUNDLE_ADDRESS, url_fetcher=fetcher)
    pdf = pypdfium2.PdfDocument(page.write_pdf(stylesheets=[styles], font_config=fonts))
    try:
        picture = pdf[0].render(scale=width_px / (WIDTH * POINTS_PER_PIXEL)).to_pil()
    finally:
        pdf.close()
    file = io.BytesIO()
    picture.convert("RGB").save(file, "PNG", optimize=True)
    return file.getvalue()


def _styles(drawing):
    """A page of the drawing's own size, and the fonts it is written in."""
    height = int(drawing.partition('height="')[2].partition('"')[0])
    faces = [
        f'@font-face {{ font-family: Inter; font-weight: {weight}; src: url("{name}") }}'
        for weight, name in FONTS.items()
    ]
    page = f"@page {{ size: {WIDTH}px {height}px; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"
    return "\n".join([*faces, page])
