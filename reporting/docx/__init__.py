"""A report as a Word document: the rendered paper, walked into Word's own styles, headings and tables.

python-docx is imported late: it costs what no page should pay.
"""

from datetime import datetime

from reporting.pdf import render_html


def render_docx(content) -> bytes:
    """Any kind of report; the same content gives the same bytes."""
    return document_of_html(
        render_html(content),
        title=content.title,
        language=content.language,
        changed_at=content.changed_at,
        is_draft=content.is_draft,
        version_mark=content.version_mark,
    )


def document_of_html(
    html: str,
    *,
    title: str,
    language: str,
    changed_at: datetime,
    is_draft: bool = False,
    version_mark: str = "",
) -> bytes:
    """The document of a rendered paper. `title` stands at the top of its pages and `changed_at` dates the file.

    A draft says so at the top of every page; a version that a body handles says its number across the pages too.
    """
    from .document import Edges, written

    edges = Edges(title=title, language=language, is_draft=is_draft, version_mark=version_mark)
    return written(html, edges=edges, changed_at=changed_at)
