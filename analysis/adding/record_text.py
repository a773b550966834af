"""The text of a record with one statement more: every character that was there stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.reading import block_yaml, record_yaml
from analysis.tables.field_values import FieldValue
from analysis.tables.fields import SOURCE_FIELDS, STATEMENT_FIELDS, Field
from analysis.tables.problems import Problem, TablesError


def new_record(source: Mapping[str, FieldValue], statement: Mapping[str, FieldValue]) -> str:
    """Return the text of a record with its first statement."""
    ordered = _ordered(source, SOURCE_FIELDS)
    ordered["statements"] = [_ordered(statement, STATEMENT_FIELDS)]
    return record_yaml(ordered)


def extended_record(text: str, statement: Mapping[str, FieldValue], shown: str) -> str:
    """Return the text of a record with a statement after its last one.

    Parameters
    ----------
    text
        The record; comments, order, quotes and line ends are kept.
    statement
        Checked values by field.
    shown
        Name of the file in messages.

    Raises
    ------
    TablesError
        The statements do not stand one below the other.
    """
    listing = _listing(text, shown)
    head, tail = _split_after(text, listing)
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = _item_lines(statement, int(listing.start_mark.column))
    before = head if head.endswith("\n") else head + newline
    after = newline + tail if tail and not tail.startswith(("\n", "\r\n")) else tail
    return before + newline + "".join(line + newline for line in lines) + after


def _ordered(values: Mapping[str, FieldValue], fields: tuple[Field, ...]) -> Any:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    ordered = CommentedMap()
    for name in (field.name for field in fields if field.name in values):
        value = values[name]
        ordered[name] = CommentedSeq(value) if isinstance(value, tuple) else whole(value)
        if isinstance(value, tuple):
            ordered[name].fa.set_flow_style()
    return ordered


def whole(value: FieldValue) -> FieldValue:
    """Return a value, a number without a fraction as one that is written without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _item_lines(statement: Mapping[str, FieldValue], column: int) -> list[str]:
    first, *rest = block_yaml(_ordered(statement, STATEMENT_FIELDS)).splitlines()
    indent = " " * column
    return [f"{indent}- {first}", *(f"{indent}  {line}" if line else line for line in rest)]


def _listing(text: str, shown: str) -> Any:
    """Return the node of the statements."""
    from ruamel.yaml import YAML

    node = YAML(typ="safe", pure=True).compose(text)
    pairs = node.value if node is not None and node.id == "mapping" else ()
    listing = next((value for key, value in pairs if key.value == "statements"), None)
    if listing is None or listing.id != "sequence" or listing.flow_style or not listing.value:
        line = None if listing is None else int(listing.start_mark.line) + 1
        rule = "no statement can be added: they do not stand one below the other"
        raise TablesError([Problem(shown, line, "statements", None, rule, "begin each with '- id: …'")])
    return listing


def _split_after(text: str, listing: Any) -> tuple[str, str]:
    """Split a text after the last line of a block list; blank lines and comments after it go to the rest."""
    end, column = int(listing.end_mark.index), int(listing.start_mark.column)
    lines = text[:end].splitlines(keepends=True)
    if lines and not lines[-1].strip():
        end -= len(lines.pop())
    while lines and _belongs_below(lines[-1], column):
        end -= len(lines.pop())
    return text[:end], text[end:]


def _belongs_below(line: str, column: int) -> bool:
    bare = line.lstrip()
    return not bare or (bare.startswith("#") and len(line) - len(bare) <= column)
