"""Runs notebooks in place, a few at a time, so that the same inputs give the same bytes."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.ledger import PACKAGE
from analysis.selection import SUBJECTS_VARIABLE
from analysis.site import Progress, SiteError
from analysis.site.freshness import (
    METADATA,
    declared_subjects,
    notebook_key,
    notebook_paths,
    outputs_digest,
    read_notebook,
    stale_reason,
)

if TYPE_CHECKING:
    from analysis.kernels import Kernels

AT_ONCE = 3
"""One more than processors that are usual, since a kernel also waits for its client."""
SECONDS_PER_CELL = 600
REMEDY = "the file is left as it was; run it in JupyterLab (make lab) to see where"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def execute_notebooks(root: Path, *, fresh: bool = False, progress: Progress | None = None) -> list[Path]:
    """Execute the notebooks of a suite that are stale, or all if ``fresh``, and return their paths."""
    due = [
        path for path in notebook_paths(root) if fresh or stale_reason(read_notebook(path), root, path.name)
    ]
    if due:
        prepare_fonts(root)
        _run_to_end(_execute_all(due, root, progress or (lambda what, done, total: None)))
    return due


def _run_to_end(work: Coroutine[Any, Any, None]) -> None:
    """Run work to its end, in a thread of its own; an interrupt cancels it.

    In the main thread nbclient would take the interrupt for one of the notebooks, and the others would go on;
    and an event loop may be running there already.
    """
    begun: Future[Callable[[], object]] = Future()

    async def cancellable() -> None:
        task = asyncio.ensure_future(work)
        begun.set_result(partial(asyncio.get_running_loop().call_soon_threadsafe, task.cancel))
        await task

    with ThreadPoolExecutor(1) as worker:
        ended = worker.submit(asyncio.run, cancellable())
        try:
            ended.result()
        except KeyboardInterrupt:
            with suppress(RuntimeError):  # it has ended by itself meanwhile
                begun.result()()
            raise


def prepare_fonts(root: Path) -> None:
    """Let matplotlib list its fonts once, in the suite, before several kernels would at the same time."""
    os.environ.setdefault("MPLCONFIGDIR", str(root / ".cache" / "matplotlib"))
    import matplotlib.font_manager  # noqa: F401


async def _execute_all(due: Iterable[Path], root: Path, progress: Progress) -> None:
    """Execute notebooks and raise, once all have ended, whatever went wrong in any of them."""
    paths = list(due)
    turns, done = asyncio.Semaphore(AT_ONCE), 0

    async def one(path: Path, kernels: Kernels | None) -> None:
        nonlocal done
        async with turns:
            await _execute(path, root, kernels)
        done += 1
        progress(f"executed {path.name}", done, len(paths))

    progress("executing notebooks", 0, len(paths))
    with _kernels() as kernels:
        outcomes = await asyncio.gather(*(one(path, kernels) for path in paths), return_exceptions=True)
    failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    unforeseen = [failure for failure in failures if not isinstance(failure, SiteError)]
    if unforeseen:
        raise unforeseen[0]
    if failures:
        raise SiteError("\n".join(map(str, failures)))


def _kernels() -> AbstractContextManager[Kernels | None]:
    """Return what kernels are copied from; nothing where each must load by itself."""
    from analysis.kernels import CAN_COPY, Kernels

    return Kernels({**os.environ, **_alike()}) if CAN_COPY else nullcontext()


async def _execute(path: Path, root: Path, kernels: Kernels | None) -> None:
    """Execute one notebook and replace its file."""
    import nbformat

    key = notebook_key(read_notebook(path), root, path.name)
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(prefix="hedgerow-") as scratch:
        await _run_cells(notebook, path, Path(scratch), kernels)
    _check_quiet(notebook, path)
    _settle(notebook, key)
    _replace(path, nbformat.writes(notebook) + "\n")


async def _run_cells(notebook: Any, path: Path, scratch: Path, kernels: Kernels | None) -> None:
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    from analysis.kernels import copy_provisioner

    manager = AsyncKernelManager(
        connection_file=str(scratch / "kernel.json"),
        transport="ipc" if os.name == "posix" else "tcp",
        kernel_spec_manager=_only_this_python(),
    )
    if kernels:
        manager.provisioner = copy_provisioner(kernels, manager)
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
        shutdown_kernel="immediate",  # it holds nothing that is wanted, and complains when asked amid a cell
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        await client.async_execute(cleanup_kc=True, env=_environment(notebook, scratch))
    except CellExecutionError as error:
        reason = f"{error.ename}: {error.evalue}"
        raise SiteError(f"{path.name}: {_failed_cell(notebook)} raised {reason}; {REMEDY}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise SiteError(f"{path.name}: {type(error).__name__}; {REMEDY}") from error
    except ChildProcessError as error:
        raise SiteError(f"{path.name}: {error}; {REMEDY}") from error


def _only_this_python() -> Any:
    """Return a list of kernels that holds this Python alone, whatever else is installed under its name."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    class OnlyThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> Any:
            return KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])

    return OnlyThisPython()


def _failed_cell(notebook: Any) -> str:
    outputs = (cell.get("outputs", []) for cell in notebook.cells)
    failed = (number for number, found in enumerate(outputs, start=1) if _has(found, "error"))
    return f"cell {next(failed, '?')}"


def _has(outputs: Iterable[Any], kind: str) -> bool:
    return any(output.output_type == kind for output in outputs)


def _environment(notebook: Any, scratch: Path) -> dict[str, str]:
    """Return the environment of a kernel: one thread, no start-up files of the user, only declared data."""
    own = {
        SUBJECTS_VARIABLE: " ".join(declared_subjects(notebook)),
        "IPYTHONDIR": str(scratch / "ipython"),
    }
    return {**os.environ, **_alike(), **own}


def _alike() -> dict[str, str]:
    """Return what is the same in the environment of every kernel."""
    path = filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
    return {
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(path),
    }


def _check_quiet(notebook: Any, path: Path) -> None:
    """Refuse a notebook that wrote to standard error: warnings differ between machines."""
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
