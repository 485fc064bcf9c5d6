"""Evidence: what may be kept as a file, and the keeping of it once, under the digest of its bytes."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import cleaned

from .models import Evidence

MAXIMUM_SIZE = 10 * 1024 * 1024
HEAD = 4096  # so many leading bytes tell what a file is
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."


def _begins(*starts: bytes):
    return lambda head: head.startswith(starts)


def _is_open_document(kind: bytes):
    """The first member of the archive is its kind, not packed: ODF 1.2 part 3, 3.3."""
    return lambda head: head.startswith(b"PK\x03\x04") and head[30:].startswith(OPEN_DOCUMENT + kind)


def _is_plain_text(head: bytes) -> bool:
    """No control characters but tabs and line ends; Excel's "Unicode text" begins with a mark and has zeros."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or not any(
        byte < 32 and byte not in b"\t\n\r\f" for byte in head
    )


LEADING_BYTES = {
    "pdf": _begins(b"%PDF-"),
    "docx": _begins(b"PK\x03\x04"),
    "xlsx": _begins(b"PK\x03\x04"),
    "odt": _is_open_document(b"text"),
    "ods": _is_open_document(b"spreadsheet"),
    "csv": _is_plain_text,
    "txt": _is_plain_text,
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "jpg": _begins(b"\xff\xd8\xff"),
    "jpeg": _begins(b"\xff\xd8\xff"),
}


@dataclass(frozen=True)
class NewEvidence:
    """What somebody gives as evidence: a file or the https address of a page; a title when she wrote one."""

    title: str = ""
    file: UploadedFile | None = None
    address: str = ""

    def __bool__(self):
        return bool(self.file or self.address)


def file_problem(file: UploadedFile) -> str:
    """A sentence that says why the file is not taken, "" when it is; reads its first bytes only."""
    if file.size > MAXIMUM_SIZE:
        return _("Tiedosto on yli 10 megatavua. Pienennä sitä tai anna sen osoite.")
    if not file.size:
        return _("Tiedosto on tyhjä. Valitse toinen.")
    looks_right = LEADING_BYTES.get(_extension(file.name))
    if looks_right is None:
        return _("Tätä tiedostomuotoa ei oteta vastaan. Tallenna tiedosto esimerkiksi PDF:nä.")
    file.seek(0)
    if not looks_right(file.read(HEAD)):
        return _("Tiedoston sisältö ei vastaa sen päätettä. Avaa tiedosto ja tallenna se uudelleen.")
    return ""


def keep_evidence(given: NewEvidence, *, by) -> Evidence:
    """Stores the file, when it is one, and the row that tells of it; refuses what `file_problem` names."""
    evidence = Evidence(added_at=clock.now(), added_by=by)
    if given.file:
        if problem := file_problem(given.file):
            raise NotAllowed(problem)
        evidence.file_name = cleaned(PurePath(given.file.name).name)[-200:]
        evidence.sha256 = _digest(given.file)
        evidence.file = _stored_once(given.file, evidence.sha256)
    else:
        _refuse_unsafe(given.address)
        evidence.address = given.address
    evidence.title = (given.title or evidence.file_name or evidence.address)[:200]
    return save_with_history(evidence, by=by, reason="added")


def _refuse_unsafe(address):
    if not address.startswith("https://"):
        raise NotAllowed(_("Anna osoite, joka alkaa https://"))


def _extension(name):
    return PurePath(name).suffix.lower().removeprefix(".")


def _digest(file):
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _stored_once(file, digest) -> str:
    """The name of the stored bytes. A copy of another length was cut off when it was written, and is written anew."""
    name = f"evidence/{digest}.{_extension(file.name)}"
    if default_storage.exists(name):
        if default_storage.size(name) == file.size:
            return name
        default_storage.delete(name)
    given = default_storage.save(name, file)
    if given != name:  # somebody stored the same bytes in the same moment
        default_storage.delete(given)
    return name
