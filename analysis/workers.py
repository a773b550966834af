"""Independent cases worked off one by one: in this process, by workers of this machine, or on a cluster.

Dask is imported only when it is asked for. A case is sent again when its worker dies, so that a function
whose result follows from its case alone gives the same results however many workers there are.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from analysis.console import RefusalError

if TYPE_CHECKING:
    from distributed import Client, Future

Case = TypeVar("Case")
Result = TypeVar("Result")

Spread = Callable[[Callable[..., Any], Iterable[Any]], Iterator[tuple[int, Any]]]
"""Applies a function to cases, and yields the number of each from 0 with its result as they are finished."""

MOST_UNASKED = 2
FEW = 3
REACHABLE_SECONDS = 5
SENT, AHEAD = 4, 8
"""Cases a processor that are sent before one is finished, and that are taken before the oldest is."""
LOOK_AGAIN = 100
_NONE = object()


def spread(
    function: Callable[[Case], Result],
    cases: Iterable[Case],
    *,
    workers: int = 1,
    scheduler: str | None = None,
) -> Iterator[tuple[int, Result]]:
    """Apply a function to cases, side by side.

    Parameters
    ----------
    function
        Importable by name, so that another process can call it; its result must follow from its case alone.
    cases
        Taken one by one, never far ahead of the oldest case that is not finished, so that neither cases nor
        results pile up.
    workers
        Processes on this machine; 1 stays in this process.
    scheduler
        Address of a Dask scheduler, as ``tcp://host:8786``; replaces ``workers``.

    Yields
    ------
    tuple
        Number of the case from 0, and its result, as they are finished.

    Raises
    ------
    RefusalError
        If the scheduler cannot be reached or has no workers that could do it, or one case kills each worker.
    """
    if scheduler is None:
        with Workers(workers) as own:
            yield from own.spread(function, cases)
        return
    with _client(scheduler) as client:
        sender = _Sender(client, function, iter(cases))
        yield from _finished(sender, sender.send())


def spread_here(function: Callable[[Case], Result], cases: Iterable[Case]) -> Iterator[tuple[int, Result]]:
    """Apply a function to cases as `spread` does, by the workers that this machine has room for.

    A few cases are done sooner in this process than others could be started.
    """
    listed = list(cases)
    return spread(function, listed, workers=processors() if len(listed) > FEW else 1)


def processors() -> int:
    """Return how many of the processors that this process may use are used unless more are asked for."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, MOST_UNASKED)


class Workers:
    """Workers of this machine that start when they are first wanted, and stay until a context ends.

    Parameters
    ----------
    count
        How many; 1 stays in this process.
    """

    def __init__(self, count: int) -> None:
        self._count, self._starting = count, Lock()
        self._started = ExitStack()
        self._client: Client | None = None
        self._ended = False

    def __enter__(self) -> Workers:
        """Return these workers, of which none has started."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop the workers; what they have not finished is given up."""
        with self._starting:
            self._ended = True
            self._started.close()

    def spread(
        self, function: Callable[[Case], Result], cases: Iterable[Case], *, priority: int = 0
    ) -> Iterator[tuple[int, Result]]:
        """Apply a function to cases; see `spread`. The first of them are sent before this returns.

        Several threads may ask at a time; of cases that wait, those of the highest priority are begun first.
        """
        if self._count <= 1:
            return self._one_by_one(function, cases)
        sender = _Sender(self._wanted(), function, iter(cases), priority)
        return _finished(sender, sender.send())

    def _one_by_one(
        self, function: Callable[[Case], Result], cases: Iterable[Case]
    ) -> Iterator[tuple[int, Result]]:
        for number, case in enumerate(cases):
            self._require_open()
            yield number, function(case)

    def _wanted(self) -> Client:
        with self._starting:
            self._require_open()
            if self._client is None:
                self._client = self._started.enter_context(_workers_here(self._count))
            return self._client

    def _require_open(self) -> None:
        if self._ended:
            raise CancelledError("the workers have been stopped")


def in_order(numbered: Iterable[tuple[int, Result]]) -> Iterator[Result]:
    """Put the results of `spread` back into the order of their cases."""
    waiting: dict[int, Result] = {}
    due = 0
    for number, result in numbered:
        waiting[number] = result
        while due in waiting:
            yield waiting.pop(due)
            due += 1


def _finished(sender: _Sender, first: list[Future[Any]]) -> Iterator[tuple[int, Any]]:
    from distributed import as_completed

    sent = as_completed(loop=sender.client.loop)
    sent.update(first)
    for future in sent:
        yield sender.done(future), _result(future)
        future.release()
        sent.update(sender.send())


def _result(future: Future[Any]) -> Any:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker as error:
        raise RefusalError(
            f"every worker that took up one case died ({error.last_worker}); give the workers more memory"
        ) from error


class _Sender:
    """Sends cases, a few a processor, and none far ahead of the oldest that is not finished."""

    def __init__(
        self, client: Client, function: Callable[[Any], Any], cases: Iterator[Any], priority: int = 0
    ) -> None:
        self.client, self._function, self._cases, self._priority = client, function, cases, priority
        self._run, self._sent, self._processors = uuid4().hex, 0, 0
        self._unfinished: dict[str, int] = {}

    def send(self) -> list[Future[Any]]:
        if self._sent % LOOK_AGAIN == 0 or not self._processors:
            self._processors = max(1, sum(self.client.nthreads().values()))
        return list(islice(self._send_while_room(), SENT * self._processors))

    def done(self, future: Future[Any]) -> int:
        return self._unfinished.pop(future.key)

    def _send_while_room(self) -> Iterator[Future[Any]]:
        for case in iter(self._next_case, _NONE):
            key = f"case-{self._sent}-{self._run}"
            self._unfinished[key] = self._sent
            self._sent += 1
            yield self.client.submit(self._function, case, key=key, pure=False, priority=self._priority)

    def _next_case(self) -> Any:
        return next(self._cases, _NONE) if self._has_room() else _NONE

    def _has_room(self) -> bool:
        oldest = next(iter(self._unfinished.values()), self._sent)
        few = len(self._unfinished) < SENT * self._processors
        return few and self._sent - oldest < AHEAD * self._processors


@contextmanager
def _client(scheduler: str) -> Iterator[Client]:
    _silence()
    client = _reach(scheduler)
    try:
        yield client
    finally:
        client.close()


def _silence() -> None:
    """Let Dask log nothing: a worker lost, a worker started again is no news to the reader."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)


@contextmanager
def _workers_here(workers: int) -> Iterator[Client]:
    from distributed import Client, LocalCluster

    _silence()
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=None,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        # As a context it would have to be closed by the thread that made it.
        client = Client(cluster, set_as_default=False)
        try:
            yield client
        finally:
            client.close()


def require_scheduler(scheduler: str) -> None:
    """See to it that a scheduler answers.

    Raises
    ------
    RefusalError
        If none does, within seconds.
    """
    if _kind_of_server(scheduler) != "Scheduler":
        raise RefusalError(
            f"{scheduler}: no Dask scheduler answers there; "
            "check the address, as tcp://host:8786, and that it is running"
        )


def _reach(scheduler: str) -> Client:
    """Connect to a scheduler, and see to it that its workers run this code."""
    from distributed import Client

    require_scheduler(scheduler)
    client = Client(scheduler, timeout=REACHABLE_SECONDS)
    try:
        _require_workers(client, scheduler)
    except BaseException:
        client.close()
        raise
    return client


def _kind_of_server(address: str) -> str | None:
    """Ask a server what it is, before Dask's own client would wait for it without end."""
    from distributed.core import rpc

    async def ask() -> str:
        async with rpc(address, timeout=REACHABLE_SECONDS) as server:
            return str((await server.identity())["type"])

    try:
        return asyncio.run(asyncio.wait_for(ask(), REACHABLE_SECONDS))
    except Exception:
        # A server of another kind can answer anything, and its answer fails to be read in as many ways.
        return None


def _require_workers(client: Client, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=REACHABLE_SECONDS)
    except TimeoutError as error:
        raise RefusalError(
            f"{scheduler}: has no workers; start some, as in dask worker {scheduler}"
        ) from error
    found = _versions_of(client)
    other = sorted(address for address, version in found.items() if version != code_on_worker())
    if other:
        raise RefusalError(
            f"{scheduler}: the worker {other[0]} runs other code than this command; "
            "install this version of the suite, with its lock, on every worker"
        )


def _versions_of(client: Client) -> dict[str, Any]:
    answers = client.run(code_on_worker, on_error="return")
    return {str(address): answer for address, answer in answers.items()}


def code_on_worker() -> tuple[str, str]:
    """Return what decides the results of a worker: a hash of the model's code, and NumPy's version."""
    from importlib.metadata import version

    from analysis.ledger import hash_code

    return repr(hash_code(("read", "model"))), version("numpy")
