"""A statistics service on this machine: a real HTTP server that answers in the shapes of the real ones."""

import json
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """An answer as it goes over the wire: `cut` sends fewer bytes than it promises, `stall` is silent so long first."""

    body: bytes | dict | list = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"
    cut: bool = False
    stall: float = 0

    @property
    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Asked:
    """A request as the service saw it."""

    method: str
    path: str
    query: dict
    body: dict | None
    agent: str


HTML = Reply(b"<!DOCTYPE html><html><title>Huolto</title></html>", content_type="text/html")
NOT_FOUND = Reply(b"", 404)


class Service:
    """`answers[method, path]` is a Reply, a callable that makes one of the request, or a list of them in turn."""

    def __init__(self):
        self.answers = {}
        self.asked: list[Asked] = []
        self.address = ""

    def put(self, table, path: str) -> None:
        """A PxWeb table: its description by GET, its figures by POST."""
        self.answers["GET", path] = lambda asked: Reply(table.metadata())
        self.answers["POST", path] = lambda asked: table.answer(asked.body)

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        answer = self.answers.get((asked.method, asked.path), NOT_FOUND)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return answer(asked) if callable(answer) else answer

    @property
    def calls(self) -> list[str]:
        return [f"{asked.method} {asked.path}" for asked in self.asked]


@contextmanager
def serving(service: Service):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self._answer("GET")

        def do_POST(self):
            self._answer("POST")

        def _answer(self, method):
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            url = urlsplit(self.path)
            asked = Asked(method, url.path, parse_qs(url.query), body, self.headers["User-Agent"])
            reply = service.reply(asked)
            over.wait(reply.stall)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.bytes) + (1000 if reply.cut else 0)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.bytes)
            self.close_connection = self.close_connection or reply.cut

        def log_message(self, *_args):
            pass

        def handle(self):
            with suppress(ConnectionError):  # the client gave up, as some tests want it to
                super().handle()

    over = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


# --- PxWeb --------------------------------------------------------------------------------------------------------
@dataclass
class Variable:
    code: str
    text: str
    values: dict[str, str]  # code → name
    time: bool = False
    elimination: bool = False

    def described(self) -> dict:
        about = {"code": self.code, "text": self.text, "values": list(self.values)}
        about["valueTexts"] = list(self.values.values())
        return about | {name: True for name in ("time", "elimination") if getattr(self, name)}


@dataclass
class PxTable:
    """A table of StatFin. `figures`: (codes in the order of the variables) → the figure as StatFin writes it."""

    title: str
    variables: list[Variable]  # the last one is the contents
    figures: dict[tuple, str]
    source: str = "Tilastokeskus, väestörakenne"
    updated: str = "2026-05-29T05.00.00Z"
    marks: dict[tuple, str] = field(default_factory=dict)  # the figures that are marked, "*" or "p"
    shapes: tuple = ("json-stat2", "json")

    def metadata(self) -> dict:
        return {"title": self.title, "variables": [variable.described() for variable in self.variables]}

    def answer(self, body: dict) -> Reply:
        """What the query chose; 400 for a variable or value that is not there, as PxWeb answers."""
        chosen = {}
        for part in body["query"]:
            variable = next((one for one in self.variables if one.code == part["code"]), None)
            wanted = part["selection"]["values"]
            if variable is None or not set(wanted) <= set(variable.values):
                return Reply(b"", 400)
            chosen[variable.code] = [code for code in variable.values if code in wanted]
        dimensions = [variable for variable in self.variables if variable.code in chosen or not variable.elimination]
        codes = [chosen.get(variable.code, list(variable.values)) for variable in dimensions]
        shape = body["response"]["format"]
        if shape not in self.shapes:
            return Reply(b"", 400)
        return Reply((self._json_stat if shape == "json-stat2" else self._json)(dimensions, codes))

    def _json_stat(self, dimensions, codes):
        cells = list(product(*codes))
        values = [self.figures.get(cell) for cell in cells]
        return {
            "version": "2.0",
            "class": "dataset",
            "label": self.title,
            "source": self.source,
            "updated": self.updated,
            "id": [variable.code for variable in dimensions],
            "size": [len(part) for part in codes],
            "dimension": {
                variable.code: {
                    "label": variable.text,
                    "category": {
                        "index": {code: place for place, code in enumerate(part)},
                        "label": {code: variable.values[code] for code in part},
                    },
                }
                for variable, part in zip(dimensions, codes, strict=True)
            },
            "role": {"time": [variable.code for variable in dimensions if variable.time]},
            "value": [None if value is None or value.strip(".") == "" else float(value) for value in values],
            "status": {str(place): self.marks[cell] for place, cell in enumerate(cells) if cell in self.marks},
        }

    def _json(self, dimensions, codes):
        *keys, contents = dimensions
        columns = [
            {"code": variable.code, "text": variable.text, "type": "t" if variable.time else "d"} for variable in keys
        ]
        columns += [{"code": code, "text": contents.values[code], "type": "c"} for code in codes[-1]]
        data = [
            {"key": list(key), "values": [self.figures.get((*key, code), "..") for code in codes[-1]]}
            for key in product(*codes[:-1])
        ]
        about = {"updated": self.updated, "label": self.title, "source": self.source}
        return {"columns": columns, "comments": [], "data": data, "metadata": [about]}


AREAS = {"SSS": "KOKO MAA", "KU005": "Alajärvi", "KU240": "Kemi", "MK19": "Lappi"}


def population(*, area="alue_23_20260101", **changes) -> PxTable:
    """vaerak/11ra in small. Of the years 2023 and 2024 only the missing marks are told: nobody here knows them."""
    years = {"2022": "2022", "2023": "2023", "2024": "2024", "2025": "2025"}
    contents = {"vaerak-vaesto": "Väestö 31.12.", "vaesto_alle15_p": "Alle 15-vuotiaiden osuus, %"}
    figures = {
        ("SSS", "2025", "vaerak-vaesto"): "5652881",
        ("MK19", "2025", "vaerak-vaesto"): "176215",
        ("KU240", "2025", "vaerak-vaesto"): "19339",
        ("KU240", "2025", "vaesto_alle15_p"): "12.4",
        ("KU240", "2024", "vaerak-vaesto"): "..",
        ("KU240", "2023", "vaerak-vaesto"): ".",
        ("KU240", "2022", "vaerak-vaesto"): "20000",  # before the feed's first day
    }
    variables = [
        Variable(area, "Alue", AREAS, elimination=True),
        Variable("timeperiod_y", "Vuosi", years, time=True),
        Variable("contentscode", "Tiedot", contents),
    ]
    return PxTable(**({"title": "Tunnuslukuja väestöstä", "variables": variables, "figures": figures} | changes))


def unemployment(value: str = "17.1", **changes) -> PxTable:
    """tyonv/12r5 in small; `value` is Kemi's for June 2026."""
    months = {"2022M12": "2022M12", "2026M05": "2026M05", "2026M06": "2026M06"}
    contents = {"TYOTTOMATLOPUSSA": "Työttömät (lkm.)", "TYOTOSUUS": "Työttömien osuus työvoimasta (%)"}
    figures = {
        ("SSS", "2026M06", "TYOTOSUUS"): "12.8",
        ("MK19", "2026M06", "TYOTOSUUS"): "11.1",
        ("KU240", "2026M06", "TYOTOSUUS"): value,
        ("KU240", "2026M06", "TYOTTOMATLOPUSSA"): "1386",
        ("KU240", "2026M05", "TYOTOSUUS"): "...",
    }
    variables = [
        Variable("Alue", "Alue", AREAS),
        Variable("timeperiod_m", "Kuukausi", months, time=True),
        Variable("contentscode", "Tiedot", contents),
    ]
    about = {"title": "Työttömät", "source": "KEHA-keskus, Työnvälitystilasto", "updated": "2026-07-21T05.00.00Z"}
    return PxTable(**(about | {"variables": variables, "figures": figures} | changes))


# --- Sotkanet -----------------------------------------------------------------------------------------------------
REGIONS = [
    {"id": 658, "code": "358", "category": "MAA", "title": {"fi": "Koko maa", "sv": "Hela landet"}},
    {"id": 505, "code": "19", "category": "MAAKUNTA", "title": {"fi": "Lappi"}},
    {"id": 117, "code": "240", "category": "KUNTA", "title": {"fi": "Kemi"}},
    {"id": 118, "code": "241", "category": "KUNTA", "title": {"fi": "Keminmaa"}},
]


def put_sotkanet(service: Service, *, organisation="Terveyden ja hyvinvoinnin laitos (THL)", values=None) -> None:
    """Indicator 181 in small: all regions of the years that were asked for."""
    about = {
        "id": 181,
        "title": {"fi": "Työttömät, % työvoimasta"},
        "organization": {"id": 2, "title": {"fi": organisation}},
        "range": {"start": 1990, "end": 2024},
        "decimals": 1,
        "data-updated": "2025-06-01",
    }
    values = values or {(117, 2023): 13.54, (117, 2024): 14.0, (658, 2024): 9.1, (118, 2024): 8.8, (505, 2024): None}

    def rows(asked):
        years = {int(year) for year in asked.query["years"]}
        return Reply(
            [
                {"indicator": 181, "region": region, "year": year, "gender": "total", "value": value, "absValue": None}
                for (region, year), value in values.items()
                if year in years
            ]
        )

    service.answers["GET", "/sotkanet/indicators/181"] = Reply(about)
    service.answers["GET", "/sotkanet/regions"] = Reply(REGIONS)
    service.answers["GET", "/sotkanet/json"] = rows
