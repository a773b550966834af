"""Commands at once, and commands killed in the middle: real processes, and no statement lost or broken."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import pytest
from command_line import ROOT, command
from ruamel.yaml import YAML

from analysis.adding import Wanted, add_statement
from analysis.adding.adding import LOCK, records_locked
from analysis.console import RefusalError
from analysis.tables import read_records, read_vocabulary

ADDS = """
import sys, time
from pathlib import Path
from analysis.adding import Wanted, add_statement
suite, name, record, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, count + 1):
    answers = {"id": f"{name}-{number}", "phrase": f"{number + 20} guns", "paragraph": "1", "speaker": "hur"}
    add_statement(Wanted(record, answers | {"window": "2024"}, distinct=True), suite)
    print(number, flush=True)
"""
HOLDS = """
import sys
from pathlib import Path
from analysis.adding.adding import records_locked
with records_locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def start(code: str, suite: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(suite), *map(str, arguments)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() in ("ready\n", "held\n")
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def ids(suite: Path, record: str = "x") -> list[str]:
    """Ids of the statements of a record; every record is checked."""
    records = read_records(suite / "seeds", read_vocabulary(suite / "data" / "vocabulary"))
    return [statement.id for statement in records.statements if statement.source == record]


def test_commands_at_once_write_one_after_the_other(suite: Path) -> None:
    (suite / "seeds" / "y.yaml").write_text(
        (suite / "seeds" / "x.yaml").read_text(encoding="utf-8").replace("source: x ", "source: y "),
        encoding="utf-8",
    )
    writers = [start(ADDS, suite, name, record, 4) for name, record in (("a", "x"), ("b", "x"), ("c", "y"))]
    for writer in writers:
        go(writer)
    while any(writer.poll() is None for writer in writers):  # whole at every moment
        text = (suite / "seeds" / "x.yaml").read_text(encoding="utf-8")
        assert YAML(typ="safe", pure=True).load(text)["statements"][-1].keys() >= {"id", "window"}
        assert text.endswith("# the end\n")
    assert [writer.communicate(timeout=60)[1] for writer in writers] == ["", "", ""]
    written = ids(suite)
    assert sorted(written) == sorted(["rounds", *(f"{name}-{n}" for name in "ab" for n in range(1, 5))])
    for name in "ab":
        assert [one for one in written if one.startswith(f"{name}-")] == [f"{name}-{n}" for n in range(1, 5)]
    assert ids(suite, "y") == ["rounds", *(f"c-{n}" for n in range(1, 5))]
    assert list((suite / "seeds").glob(".*")) == []


def test_two_commands_that_make_one_record_make_it_once(suite: Path) -> None:
    arguments = [
        *("--phrase", "21 guns", "--paragraph", "1", "--speaker", "hur", "--window", "2024"),
        *("--source-title", "T", "--source-publisher", "P", "--source-language", "en"),
        *("--source-published", "2025", "--source-licence", "CC0", "--source-obtained", "By post"),
        *("--source-sha256", "b" * 64, "--suite", str(suite)),
    ]
    both = [
        subprocess.Popen(command("add", "new", *arguments), cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 1]
    assert ids(suite, "new") == ["guns"]
    assert "".join(said).partition(";")[0] in (
        "seeds/new.yaml: was made by another command meanwhile",
        "--source-title: describes a new record, and seeds/new.yaml is there",
    )


def test_a_command_killed_in_the_middle_leaves_whole_statements(suite: Path) -> None:
    chance = Random(1)
    for trial in range(3):
        before = ids(suite)
        writer = start(ADDS, suite, f"t{trial}", "x", 100)
        go(writer)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "1\n"
        time.sleep(chance.uniform(0, 0.3))
        writer.kill()
        told = [int(line) for line in writer.communicate(timeout=60)[0].split()]
        after = ids(suite)
        new = [f"t{trial}-{number}" for number in range(1, len(after) - len(before) + 1)]
        assert after == before + new
        assert len(new) in (max(told, default=1), max(told, default=1) + 1)
    parts = {"phrase": "9 guns", "paragraph": "1", "speaker": "hur", "window": "2024", "id": "last"}
    add_statement(Wanted("x", parts), suite)
    assert ids(suite)[-1] == "last"
    assert list((suite / "seeds").glob(".*")) == []


def test_what_a_killed_command_left_is_cleared_away(suite: Path) -> None:
    left = suite / "seeds" / ".x.yaml.abc123.part"
    left.write_text("half a rec", encoding="utf-8")
    parts = {"phrase": "9 guns", "paragraph": "1", "speaker": "hur", "window": "2024"}
    add_statement(Wanted("x", parts), suite)
    assert not left.exists()


def test_a_lock_is_waited_for_and_dies_with_its_holder(suite: Path) -> None:
    holder = start(HOLDS, suite)
    with pytest.raises(RefusalError) as caught, records_locked(suite, 0.1):
        pass
    assert str(caught.value) == (
        f"{LOCK.as_posix()}: another hedgerow add has been writing for 0.1 s; "
        "wait for it to end, or stop it, and run this one again"
    )
    holder.kill()
    holder.communicate(timeout=60)
    with records_locked(suite, 10):
        assert (suite / LOCK).exists()


def test_a_full_disk_leaves_the_record_as_it_was(suite: Path) -> None:
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import analysis.adding.command, analysis.cli, analysis.model.assemble, pandas\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))\n"
        "analysis.cli.main()\n"
    )
    parts = {"phrase": "9 guns", "paragraph": "1", "speaker": "hur", "window": "2024", "note": "n " * 900}
    options = [part for name, answer in parts.items() for part in (f"--{name}", answer)]
    command = [sys.executable, "-c", code, "add", "x", "--suite", str(suite), *options]
    before = (suite / "seeds" / "x.yaml").read_bytes()
    ran = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"{tempfile.gettempdir()}: cannot be written (file too large); make room there, "
        "or name another folder in TMPDIR; no record was changed\n"
    )
    assert (suite / "seeds" / "x.yaml").read_bytes() == before
    assert sorted(path.name for path in (suite / "seeds").iterdir()) == ["x.yaml"]
