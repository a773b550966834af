"""Estimating tables of any size and form, by the real command line."""

from __future__ import annotations

import csv
import json
import math
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import ROOT, command, run

from analysis.tables import TablesError, Vocabulary, read_claims, read_vocabulary
from analysis.tables import claims_stream as stream

HEADER = "quantity,value,window,hedge,speaker,unit"
SOUND = (
    "bread,1200,2024-01/2024-06,about,a,",
    "bread,700,2024-03/2024-06,,b,",
    "milk,30000,2024-01/2024-04,more than,a,",
    "rounds,500000,2024-01/2024-05,over,hur,",
    "guns,40,2025-01/2025-05,,hur,",
    "salt,9,2024-02,,c,",
)


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "claims.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def refused(claims: Path, *options: str) -> str:
    """Estimate a table that must be refused, and return what was said without the path of the table."""
    out = claims.parent / "out"
    ran = run("estimate", claims, "--out", out, *options)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert not out.exists()
    return ran.stderr.replace(str(claims), claims.name)


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
    return {name: list(csv.DictReader(text.splitlines())) for name, text in texts.items()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sound table, and beside it its estimates by one process."""
    folder = tmp_path_factory.mktemp("sound")
    ran = run("estimate", write(folder, *SOUND), "--out", folder / "one", "--effort", "quick")
    assert (ran.returncode, ran.stderr) == (0, "")
    return folder


def test_every_quantity_has_its_series_its_total_and_its_diagnostics(sound: Path) -> None:
    found = tables(sound / "one")
    for name in ("monthly", "totals", "diagnostics"):
        assert {row["quantity"] for row in found[name]} >= {"bread", "milk", "salt", "rounds", "guns"}
    assert {row["ratio"] for row in found["ratios"]} == {"rounds.per_gun"}
    assert [row["month"] for row in found["monthly"] if row["quantity"] == "salt"] == ["2024-02"] * 9
    assert all(float(row["value"]) >= 0 for row in found["monthly"])
    info = json.loads((sound / "one" / "info.json").read_text())
    assert (info["effort"], info["grid"], info["failed"], info["skipped"]) == ("quick", "month", [], [])
    assert [group["quantities"] for group in info["groups"]] == [
        ["bread"],
        ["guns", "rounds"],
        ["milk"],
        ["salt"],
    ]


def test_the_order_of_the_rows_changes_nothing(sound: Path, tmp_path: Path) -> None:
    claims = write(tmp_path, *reversed(SOUND))
    assert run("estimate", claims, "--out", tmp_path / "out", "--effort", "quick").returncode == 0
    assert tables(tmp_path / "out") == tables(sound / "one")


def test_parquet_in_and_out_holds_the_same_rows(sound: Path, tmp_path: Path) -> None:
    import pandas as pd

    pd.read_csv(sound / "claims.csv").to_parquet(tmp_path / "claims.parquet")
    options = ("--effort", "quick", "--format", "parquet")
    ran = run("estimate", tmp_path / "claims.parquet", "--out", tmp_path / "out", *options)
    assert (ran.returncode, ran.stderr) == (0, "")
    for name, expected in tables(sound / "one").items():
        table = pq.read_table(tmp_path / "out" / f"{name}.parquet")
        rows = [{key: cell_text(cell) for key, cell in row.items()} for row in table.to_pylist()]
        assert rows == expected
    info = [json.loads((folder / "info.json").read_text()) for folder in (tmp_path / "out", sound / "one")]
    assert info[0] == info[1]


def cell_text(cell: str | float | None) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else f"{cell:.6g}"


def test_a_worker_that_is_killed_costs_nothing_but_time(tmp_path: Path) -> None:
    rows = [f"item-{number},{100 + 7 * number},2023-01/2024-12,,a," for number in range(8)]
    arguments = ("estimate", write(tmp_path, *rows), "--effort", "quick")
    assert run(*arguments, "--out", tmp_path / "one").returncode == 0
    with subprocess.Popen(
        command(*arguments, "--out", tmp_path / "out", "--workers", "2"),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        wait_until_rows_are_written(tmp_path / "out")
        worker_of(process.pid).kill()
        _, stderr = process.communicate(timeout=300)
    assert (process.returncode, stderr) == (0, b"")
    assert contents(tmp_path / "out") == contents(tmp_path / "one")


def wait_until_rows_are_written(out: Path) -> None:
    until = time.monotonic() + 120
    while not any(part.stat().st_size for part in out.glob(".monthly*")):
        assert time.monotonic() < until, "nothing was written"
        time.sleep(0.05)


def worker_of(pid: int) -> psutil.Process:
    children = psutil.Process(pid).children(recursive=True)
    return next(child for child in children if "spawn_main" in " ".join(child.cmdline()))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with one worker, each a process of its own."""
    found = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [
            *dask,
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            found,
        ],
        **quiet,
    )
    worker = subprocess.Popen(
        [*dask, "worker", "--nthreads", "1", "--no-dashboard", "--scheduler-file", found], **quiet
    )
    try:
        yield address_in(found)
    finally:
        for process in (worker, scheduler):
            process.terminate()
            process.wait(60)


def address_in(found: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if found.exists() and found.stat().st_size:
            return str(json.loads(found.read_text())["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")


def test_a_cluster_gives_the_same_estimates(sound: Path, tmp_path: Path, cluster: str) -> None:
    options = ("--effort", "quick", "--scheduler", cluster)
    ran = run("estimate", sound / "claims.csv", "--out", tmp_path / "out", *options)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert contents(tmp_path / "out") == contents(sound / "one")


@pytest.mark.parametrize("server", ["absent", "silent"])
def test_a_scheduler_out_of_reach_is_named_and_nothing_is_written(tmp_path: Path, server: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if server == "silent":
            listener.listen()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        said = refused(write(tmp_path, *SOUND), "--scheduler", address)
    assert said == (
        f"{address}: no Dask scheduler answers there; "
        "check the address, as tcp://host:8786, and that it is running\n"
    )


def test_workers_here_and_a_scheduler_exclude_each_other(tmp_path: Path) -> None:
    claims = write(tmp_path, *SOUND)
    ran = run("estimate", claims, "--out", tmp_path / "out", "--workers", "2", "--scheduler", "tcp://x:1")
    assert (ran.returncode, ran.stderr) == (
        2,
        "--workers and --scheduler exclude each other; give one of them\n",
    )


def test_every_grid_gives_the_same_total_and_its_own_labels(tmp_path: Path) -> None:
    claims = write(tmp_path, "bread,1200,2024-01/2024-03,about,a,", "bread,700,2024-02/2024-03,,b,")
    bands, labels = {}, {}
    for grid in ("month", "week", "day"):
        out = tmp_path / grid
        assert run("estimate", claims, "--out", out, "--grid", grid, "--effort", "quick").returncode == 0
        found = tables(out)
        (diagnosis,) = [row for row in found["diagnostics"] if row["target"] == "total"]
        bands[grid] = {
            row["output_type_id"]: float(row["value"])
            for row in found["totals"]
            if row["target"] == "total" and row["output_type"] == "quantile"
        }
        bands[grid]["error"] = float(diagnosis["mcse_median"])
        labels[grid] = list(dict.fromkeys(row["month"] for row in found["monthly"]))
    for grid in ("week", "day"):
        gap = abs(bands[grid]["0.5"] - bands["month"]["0.5"])
        assert gap < 4 * math.hypot(bands[grid]["error"], bands["month"]["error"])
        width = bands[grid]["0.95"] - bands[grid]["0.05"]
        assert width == pytest.approx(bands["month"]["0.95"] - bands["month"]["0.05"], rel=0.05)
    assert labels["month"] == ["2024-01", "2024-02", "2024-03"]
    assert labels["week"][:2] == ["2024-01-01", "2024-01-08"]
    assert (labels["day"][0], labels["day"][-1], len(labels["day"])) == ("2024-01-01", "2024-03-31", 91)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            ["bread,1e400,2024-01,,a,"],
            "claims.csv:2: value: '1e400' is infinite; write the number that was stated",
        ),
        (
            ["bread,6000000000000,2024-01,,a,"],
            "claims.csv:2: value: '6000000000000' is beyond 1e+12; check the digits and the unit",
        ),
        (
            ["aid,5,2023,,a,tons", "aid,7,2023,,a,crates"],
            "claims.csv:3: unit: 'crates' is another unit of aid than 'tons', and no factor between them is "
            "known; convert one of them, or add the quantity and both units to data/vocabulary",
        ),
        (
            ["losses,100,2023-01/2023-06,,a,"],
            "claims.csv:2: window: '2023-01/2023-06' ends before the onset of losses, 2024-11~ by "
            "data/vocabulary/quantities.csv; correct the window, or the onset",
        ),
        (
            ["bread,100,1024-01/2024-06,,a,"],
            "claims.csv:2: window: bread: the windows span 1000 years, more than 4000 cells of a month; "
            "shorten them, or choose a coarser grid",
        ),
        (
            ["bread,100,../2024-06,,a,"],
            "claims.csv:2: window: bread: every window is open at its start and nothing says when it began; "
            "give its onset in quantities.csv, or a start in one window, as in 2023-06/2025-04",
        ),
        ([], "claims.csv:1: has a header and no row; add at least one claim"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, rows: list[str], message: str) -> None:
    assert refused(write(tmp_path, *rows)) == message + "\n"


def test_a_table_without_evidence_says_so(tmp_path: Path) -> None:
    claims = write(tmp_path, "bread,5,2024-01,derived", header="quantity,value,window,status")
    assert refused(claims) == (
        "claims.csv: has no claim with a number to estimate from; add at least one primary claim\n"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "claims.csv: is empty; fill it in or delete it"),
        (b"\xef\xbb\xbf\r\n \n", "claims.csv: is empty; fill it in or delete it"),
        (
            b"quantity,value,window\nbread,5,2024\nk\xe4se,5,2024\n",
            "claims.csv:3: is not UTF-8 text (byte 0xE4; Latin-1 perhaps); save it as UTF-8",
        ),
        (
            b"quantity,valeu,window\nbread,5,2024\n",
            "claims.csv:1: 'valeu' is not a column of a claims table; the nearest known is 'value'\n"
            "claims.csv:1: value: the column is missing; rename 'valeu', if that is what it holds",
        ),
        (
            b"quantity,value\nbread,5\n",
            "claims.csv:1: window: the column is missing; add it",
        ),
        (
            b'quantity,value,window\nbread,"5,2024\n',
            "claims.csv:2: is not CSV (unexpected end of data); check the quotes of this row",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_bytes(content)
    assert refused(claims) == message + "\n"


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    claims = tmp_path / "claims.parquet"
    claims.write_text("quantity,value,window\n")
    assert refused(claims) == "claims.parquet: is not a Parquet file; write it anew, or save it as CSV\n"


def test_a_null_character_in_a_parquet_file_is_named_with_its_cell(tmp_path: Path) -> None:
    claims = tmp_path / "claims.parquet"
    columns = {"quantity": ["rounds"] * 2, "value": [5.0, 6.0], "window": ["2024", "2024\0" + "20"]}
    pq.write_table(pa.table(columns), claims)
    assert refused(claims) == (
        "claims.parquet:3: window: '2024\\x0020' has a control character (U+0000); delete it\n"
    )


def test_a_parquet_file_with_broken_text_is_named(tmp_path: Path) -> None:
    claims = tmp_path / "claims.parquet"
    text = pa.array(["rounds"], pa.binary()).cast(pa.string())
    broken = pa.StringArray.from_buffers(1, text.buffers()[1], pa.py_buffer(b"rou\xe0\x28s"))
    pq.write_table(pa.table({"quantity": broken, "value": [1.0], "window": ["2024"]}), claims)
    assert refused(claims) == "claims.parquet: is not a Parquet file; write it anew, or save it as CSV\n"


def test_one_bad_row_among_ten_thousand_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    rows = [f"item-{number},{100 + number},2023-01/2024-12,,a," for number in range(10_000)]
    rows[6172] = "item-6172,1o0,2023-01/2024-12,,a,"
    assert refused(write(tmp_path, *rows)) == (
        "claims.csv:6174: value: '1o0' is not a number; write digits without thousands marks, as 6000000\n"
    )


def test_bad_rows_are_left_out_and_listed_when_asked(sound: Path, tmp_path: Path) -> None:
    derived = [f"item-{number},{100 + number},2024-01,derived" for number in range(9_990)]
    evidence = ["bread,1200,2024-01/2024-06,", "oil,x,2024,", "far,1,../2024-06,", "salt,9,2024-02,"]
    claims = write(tmp_path, *derived, *evidence, header="quantity,value,window,status")
    ran = run("estimate", claims, "--out", tmp_path / "out", "--skip-bad", "--effort", "quick")
    assert ran.returncode == 0
    said = [
        f"{claims}:9993: value: 'x' is not a number; write digits without thousands marks, as 6000000",
        f"{claims}:9994: window: far: every window is open at its start and nothing says when it began; "
        "give its onset in quantities.csv, or a start in one window, as in 2023-06/2025-04",
    ]
    assert ran.stderr.splitlines() == said
    assert json.loads((tmp_path / "out" / "info.json").read_text())["skipped"] == said
    assert {row["quantity"] for row in tables(tmp_path / "out")["totals"]} == {"bread", "salt"}


def test_what_was_there_stays_when_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "monthly.csv").write_text("of yesterday")
    claims = write(tmp_path, "bread,x,2024,,a,")
    assert run("estimate", claims, "--out", tmp_path / "out").returncode == 1
    assert contents(tmp_path / "out") == {"monthly.csv": b"of yesterday"}


def test_a_quantity_that_looks_like_a_formula_is_made_harmless(tmp_path: Path) -> None:
    claims = write(tmp_path, '"=cmd()",5,2024-01,,a,')
    assert run("estimate", claims, "--out", tmp_path / "out", "--effort", "quick").returncode == 0
    assert {row["quantity"] for row in tables(tmp_path / "out")["totals"]} == {"'=cmd()"}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_vocabulary(ROOT / "data" / "vocabulary")


MESSY = (
    "claim_id,origin_id,quantity,value,window,hedge,unit,speaker,note\n"
    "x,one,bread,-1,2023,,,a,\n"
    "y,one,milk,5,2023,,,b,\n"
    'x,two,milk,6,2023-00,,,b,"two\nlines"\n'
    ",,aid,5,2023,abuot,tons,c,\n"
    ",,aid,5,2023,,crates,c,too,many\n"
    ",,aid,5,2023,,tons,c,\n"
    "z,,aid,5,2023,,crates,c,\n"
    "y,,rounds,5,2023,,gunz,c,\n"
    "w,three,guns,5,2023,,,c,\n"
    "v,three,salt,5,2023,,,d,\n"
    "u,,aid,5,2023\0,,tons,c,\n"
)


def problems_by_chunks(path: Path, vocabulary: Vocabulary) -> list[str]:
    with stream.open_claims(path, vocabulary) as claims:
        found = [*claims.problems, *(problem for draft in claims.chunks() for problem in draft.problems)]
    return [str(problem) for problem in sorted(found, key=lambda problem: problem.line or 0)]


def test_chunks_of_single_quantities_find_what_the_whole_table_shows(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(stream, "CHUNK_ROWS", 1)
    Path("claims.csv").write_text(MESSY, encoding="utf-8")
    with pytest.raises(TablesError) as whole:
        read_claims(Path("claims.csv"), vocabulary)
    found = problems_by_chunks(Path("claims.csv"), vocabulary)
    assert sorted(found) == sorted(str(problem) for problem in whole.value.problems)
    assert len(found) == 10


def test_quantities_of_a_ratio_come_in_one_chunk(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "CHUNK_ROWS", 1)
    with stream.open_claims(write(tmp_path, *SOUND), vocabulary) as claims:
        chunks = [sorted(set(draft.frame["quantity"])) for draft in claims.chunks()]
    assert chunks == [["bread"], ["guns", "rounds"], ["milk"], ["salt"]]
