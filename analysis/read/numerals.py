"""Digits and number words → exact values, with the step to which they are written."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache

from analysis.read.languages import Language

_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f'’]")
_LONGEST_LITERAL = 30  # characters; longer digit runs are codes, not counts
_LONGEST_RUN = 12  # words in one spelled-out number


def granularity(value: float) -> float:
    """Return the place of the last significant digit of ``value``, in the units of ``value``.

    5 in that place, with another significant digit before it, counts as a step of five: 2,500 → 500,
    150 → 50, but 5,000 → 1,000. 0 has no significant digit and gives 1.

    Raises
    ------
    ValueError
        If ``value`` is not finite.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} has no granularity; give a finite number")
    return float(decimal_step(Decimal(repr(float(value))).normalize()))


def decimal_step(value: Decimal) -> Decimal:
    """Return the granularity of a number as written: decimals count even when they are zeros."""
    if value == 0:
        return Decimal(1)
    if int(value.as_tuple().exponent) >= 0:
        value = value.normalize()
    _, digits, exponent = value.as_tuple()
    step = Decimal(1).scaleb(int(exponent))
    return 5 * step if digits[-1] == 5 and len(digits) > 1 else step


def digits_value(literal: str, decimal_mark: str | None, *, scaled: bool) -> Decimal | None:
    """Read digits with separators; None when they are no number (a date, a version, 007).

    Parameters
    ----------
    literal
        Digits with ``.``, ``,``, spaces or apostrophes between them.
    decimal_mark
        The language's decimal mark, or None when the language is not known.
    scaled
        Whether a scale word or a percent sign follows. Only then may three digits after a single mark be
        decimals: nobody counts people in thousandths, so 13,221 and 13.221 are thousands in any language.
    """
    if len(literal) > _LONGEST_LITERAL:
        return None
    whole, mark, decimals = _split_decimals(_SPACES.sub(" ", literal), decimal_mark, scaled=scaled)
    groups = re.split("[ .,]", whole)
    if not _grouped(groups) or not (decimals.isdigit() or not mark):
        return None
    return Decimal("".join(groups) + ("." + decimals if mark else ""))


def _split_decimals(literal: str, decimal_mark: str | None, *, scaled: bool) -> tuple[str, str, str]:
    marks = [character for character in literal if character in ".,"]
    mark = marks[-1] if marks else ""
    if not mark or _marks_thousands(literal, marks, decimal_mark, scaled=scaled):
        return literal, "", ""
    return literal.rpartition(mark)[0], mark, literal.rpartition(mark)[2]


def _marks_thousands(literal: str, marks: list[str], decimal_mark: str | None, *, scaled: bool) -> bool:
    if len(set(marks)) > 1 or " " in literal:
        return False
    if len(marks) > 1:
        return True
    head, _, tail = literal.partition(marks[0])
    if len(tail) != 3 or len(head) > 3 or head.startswith("0"):
        return False
    decimals_possible = decimal_mark is None or marks[0] == decimal_mark
    return not (scaled and decimals_possible)


def _grouped(groups: list[str]) -> bool:
    first, *rest = groups
    if len(first) > 1 and first.startswith("0"):
        return False
    return not rest or (len(first) <= 3 and all(len(group) == 3 for group in rest))


def spelled_value(words: tuple[str, ...], language: Language) -> Decimal | None:
    """Return the value of a spelled-out number, or None when ``words`` are not one."""
    if len(words) > _LONGEST_RUN or len(words[-1]) > 80 or words[-1] in language.not_cardinals:
        return None
    if language.cardinals and (value := _composed(words, language)) is not None:
        return value
    return _cardinal(" ".join(words), language.codes)


def _composed(words: tuple[str, ...], language: Language) -> Decimal | None:
    """Add up cardinal words of falling size, and multiply by the scale words after them."""
    total, current, room = 0, 0, 1000
    for word in words:
        if word in language.cardinals:
            part = language.cardinals[word]
            if part >= room:
                return None
            current, room = current + part, 10 ** (len(str(part)) - 1) if part >= 20 else 1
        elif word in language.scales:
            total, current, room = total + (current or 1) * language.scales[word], 0, 1000
        else:
            return None
    return Decimal(total + current)


@lru_cache(maxsize=65536)
def _cardinal(words: str, codes: tuple[str, ...]) -> Decimal | None:
    from text_to_num import text2num

    for code in codes:
        try:
            return Decimal(int(text2num(words, code)))
        except ValueError:
            continue
    return None
