"""Whether anything has changed since: one short statement tells, and finished pages are kept until it says so."""

import hashlib
from collections import OrderedDict
from functools import cache
from threading import Lock

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date

from kemistrategy import clock

ALWAYS_ASK = "public, no-cache"  # anybody may keep it, and asks before using it whether it still holds


def stamp_of(*models) -> tuple:
    """The newest row of each model's history, of the model itself where it keeps none; one statement.

    Every door writes history, so the same stamp means that nothing of these models has changed. On PostgreSQL a row
    with a smaller number may be committed later than one with a larger: while anybody writes, the stamp is of that
    moment alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(_newest_rows(models))
        return cursor.fetchone()


@cache
def _newest_rows(models) -> str:
    kept = [getattr(model, "history", None) for model in models]
    tables = [(history.model if history else model)._meta for model, history in zip(models, kept, strict=True)]
    quoted = connection.ops.quote_name
    asked = [f"(SELECT MAX({quoted(table.pk.column)}) FROM {quoted(table.db_table)})" for table in tables]
    if connection.vendor == "postgresql":
        moment = "CASE WHEN pg_snapshot_xmin(s) = pg_snapshot_xmax(s) THEN '' ELSE s::text END"
        return f"SELECT {', '.join(asked)}, {moment} FROM pg_current_snapshot() AS s"
    return f"SELECT {', '.join(asked)}"


def program_stamp() -> str:
    """Changes when what makes a page is installed anew: the code, its templates and its words."""
    return _program_stamp() if settings.DEBUG else _installed_program_stamp()


def _program_stamp():
    digest = hashlib.sha256()
    for folder in ("templates", "static", "reporting", "goals", "measures", "kemistrategy"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".mo"):
                digest.update(f"{path} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


_installed_program_stamp = cache(_program_stamp)  # a developer's files change while the process runs


def etag_of(*made_of) -> str:
    """Weak, for what is sent may be packed on its way; the same things give the same tag in every process."""
    return f'W/"{hashlib.sha256(repr((made_of, program_stamp())).encode()).hexdigest()[:40]}"'


def answer(request, make, *, etag: str, changed_at=None, keeping: str = ALWAYS_ASK) -> HttpResponse:
    """What `make()` gives, or 304 without making it for who has it already."""
    moment = int(changed_at.timestamp()) if changed_at else None
    response = get_conditional_response(request, etag=etag, last_modified=moment) or make()
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = keeping
    if moment:
        response.headers["Last-Modified"] = http_date(moment)
    return response


class KeptPages:
    """Finished pages of this process, the newest asked last; never more than `room` bytes of them."""

    def __init__(self, room: int):
        self.room, self.taken = room, 0
        self._pages, self._lock = OrderedDict(), Lock()

    def get(self, key):
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key][0]

    def keep(self, key, page, *, size: int) -> None:
        if size > self.room:
            return
        with self._lock:
            if key in self._pages:
                self.taken -= self._pages.pop(key)[1]
            self._pages[key] = (page, size)
            self.taken += size
            while self.taken > self.room:
                _key, (_page, gone) = self._pages.popitem(last=False)
                self.taken -= gone

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.taken = 0


KEPT_PAGES = KeptPages(room=8_000_000)


def may_be_kept(response: HttpResponse, *, models: tuple, stamp: tuple) -> HttpResponse:
    """Marks a finished page of the public's: it is the same for everybody for as long as the models' stamp is the one
    that was taken before it was made."""
    response.kept_for = (models, stamp)
    return response


class KeptPagesMiddleware:
    """Gives a kept page to who asks for nothing but the page: before the session, the language and the address.

    Who has a session, waits for a message or asks something of the page is answered by the page itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not _is_anybodys(request):
            return self.get_response(request)
        request.get_host()  # refuses a host that is not ours
        kept = KEPT_PAGES.get(request.path)
        if kept and (page := _still_fresh(*kept)):
            etag, changed = page.headers["ETag"], page.headers.get("Last-Modified")
            return get_conditional_response(request, etag, changed and parse_http_date(changed), page)
        return _keep(request, self.get_response(request))


def _is_anybodys(request):
    private = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    asks_more = request.META.get("QUERY_STRING") or "HTTP_HX_REQUEST" in request.META
    return request.method == "GET" and not (private or asks_more or settings.DEBUG)


def _still_fresh(content, headers, day, models, stamp):
    if day != clock.today() or stamp != stamp_of(*models):
        return None
    return HttpResponse(content, headers=headers)


def _keep(request, response):
    """Nothing of who asked may be on the page or in its headers."""
    is_somebodys = response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    if response.status_code == 200 and hasattr(response, "kept_for") and not is_somebodys:
        kept = (response.content, dict(response.items()), clock.today(), *response.kept_for)
        KEPT_PAGES.keep(request.path, kept, size=len(response.content))
    return response
