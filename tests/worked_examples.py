"""Runs what a text tells its reader to do: files to write, tables to add to, commands, and what these print.

A fence that follows a line such as "Write `path`:" is a file; one of shell is run; one of text that follows a
command is what the command prints, among other things.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TASK = re.compile(r"(?:^|\s)(Write|Replace|replace|Add to the table|Add to the end of)\s+`([^`]+)`:$")

Table = list[dict[str, str]]


class Step(NamedTuple):
    """A fence: its language, its content, and what the line above says to do with it, to which file."""

    language: str
    content: str
    task: str
    path: str


def blocks(text: str) -> list[tuple[str, str]]:
    """Return language and content of each fence."""
    return FENCE.findall(text)


def steps(text: str) -> Iterator[Step]:
    """Yield the fences of a text, each with its task."""
    for found in FENCE.finditer(text):
        above = " ".join(text[: found.start()].rstrip().rsplit("\n\n", 1)[-1].split())
        task = TASK.search(above)
        yield Step(found[1], found[2], *(task.groups() if task else ("", "")))


def run_shell(commands: str, suite: Path) -> str:
    """Run a block as a reader would, with the environment's commands on the path; return all it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=suite,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"{commands}\n{ran.stdout}"
    return ran.stdout


def follow(text: str, suite: Path) -> str:
    """Do all that a text says, in order, and return all that was printed."""
    printed = [""]
    for step in steps(text):
        if step.language == "sh":
            printed.append(run_shell(step.content, suite))
        elif step.task:
            _write(step, suite / step.path)
        else:
            assert_printed(step.content, printed[-1])
    return "".join(printed)


def assert_printed(expected: str, printed: str) -> None:
    """Assert that each line stands in what was printed, in this order."""
    rest = " ".join(printed.split())
    for line in expected.splitlines():
        before, found, rest = rest.partition(" ".join(line.split()))
        assert found, f"{line!r} was not printed after what stands above it:\n{printed}\n({before})"


def _write(step: Step, path: Path) -> None:
    if step.task == "Add to the end of":
        path.write_text(path.read_text(encoding="utf-8") + step.content, encoding="utf-8")
    elif step.language == "csv":
        _write_table(step, path)
    else:
        path.write_text(step.content, encoding="utf-8")


def _write_table(step: Step, path: Path) -> None:
    """Write rows into a table by their key, as with a spreadsheet: cells that are not shown stay."""
    given = csv.DictReader(step.content.splitlines())
    assert given.fieldnames is not None
    key, *_ = given.fieldnames
    with path.open(encoding="utf-8", newline="") as file:
        old = csv.DictReader(file)
        columns = list(dict.fromkeys([*(old.fieldnames or ()), *given.fieldnames]))
        rows = {row[key]: row for row in old} if step.task.startswith("Add") else {}
    for row in given:
        rows[row[key]] = {**rows.get(row[key], {}), **row}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())
