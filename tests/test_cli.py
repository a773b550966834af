"""The real command line, in a process of its own, on a copy of the suite."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT, command, run
from suite_copy import copy_suite, require_fresh

from analysis.notebook.view import open_view
from analysis.publication import figures_as_lines, read_figures
from analysis.site.edition import Edition
from analysis.tables import read_vocabulary

RECORD = "seeds/north-korea-munitions-de.yaml"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return copy_suite(tmp_path / "suite")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def claims_file(folder: Path, *rows: str, header: str = "quantity,value,window") -> Path:
    path = folder / "claims.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def test_help_lists_every_verb() -> None:
    ran = run("--help")
    assert ran.returncode == 0
    assert all(
        f" {verb} " in ran.stdout
        for verb in (
            "check",
            "read",
            "add",
            "import",
            "init",
            "build",
            "serve",
            "estimate",
            "calibrate",
            "figures",
            "predict",
            "cite",
            "diff",
            "report",
        )
    )


def test_an_interrupted_command_says_so() -> None:
    with subprocess.Popen(
        command("read", "-"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as reading:
        assert reading.stdin is not None
        reading.stdin.write(b"5 guns. " * 100_000)  # more than a pipe holds: once it is gone, somebody reads
        reading.stdin.flush()
        reading.send_signal(signal.SIGINT)
        out, err = reading.communicate(timeout=60)
    assert (reading.returncode, out) == (130, b"")
    assert err.decode().splitlines()[-1] == "Stopped; what was not finished was not written."


def loaded_after(code: str, *heavy: str) -> list[str]:
    report = f"{code}; import sys, json; print(json.dumps([m for m in {heavy} if m in sys.modules]))"
    ran = subprocess.run([sys.executable, "-c", report], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def test_help_needs_nothing_heavy() -> None:
    assert (
        loaded_after("import analysis.cli", "numpy", "pandas", "rich", "analysis.tables", "analysis.read")
        == []
    )


def test_check_needs_neither_pandas_nor_the_model() -> None:
    check = "import pathlib, analysis.checking as c; c.check_suite(pathlib.Path())"
    assert loaded_after(check, "pandas", "scipy", "matplotlib", "analysis.model") == []


def test_version_is_that_of_the_package() -> None:
    assert run("--version").stdout == "hedgerow 0.1.0\n"


def test_no_verb_shows_the_help_and_counts_as_wrong_usage() -> None:
    ran = run()
    assert ran.returncode == 2
    assert "Usage: hedgerow [OPTIONS] COMMAND" in ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "Error: No such command 'chek'. Did you mean 'check'?"),
        (["check", "--orignals", "x"], "Error: No such option: --orignals (Possible options: --originals)"),
        (["estimate", "README.md"], "Error: Missing option '--out'."),
        (["estimate"], "Error: Missing argument 'CLAIMS.csv'."),
        (
            ["figures", "--as-of", "2024-13"],
            "--as-of: '2024-13' is not a date; write year-month, as in 2025-04",
        ),
        (["predict"], "Error: Missing argument 'CLAIMS.csv'."),
        (
            ["build", "--until", "sites"],
            "Error: Invalid value for '--until': "
            "'sites' is not one of 'tables', 'estimates', 'scrutiny', 'figures', 'whatif', 'readme', "
            "'vintages', 'notebooks', "
            "'site'.",
        ),
        (
            ["cite", "rounds.rate", "--style", "mla"],
            "Error: Invalid value for '--style': "
            "'mla' is not one of 'text', 'apa', 'chicago', 'bibtex', 'ris', 'csl-json', 'markdown', 'latex', "
            "'latex-macro', 'html'.",
        ),
        (["cite", "rounds.rate", "--lang", "fr"], "'fr' is not one of 'en', 'de'."),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_known(arguments: list[str], message: str) -> None:
    ran = run(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_outside_a_suite_the_message_says_where_to_go(tmp_path: Path) -> None:
    ran = run("check", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        ".: is no suite (no data/vocabulary/quantities.csv); go to its folder, or name it with --suite\n"
    )


def test_the_suite_is_found_from_a_folder_inside_it(suite: Path) -> None:
    assert run("check", cwd=suite / "seeds").stdout == run("check", "--suite", suite).stdout


def test_check_says_what_was_not_verified(suite: Path) -> None:
    ran = run("check", cwd=suite)
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = [one for one in ran.stdout.splitlines() if not one.startswith("Calibration of ")]
    assert [line for line in lines if "out of date" not in line] == [
        "Read 88 sources and 153 statements.",
        "Checksums, paragraphs and phrases were not verified; "
        "give copies of the documents with --originals DIR.",
        "Found no problem.",
    ]


def test_check_names_every_problem_at_once_and_changes_nothing(suite: Path) -> None:
    replace_in(suite / RECORD, "2023-06/2025-04", "2023-13/2025-04")
    replace_in(suite / RECORD, "speaker: uk_di", "speaker: uk_dl")
    before = contents(suite)
    ran = run("check", cwd=suite)
    assert ran.returncode == 1
    assert "'2023-13" in ran.stderr
    assert "the nearest known is 'uk_di'" in ran.stderr
    assert all(line.startswith(f"{RECORD}:") for line in ran.stderr.splitlines())
    assert ran.stdout.splitlines()[-1] == "Found problems."
    assert contents(suite) == before


def test_check_as_json_gives_each_problem_its_parts(suite: Path) -> None:
    replace_in(suite / RECORD, "speaker: uk_di", "speaker: uk_dl")
    ran = run("check", "--json", cwd=suite)
    found = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr, found["failed"]) == (1, "", True)
    (problem,) = found["problems"]
    assert problem["file"] == RECORD
    assert problem["field"] == "speaker"
    assert problem["value"] == "uk_dl"
    assert problem["severity"] == "error"
    assert found["verified"] is None


def test_check_with_copies_verifies_them(suite: Path, tmp_path: Path) -> None:
    originals = tmp_path / "originals"
    originals.mkdir()
    (originals / "north-korea-munitions-de.txt").write_text("Etwas anderes.\n", encoding="utf-8")
    ran = run("check", "--originals", originals, cwd=suite)
    assert ran.returncode == 1
    assert "sha256" in ran.stderr
    assert "Checksums, paragraphs and phrases agree for 0 of 1." in ran.stdout


def test_check_of_a_missing_folder_of_copies_is_refused(suite: Path) -> None:
    ran = run("check", "--originals", "nowhere", cwd=suite)
    assert ran.returncode == 2
    assert "Error: Invalid value for '--originals': dir 'nowhere' does not exist." in ran.stderr


def test_a_changed_record_makes_what_rests_on_it_stale(suite: Path) -> None:
    replace_in(suite / RECORD, "value: 370", "value: 380")
    replace_in(suite / RECORD, "phrase: 370", "phrase: 380")
    relaxed, strict = run("check", cwd=suite), run("check", "--all", cwd=suite)
    assert relaxed.returncode == 0 or "disagree" in relaxed.stderr
    assert strict.returncode == 1
    assert re.search(f"^tables: .*{RECORD} changed since; run hedgerow build$", strict.stderr, re.MULTILINE)


def test_a_made_file_changed_by_hand_is_named(suite: Path) -> None:
    with (suite / "data" / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    ran = run("check", "--all", cwd=suite)
    assert ran.returncode == 1
    assert "figures: data/figures.csv was changed by hand; run hedgerow build" in ran.stderr


def test_nothing_is_made_when_nothing_changed(suite: Path) -> None:
    require_fresh(suite)
    before = contents(suite)
    outcomes = json.loads(run("build", "--until", "figures", "--json", cwd=suite).stdout)
    assert [(outcome["stage"], outcome["changed"]) for outcome in outcomes] == [
        ("tables", False),
        ("estimates", False),
        ("scrutiny", False),
        ("figures", False),
    ]
    assert contents(suite) == before


def test_bad_records_stop_a_build_before_anything_is_overwritten(suite: Path) -> None:
    replace_in(suite / RECORD, "value: 150", "value: -150")
    before = contents(suite)
    ran = run("build", cwd=suite)
    assert ran.returncode == 1
    assert f"{RECORD}:" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert contents(suite) == before


def test_estimating_any_table_writes_the_tables_of_the_interface(suite: Path, tmp_path: Path) -> None:
    claims = claims_file(tmp_path, "rounds,1200000,2024-01/2024-12", "guns,120,2024-01/2024-12")
    ran = run("estimate", claims, "--out", tmp_path / "out", cwd=suite)
    assert (ran.returncode, ran.stderr) == (0, "")
    with (tmp_path / "out" / "monthly.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["quantity", "month", "output_type", "output_type_id", "value"]
    assert {row["quantity"] for row in rows} == {"rounds", "guns"}
    assert {"2024-01", "2024-12"} <= {row["month"] for row in rows}
    assert {"totals.csv", "diagnostics.csv"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_a_bad_table_of_claims_is_refused_with_every_problem_and_writes_nothing(
    suite: Path, tmp_path: Path
) -> None:
    claims = claims_file(tmp_path, "guns,100,2024-12/2024-01", "guns,abc,2024-01/2024-12", "guns,5,2024-13")
    ran = run("estimate", claims, "--out", tmp_path / "out", cwd=suite)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert [line.partition("claims.csv:")[2].partition(";")[0] for line in ran.stderr.splitlines()] == [
        "2: window: '2024-12/2024-01' ends before it starts",
        "3: value: 'abc' is not a number",
        "4: window: '2024-13' is not a date",
    ]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["estimate", "nowhere.csv", "--out", "out"],
            "Error: Invalid value for 'CLAIMS.csv': file 'nowhere.csv' does not exist.",
        ),
        (["figures", "zeppelins"], "no figure id begins with 'zeppelins'; hedgerow figures lists all ids\n"),
    ],
)
def test_what_is_not_there_is_named(suite: Path, arguments: list[str], message: str) -> None:
    ran = run(*arguments, cwd=suite)
    assert ran.returncode in (1, 2)
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_folder_that_cannot_be_made_is_named(suite: Path, tmp_path: Path) -> None:
    claims = claims_file(tmp_path, "guns,120,2024-01/2024-12")
    ran = run("estimate", claims, "--out", claims / "out", cwd=suite)
    assert ran.returncode == 1
    assert ran.stderr == (
        f"{claims / 'out'}: not a directory; "
        "name a folder where a folder is asked for, and a file where a file is\n"
    )


def test_figures_as_json_hold_numbers_and_claims() -> None:
    rows = json.loads(run("figures", "rounds.rate", "--json").stdout)
    (row,) = [row for row in rows if row["figure_id"] == "rounds.rate"]
    assert row["low_90"] < row["low_50"] < row["value"] < row["high_50"] < row["high_90"]
    assert "north-korea-munitions-de.rounds" in row["sources"]


def test_figures_are_listed_with_their_bands() -> None:
    lines = run("figures", "rounds.").stdout.splitlines()
    assert lines[0].split() == ["figure", "median", "90", "%", "band", "unit", "window"]
    assert any(line.startswith("rounds.total ") for line in lines[1:])
    assert all(line.startswith("rounds.") for line in lines[1:])


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("style", "sign"),
    [
        ("text", "rounds.rate"),
        ("markdown", "*Hedgerow*"),
        ("bibtex", "@misc{"),
        ("csl-json", '"type": "dataset"'),
        ("ris", "TY  - DATA"),
        ("latex", r"\emph{Hedgerow}"),
    ],
)
def test_a_figure_is_cited_in_every_style_and_language(style: str, sign: str, language: str) -> None:
    ran = run("cite", "rounds.rate", "--style", style, "--lang", language)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert sign in ran.stdout
    (row,) = [row for row in read_figures(ROOT) if row["figure_id"] == "rounds.rate"]
    assert row["data_version"] in ran.stdout


def test_an_unknown_figure_is_answered_with_the_nearest() -> None:
    ran = run("cite", "rounds.rat")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "'rounds.rat' is no figure; the nearest known is 'rounds.rate'\n"


def test_an_id_that_is_like_none_is_answered_with_none() -> None:
    ran = run("cite", "crates")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "'crates' is no figure; hedgerow figures lists all ids\n"


def test_a_share_is_listed_as_per_cent_and_a_number_in_its_unit() -> None:
    view = open_view(ROOT)
    shares = [name for name in view.figure_ids() if view.is_fraction(name)]
    assert shares
    edition = Edition(view)
    for name in shares:
        low, high = edition.bounds(name)
        ran = run("figures", name)
        cells = re.split(" {2,}", ran.stdout.splitlines()[1])
        assert cells[:3] == [name, edition.value(name), f"{low} – {high}"]
        assert edition.value(name).endswith(" %")
        assert " share" not in ran.stdout
    row = next(row for row in read_figures(ROOT) if row["figure_id"] == "rounds.rate")
    assert f"{float(row['value']):,.12g}" in run("figures", "rounds.rate").stdout
    assert f"  {row['unit']}  " in run("figures", "rounds.rate").stdout


def test_figures_of_a_quantity_that_left_the_vocabulary_are_still_listed() -> None:
    (row,) = [row for row in read_figures(ROOT) if row["figure_id"] == "rounds.rate"]
    gone = {**row, "figure_id": "airships.rate"}
    lines = figures_as_lines([gone], read_vocabulary(ROOT / "data" / "vocabulary"))
    assert lines[1].startswith(f"airships.rate  {float(row['value']):,.12g}  ")


def test_before_the_first_build_figures_say_how_to_make_them(suite: Path) -> None:
    (suite / "data" / "figures.csv").unlink()
    ran = run("figures", cwd=suite)
    assert (ran.returncode, ran.stderr) == (1, "data/figures.csv: is not made yet; run hedgerow build\n")


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m analysis figures | head -n 1"
    ran = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("\n") == 1


def test_output_needs_no_locale() -> None:
    ran = run("cite", "rounds.rate", "--lang", "de", LC_ALL="C", LANG="C")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(os.geteuid() == 0, reason="the super-user may write everywhere")
def test_a_folder_without_leave_to_write_is_named_and_left_whole(suite: Path) -> None:
    replace_in(suite / RECORD, "note: The type of missile is not said.", "note: Of no type.")
    before = contents(suite)
    (suite / "data").chmod(0o555)
    ran = run("build", "--until", "tables", cwd=suite)
    (suite / "data").chmod(0o755)
    assert ran.returncode == 1
    assert "permission denied; make it writable, or name another folder" in ran.stderr
    assert contents(suite) == before


def test_what_stands_in_the_way_of_a_file_is_named_and_the_others_are_left(suite: Path) -> None:
    require_fresh(suite)
    (suite / "data" / "withheld.csv").unlink()
    (suite / "data" / "withheld.csv").mkdir()
    before = contents(suite)
    ran = run("build", "--until", "figures", cwd=suite)
    assert ran.returncode == 1
    assert ran.stderr == (
        "data/withheld.csv: cannot be written (is a directory); "
        "make the folder writable; what was there is unchanged\n"
    )
    assert contents(suite) == before
