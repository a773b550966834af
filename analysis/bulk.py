"""Any table of claims, of any size, to estimates on file: read, fitted and written piece by piece.

Memory holds a few quantities at a time. What is wrong with the table is all told before anything is fitted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.console import Progress
from analysis.tables.problems import Problem, TablesError, errors_of

if TYPE_CHECKING:
    import pandas as pd

    from analysis.model.assemble import Group
    from analysis.model.settings import Settings
    from analysis.predicting.dating import Known
    from analysis.tables import Vocabulary
    from analysis.tables.claims_stream import ClaimsStream
    from analysis.tables.growing import GrowingTable

INFO = "info.json"
SIGNIFICANT = "%.6g"
UNDATED = "is blank, so that it is not known whether the claim was public by the day of --as-of"
UNDATED_REMEDY = "write the day of the statement, as 2024-10-31, or leave such rows out with --skip-bad"
MOST_IN_BATCH = 16
BATCHES_AT_LEAST = 64
_OUTPUT = ("output_type", "output_type_id", "value")
COLUMNS = {
    "monthly": ("quantity", "month", *_OUTPUT),
    "totals": ("quantity", "target", "window", *_OUTPUT),
    "ratios": ("ratio", "window", *_OUTPUT),
    "ratio_months": ("ratio", "month", *_OUTPUT),
    "diagnostics": (
        "quantity",
        "target",
        "month",
        "ess_bulk",
        "ess_tail",
        "rhat",
        "mcse_median",
        "mcse_low_90",
        "mcse_high_90",
        "shape_information",
        "prior_low_90",
        "prior_high_90",
        "passed",
    ),
}
WHOLE_NUMBERS = ("ess_bulk", "ess_tail")
TEXTS = ("quantity", "ratio", "target", "month", "window", "output_type", "output_type_id", "passed")


@dataclass(frozen=True, slots=True)
class How:
    """How a table is estimated.

    Attributes
    ----------
    step
        Length of a cell: ``month``, ``week`` or ``day``.
    effort
        As `analysis.efforts.settings_of` takes it.
    form
        ``csv`` or ``parquet``.
    skip_bad
        Leave out rows with a problem instead of refusing the table.
    workers, scheduler
        As for `analysis.workers.spread`.
    assumptions
        What is assumed otherwise, as ``hedge_width=2``.
    as_of
        Only claims that were public by this day count; None for all.
    """

    step: str = "month"
    effort: str = "full"
    form: str = "csv"
    skip_bad: bool = False
    workers: int = 1
    scheduler: str | None = None
    assumptions: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def settings(self) -> Settings:
        """Return the settings of every fit."""
        from analysis.efforts import settings_of

        return settings_of(self.effort)


class Estimated(NamedTuple):
    """What came of a table: the files by name, what was left out, and what could not be fitted."""

    files: dict[str, Path]
    skipped: tuple[str, ...]
    failed: tuple[str, ...]


class Case(NamedTuple):
    """A group to be fitted, and the form of what is written of it."""

    group: Group
    form: str


class Piece(NamedTuple):
    """What a group adds to each table and to the info file, or why it could not be fitted."""

    tables: dict[str, Any]
    info: dict[str, Any]
    failure: str = ""


@dataclass
class _Survey:
    """What a first pass over a table found."""

    groups: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused_lines: set[int] = field(default_factory=set)
    first: date | None = None


def estimate_file(
    path: Path, out: Path, suite: Path, progress: Progress, how: How | None = None
) -> Estimated:
    """Estimate any table of claims.

    Parameters
    ----------
    path
        Table of claims, CSV or Parquet by the ending of its name.
    out
        Folder for the estimates; made when it is not there.
    suite
        Folder of the suite whose vocabulary the claims use.
    progress
        Told what is being estimated.
    how
        Grid, effort, form and workers.

    Raises
    ------
    TablesError
        With every problem of the table; nothing is written.
    RefusalError
        If the scheduler cannot be reached, no claim was public by the day, or an assumption is unknown or
        impossible; nothing is written.
    """
    from analysis.tables import read_vocabulary
    from analysis.tables.assumptions import assume
    from analysis.tables.claims_stream import open_claims
    from analysis.tables.growing import growing_tables
    from analysis.whatif import assumed
    from analysis.workers import require_scheduler

    how = how or How()
    if how.scheduler is not None:
        require_scheduler(how.scheduler)
    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    vocabulary = assume(vocabulary, assumed(how.assumptions, vocabulary))
    known = _known(suite, how)
    with open_claims(path, vocabulary) as claims:
        survey = _survey(claims, vocabulary, how, known)
        if known and not errors_of(survey.problems):
            known.require_any(survey.first)
        _refuse_bad(survey, claims.file, how)
        names = {name: f"{name}.{how.form}" for name in COLUMNS}
        cases = _cases(claims, vocabulary, how, survey.refused_lines, known)
        pieces = _pieces(cases, how, survey.groups)
        skipped = [str(problem) for problem in survey.problems]
        with growing_tables(out, [*names.values(), INFO]) as files:
            tables = {name: files[file] for name, file in names.items()}
            _write_heads(tables, how)
            info = _Info(files[INFO], how, skipped)
            for done in _add_pieces(pieces, tables, info):
                progress("estimating", done, survey.groups)
            failed = info.close()
    paths = {name: out / file for name, file in {**names, "info": INFO}.items()}
    return Estimated(paths, tuple(skipped), tuple(failed))


def _known(suite: Path, how: How) -> Known | None:
    """Return what tells which claims were public by the day; None when all count."""
    from analysis.predicting.dating import Known
    from analysis.predicting.updating import read_published

    return Known(how.as_of, read_published(suite)) if how.as_of else None


def _survey(claims: ClaimsStream, vocabulary: Vocabulary, how: How, known: Known | None) -> _Survey:
    """Check every row, and whether each quantity can be estimated."""
    from analysis.tables.claims_stream import sound_rows

    survey = _Survey(problems=list(claims.problems))
    for draft in claims.chunks():
        survey.problems.extend(draft.problems)
        survey.refused_lines.update(draft.lines[row] for row in draft.bad_rows)
        rows = sound_rows(draft)
        if known:
            rows = _survey_dates(survey, claims.file, rows, known)
        try:
            survey.groups += len(_assembled(rows, vocabulary, how))
        except ValueError:
            _survey_one_by_one(survey, claims.file, _tied(rows, vocabulary), vocabulary, how)
    survey.problems.sort(key=lambda problem: problem.line or 0)
    return survey


def _survey_dates(survey: _Survey, file: str, rows: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return the rows that were public by the day; evidence without a date is a problem."""
    from analysis.model.assemble import evidence
    from analysis.predicting.dating import public_days

    used = evidence(rows)
    days = public_days(used, known.published)
    for line, day in zip(used["line"], days, strict=True):
        if day is None:
            survey.refused_lines.add(int(line))
            survey.problems.append(Problem(file, int(line), "stated_on", None, UNDATED, UNDATED_REMEDY))
    survey.first = min((day for day in (survey.first, *days) if day), default=None)
    return known.rows(rows)


def _survey_one_by_one(
    survey: _Survey, file: str, parts: Iterable[pd.DataFrame], vocabulary: Vocabulary, how: How
) -> None:
    """Find out which quantities of a chunk cannot be estimated."""
    for rows in parts:
        try:
            survey.groups += len(_assembled(rows, vocabulary, how))
        except ValueError as error:
            survey.refused_lines.update(rows["line"])
            survey.problems.append(_refusal(file, rows, error))


def _refuse_bad(survey: _Survey, file: str, how: How) -> None:
    errors = errors_of(survey.problems)
    if errors and (not how.skip_bad or not survey.groups):
        raise TablesError(errors)
    if not survey.groups:
        rule = "has no claim with a number to estimate from"
        raise TablesError([Problem(file, None, None, None, rule, "add at least one primary claim")])


def _refusal(file: str, rows: pd.DataFrame, error: ValueError) -> Problem:
    rule, _, remedy = str(error).rpartition("; ")
    quantities = ", ".join(sorted(rows["quantity"].unique()))
    told = rule if rule.startswith(f"{quantities}: ") else f"{quantities}: {rule}"
    return Problem(file, rows["line"].tolist()[0], "window", None, told, remedy)


def _tied(rows: pd.DataFrame, vocabulary: Vocabulary) -> Iterator[pd.DataFrame]:
    """Split rows into those of one quantity, or of several that ratios tie together."""
    from analysis.tables.claims_stream import joined_quantities

    joined = joined_quantities(vocabulary)
    first = rows["quantity"].map(lambda name: joined.get(name, name))
    for _, tied in rows.groupby(first, sort=True):
        yield tied


def _assembled(rows: pd.DataFrame, vocabulary: Vocabulary, how: How) -> list[Group]:
    from analysis.model.assemble import assemble_groups, evidence

    return assemble_groups(rows, vocabulary, how.settings, how.step) if len(evidence(rows)) else []


def _cases(
    claims: ClaimsStream, vocabulary: Vocabulary, how: How, refused: set[int], known: Known | None
) -> Iterator[Case]:
    from analysis.tables.claims_stream import sound_rows

    for draft in claims.chunks():
        rows = sound_rows(draft, refused)
        for group in _assembled(known.rows(rows) if known else rows, vocabulary, how):
            yield Case(group, how.form)


def _pieces(cases: Iterator[Case], how: How, groups: int) -> Iterator[Piece]:
    """Fit the cases side by side: in batches when they are many, since each costs some time to hand out."""
    from analysis.workers import in_order, spread

    size = max(1, min(MOST_IN_BATCH, groups // BATCHES_AT_LEAST))
    batches = iter(lambda: tuple(islice(cases, size)), ())
    done = spread(fit_pieces, batches, workers=how.workers, scheduler=how.scheduler)
    return chain.from_iterable(in_order(done))


def _write_heads(tables: dict[str, GrowingTable], how: How) -> None:
    if how.form == "csv":
        for name, columns in COLUMNS.items():
            tables[name].append(",".join(columns) + "\n")


def _add_pieces(pieces: Iterable[Piece], tables: dict[str, GrowingTable], info: _Info) -> Iterator[int]:
    """Add each group's piece to the tables, and yield how many there are so far."""
    for done, piece in enumerate(pieces, 1):
        for name, rows in piece.tables.items():
            tables[name].append(rows)
        info.add(piece)
        yield done


def fit_pieces(cases: Iterable[Case]) -> list[Piece]:
    """Fit groups one after the other."""
    return [fit_piece(case) for case in cases]


def fit_piece(case: Case) -> Piece:
    """Fit a group and render what is written of it."""
    from analysis.model.estimates import group_tables
    from analysis.model.fit import fit_problem

    group = case.group
    try:
        fit = fit_problem(group.problem, tuple(group.ratios.values()))
    except FloatingPointError as error:
        return Piece({}, {}, f"{', '.join(group.quantities)}: {error}")
    made = group_tables(group, fit)
    frames = {name: getattr(made, name)[list(columns)] for name, columns in COLUMNS.items()}
    return Piece({name: render(frame, case.form) for name, frame in frames.items()}, made.info["groups"][0])


def render(frame: pd.DataFrame, form: str) -> Any:
    """Return the rows of a table as CSV text without a header, or as an Arrow table."""
    if form == "parquet":
        import pyarrow as pa

        return pa.Table.from_pandas(frame, schema=_schema(frame), preserve_index=False)
    from analysis.tables.defusing import defuse

    safe = frame.assign(**{name: frame[name].map(defuse) for name in frame.columns if name in TEXTS})
    return safe.to_csv(index=False, header=False, float_format=SIGNIFICANT, lineterminator="\n")


def _schema(frame: pd.DataFrame) -> Any:
    import pyarrow as pa

    types = {**dict.fromkeys(TEXTS, pa.string()), **dict.fromkeys(WHOLE_NUMBERS, pa.int64())}
    return pa.schema([(name, types.get(name, pa.float64())) for name in frame.columns])


class _Info:
    """The info file, which grows by one entry a group."""

    def __init__(self, file: GrowingTable, how: How, skipped: list[str]) -> None:
        from analysis.model.estimates import run_info

        known = {
            **run_info(how.settings, how.step),
            "effort": how.effort,
            "assumptions": list(how.assumptions),
            "skipped": skipped,
        }
        head = json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True)
        self._file, self._started = file, False
        self._failed: list[str] = []
        file.append(head.removesuffix("\n}") + ',\n "groups": [')

    def add(self, piece: Piece) -> None:
        """Add a group, or why it is missing."""
        if piece.failure:
            self._failed.append(piece.failure)
            return
        entry = json.dumps(piece.info, ensure_ascii=False, sort_keys=True)
        self._file.append((",\n  " if self._started else "\n  ") + entry)
        self._started = True

    def close(self) -> list[str]:
        """Write the end, and return what could not be fitted."""
        self._file.append(f'\n ],\n "failed": {json.dumps(self._failed, ensure_ascii=False)}\n}}\n')
        return self._failed
