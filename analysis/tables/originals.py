"""Compare records with copies of the documents that the user holds."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.tables.problems import Problem
from analysis.tables.records import Records, Source, Statement

BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True, slots=True)
class OriginalsReport:
    """What was compared with a copy, and what was not.

    Attributes
    ----------
    verified
        Ids of sources whose checksum, paragraphs and phrases were all found.
    unverified
        Ids of sources of which no copy is held, or the folder holds none.
    problems
        What did not agree.
    """

    verified: tuple[str, ...]
    unverified: tuple[str, ...]
    problems: tuple[Problem, ...]


def check_originals(records: Records, folder: Path) -> list[Problem]:
    """Return every disagreement between the records and the documents in a folder.

    A document is found by its checksum, or by a file name that begins with the id of its source.
    A source of which a copy is held, but not in the folder, is a warning: it was not checked.
    """
    return list(compare_originals(records, folder).problems)


def compare_originals(records: Records, folder: Path) -> OriginalsReport:
    """Compare checksum, paragraph and phrase of every statement with the documents in a folder."""
    copies = _copies(folder)
    verified: list[str] = []
    unverified: list[str] = []
    problems: list[Problem] = []
    for source in records.sources:
        if not source.sha256:
            unverified.append(source.id)
            continue
        path = _find_copy(source, copies)
        if path is None:
            unverified.append(source.id)
            problems.append(_no_copy(source, folder))
            continue
        found = [*_source_problems(source, path, copies[path])]
        problems.extend(found)
        if not found:
            verified.append(source.id)
    return OriginalsReport(tuple(verified), tuple(unverified), tuple(problems))


def paragraphs(text: str) -> list[str]:
    """Split a text into its paragraphs: blocks of text between blank lines."""
    return [block.strip() for block in BLANK_LINES.split(text.replace("\r\n", "\n")) if block.strip()]


def _copies(folder: Path) -> dict[Path, str]:
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _find_copy(source: Source, copies: dict[Path, str]) -> Path | None:
    by_checksum = [path for path, checksum in copies.items() if checksum == source.sha256]
    by_name = [path for path in copies if path.stem == source.id]
    return next(iter([*by_checksum, *by_name]), None)


def _no_copy(source: Source, folder: Path) -> Problem:
    rule = f"not compared with the document: {folder.as_posix()} holds no copy of it"
    remedy = f"put one there as {source.id}.txt"
    return replace(source.problem("sha256", None, rule, remedy), severity="warning")


def _source_problems(source: Source, path: Path, checksum: str) -> Iterator[Problem]:
    if checksum != source.sha256:
        rule = f"is not the checksum of {path.name}, which is {checksum}"
        remedy = "read the document again, or correct the checksum"
        yield source.problem("sha256", source.sha256, rule, remedy)
    try:
        blocks = paragraphs(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        rule = f"phrases not compared: {path.name} is not UTF-8 text"
        yield source.problem("sha256", None, rule, "keep the copy as UTF-8 text")
        return
    for statement in source.statements:
        yield from _place_problems(statement, blocks)


def _place_problems(statement: Statement, blocks: list[str]) -> Iterator[Problem]:
    if statement.paragraph > len(blocks):
        rule = f"is beyond the document, which has {len(blocks)} paragraphs"
        yield statement.problem("paragraph", str(statement.paragraph), rule, "count the blocks of text")
        return
    wanted = _plain(statement.phrase)
    if wanted not in _plain(blocks[statement.paragraph - 1]):
        elsewhere = [number for number, block in enumerate(blocks, 1) if wanted in _plain(block)]
        rule = f"is not in paragraph {statement.paragraph}"
        yield statement.problem("phrase", statement.phrase, rule, _place_remedy(elsewhere))


def _place_remedy(elsewhere: list[int]) -> str:
    if not elsewhere:
        return "copy it from the document letter by letter"
    return f"it stands in paragraph {' and '.join(str(number) for number in elsewhere)}"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
