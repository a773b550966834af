"""What the command line says while it works, and when it cannot."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

DATA_PROBLEM = 1
USAGE_PROBLEM = 2
STOPPED = 130
"""Exit status of a command that was interrupted, as a shell reports it."""
VALIDATOR_MARK = "Value error, "
"""What the library under the parser puts before a message about a choice; it tells a reader nothing."""

Progress = Callable[[str, int, int], None]


@runtime_checkable
class UsageFault(Protocol):
    """A fault in how the command was called, as the parser raises it."""

    exit_code: int
    message: str

    def show(self) -> None:
        """Print what is wrong, with the usage, on standard error."""


def brief(number: float) -> str:
    """Return a number with three digits, as a line for people shows it."""
    return f"{float(f'{number:.3g}'):,.12g}"


class RefusalError(Exception):
    """What was asked cannot be done; the message says why, and what to do instead."""

    def __init__(self, message: str, status: int = DATA_PROBLEM) -> None:
        super().__init__(message)
        self.status = status


@contextmanager
def progress_on_terminal() -> Iterator[Progress]:
    """Yield a reporter that draws a bar on standard error, or is silent when that is no terminal."""
    if not sys.stderr.isatty():
        yield _stay_silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[int, TaskID] = {}

        def show(what: str, done: int, total: int) -> None:
            thread = threading.get_ident()  # what runs side by side has a bar each
            if thread not in tasks:
                tasks[thread] = bars.add_task("", total=None)
            bars.update(tasks[thread], description=what, completed=done, total=total, visible=done < total)

        yield show


def complain(error: Exception) -> int:
    """Tell on standard error what is wrong with the input or the folder, and return the exit status.

    Raises
    ------
    Exception
        The error itself, when it is none of those that a reader can do something about.
    """
    if isinstance(error, UsageFault):
        error.message = error.message.removeprefix(VALIDATOR_MARK)
        error.show()
        return error.exit_code
    lines = _complaint(error)
    if lines is None:
        raise error
    print("\n".join(lines), file=sys.stderr)
    return error.status if isinstance(error, RefusalError) else DATA_PROBLEM


def _complaint(error: Exception) -> list[str] | None:
    from analysis.site import SiteError
    from analysis.suite import NoSuiteError
    from analysis.tables.problems import TablesError

    if isinstance(error, ExceptionGroup):
        parts = [_complaint(part) for part in error.exceptions]
        return None if None in parts else [line for part in parts for line in part or ()]
    if isinstance(error, TablesError):
        return [str(problem) for problem in error.problems]
    if isinstance(error, RefusalError | NoSuiteError | SiteError):
        return [str(error)]
    if isinstance(error, OSError) and error.filename is not None:
        return [_file_complaint(error)]
    return None


def _file_complaint(error: OSError) -> str:
    reason = (error.strerror or type(error).__name__).lower()
    return f"{error.filename}: {reason}; {_file_remedy(error)}"


def _file_remedy(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "check the path"
    if isinstance(error, PermissionError):
        return "make it writable, or name another folder"
    if isinstance(error, IsADirectoryError | NotADirectoryError | FileExistsError):
        return "name a folder where a folder is asked for, and a file where a file is"
    return "free what is in the way, and run the command again; nothing was overwritten"


def _stay_silent(_what: str, _done: int, _total: int) -> None:
    return
