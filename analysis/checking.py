"""Everything that can be wrong with a suite before it is built, found without changing a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from analysis.tables.collection import collection_problems
from analysis.tables.originals import compare_originals
from analysis.tables.problems import Problem, TablesError
from analysis.tables.records import read_records
from analysis.tables.vocabulary import read_vocabulary

ORIGINALS_UNREAD = (
    "Checksums, paragraphs and phrases were not verified; give copies of the documents with --originals DIR."
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found.

    Attributes
    ----------
    sources, statements : int
        How many were read.
    held : int
        Sources of which a copy is held.
    problems
        What is wrong, and warnings.
    verified
        Ids of sources whose checksum, paragraphs and phrases agree with a copy of the document; None when
        no copies were given.
    stale
        Made files that are no longer what their inputs make of them, each with the reason.
    outdated
        Published parts of the calibration that were measured under something else; never a failure, because
        measuring again takes hours.
    strict
        Whether a stale file is a failure.
    """

    sources: int
    statements: int
    held: int
    problems: tuple[Problem, ...]
    verified: tuple[str, ...] | None
    stale: tuple[str, ...]
    outdated: tuple[str, ...]
    strict: bool

    @property
    def failed(self) -> bool:
        """Whether anything must be put right."""
        wrong = any(problem.severity == "error" for problem in self.problems)
        return wrong or (self.strict and bool(self.stale))

    @property
    def errors(self) -> list[str]:
        """Lines for standard error."""
        stale = [f"{part}; run hedgerow build" for part in self.stale] if self.strict else []
        return [*map(str, self.problems), *stale]

    @property
    def notes(self) -> list[str]:
        """Lines for standard output."""
        read = f"Read {_counted(self.sources, 'source')} and {_counted(self.statements, 'statement')}."
        verified = len(self.verified or ())
        agree = f"Checksums, paragraphs and phrases agree for {verified} of {self.held}."
        unheld = self.sources - self.held
        originals = f"{agree} Of {_counted(unheld, 'source')} no copy is held." if unheld else agree
        stale = f"{_counted(len(self.stale), 'made part')} out of date: hedgerow check --all names them."
        behind = [stale] if self.stale and not self.strict else []
        if self.outdated:
            measured = f"Calibration of {', '.join(self.outdated)}: measured with other settings, code or"
            behind.append(f"{measured} vocabulary; make calibrate measures it again.")
        return [
            read,
            ORIGINALS_UNREAD if self.verified is None else originals,
            *behind,
            "Found problems." if self.failed else "Found no problem.",
        ]

    def as_dict(self) -> dict[str, object]:
        """Return the findings as plain values."""
        return {
            "sources": self.sources,
            "statements": self.statements,
            "held": self.held,
            "problems": [asdict(problem) for problem in self.problems],
            "verified": self.verified,
            "stale": list(self.stale),
            "outdated": list(self.outdated),
            "failed": self.failed,
        }


def check_suite(suite: Path, originals: Path | None = None, *, everything: bool = False) -> Findings:
    """Check vocabulary tables, records and, given their folder, the documents behind them.

    Parameters
    ----------
    suite
        Folder of the suite.
    originals
        Folder with copies of the documents; None to go without.
    everything
        Whether stale made files count as failures.
    """
    from analysis.build import stale_parts
    from analysis.calibration.basis import outdated_parts

    try:
        vocabulary = read_vocabulary(suite / "data" / "vocabulary")
        records = read_records(suite / "seeds", vocabulary)
    except TablesError as error:
        return Findings(0, 0, 0, error.problems, None, (), (), everything)
    report = compare_originals(records, originals) if originals else None
    return Findings(
        sources=len(records.sources),
        statements=len(records.statements),
        held=sum(bool(source.sha256) for source in records.sources),
        problems=(
            *records.warnings,
            *collection_problems(suite, records),
            *(report.problems if report else ()),
        ),
        verified=report.verified if report else None,
        stale=tuple(stale_parts(suite)),
        outdated=tuple(outdated_parts(suite)),
        strict=everything,
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
