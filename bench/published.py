"""A published report, read again by somebody who has not signed in, beside a view that says hello.

Both go through the same middleware. The first reading makes the page; the others are what is measured.
"""

import io
import statistics
import sys

from bench.timing import milliseconds, timed

READINGS = 300


def measure(round, runs: int) -> None:
    """`round` is any review that has been opened."""
    from django.test import override_settings

    with override_settings(ROOT_URLCONF=__name__):
        publish(round)
        page = f"/raportit/{round.slug}/"
        first = timed(read, page)[0]
        ours, hello = [], []
        for _number in range(runs):
            ours.append(timed(read_often, page)[0] / READINGS)
            hello.append(timed(read_often, "/hello/")[0] / READINGS)
        size, statements = size_and_statements(page)
        unchanged = timed(read, page, etag_of(page))[0]
    own, peer = statistics.median(ours), statistics.median(hello)
    print(f"published page: {size / 1000:.0f} kB, first read {milliseconds(first)}, 304 {milliseconds(unchanged)}")
    print(
        f"read again: {1 / own:.0f} requests/s, {statements} SQL statement(s); hello: {1 / peer:.0f} requests/s; "
        f"ratio {peer / own:.0%}  (bar: 65 %)"
    )


def publish(round):
    """A visible version without its files, which another measure makes."""
    from django.conf import settings

    from kemistrategy import clock
    from kemistrategy.organisation.models import User
    from reporting.content import SCHEMA
    from reporting.content.freezing import freeze
    from reporting.models import Publication, PublicationContent
    from reporting.operations.publishing import published_content

    moment = clock.now()
    user = User.objects.create_user("bench@kemi.example", name="Mittaaja")
    text = freeze(published_content(round, settings.LANGUAGE_CODE, version=1))
    publication = Publication.objects.create(
        round=round, languages=["fi"], state="ready", frozen_at=moment, frozen_by=user, published_at=moment
    )
    PublicationContent.objects.create(publication=publication, language="fi", schema=SCHEMA, content=text)


# --- the same application for both -----------------------------------------------------------------------------------
def __getattr__(name):
    """The addresses: everything of ours, and hello."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.contrib.auth.decorators import login_not_required
    from django.http import HttpResponse
    from django.urls import path

    from kemistrategy.urls import urlpatterns

    return [path("hello/", login_not_required(lambda request: HttpResponse("hello"))), *urlpatterns]


def application():
    """Made once, as a server does."""
    from django.core.handlers.wsgi import WSGIHandler

    here = sys.modules[__name__]
    if "_application" not in vars(here):
        here._application = WSGIHandler()
    return here._application


def read(path, etag="") -> tuple[str, dict, bytes]:
    """Status, headers and bytes, as a server asks for them."""
    told = {}
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    if etag:
        environ["HTTP_IF_NONE_MATCH"] = etag
    response = application()(environ, lambda status, headers: told.update(status=status, headers=dict(headers)))
    body = b"".join(response)
    response.close()
    return told["status"], told["headers"], body


def read_often(path):
    for _number in range(READINGS):
        read(path)


def size_and_statements(path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        status, _headers, body = read(path)
    if not status.startswith("200"):
        raise SystemExit(f"{path}: {status}")
    return len(body), len(queries)


def etag_of(path):
    etag = read(path)[1]["ETag"]
    status = read(path, etag)[0]
    if not status.startswith("304"):
        raise SystemExit(f"{path} was sent again: {status}")
    return etag
