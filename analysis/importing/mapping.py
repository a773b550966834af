"""How a spreadsheet is read: a mapping from its columns and words, kept as YAML."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.importing.cells import LISTED, Manner
from analysis.importing.headers import NAMES
from analysis.read.languages import LANGUAGES
from analysis.tables.problems import Problem, TablesError, choice_remedy, harmless
from analysis.tables.yaml_tree import Mapping as YamlMapping
from analysis.tables.yaml_tree import Scalar, read_yaml


@dataclass(frozen=True)
class SheetMapping:
    """How a spreadsheet is read.

    Attributes
    ----------
    sheet
        Name of the sheet; empty for CSV.
    header
        Row of the header, the last one if it has two, counted from 1.
    columns
        What is read → label of its column.
    words
        Field → word in the spreadsheet → id of the vocabulary.
    manner
        Language, decimal mark and dates.
    """

    sheet: str
    header: int
    columns: dict[str, str]
    words: dict[str, dict[str, str]]
    manner: Manner


def mapping_yaml(mapping: SheetMapping) -> str:
    """Write a mapping as YAML, to be corrected by hand where it is wrong."""
    from ruamel.yaml import YAML

    content = {
        "sheet": mapping.sheet,
        "header": mapping.header,
        "language": mapping.manner.language,
        "decimal": mapping.manner.decimal or "",
        "dates": "month" if mapping.manner.months else "day",
        "columns": mapping.columns,
        "words": mapping.words,
    }
    yaml = YAML()
    yaml.width = 1000
    written = io.StringIO()
    yaml.dump(content, written)
    return "# How a spreadsheet of claims is read: correct it, and import again.\n" + written.getvalue()


def read_mapping(path: Path, dated: str | None = None) -> SheetMapping:
    """Read a mapping; TablesError says what is wrong with it."""
    shown = harmless(path.as_posix())
    tree, problems = read_yaml(path, shown)
    if not isinstance(tree, YamlMapping):
        problems.append(Problem(shown, 1, None, None, "is not a mapping", "begin with 'sheet:'"))
    if problems or not isinstance(tree, YamlMapping):
        raise TablesError(problems)
    header = _scalar(tree, "header")
    columns = _pairs(tree, "columns")
    line = tree.items["columns"][0] if "columns" in tree.items else None
    problems = [
        Problem(
            shown,
            line,
            "columns",
            name,
            "is nothing that is read",
            choice_remedy(name, NAMES),
        )
        for name in columns
        if name not in NAMES
    ]
    language = _scalar(tree, "language") or "en"
    if language not in LANGUAGES:
        remedy = choice_remedy(language, LANGUAGES)
        problems.append(Problem(shown, None, "language", language, "cannot be read", remedy))
    if not re.fullmatch("[1-9][0-9]{0,6}", header):
        problems.append(Problem(shown, None, "header", header, "is not a row", "write its number, from 1"))
    if problems:
        raise TablesError(problems)
    words = {name: _pairs(tree.items["words"][1], name) for name in LISTED if "words" in tree.items}
    months = _scalar(tree, "dates") == "month"
    manner = Manner(language, _scalar(tree, "decimal") or None, months, dated)
    return SheetMapping(_scalar(tree, "sheet"), int(header), columns, words, manner)


def _scalar(tree: YamlMapping, name: str) -> str:
    value = tree.items.get(name, (0, None))[1]
    return value.text if isinstance(value, Scalar) else ""


def _pairs(tree: Any, name: str) -> dict[str, str]:
    inner = tree.items.get(name, (0, None))[1] if isinstance(tree, YamlMapping) else None
    if not isinstance(inner, YamlMapping):
        return {}
    return {key: value.text for key, (_, value) in inner.items.items() if isinstance(value, Scalar)}
