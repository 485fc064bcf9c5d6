"""Compiles .po files to .mo beside them, without Debian's gettext. Usage: compile_messages.py FILE.po…"""

import sys
from pathlib import Path

import polib

for source in map(Path, sys.argv[1:]):
    polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
