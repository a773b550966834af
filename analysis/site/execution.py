"""Runs notebooks in place, two at a time, so that the same inputs give the same bytes."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.selection import SUBJECTS_VARIABLE
from analysis.site import Progress, SiteError
from analysis.site.freshness import (
    METADATA,
    PACKAGE,
    declared_subjects,
    notebook_key,
    notebook_paths,
    outputs_digest,
    read_notebook,
    stale_reason,
)

AT_ONCE = 2
SECONDS_PER_CELL = 600
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def execute_notebooks(root: Path, *, fresh: bool = False, progress: Progress | None = None) -> list[Path]:
    """Execute the notebooks of a suite that are stale, or all of them if ``fresh``, and return their paths."""
    due = [path for path in notebook_paths(root) if fresh or stale_reason(read_notebook(path), root)]
    if due:
        prepare_fonts(root)
        asyncio.run(_execute_all(due, root, progress or (lambda what, done, total: None)))
    return due


def prepare_fonts(root: Path) -> None:
    """Let matplotlib build its list of fonts once, in the suite, before several kernels would at the same time."""
    os.environ.setdefault("MPLCONFIGDIR", str(root / ".cache" / "matplotlib"))
    import matplotlib.font_manager  # noqa: F401


async def _execute_all(due: Iterable[Path], root: Path, progress: Progress) -> None:
    paths = list(due)
    turns, done = asyncio.Semaphore(AT_ONCE), 0

    async def one(path: Path) -> None:
        nonlocal done
        async with turns:
            await _execute(path, root)
        done += 1
        progress(f"executed {path.name}", done, len(paths))

    progress("executing notebooks", 0, len(paths))
    async with asyncio.TaskGroup() as group:
        for path in paths:
            group.create_task(one(path))


async def _execute(path: Path, root: Path) -> None:
    """Execute one notebook and replace its file."""
    import nbformat

    key = notebook_key(read_notebook(path), root)
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(prefix="hedgerow-") as scratch:
        await _run_cells(notebook, path, root, Path(scratch))
    _check_quiet(notebook, path)
    _settle(notebook, key)
    _replace(path, nbformat.writes(notebook) + "\n")


async def _run_cells(notebook: Any, path: Path, root: Path, scratch: Path) -> None:
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    transport = "ipc" if os.name == "posix" else "tcp"
    manager = AsyncKernelManager(connection_file=str(scratch / "kernel.json"), transport=transport)
    # The kernel is this Python, whatever kernels the user has installed under the same name.
    manager._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    )
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        await client.async_execute(env=_environment(notebook, root, scratch))
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise SiteError(f"{path.name}: a cell failed, the file is left as it was\n{error}") from error
    finally:
        await manager.shutdown_kernel(now=True)


def _environment(notebook: Any, root: Path, scratch: Path) -> dict[str, str]:
    """Return the environment of a kernel: one thread, no start-up files of the user, only declared data."""
    own = {
        SUBJECTS_VARIABLE: " ".join(declared_subjects(notebook)),
        "IPYTHONDIR": str(scratch / "ipython"),
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])),
    }
    return {**os.environ, **own}


def _check_quiet(notebook: Any, path: Path) -> None:
    """Refuse a notebook that wrote to standard error: a warning differs between machines, and means something."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                raise SiteError(
                    f"{path.name}: cell {number} wrote to standard error; remove the cause\n{output.text}"
                )


def _settle(notebook: Any, key: str) -> None:
    """Leave in the metadata only what does not depend on who ran the notebook, and the key."""
    import nbformat

    kept = {name: value for name, value in notebook.metadata.get(METADATA, {}).items() if name == "depends"}
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02}"
        cell.metadata.pop("execution", None)
    written = read_as_json(notebook)
    notebook.metadata[METADATA] = kept | {"key": key, "outputs": outputs_digest(written)}


def read_as_json(notebook: Any) -> Any:
    """Return a notebook as it will be read back from its file."""
    import json

    import nbformat

    return json.loads(nbformat.writes(notebook))


def _replace(path: Path, text: str) -> None:
    from analysis.tables import write_text

    write_text(path, text)
