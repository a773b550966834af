"""The verb ``calibrate``: runs parts of the calibration, goes on where a run was stopped, writes summaries.

Finished cases are kept in a folder whose name ends in a hash of all that they follow from, so that cases
made with other settings, code, vocabulary, packages or lists of cases are never mixed.
"""

from __future__ import annotations

import importlib.util
import json
import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.calibration.basis import INFO, PACKAGES, PUBLISHED, basis_of, read_info
from analysis.calibration.parts import PLANS, Measured, Plan, Work
from analysis.calibration.run import Part, Row, count_finished, part_key, run_part
from analysis.console import Progress, RefusalError
from analysis.model.settings import Settings
from analysis.tables import read_vocabulary, write_all
from analysis.tables.package import read_package, resource_columns

Note = Callable[[str], None]

CACHE = Path(".cache", "calibration")
ABOUT = "about.json"
QUICK = {"populations": 2, "particles": 64, "draws": 6, "most_draws": 6, "warmup": 4}
SHARED_BY_SET = ("recovery", "recovery_by_series", "methods", "by_claims")
"""Tables that two parts write rows of, each its own set of truths."""


@dataclass(frozen=True, slots=True)
class How:
    """How a calibration is run.

    Attributes
    ----------
    parts : tuple of str
        Names out of `analysis.calibration.parts.PLANS`.
    replicates : int, optional
        Cases of each design, truth or series; by default what the part plans.
    effort : str
        ``full`` uses the settings that ship; ``quick`` far fewer draws, to see that everything runs.
    workers, scheduler
        As for `analysis.workers.spread`.
    publish : bool
        Write the summaries into the suite's data, too.
    """

    parts: tuple[str, ...]
    replicates: int | None = None
    effort: str = "full"
    workers: int = 1
    scheduler: str | None = None
    publish: bool = False

    @property
    def settings(self) -> Settings:
        """Return the settings to be calibrated."""
        return Settings().with_(**QUICK) if self.effort == "quick" else Settings()


@dataclass(slots=True)
class Calibrated:
    """What a calibration found and wrote."""

    said: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    info: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        files = [str(path) for path in self.files]
        return {"said": self.said, "failures": self.failures, "files": files, "parts": self.info}


def calibrate_suite(suite: Path, out: Path | None, how: How, progress: Progress, note: Note) -> Calibrated:
    """Run parts of the calibration and write their summaries.

    Parameters
    ----------
    suite
        Its vocabulary gives the hedges and the sizes of biases and errors.
    out
        Folder of finished cases and of summaries; by default one in the suite's cache.
    how
        What to run, and with how many cases.
    progress
        Told of every finished case.
    note
        Told what is taken over from an earlier run, and what is not.

    Raises
    ------
    RefusalError
        If a package that a part needs is not installed, or quick results were to be published.
    TablesError
        If the vocabulary has faults, or a file cannot be written.
    """
    _require_packages(how.parts)
    if how.publish and how.effort != "full":
        raise RefusalError("quick results are not published; leave out --publish, or --effort quick")
    out = out or suite / CACHE
    done = Calibrated()
    for name in how.parts:
        runner = _Runner(suite, out, how, name, progress, note)
        measured = runner.measure()
        done.said += measured.said
        done.failures += measured.failures
        done.info[name] = runner.info()
        for folder in (out, *([suite / PUBLISHED] if how.publish else [])):
            written = _write_summaries(suite, folder, measured, {name: done.info[name]})
            done.files += [path for path in written if path not in done.files]
    return done


@dataclass(slots=True)
class _Runner:
    """Runs one part, and remembers what its rows rest on and how long they took."""

    suite: Path
    out: Path
    how: How
    name: str
    progress: Progress
    note: Note
    keys: list[str] = field(default_factory=list)
    cases: int = 0
    seconds: float = 0.0

    @property
    def plan(self) -> Plan:
        return PLANS[self.name]

    @property
    def replicates(self) -> int:
        return self.how.replicates or self.plan.replicates

    @property
    def basis(self) -> dict[str, Any]:
        return basis_of(self.name, self.suite, self.how.settings)

    def measure(self) -> Measured:
        """Run the part and summarise it."""
        vocabulary = read_vocabulary(self.suite / "data" / "vocabulary")
        return self.plan.measure(Work(vocabulary, self.how.settings, self.replicates, self._run))

    def info(self) -> dict[str, Any]:
        """Return when, from what and with what the part was measured."""
        return {
            "date": datetime.now(UTC).date().isoformat(),
            "version": "-".join(self.keys),
            "replicates": self.replicates,
            "cases": self.cases,
            "seconds": round(self.seconds),
            "python": platform.python_version(),
            **self.basis,
        }

    def _run(self, part: Part) -> list[Row]:
        key = part_key(part, self.basis)
        folder = self.out / f"{part.name}-{key}"
        self._tell(part, folder)
        write_all({folder / ABOUT: json.dumps(self.basis, indent=1, sort_keys=True) + "\n"})
        finished = run_part(part, folder, self.how.workers, self.progress, self.how.scheduler)
        self.keys.append(key)
        self.cases += len(part.cases)
        self.seconds += finished.seconds
        return finished.rows

    def _tell(self, part: Part, folder: Path) -> None:
        """Say what an earlier run left that is used, or that cannot be."""
        count = count_finished(part, folder)
        others = sorted(path for path in self.out.glob(f"{part.name}-*/") if path != folder)
        if count:
            self.note(f"{part.name}: {count} of {len(part.cases)} cases are in {folder}; going on from there")
        elif others:
            self.note(
                f"{part.name}: begins anew in {folder}; what is in {others[-1]} was made with other "
                "settings, code, vocabulary, packages or cases, and is left as it is"
            )


def _require_packages(parts: Iterable[str]) -> None:
    needed = sorted({package for name in parts for package in PACKAGES[name]})
    missing = [package for package in needed if importlib.util.find_spec(package) is None]
    if missing:
        raise RefusalError(
            f"{', '.join(missing)}: not installed, and needed for the parts truths, series and priors; "
            "run make calibrate, which has them, install requirements-bench.lock, "
            "or choose other parts, as in --part ranks --part limits"
        )


def _write_summaries(suite: Path, folder: Path, measured: Measured, info: Mapping[str, Any]) -> list[Path]:
    """Write tables and info, and keep the rows and entries of other parts; return the paths."""
    package = read_package(suite / "data")
    texts = {}
    for name, table in measured.tables.items():
        columns = list(resource_columns(package, f"calibration_{name}"))
        path = folder / f"{name}.csv"
        merged = _with_other_sets(path, table) if name in SHARED_BY_SET else table
        texts[path] = merged[columns].to_csv(index=False, lineterminator="\n")
    parts = {**read_info(folder), **info}
    texts[folder / INFO] = json.dumps({"parts": parts}, indent=1, sort_keys=True) + "\n"
    write_all(texts)
    return list(texts)


def _with_other_sets(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with those rows of a file before it that are about other sets of truths."""
    if not path.is_file():
        return table
    before = pd.read_csv(path, keep_default_na=False)
    others = before[~before["set"].isin(table["set"].unique())]
    return pd.concat([others, table], ignore_index=True).sort_values("set", kind="stable")
