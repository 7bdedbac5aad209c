"""Engines lend hands: the same tasks run one after another, on supervised worker processes, or on Dask.

Workers get names and numbers, never objects, and return a receipt. A worker that dies takes nobody with
it: the pool is rebuilt, the tasks that were in its hands run again one at a time, and a task whose worker
died three times is set aside by name.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Protocol

from models.scenario.faults import Fault, RunError, WorkbenchError

MAX_DEATHS = 3

Task = dict[str, Any]
Receipt = dict[str, Any]
Work = Callable[[Task], Receipt]


class Engine(Protocol):
    """Runs `work` on every task; yields (position, receipt) as they finish."""

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """Raises RunError naming the tasks that could not be done, after all others are."""


class Serial:
    """One after another in this process: for tests, notebooks and warm workers."""

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """In order."""
        for position, task in enumerate(tasks):
            yield position, work(task)


class Processes:
    """A pool of fresh interpreters that we supervise; `workers` defaults to the processors there are."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """As they finish; survives the death of workers."""
        waiting = list(range(len(tasks)))
        deaths = dict.fromkeys(waiting, 0)
        suspects: list[int] = []
        faults: list[Fault] = []
        while waiting or suspects:
            # after a death nobody knows whose task killed the worker: each of them runs alone next
            batch = [suspects.pop(0)] if suspects else waiting
            done: list[int] = []
            for position, outcome in self._round(work, tasks, batch):
                done.append(position)
                if isinstance(outcome, WorkbenchError):
                    faults.extend(outcome.faults)
                else:
                    yield position, outcome
            lost = [position for position in batch if position not in done]
            waiting = [position for position in waiting if position not in batch]
            for position in lost:
                deaths[position] += 1
                if deaths[position] < MAX_DEATHS:
                    suspects.append(position)
                else:
                    faults.append(_gave_up(tasks[position]))
        if faults:
            raise RunError(faults)

    def _round(
        self, work: Work, tasks: Sequence[Task], batch: Sequence[int]
    ) -> Iterator[tuple[int, Receipt | WorkbenchError]]:
        """What a pool finishes before it breaks or all is done."""
        context = multiprocessing.get_context("spawn")
        # kept between rounds, because fresh interpreters take seconds to come up
        pool = self._pool = self._pool or ProcessPoolExecutor(self.workers, mp_context=context)
        open_tasks: dict[Future[Receipt], int] = {}
        whole = 0
        try:
            with suppress(BrokenProcessPool):  # the rest of the batch counts as lost and is run again
                for position in batch:
                    open_tasks[pool.submit(work, tasks[position])] = position
            for each in _finished(open_tasks):
                whole += 1
                yield each
        finally:
            if whole < len(batch):  # it broke, or whoever asked has heard enough
                self._pool = None
                pool.shutdown(wait=True, cancel_futures=True)


def _finished(open_tasks: dict[Future[Receipt], int]) -> Iterator[tuple[int, Receipt | WorkbenchError]]:
    """What becomes of the open tasks, as they finish; those that a dying worker had are passed over."""
    while open_tasks:
        over, _ = wait(open_tasks, return_when=FIRST_COMPLETED)
        for future in over:
            position = open_tasks.pop(future)
            error = future.exception()
            if error is None:
                yield position, future.result()
            elif isinstance(error, WorkbenchError):
                yield position, error
            elif not isinstance(error, BrokenProcessPool):
                raise error


class Dask:
    """The same on Dask: a scheduler by its address (tcp://…), or one of our own on this machine."""

    def __init__(self, scheduler: str = "", workers: int | None = None) -> None:
        self.scheduler = scheduler
        self.workers = workers or os.cpu_count() or 1

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """As they finish; a task whose worker died three times is given up by Dask itself."""
        faults: list[Fault] = []
        with self._client() as client:
            for position, outcome in _from_dask(client, work, tasks):
                if isinstance(outcome, WorkbenchError):
                    faults.extend(outcome.faults)
                else:
                    yield position, outcome
        if faults:
            raise RunError(faults)

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """A connection to the scheduler; one of our own listens on the loopback address only."""
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError:
            remedy = "pip install 'grid-planning-workbench[dask]'"
            raise RunError(Fault("engine", "the library distributed", "none", remedy)) from None
        patience = {"distributed.scheduler.allowed-failures": MAX_DEATHS - 1}
        with dask.config.set(patience), ExitStack() as opened:
            try:
                address: Any = self.scheduler or opened.enter_context(
                    LocalCluster(self.workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
                )
                yield opened.enter_context(Client(address, timeout="15s"))
            except (OSError, TimeoutError) as error:
                remedy = "start it, or give another address; what was kept stays, run again to go on"
                where, got = f"scheduler {self.scheduler}", str(error) or type(error).__name__
                raise RunError(Fault(where, "one that answers", got, remedy)) from None


def _from_dask(
    client: Any, work: Work, tasks: Sequence[Task]
) -> Iterator[tuple[int, Receipt | WorkbenchError]]:
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    places = {client.submit(work, task, pure=False): position for position, task in enumerate(tasks)}
    for future in as_completed(list(places)):
        position, error = places.pop(future), future.exception()
        if error is None:
            yield position, future.result()
        elif isinstance(error, KilledWorker):
            yield position, RunError(_gave_up(tasks[position]))
        elif isinstance(error, WorkbenchError):
            yield position, error
        else:
            raise error
        future.release()


def _gave_up(task: Task) -> Fault:
    name = ", ".join(f"{key} {value}" for key, value in task.items() if key in ("folder", "replication"))
    expected = "a worker that survives it"
    return Fault(f"run {name}", expected, f"{MAX_DEATHS} dead workers", "look for a lack of memory")


def engine(name: str, workers: int | None = None, scheduler: str = "") -> Engine:
    """The engine of that name (`serial`, `processes`, `dask`); RunError for another."""
    if name == "serial":
        return Serial()
    if name == "processes":
        return Processes(workers)
    if name == "dask":
        return Dask(scheduler, workers)
    raise RunError(Fault("engine", "serial, processes or dask", repr(name)))
