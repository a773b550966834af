"""Read wordings and windows: text in, numbers, hedges, units and positions out. Knows no files."""

from analysis.read.agreement import disagreement
from analysis.read.labels import month_label, window_label
from analysis.read.numerals import granularity
from analysis.read.statements import FoundStatement, read_statements
from analysis.read.vocabulary import HedgeWords, UnitWords
from analysis.read.windows import Window, WindowEnd, parse_window
from analysis.read.wordings import Reading, read_wordings

__all__ = [
    "FoundStatement",
    "HedgeWords",
    "Reading",
    "UnitWords",
    "Window",
    "WindowEnd",
    "disagreement",
    "granularity",
    "month_label",
    "parse_window",
    "read_statements",
    "read_wordings",
    "window_label",
]
