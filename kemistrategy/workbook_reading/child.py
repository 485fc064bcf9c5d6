"""The process in which files are opened: `python -I -c "…main(…)"` with the file as its input, JSON as its output.

It knows no Django, no database and no settings, sets limits on itself before it reads, and what it says is checked.
"""

import json
import resource
import sys

from .book import Unreadable, book_to_json
from .limits import CPU_SECONDS, MARKED_MEMORY, MEMORY, WRITTEN_BYTES


def main(task: str, extension: str) -> None:
    """`task`: "read", "paste" or "mark". Writes {"sheets": …}, {"refused": [kind, sheet, cell]} or a marked .xlsx."""
    limit(MARKED_MEMORY if task == "mark" else MEMORY)
    try:
        answer = TASKS[task](sys.stdin.buffer, extension)
    except Unreadable as refusal:
        answer = _refused(refusal.kind, refusal.sheet, refusal.cell)
    except (MemoryError, RecursionError):
        answer = _refused("too_heavy")
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def limit(memory: int) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hardest = resource.getrlimit(kind)
        least = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
        resource.setrlimit(kind, (least, least))


def _refused(kind, sheet="", cell=""):
    return json.dumps({"refused": [kind, sheet, cell]}).encode()


def _read(file, extension):
    from .formats import read_file

    return _answer(read_file(file, extension))


def _paste(file, _extension):
    from .formats import read_paste

    return _answer([read_paste(**json.load(file))])


def _mark(file, extension):
    from .marking import marked

    length = int.from_bytes(file.read(8), "big")
    notes = json.loads(file.read(length))
    return marked(file.read(), extension, notes)


def _answer(sheets):
    return json.dumps({"sheets": book_to_json(sheets)}, ensure_ascii=False, separators=(",", ":")).encode()


TASKS = {"read": _read, "paste": _paste, "mark": _mark}
