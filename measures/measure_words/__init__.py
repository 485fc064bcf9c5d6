"""A measure in the words of a plan, read as an indicator and a target level. Pure: no database, no language.

Only what the words say by a rule is read; the rest is a doubt, and the words themselves are always kept.
"""

from .reading import DOUBTS, MeasureReading
from .rules import read_measure
from .sentences import measure_sentences

__all__ = ["DOUBTS", "MeasureReading", "measure_sentences", "read_measure"]
