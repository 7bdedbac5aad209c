"""Engines lend hands: the same tasks run one after another, on supervised worker processes, or on Dask.

Workers get names and numbers, never objects, and return a receipt. A worker that dies takes nobody with
it: the pool is rebuilt, the tasks that were in its hands run again one at a time, and a task whose worker
died three times is set aside by name.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import BaseContext
from queue import SimpleQueue
from typing import Any, Protocol

from models.scenario.faults import Fault, RunError, WorkbenchError

NAMES = ("serial", "processes", "dask")
MOST_WORKERS = 256
MAX_DEATHS = 3
IN_HAND = 2
"""Tasks given out ahead, a worker: enough that nobody waits, few enough that a death puts few in doubt."""
LOADED = ["models.experiments.loaded"]
"""What every worker needs, loaded once for all of them."""

Task = dict[str, Any]
Receipt = dict[str, Any]
Work = Callable[[Task], Receipt]


class GaveUpError(RunError):
    """Some tasks could not be done, all others are; `by_position` says why, task by task."""

    def __init__(self, by_position: Mapping[int, Sequence[Fault]]) -> None:
        self.by_position = {place: tuple(faults) for place, faults in sorted(by_position.items())}
        super().__init__([fault for faults in self.by_position.values() for fault in faults])

    def __reduce__(self) -> tuple[type[GaveUpError], tuple[Mapping[int, Sequence[Fault]]]]:  # type: ignore[override]
        return type(self), (self.by_position,)


class Engine(Protocol):
    """Runs `work` on every task; yields (position, receipt) as they finish."""

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """Raises GaveUpError naming the tasks that could not be done, after all others are; another RunError
        where the engine itself cannot go on."""


@contextmanager
def held(engine: Engine) -> Iterator[None]:
    """Keep what an engine sets up (interpreters, a cluster) from one round to the next, and no longer."""
    if not isinstance(engine, Kept):
        yield
        return
    engine.keep = True
    try:
        yield
    finally:
        engine.keep = False
        engine.close()


class Kept:
    """An engine that sets something up: it is closed after every run unless it is `held`."""

    keep = False

    def close(self) -> None:
        """End what was set up."""
        raise NotImplementedError


class Serial:
    """One after another in this process: for tests, notebooks and warm workers."""

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """In order."""
        for position, task in enumerate(tasks):
            yield position, work(task)


@cache
def _interpreters() -> BaseContext:
    """How workers come up: on Linux as copies of one idle interpreter that has loaded everything but done
    nothing, which takes no time; elsewhere (a copy is not safe on macOS) they load for themselves."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def _stand_by() -> None:
    """A worker's first act: it will end at once when interrupted, and with whoever it works for, even where
    that was killed and could not say so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Processes(Kept):
    """A pool of fresh interpreters that we supervise; `workers` defaults to the processors there are."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def close(self) -> None:
        """End the interpreters; the next run begins with fresh ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """As they finish; survives the death of workers."""
        try:
            yield from self._run(work, tasks)
        finally:
            if not self.keep:
                self.close()

    def _run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        waiting, suspects = deque(range(len(tasks))), deque[int]()
        deaths: Counter[int] = Counter()
        trouble: dict[int, Sequence[Fault]] = {}
        while waiting or suspects:
            # after a death nobody knows whose task killed the worker: each of them runs alone next
            batch = deque([suspects.popleft()]) if suspects else waiting
            for position, outcome in self._round(work, tasks, batch):
                if isinstance(outcome, BrokenProcessPool):
                    deaths[position] += 1
                    if deaths[position] < MAX_DEATHS:
                        suspects.append(position)
                    else:
                        trouble[position] = [gave_up(tasks[position])]
                elif isinstance(outcome, WorkbenchError):
                    trouble[position] = outcome.faults
                else:
                    yield position, outcome
        if trouble:
            raise GaveUpError(trouble)

    def _round(
        self, work: Work, tasks: Sequence[Task], waiting: deque[int]
    ) -> Iterator[tuple[int, Receipt | WorkbenchError | BrokenProcessPool]]:
        """Take from `waiting` what a pool finishes before it breaks, or all; with what it broke on."""
        # kept between rounds, because a worker has read and prepared its scenario
        pool = self._pool = self._pool or ProcessPoolExecutor(
            self.workers, mp_context=_interpreters(), initializer=_stand_by
        )
        open_tasks: dict[Future[Receipt], int] = {}
        ended: SimpleQueue[Future[Receipt]] = SimpleQueue()
        sound = over = False
        try:
            sound = True
            while True:
                while sound and waiting and len(open_tasks) < IN_HAND * self.workers:
                    try:
                        future = pool.submit(work, tasks[waiting[0]])
                    except BrokenProcessPool:
                        sound = False
                        break
                    open_tasks[future] = waiting.popleft()
                    future.add_done_callback(ended.put)
                if not open_tasks:
                    break
                future = ended.get()
                outcome = _outcome(future)
                sound = sound and not isinstance(outcome, BrokenProcessPool)
                yield open_tasks.pop(future), outcome
            over = True
        finally:
            if not (over and sound):  # it broke, or whoever asked has heard enough
                self.close()


def _outcome(future: Future[Receipt]) -> Receipt | WorkbenchError | BrokenProcessPool:
    """What became of a task; an error that nobody foresaw is raised."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, WorkbenchError | BrokenProcessPool):
        return error
    raise error


def gave_up(task: Task) -> Fault:
    """That a task killed its workers, by name."""
    name = ", ".join(f"{key} {value}" for key, value in task.items() if key in ("folder", "replication"))
    expected = "a worker that survives it"
    return Fault(f"run {name}", expected, f"{MAX_DEATHS} dead workers", "look for a lack of memory")


def engine_faults(name: str, workers: int | None = None) -> list[Fault]:
    """What is wrong with an engine as it was asked for."""
    faults = []
    if name not in NAMES:
        faults.append(Fault("engine", "serial, processes or dask", repr(name)))
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        faults.append(Fault("workers", f"1 to {MOST_WORKERS}", str(workers)))
    return faults


def engine(name: str, workers: int | None = None, scheduler: str = "") -> Engine:
    """The engine of that name (`serial`, `processes`, `dask`); WorkbenchError for another."""
    if faults := engine_faults(name, workers):
        raise WorkbenchError(faults)
    if name == "serial":
        return Serial()
    if name == "processes":
        return Processes(workers)
    from models.experiments.dask_engine import Dask

    return Dask(scheduler, workers)
