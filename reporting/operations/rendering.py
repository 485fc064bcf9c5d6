"""Renders a content in every format, and keeps files under their hash: whole or not at all."""

import errno
import hashlib
import logging
import multiprocessing
import multiprocessing.connection
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections
from django.utils.translation import gettext as _

from reporting import docx, pdf, xlsx
from reporting.content.freezing import freeze, thaw
from reporting.models import Format
from reporting.models.publications import FrozenContent

logger = logging.getLogger(__name__)


def render(content, format: str) -> bytes:
    """The file of a content; the same content gives the same bytes."""
    match Format(format):
        case Format.PDF:
            return pdf.render_pdf(content)
        case Format.WORD:
            return docx.render_docx(content)
        case Format.EXCEL:
            return xlsx.render_xlsx(content)
        case Format.WEB:
            return pdf.render_standalone_html(content).encode()
        case Format.JSON:
            return freeze(content).encode()


def made_files(
    frozen: Sequence[FrozenContent], formats: Sequence[Format], *, show_progress: Callable[[int], None]
) -> list[dict]:
    """Renders every frozen content in every format and keeps the files; gives a KeptFile's fields, less the moment.

    Languages are rendered side by side, as many at once as RENDER_PROCESSES allows. `show_progress` is told how many
    percent are done, 99 at most: the last is for whoever makes them seen.
    """
    files, total = [], len(frozen) * len(formats)
    side_by_side = len(frozen) > 1 and settings.RENDER_PROCESSES > 1
    make = _made_side_by_side if side_by_side else _made_one_by_one
    for file in make(frozen, formats):
        files.append(file)
        show_progress(99 * len(files) // total)
    places = [(row.language, format) for row in frozen for format in formats]
    return sorted(files, key=lambda file: places.index((file["language"], file["format"])))


def _made_one_by_one(frozen, formats) -> Iterator[dict]:
    for row in frozen:
        content = thaw(row.content)
        for format in formats:
            data = render(content, format)
            sha256, name = keep(data, format)
            yield {"language": row.language, "format": format, "file": name, "sha256": sha256, "size": len(data)}


# --- side by side: a language in a process of its own ---------------------------------------------------------------
FORK = multiprocessing.get_context("fork")  # the fonts and templates that have been read are there at once


def _made_side_by_side(frozen, formats) -> Iterator[dict]:
    """A process that raises is raised here, and the others are ended; one that was killed is an error too."""
    waiting, under_way = list(frozen), {}
    try:
        while waiting or under_way:
            while waiting and len(under_way) < settings.RENDER_PROCESSES:
                under_way |= _started(waiting.pop(0), formats)
            for reader in multiprocessing.connection.wait(under_way):
                try:
                    told = reader.recv()
                except EOFError:
                    _end(under_way.pop(reader))
                    continue
                if isinstance(told, Exception):
                    raise told
                yield told
    finally:
        for process in under_way.values():
            process.kill()
            process.join()


def _started(row, formats):
    """Nobody shares a connection to the database: ours is closed first and opens again by itself."""
    connections.close_all()
    reader, writer = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_tell_made, args=(row, formats, reader, writer))
    process.start()
    writer.close()
    return {reader: process}


def _tell_made(row, formats, reader, writer):
    """What is told is small: the files are kept here. When nobody listens any more the next word ends this process."""
    reader.close()
    try:
        for file in _made_one_by_one([row], formats):
            writer.send(file)
    except Exception as problem:
        logger.exception("Files in %s could not be made", row.language)
        writer.send(problem if isinstance(problem, OSError) else RuntimeError(repr(problem)))


def _end(process):
    process.join()
    if process.exitcode:
        raise RuntimeError(f"a process that made files ended with {process.exitcode}")


# --- keeping --------------------------------------------------------------------------------------------------------
def keep(data: bytes, format: str) -> tuple[str, str]:
    """Keeps the file of a report under its hash; gives the hash and the name it is stored by."""
    sha256 = hashlib.sha256(data).hexdigest()
    return sha256, stored(f"reports/{sha256}.{format}", data)


def stored(name: str, data: bytes) -> str:
    """The same bytes are one file. It is in its place whole, or not at all, even when the power fails.

    Raises OSError when the disk is full or refuses; nothing of the file is left then.
    """
    path = Path(default_storage.path(name))
    if path.is_file() and path.read_bytes() == data:
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return name


def _sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def problem_words(problem: Exception) -> str:
    """What is told to whoever waits for the files."""
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("Palvelimen levytila loppui. Pyydä ylläpitoa vapauttamaan tilaa ja yritä sitten uudelleen.")
    return _("Tiedostoja ei saatu tehtyä. Vika on kirjattu palvelun lokiin. Yritä uudelleen.")
