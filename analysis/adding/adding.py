"""A drafted statement → a line in a record: rehearsed against all records, written under a lock, at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.adding.desk import Desk, Wanted, option
from analysis.adding.drafting import Draft, draft_of
from analysis.adding.likeness import Likeness, same_acts, same_documents
from analysis.adding.meaning import Meaning, meaning_lines, meaning_of
from analysis.adding.proposals import Fields, proposed_id
from analysis.adding.record_text import extended_record, new_record
from analysis.console import RefusalError
from analysis.tables import read_records, write_all
from analysis.tables.fields import STATEMENT_FIELDS
from analysis.tables.plain_text import BYTE_ORDER_MARK
from analysis.tables.problems import Problem, TablesError
from analysis.tables.records import Source, Statement, read_record

LOCK = Path(".cache", "records.lock")
PATIENCE = 30.0
"""Seconds to wait for another command that is writing a record."""
_FIELDS = tuple(field.name for field in STATEMENT_FIELDS)


@dataclass(frozen=True)
class Added:
    """A statement with its record, as they stand after it was added, or would.

    Attributes
    ----------
    record
        File of the record, as messages show it.
    text
        The record with the statement.
    fields
        What was written of the statement.
    meaning
        What the model makes of it; None when that takes other claims.
    alike
        Statements that may be the same act of speech, and sources that may be the same document.
    written
        Whether it was written.
    """

    record: str
    created: bool
    text: str
    fields: Fields
    statement: Statement
    meaning: Meaning | None
    alike: tuple[Likeness, ...]
    lines: tuple[str, ...]
    written: bool = False

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "record": self.record,
            "line": self.statement.lines["id"],
            "created": self.created,
            "written": self.written,
            "claim_id": self.statement.claim_id,
            "statement": dict(self.fields),
            "meaning": None if self.meaning is None else asdict(self.meaning),
            "alike": [asdict(one) for one in self.alike],
        }

    @property
    def notes(self) -> list[str]:
        """Lines for people."""
        place = f"{self.record}:{self.statement.lines['id']}"
        done = "Wrote" if self.written else "Would write"
        alike = [f"alike      {one.name} ({one.place}) {one.why}" for one in self.alike]
        return [f"{done} {self.statement.claim_id} to {place}.", *self.lines, *alike]


def add_statement(wanted: Wanted, suite: Path) -> Added:
    """Add a statement to a record, which is made when there is none.

    Two commands at once write one after the other; one that is killed leaves the record as it was.

    Raises
    ------
    TablesError
        With every problem; nothing was written.
    RefusalError
        It looks like one that is there, or another command holds the records.
    """
    desk = Desk.of(suite, wanted.document, wanted.source.get("published"))
    draft = draft_of(wanted, desk)
    if wanted.dry_run:
        return rehearse(draft, desk)
    with records_locked(suite):
        _sweep(suite / "seeds")
        return _write(draft, Desk.of(suite), distinct=wanted.distinct)


def rehearse(draft: Draft, desk: Desk) -> Added:
    """Make the record with the statement and check it beside all others, without writing it.

    Raises
    ------
    TablesError
        With every problem that the statement brings.
    """
    there = desk.source(draft.record)
    if there is not None and draft.source is not None:
        rule, remedy = "was made by another command meanwhile", "run the command again, without --source-…"
        raise TablesError([Problem(there.file, None, None, None, rule, remedy)])
    taken = {statement.id for statement in there.statements} if there else set()
    fields = _in_order({"id": proposed_id(draft.statement, taken), **draft.statement})
    text = _text(draft, fields, desk)
    source = _checked(text, draft.record, desk)
    statement = source.statements[-1]
    _require_unchanged(there, source)
    meaning = meaning_of(source, statement, desk.words.vocabulary)
    return Added(
        record=desk.shown(draft.record),
        created=there is None,
        text=text,
        fields=fields,
        statement=statement,
        meaning=meaning,
        alike=tuple(_alike(draft, source, statement, desk)),
        lines=tuple(meaning_lines(statement, meaning, desk.words.vocabulary)),
    )


def refuse_alike(added: Added) -> None:
    """Refuse a statement or a document that seems to be there already."""
    if not added.alike:
        return
    one = added.alike[0]
    if not one.origin:
        remedy = f"add to that record (hedgerow add {one.name} …)"
    else:
        counted = f"--quantity {one.quantity} " if one.quantity else ""
        remedy = f"give {counted}--origin {one.origin} --status repeat if it retells that act of speech"
    raise RefusalError(
        f"{added.statement.claim_id}: {one.why} as {one.name} ({one.place}); "
        f"{remedy}, or --distinct if it is another"
    )


def _write(draft: Draft, desk: Desk, *, distinct: bool) -> Added:
    added = rehearse(draft, desk)
    if not distinct:
        refuse_alike(added)
    write_all({desk.path(draft.record): added.text}, desk.suite)
    return Added(**{**vars(added), "written": True})


@contextmanager
def records_locked(suite: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the records; the system lets go of them when this process ends, however it ends."""
    path = suite / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path, timeout=patience):
            yield
    except Timeout as error:
        raise RefusalError(
            f"{LOCK.as_posix()}: another hedgerow add has been writing for {patience:g} s; "
            "wait for it to end, or stop it, and run this one again"
        ) from error


def _sweep(folder: Path) -> None:
    """Clear away unfinished records of killed commands; nobody else writes them while the lock is held."""
    for left in folder.glob(".*.yaml.*.part"):
        with suppress(OSError):
            left.unlink()


def _in_order(fields: Fields) -> Fields:
    return {name: fields[name] for name in _FIELDS if name in fields}


def _text(draft: Draft, fields: Fields, desk: Desk) -> str:
    if draft.source is not None:
        return new_record(draft.source, fields)
    written = desk.path(draft.record).read_bytes().decode("utf-8")
    return extended_record(written.removeprefix(BYTE_ORDER_MARK), fields, desk.shown(draft.record))


def _checked(text: str, record: str, desk: Desk) -> Source:
    """Check a record in a copy of the folder, and return it; what was wrong elsewhere before is let pass."""
    with _scratch() as folder:
        seeds = Path(folder, "seeds")
        seeds.mkdir()
        for path in (desk.suite / "seeds").glob("*.yaml"):
            shutil.copyfile(path, seeds / path.name)
        (seeds / f"{record}.yaml").write_bytes(text.encode("utf-8"))
        shown = desk.shown(record)
        if new := _new_problems(_problems(seeds, desk), shown, desk):
            raise TablesError([_named_by_option(one, shown) for one in new])
        source, _ = read_record(seeds / f"{record}.yaml", shown, desk.words)
    assert source is not None, "a record without problems can be read"
    return source


def _new_problems(problems: tuple[Problem, ...], shown: str, desk: Desk) -> list[Problem]:
    if not problems:
        return []
    known = {str(problem) for problem in _problems(desk.suite / "seeds", desk)}
    return [one for one in problems if one.file == shown or str(one) not in known]


@contextmanager
def _scratch() -> Iterator[str]:
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield folder
    except OSError as error:
        if error.filename is not None:
            raise
        reason = (error.strerror or "an error of the system").lower()
        remedy = "make room there, or name another folder in TMPDIR; no record was changed"
        raise RefusalError(f"{tempfile.gettempdir()}: cannot be written ({reason}); {remedy}") from error


def _problems(seeds: Path, desk: Desk) -> tuple[Problem, ...]:
    try:
        read_records(seeds, desk.words.vocabulary)
    except TablesError as error:
        return error.problems
    return ()


def _named_by_option(problem: Problem, shown: str) -> Problem:
    """Name a problem of the new statement by its option: its line is not in the file yet."""
    if problem.file != shown or problem.field not in _FIELDS:
        return problem
    return Problem(option(problem.field), None, None, problem.value, problem.rule, problem.remedy)


def _require_unchanged(before: Source | None, after: Source) -> None:
    if before is not None and after.statements[:-1] != before.statements:
        rule = "no statement can be added without changing another"
        remedy = "add it by hand, after the last one"
        raise TablesError([Problem(before.file, None, "statements", None, rule, remedy)])


def _alike(draft: Draft, source: Source, statement: Statement, desk: Desk) -> Iterator[Likeness]:
    others = [other for other in desk.sources if other.id != draft.record]
    if draft.source is not None:
        yield from same_documents(source.address, source.sha256, others)
    if "origin" not in draft.statement:
        own = [other for other in desk.sources if other.id == draft.record]
        yield from same_acts(statement, [*others, *own])
