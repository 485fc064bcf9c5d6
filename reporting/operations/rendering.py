"""Renders a content in every format, and keeps files under their hash: whole or not at all."""

import errno
import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from reporting import docx, pdf, xlsx
from reporting.content.freezing import freeze, thaw
from reporting.models import Format
from reporting.models.publications import FrozenContent


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

    `show_progress` is told how many percent are done, 99 at most: the last is for whoever makes them seen.
    """
    files, total = [], len(frozen) * len(formats)
    for row in frozen:
        content = thaw(row.content)
        for format in formats:
            data = render(content, format)
            sha256, name = keep(data, format)
            files.append(
                {"language": row.language, "format": format, "file": name, "sha256": sha256, "size": len(data)}
            )
            show_progress(99 * len(files) // total)
    return files


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
