"""The same as in Finnish."""

from kemistrategy.formats.fi.formats import *  # noqa: F403
