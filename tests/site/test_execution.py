"""Notebooks are executed when, and only when, what their outputs rest on has changed."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from example_suite import PROJECT, write_example_suite
from site_tools import heavy_libraries_after, is_there, write_notebook

from analysis.reach import reachable_modules
from analysis.site import SiteError, execute_notebooks, stale_notebooks

NAME = "01_rounds.ipynb"
EXECUTE = (
    "import sys; from pathlib import Path; import analysis.site as s; s.execute_notebooks(Path(sys.argv[1]))"
)


def edit_json(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def edit_rows(path: Path, column: str, is_wanted: Callable[[dict[str, str]], bool], value: str) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, header = list(reader), list(reader.fieldnames or [])
    chosen = [row for row in rows if is_wanted(row)]
    assert chosen
    for row in chosen:
        row[column] = value
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_executing_twice_gives_the_same_bytes(suite: Path) -> None:
    path = suite / "notebooks" / NAME
    assert execute_notebooks(suite) == [path]
    first = path.read_bytes()
    assert execute_notebooks(suite) == []
    assert execute_notebooks(suite, fresh=True) == [path]
    assert path.read_bytes() == first


def test_an_executed_notebook_says_nothing_about_who_ran_it(suite: Path) -> None:
    execute_notebooks(suite)
    text = (suite / "notebooks" / NAME).read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert set(notebook["metadata"]) == {"hedgerow", "kernelspec", "language_info"}
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    assert [cell["id"] for cell in notebook["cells"]] == ["cell-01", "cell-02", "cell-03"]
    assert not re.search(r'"(iopub|shell)\.|0x[0-9a-f]{6}', text)
    assert str(suite) not in text
    assert "265,000" in "".join(notebook["cells"][1]["outputs"][0]["data"]["text/markdown"])


def test_each_reason_to_execute_again_is_seen_and_nothing_else(suite: Path) -> None:
    path, figures = suite / "notebooks" / NAME, suite / "data" / "figures.csv"
    assert [str(stale) for stale in stale_notebooks(suite)] == [f"{NAME}: was never executed by a build"]
    execute_notebooks(suite)
    assert stale_notebooks(suite) == []
    executed, published, lock = (
        path.read_bytes(),
        figures.read_bytes(),
        (suite / "requirements.lock").read_bytes(),
    )

    edit_rows(figures, "value", lambda row: row["figure_id"] == "missiles.rate", "7")
    edit_rows(suite / "data" / "claims.csv", "note", lambda row: row["quantity"] == "guns", "new")
    edit_json(path, lambda notebook: notebook["cells"][0].update(source="# Another title"))
    assert stale_notebooks(suite) == []

    changed = f"{NAME}: its cells, its data or the code under it changed since it was executed"
    edit_rows(figures, "value", lambda row: row["figure_id"] == "rounds.rate", "260000")
    assert [str(stale) for stale in stale_notebooks(suite)] == [changed]
    figures.write_bytes(published)
    (suite / "requirements.lock").write_bytes(lock + b"\n")
    assert [str(stale) for stale in stale_notebooks(suite)] == [changed]
    (suite / "requirements.lock").write_bytes(lock)
    edit_json(path, lambda notebook: notebook["cells"][1].update(source="1 + 1"))
    assert [str(stale) for stale in stale_notebooks(suite)] == [changed]
    path.write_bytes(executed)
    edit_json(
        path, lambda notebook: notebook["cells"][1]["outputs"][0]["data"].update({"text/markdown": "9"})
    )
    assert [str(stale) for stale in stale_notebooks(suite)] == [
        f"{NAME}: its outputs are not those of its last build"
    ]


def test_code_that_is_loaded_is_code_that_the_key_covers(suite: Path) -> None:
    write_notebook(
        suite / "notebooks" / NAME,
        "import sys\nfrom analysis import notebook\nsuite = notebook.open_suite()\nsuite.claims()",
        "suite.plot_months('rounds'); suite.citations('rounds.rate'); suite.limits('rounds')",
        "print(*sorted(name for name in sys.modules if name.split('.')[0] == 'analysis'))",
    )
    execute_notebooks(suite)
    notebook = json.loads((suite / "notebooks" / NAME).read_text(encoding="utf-8"))
    loaded = set("".join(notebook["cells"][3]["outputs"][0]["text"]).split())
    covered = set(reachable_modules("analysis.notebook"))
    assert {"analysis.plots.months", "analysis.figures.cite", "analysis.read.labels"} <= loaded & covered
    # The packages of readers and tables import all their modules for others; notebooks call few of them.
    assert not {
        name for name in loaded - covered if not name.startswith(("analysis.read.", "analysis.tables."))
    }
    left = (
        "analysis.site",
        "analysis.model",
        "analysis.cli",
        "analysis.tables.records",
        "analysis.read.wordings",
    )
    assert not [name for name in covered if name.startswith(left)]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            "from analysis import notebook\nnotebook.open_suite().say('missiles.rate')",
            "02_bad.ipynb: cell 2 raised LookupError: 'missiles.rate' is no figure that is seen here; "
            "declare its quantity in the notebook's metadata; the file is left as it was; "
            "run it in JupyterLab (make lab) to see where",
        ),
        (
            "import warnings\nwarnings.warn('careful')",
            "02_bad.ipynb: cell 2 wrote to standard error; remove the cause\n",
        ),
    ],
)
def test_a_notebook_that_fails_stays_as_it_was(suite: Path, cell: str, message: str) -> None:
    path = write_notebook(suite / "notebooks" / "02_bad.ipynb", cell)
    before = path.read_bytes()
    with pytest.raises(SiteError) as refusal:
        execute_notebooks(suite)
    assert str(refusal.value).startswith(message)
    assert path.read_bytes() == before
    assert [stale.path.name for stale in stale_notebooks(suite)] == ["02_bad.ipynb"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": [{}], "metadata": {}}', '{"cells": []}'])
def test_what_is_no_notebook_is_named(suite: Path, content: str) -> None:
    (suite / "notebooks" / "02_bad.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(SiteError, match=r"^02_bad\.ipynb: is not a notebook \(.*restore it or save it again"):
        stale_notebooks(suite)


def test_a_declaration_of_what_is_not_there_is_named(suite: Path) -> None:
    write_notebook(suite / "notebooks" / NAME, "1", depends=("roundz",))
    with pytest.raises(
        SiteError, match=rf"^{NAME}: declares what is not there: 'roundz' is neither a quantity"
    ):
        execute_notebooks(suite)


def test_every_notebook_runs_from_a_clean_kernel_in_its_order(built_suite: Path) -> None:
    paths = sorted((built_suite / "notebooks").glob("*.ipynb"))
    assert [path.name for path in paths] == [
        path.name for path in sorted((PROJECT / "notebooks").glob("*.ipynb"))
    ]
    for path in paths:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1)), path.name
        outputs = [output for cell in cells for output in cell["outputs"]]
        assert outputs and not [out for out in outputs if out["output_type"] == "error"], path.name


@pytest.mark.parametrize(
    ("assumed", "message"),
    [
        ("{}", None),
        ('{"hedge_width": 2, "unit_load.crates": -1}', None),
        ('{"speaker_bias": 1.5}', None),
        ('{"hedge_widht": 2}', "'hedge_widht' is not something that can be assumed; the nearest known is"),
    ],
)
def test_a_reader_changes_the_marked_cell_and_sees_its_effect(
    tmp_path: Path, assumed: str, message: str | None
) -> None:
    (whole,) = (PROJECT / "notebooks").glob("05_*.ipynb")
    cells = json.loads(whole.read_text(encoding="utf-8"))["cells"]
    (marked,) = [
        number for number, cell in enumerate(cells) if "assumption" in cell["metadata"].get("tags", ())
    ]
    heading = next(cell for cell in reversed(cells[:marked]) if "".join(cell["source"]).startswith("#"))
    assert "".join(heading["source"]).startswith("## Change one assumption")
    assert "Change this cell" in "".join(cells[marked - 1]["source"])
    opening = "from analysis import notebook\nsuite = notebook.open_suite()"
    said = "".join(cells[marked + 1]["source"])
    assert said.startswith("suite.say_assumed(")
    root = write_example_suite(tmp_path / "suite")
    path = write_notebook(root / "notebooks" / NAME, opening, f"assumptions = {assumed}", said)
    if message:
        with pytest.raises(SiteError, match=re.escape(message)):
            execute_notebooks(root)
        return
    execute_notebooks(root)
    (output,) = json.loads(path.read_text(encoding="utf-8"))["cells"][3]["outputs"]
    text = "".join(output["data"]["text/markdown"])
    same = text.partition("(")[0].endswith(": 265,000 ")
    assert "as published 265,000" in text
    assert same == (assumed == "{}"), text


def test_asking_what_is_stale_loads_no_heavy_library(suite: Path) -> None:
    assert heavy_libraries_after("analysis.site.stale_notebooks(root)", suite) == []


def test_an_interrupt_ends_all_notebooks_and_their_kernels(suite: Path) -> None:
    names = ("one", "other")
    for name in names:
        cell = f"import os, pathlib, time; pathlib.Path('{name}.txt').write_text(f'{{os.getpid()}}.')"
        write_notebook(suite / "notebooks" / f"{name}.ipynb", cell, "time.sleep(10_000)")
    places = [suite / "notebooks" / f"{name}.txt" for name in names]
    before = [place.with_suffix(".ipynb").read_bytes() for place in places]
    with subprocess.Popen(
        [sys.executable, "-c", EXECUTE, str(suite)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        while running.poll() is None and not all(place.is_file() and place.read_text() for place in places):
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        try:
            _, told = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == -signal.SIGINT
    assert told.count("Traceback") == 1 and told.endswith("KeyboardInterrupt\n")
    assert [place.with_suffix(".ipynb").read_bytes() for place in places] == before
    kernels = [int(place.read_text().rstrip(".")) for place in places]
    while any(map(is_there, kernels)):
        time.sleep(0.02)
