"""Asks a statistics service for JSON: patiently, within its limits, and never for more than we can hold."""

import json
import time
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ReadTimeoutError
from urllib3.util import Retry

VERSION = "0.5.0"  # of the program, as in pyproject.toml
CALLS, WINDOW = 30, 10  # Statistics Finland answers at most 30 calls in 10 seconds
BUSY_OR_BROKEN = frozenset({429, 500, 502, 503, 504})


class FeedProblem(Exception):
    """Why nothing came. The message is a sentence in Finnish: it is stored with the feed for whoever keeps it."""


class Unreadable(FeedProblem):
    """The service is there and answered, but not with what was asked; another form of question may succeed."""


@dataclass(frozen=True)
class Manners:
    """How we behave towards a service, in seconds and bytes."""

    pause: float = 1.0  # between calls
    connect_within: float = 5
    answer_within: float = 20  # the longest silence
    finish_within: float = 60  # the whole answer
    repeats: int = 3  # after 429, 5xx or a broken connection
    backoff: float = 1.0  # before the first repetition; each next is twice as long
    longest_wait: float = 30  # whatever the service asks for
    largest_answer: int = 8_000_000


class _Patience(Retry):
    """Waits before the first repetition too, where urllib3 would knock again at once."""

    def get_backoff_time(self) -> float:
        return min(self.backoff_max, self.backoff_factor * 2 ** (len(self.history) - 1)) if self.history else 0


class Client:
    """One run's calls, used as a context. `contact` is an address at which the service can reach us."""

    def __init__(self, *, contact: str, manners: Manners | None = None):
        self._manners = manners or Manners()
        self._called_at: deque[float] = deque(maxlen=CALLS)
        self._remembered: dict[str, Any] = {}
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"kemi-strategy-tracker/{VERSION} (+{contact})"
        self._session.headers["Accept"] = "application/json"
        adapter = HTTPAdapter(max_retries=self._patience())
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self._session.close()

    def get_json(self, url: str, *, params=None, remember: bool = False) -> Any:
        """The answer with its numbers as Decimal. `remember` asks for the same address once in a run."""
        if remember and url in self._remembered:
            return self._remembered[url]
        answer = self._json("GET", url, params=params)
        if remember:
            self._remembered[url] = answer
        return answer

    def post_json(self, url: str, body: dict) -> Any:
        """The answer to a question that is too long for an address; asking twice changes nothing."""
        return self._json("POST", url, json=body)

    def _patience(self):
        manners = self._manners
        return _Patience(
            total=manners.repeats,
            connect=1,  # a service that is away stays away for the moment: the next scheduled run asks again
            read=1,
            redirect=0,
            allowed_methods=("GET", "POST"),
            status_forcelist=BUSY_OR_BROKEN,
            raise_on_status=False,
            backoff_factor=manners.backoff,
            backoff_max=manners.longest_wait,
            retry_after_max=manners.longest_wait,
        )

    def _json(self, method, url, **question):
        host = urlsplit(url).hostname
        timeout = (self._manners.connect_within, self._manners.answer_within)
        self._wait_for_turn()
        try:
            with self._session.request(
                method, url, timeout=timeout, stream=True, allow_redirects=False, **question
            ) as response:
                _refuse_status(response.status_code, host)
                body = self._body(response, host)
        except requests.exceptions.ChunkedEncodingError as problem:
            raise Unreadable(f"Palvelun {host} vastaus katkesi kesken.") from problem
        except (requests.RequestException, UnicodeError) as problem:
            what = (
                f"Palvelu {host} ei vastannut ajoissa." if _is_late(problem) else f"Palveluun {host} ei saatu yhteyttä."
            )
            raise FeedProblem(what) from problem
        return _parsed(body, host)

    def _wait_for_turn(self):
        """A pause after the last call, and never more than CALLS in WINDOW seconds."""
        now = time.monotonic()
        turn = self._called_at[-1] + self._manners.pause if self._called_at else now
        if len(self._called_at) == CALLS:
            turn = max(turn, self._called_at[0] + WINDOW)
        if turn > now:
            time.sleep(turn - now)
        self._called_at.append(time.monotonic())

    def _body(self, response, host):
        """Read piece by piece, so that an endless answer neither fills the memory nor holds the worker."""
        ends_at = time.monotonic() + self._manners.finish_within
        pieces, size = [], 0
        for piece in response.iter_content(65_536):
            size += len(piece)
            if size > self._manners.largest_answer:
                raise FeedProblem(f"Palvelun {host} vastaus on liian suuri.")
            if time.monotonic() > ends_at:
                raise FeedProblem(f"Palvelu {host} ei vastannut ajoissa.")
            pieces.append(piece)
        return b"".join(pieces)


def _refuse_status(status, host):
    if status == 200:
        return
    if status == 429:
        raise FeedProblem(f"Palvelu {host} ei ota nyt lisää pyyntöjä vastaan (429). Haku yrittää myöhemmin uudelleen.")
    if status >= 500:
        raise FeedProblem(f"Palvelussa {host} on häiriö ({status}). Haku yrittää myöhemmin uudelleen.")
    if status == 404:
        raise Unreadable(f"Palvelussa {host} ei ole tätä taulua (404). Tarkista taulun tunnus.")
    if 300 <= status < 400:
        raise FeedProblem(f"Palvelu {host} on siirtynyt toiseen osoitteeseen ({status}).")
    raise Unreadable(f"Palvelu {host} ei hyväksynyt pyyntöä ({status}).")


def _is_late(problem):
    """A late answer comes as itself, as the reason of the last repetition, or in the middle of the body."""
    cause = problem.args[0] if problem.args else None
    return isinstance(problem, requests.Timeout) or any(
        isinstance(late, ReadTimeoutError) for late in (cause, getattr(cause, "reason", None))
    )


def _parsed(body, host):
    if body.lstrip()[:1] == b"<":
        raise Unreadable(f"Palvelu {host} vastasi verkkosivulla eikä tiedoilla.")
    try:
        return json.loads(
            body.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse_constant
        )
    except (ValueError, ArithmeticError, RecursionError) as problem:
        raise Unreadable(f"Palvelun {host} vastaus on viallinen tai katkennut.") from problem


def _refuse_constant(name):
    raise ValueError(f"{name} is no number")  # NaN and the infinities, which are not JSON
