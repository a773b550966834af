"""YAML as a tree in which every value knows its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.tables.plain_text import BYTE_ORDER_MARK, read_text
from analysis.tables.problems import Problem, TablesError

MAX_BYTES = 1_000_000
PLAIN_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its text without outer blanks, and what YAML 1.2 takes it for."""

    line: int
    text: str
    kind: str
    quoted: bool

    @property
    def missing(self) -> bool:
        """Whether nothing was written."""
        return self.kind == "null"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    line: int
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with the line of each, and their values."""

    line: int
    items: dict[str, tuple[int, Tree]]


Tree = Scalar | Listing | Mapping


def read_yaml(path: Path, shown: str) -> tuple[Tree, list[Problem]]:
    """Read a YAML 1.2 file into a tree, with the problems that did not stop the reading.

    Raises
    ------
    TablesError
        Not readable as text, or not YAML.
    """
    written = read_text(path, shown, max_bytes=MAX_BYTES)
    text = written.removeprefix(BYTE_ORDER_MARK)
    problems = [_mark_problem(shown)] if text != written else []
    problems += [
        _tab_problem(shown, number) for number, line in enumerate(text.split("\n"), 1) if "\t" in line
    ]
    try:
        node = _compose(text.replace("\t", "  "))
    except Exception as error:
        if not _is_yaml_error(error):
            raise
        raise TablesError([*problems, _yaml_problem(shown, error)]) from error
    return _tree(node, 1, shown, set(), problems), problems


def _compose(text: str) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).compose(text)


def _is_yaml_error(error: Exception) -> bool:
    from ruamel.yaml.error import YAMLError

    return isinstance(error, YAMLError | RecursionError | ValueError)


def _yaml_problem(shown: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = None if mark is None else mark.line + 1
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is nested too deeply"
    rule = f"is not YAML ({' '.join(str(said).split())})"
    return Problem(
        shown, line, None, None, rule, "compare the indents, colons and quotes with another record"
    )


def _mark_problem(shown: str) -> Problem:
    return Problem(shown, 1, None, None, "starts with a byte-order mark", "save it as UTF-8 without one")


def _tab_problem(shown: str, line: int) -> Problem:
    return Problem(shown, line, None, None, "there is a tab", "use two blanks for each step of indent")


def _tree(node: Any, line: int, shown: str, seen: set[int], problems: list[Problem]) -> Tree:
    """Build the tree of a node that stands on or after a line."""
    if node is None:
        return Scalar(line, "", "null", quoted=False)
    if node.anchor is not None or id(node) in seen:
        problems.append(_alias_problem(shown, line))
        return Scalar(line, "", "null", quoted=False)
    seen.add(id(node))
    if node.id == "mapping":
        return Mapping(line, _mapping_items(node, shown, seen, problems))
    if node.id == "sequence":
        return Listing(line, tuple(_tree(item, _line(item), shown, seen, problems) for item in node.value))
    return _scalar(node, line)


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _alias_problem(shown: str, line: int) -> Problem:
    rule = "there is an anchor (&) or an alias (*)"
    return Problem(shown, line, None, None, rule, "write the value out, or in quotes if it is text")


def _scalar(node: Any, line: int) -> Scalar:
    kind = str(node.tag).rpartition(":")[2]
    text = PLAIN_BLANKS.sub(" ", node.value).strip(" ")
    return Scalar(line, text, kind, quoted=node.style is not None)


def _mapping_items(
    node: Any, shown: str, seen: set[int], problems: list[Problem]
) -> dict[str, tuple[int, Tree]]:
    items: dict[str, tuple[int, Tree]] = {}
    for key, value in node.value:
        line = _line(key)
        name = key.value if key.id == "scalar" else "?"
        if name in items:
            rule = f"the key is already on line {items[name][0]}"
            problems.append(Problem(shown, line, name, None, rule, "delete one of the two"))
        else:
            items[name] = (line, _tree(value, line, shown, seen, problems))
    return items
