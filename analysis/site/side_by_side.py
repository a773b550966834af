"""The languages of a site made side by side: that of the root here, each other one in a process of its own.

The processes are started as programs: threads may run in this one, so that it must not be forked, and what
runs in it may be no module that can be imported anew.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from analysis.figures.languages import LANGUAGES
from analysis.ledger import PACKAGE
from analysis.site import SiteError
from analysis.site.building import make_edition
from analysis.workers import processors


class _Running(NamedTuple):
    language: str
    process: subprocess.Popen[bytes]


def make_editions(root: Path, scratch: Path, languages: Sequence[str] = LANGUAGES) -> None:
    """Make the pages of a suite in each language; with one processor one after the other in this process.

    Raises
    ------
    SiteError
        If the pages cannot be made in some languages; it holds what every one of them says.
    """
    apart = languages[1:] if processors() > 1 else ()
    with ExitStack() as stack:
        running = [stack.enter_context(started(root, scratch, language)) for language in apart]
        here = [_failure(root, scratch, language) for language in languages if language not in apart]
        failures = [failure for failure in [*here, *map(failure_of, running)] if failure]
    unforeseen = [failure for failure in failures if not isinstance(failure, SiteError)]
    if unforeseen or len(failures) == 1:
        raise (unforeseen or failures)[0]
    if failures:
        raise SiteError("\n".join(map(str, failures)))


def _failure(root: Path, scratch: Path, language: str) -> SiteError | OSError | None:
    """Make the pages in a language and return why they could not be made."""
    try:
        make_edition(root, scratch, language)
    except (SiteError, OSError) as error:
        return error
    return None


@contextmanager
def started(root: Path, scratch: Path, language: str) -> Iterator[_Running]:
    """Start a process that makes the pages in a language, and see to it that it is gone at the end."""
    command = [sys.executable, "-P", "-m", __name__, str(root), str(scratch), language]
    paths = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]))
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,  # an interrupt is for this process, which then ends the other
    ) as process:
        try:
            yield _Running(language, process)
        finally:
            process.kill()


def failure_of(running: _Running) -> Exception | None:
    """Wait for a process and return why it could not make its pages."""
    answer = running.process.stdout.read() if running.process.stdout else b""
    if running.process.wait():
        return SiteError(f"the pages in '{running.language}' could not be made; what went wrong stands above")
    failure: Exception | None = pickle.loads(answer)
    return failure


def _end_with_parent() -> None:
    """Wait until the process at the other end of the standard input is gone, and go too."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _main() -> None:
    root, scratch, language = sys.argv[1:]
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with redirect_stdout(sys.stderr):  # the standard output is for the answer
        failure = _failure(Path(root), Path(scratch), language)
    pickle.dump(failure, sys.stdout.buffer)


if __name__ == "__main__":
    _main()
