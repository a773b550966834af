"""What tests of the site do to suites and folders."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from example_suite import PROJECT, write_example_suite

HEAVY = {"pandas", "numpy", "matplotlib", "sphinx", "nbclient", "IPython"}
MARKER = "hacked"
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>\"'`x` ``` $x^2$ {{x}} {math}`x` "
    "[l](javascript:window.hacked=1) | =1+1 \u202etxt\u202c <!-- ]]> &lt; %s \\begin{x} :::{note} # _a_ **b"
    '** #panic("no") @label \\input{x} \\u{41} 50 % "q"'
)


def run_python(code: str, *arguments: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own, as the command line would."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def is_there(process: int) -> bool:
    """Return whether a process runs, by its id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def build(root: Path, **options: object) -> dict[str, object]:
    """Build the pages of a suite and return what the call said."""
    code = (
        "import json, sys; from pathlib import Path; from analysis.site import build_site\n"
        f"done = build_site(Path(sys.argv[1]), **{options!r})\n"
        "print(json.dumps([str(done.page), done.changed, done.executed]))"
    )
    finished = run_python(code, str(root))
    assert finished.returncode == 0, finished.stderr
    page, changed, executed = json.loads(finished.stdout)
    return {"page": page, "changed": changed, "executed": executed}


def heavy_libraries_after(call: str, root: Path) -> list[str]:
    """Return which of the slow libraries a call for a suite has loaded."""
    code = (
        f"import sys, analysis.site; from pathlib import Path; root = Path(sys.argv[1])\n{call}\n"
        f"print(*sorted({HEAVY} & set(sys.modules)))"
    )
    finished = run_python(code, str(root))
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.split()


def snapshot(folder: Path) -> dict[str, str]:
    """Return path → hash of every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def write_notebook_suite(root: Path, **options: Any) -> Path:
    """Write a suite with one small notebook."""
    write_example_suite(root, **options)
    opening = "from analysis import notebook\n\nsuite = notebook.open_suite()\nsuite.say('rounds.rate')"
    write_notebook(root / "notebooks" / "01_rounds.ipynb", opening, "suite.plot_months('rounds')")
    return root


def write_notebook(path: Path, *cells: str, depends: tuple[str, ...] = ("rounds",)) -> Path:
    """Write a notebook of a title and code cells."""
    title = {"cell_type": "markdown", "id": "cell-01", "metadata": {}, "source": "# A title\n\n*A question?*"}
    code = [
        {"cell_type": "code", "id": f"cell-{i:02}", "metadata": {}, "source": source, "outputs": []}
        | {"execution_count": None}
        for i, source in enumerate(cells, start=2)
    ]
    metadata = {
        "hedgerow": {"depends": list(depends)},
        "kernelspec": {"name": "python3", "display_name": "x"},
    }
    notebook = {"cells": [title, *code], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
