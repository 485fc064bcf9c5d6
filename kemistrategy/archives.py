"""ZIP files that are equal byte by byte when their members are: each of them bears the moment that the caller gives."""

import io
import shutil
import zipfile
from datetime import UTC, datetime


class DatedArchive(zipfile.ZipFile):
    """Written once, member by member. A ZIP knows no time zone and even seconds only: the moment is written in UTC."""

    def __init__(self, file, moment: datetime):
        super().__init__(file, "w", zipfile.ZIP_DEFLATED)
        self._date_time = moment.astimezone(UTC).timetuple()[:6]

    def writestr(self, name, data, *_compression):
        super().writestr(self._member(name), data, zipfile.ZIP_DEFLATED)

    def write(self, path, name, *_compression):
        with open(path, "rb") as source, self.open(self._member(name), "w") as target:
            shutil.copyfileobj(source, target)

    def _member(self, name):
        member = zipfile.ZipInfo(getattr(name, "filename", name), self._date_time)
        member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
        return member


def redated(archive: bytes, moment: datetime) -> bytes:
    """The same members in the same order, all of the one moment."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, DatedArchive(file, moment) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return file.getvalue()
