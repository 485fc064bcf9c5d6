"""The ZIP that an .xlsx or .ods is: looked through by its directory before anything in it is unpacked."""

import re
import struct
import zipfile
import zlib

from .book import Unreadable
from .limits import MEMBER_BYTES, MEMBERS, TIGHTEST_PACKING, UNPACKED_BYTES

ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE_NAMES = re.compile(r"\.(zip|7z|rar|gz|bz2|xz|tar|tgz|jar|cab|iso|xls[xmb]?|doc[xm]?|ppt[xm]?|od[st])$", re.I)
MACRO_NAMES = re.compile(r"vbaproject|(^|/)macrosheets/|^(basic|scripts)/[^/]+/(?!script-l[bc]\.xml$).", re.I)
DIRECTORY_BYTES = 1_000_000
END, END_OF_ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


class Package:
    """The members of a checked archive, opened one by one. Raises Unreadable for what no spreadsheet program writes."""

    def __init__(self, file):
        _check_directory(file)
        try:
            self._archive = zipfile.ZipFile(file)
        except DAMAGES as problem:
            raise Unreadable("damaged") from problem
        members = self._archive.infolist()
        self.names = {member.filename for member in members}
        _check_size(members, file)
        _check_names(members)
        if any(MACRO_NAMES.search(name) for name in self.names):
            raise Unreadable("macros")
        for member in members:
            self._check_inside(member)

    def __contains__(self, name):
        return name in self.names

    def open(self, name: str, sheet: str = "", limit: int = UNPACKED_BYTES):
        try:
            if self._archive.getinfo(name).file_size > limit:
                raise Unreadable("unpacks_too_large", sheet)
            return _Member(self._archive.open(name), sheet)
        except (KeyError, *DAMAGES) as problem:
            raise Unreadable("damaged", sheet) from problem

    def read(self, name: str, limit: int) -> bytes:
        with self.open(name) as member:
            return member.read(limit)

    def _check_inside(self, member):
        if ARCHIVE_NAMES.search(member.filename):
            raise Unreadable("embedded_file")
        if member.file_size:
            first = self.read(member.filename, 8)
            if first.startswith((*ARCHIVES, COMPOUND_FILE)):
                raise Unreadable("embedded_file")


class _Member:
    """A member as a stream whose damage is told as a refusal of its sheet."""

    def __init__(self, stream, sheet):
        self._stream, self._sheet = stream, sheet

    def read(self, size):
        try:
            return self._stream.read(size)
        except DAMAGES as problem:
            raise Unreadable("damaged", self._sheet) from problem

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self._stream.close()


def _check_directory(file):
    """Before the members are listed: 300 000 of them would take seconds and all the memory."""
    file.seek(max(0, file.seek(0, 2) - 70_000))
    tail = file.read()
    end = tail.rfind(END)
    if end < 0 or len(tail) < end + 22:
        raise Unreadable("damaged")
    count, length = struct.unpack("<HL", tail[end + 10 : end + 16])
    if count > MEMBERS or length > DIRECTORY_BYTES or tail[max(0, end - 20) :].startswith(END_OF_ZIP64):
        raise Unreadable("suspicious_packing")


def _check_size(members, file):
    if len(members) > MEMBERS:
        raise Unreadable("suspicious_packing")
    if any(member.flag_bits & 0x1 for member in members):
        raise Unreadable("encrypted")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise Unreadable("suspicious_packing")
    if any(
        member.file_size > MEMBER_BYTES and member.file_size > TIGHTEST_PACKING * max(1, member.compress_size)
        for member in members
    ):
        raise Unreadable("suspicious_packing")
    if sum(member.compress_size for member in members) > file.seek(0, 2):
        raise Unreadable("suspicious_packing")  # members that lie over each other
    if sum(member.file_size for member in members) > UNPACKED_BYTES:
        raise Unreadable("unpacks_too_large")


def _check_names(members):
    names = [member.filename for member in members]
    if len({name.lower() for name in names}) < len(names):
        raise Unreadable("odd_members")
    for member in members:
        name = member.orig_filename
        is_outside = name.startswith("/") or ".." in name.split("/")
        if not name or is_outside or re.search(r"[\\\x00-\x1f:]", name):
            raise Unreadable("odd_members")
