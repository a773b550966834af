"""Cells that a spreadsheet program would run as a formula, made harmless in CSV and restored from it."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MARK = "'"


def defuse(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would take for a formula."""
    return MARK + text if text.lstrip(MARK).startswith(FORMULA_STARTS) else text


def restore(text: str) -> str:
    """Undo `defuse`."""
    defused = text.startswith(MARK) and text.lstrip(MARK).startswith(FORMULA_STARTS)
    return text[len(MARK) :] if defused else text
