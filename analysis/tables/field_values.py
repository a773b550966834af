"""One field of a record: from what was written to a checked value."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from analysis.read import HedgeWords, UnitWords, parse_window
from analysis.tables.fields import ID_RULE, LARGEST_VALUE, SMALLEST_VALUE, UNDECIDED, Field
from analysis.tables.problems import Problem, choice_remedy
from analysis.tables.vocabulary import Vocabulary, vocabulary_remedy
from analysis.tables.yaml_tree import Listing, Scalar, Tree

FieldValue = str | float | int | tuple[str, ...] | None
QUOTED_START = re.compile(r"'([^']*)' (.+)", re.DOTALL)
LONGEST_DATE = 60


class FieldError(ValueError):
    """A value that breaks a rule, with its remedy."""

    def __init__(self, rule: str, remedy: str, value: str | None = None) -> None:
        super().__init__(f"{rule}; {remedy}")
        self.rule, self.remedy, self.value = rule, remedy, value


@dataclass(frozen=True)
class Words:
    """The vocabulary, with its hedge and unit words ready to be matched."""

    vocabulary: Vocabulary
    hedges: HedgeWords
    units: UnitWords

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Words:
        """Prepare the words of a vocabulary."""
        return cls(vocabulary, HedgeWords.from_rows(vocabulary.hedges), UnitWords.from_rows(vocabulary.units))


def field_value(field: Field, tree: Tree, words: Words, file: str) -> tuple[FieldValue, list[Problem]]:
    """Check what was written in a field.

    Returns
    -------
    The value (None when wrong), and the problems found.
    """
    try:
        if isinstance(tree, Scalar) and tree.text == UNDECIDED:
            raise FieldError("is still to be decided", f"fill it in: {_first_sentence(field.description)}")
        return _READERS[field.kind](field, tree, words), []
    except FieldError as error:
        text = error.value if error.value is not None else tree.text if isinstance(tree, Scalar) else None
        return None, [Problem(file, tree.line, field.name, text or None, error.rule, error.remedy)]


def _first_sentence(description: str) -> str:
    first = description.split(". ", maxsplit=1)[0].rstrip(".")
    return first[:1].lower() + first[1:]


def split_message(error: ValueError) -> FieldError:
    """Take a two-part message (what is wrong; what to write instead) apart."""
    rule, _, remedy = str(error).rpartition("; ")
    quoted = QUOTED_START.fullmatch(rule)
    return FieldError(quoted[2], remedy, quoted[1]) if quoted else FieldError(rule, remedy, "")


def number_error(value: float) -> FieldError | None:
    """Say why a finite or infinite number cannot be a stated one; None when it can."""
    if math.isnan(value):
        return FieldError("is not a number", "write digits, as 6000000, or leave the field out")
    if math.isinf(value):
        return FieldError("is infinite", "write the number that was stated")
    if value < 0:
        return FieldError("is below zero", "write a number from 0 up")
    if value > LARGEST_VALUE:
        return FieldError(f"is beyond {LARGEST_VALUE:.0e}", "check the digits and the unit")
    if 0 < value < SMALLEST_VALUE:
        return FieldError(f"is below {SMALLEST_VALUE:.0e}", "check the digits and the unit")
    return None


def _text(field: Field, tree: Tree, _words: Words) -> str:
    text = _scalar_text(tree)
    if len(text) > field.longest:
        raise FieldError(
            f"has {len(text)} characters, more than {field.longest}", "shorten it, in your own words"
        )
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise FieldError("has a control character or half a character", "delete it")
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise FieldError("does not have the form of this field", field.remedy)
    return text


def _scalar_text(tree: Tree) -> str:
    if not isinstance(tree, Scalar):
        raise FieldError("this is a list or a mapping", "write a single value")
    if not tree.text:
        raise FieldError("is blank", "fill it in or delete the line")
    return tree.text


def _id(_field: Field, tree: Tree, _words: Words) -> str:
    text = _scalar_text(tree)
    if not ID_RULE.fullmatch(text) or len(text) > 80:
        raise FieldError("is not an id", "use small letters, digits and '-' only, as in hur-2025-04")
    return text


def _ids(field: Field, tree: Tree, words: Words) -> tuple[str, ...]:
    if not isinstance(tree, Listing):
        raise FieldError("is not a list", "write the ids in brackets, as in [first-id, second-id]")
    return tuple(_id(field, item, words) for item in tree.items)


def _integer(_field: Field, tree: Tree, _words: Words) -> int:
    text = _scalar_text(tree)
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise FieldError("is not a whole number from 1", "count the blocks between blank lines, from 1")
    return int(text)


def _number(_field: Field, tree: Tree, _words: Words) -> float:
    text = _scalar_text(tree)
    if not isinstance(tree, Scalar) or tree.kind not in ("int", "float") or tree.quoted:
        raise FieldError(
            "is not a number", "write digits without quotes or thousands marks, as 6000000 or 0.5"
        )
    try:
        value = float(text.lower().replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
    except (ValueError, OverflowError) as error:
        raise FieldError("is not a number", "write it in decimal digits, as 6000000 or 0.5") from error
    wrong = number_error(value)
    if wrong:
        raise wrong
    return value


def _edtf(_field: Field, tree: Tree, _words: Words) -> str:
    text = _scalar_text(tree)
    if len(text) > LONGEST_DATE:
        raise FieldError("is too long for a date", "write year-month, as in 2025-04")
    try:
        parse_window(text)
    except ValueError as error:
        raise split_message(error) from error
    return text


def _choice(field: Field, tree: Tree, _words: Words) -> str:
    text = _scalar_text(tree)
    known = [name for name, _ in field.choices]
    if text not in known:
        raise FieldError(f"is not a {field.name}", choice_remedy(text, known))
    return text


def _vocabulary(field: Field, tree: Tree, words: Words) -> str:
    text = _scalar_text(tree)
    known = words.vocabulary.table(field.table)
    if text not in known:
        remedy = vocabulary_remedy(text, field.table, words.vocabulary)
        raise FieldError(f"is not in {field.table}.csv", remedy)
    return text


_READERS: dict[str, Callable[[Field, Tree, Words], FieldValue]] = {
    "text": _text,
    "id": _id,
    "ids": _ids,
    "integer": _integer,
    "number": _number,
    "edtf": _edtf,
    "choice": _choice,
    "vocabulary": _vocabulary,
}
