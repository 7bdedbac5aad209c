"""The engine on Dask: a scheduler by its address, or a cluster of our own on this machine."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import Any

from models.experiments.engines import IN_HAND, MAX_DEATHS, GaveUpError, Kept, Receipt, Task, Work, gave_up
from models.scenario.faults import Fault, RunError, WorkbenchError

SETTINGS = {
    # a cluster of our own reports each death: who killed the worker is found out here, task by task
    "distributed.scheduler.allowed-failures": 0,
    "distributed.comm.timeouts.connect": "10s",
    # its workers share their processors with whoever watches them: their stacks are not sampled a hundred
    # times a second for a page that nobody opens, and their pulse is taken once a second, not fifty times
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "2s",
    "distributed.worker.memory.monitor-interval": "1s",
}
"""What a cluster of our own is told; one that is given by its address was set up by whoever started it."""
ANSWER_SECONDS = 15
AHEAD = 32
"""Least number of tasks given out ahead, so that a distant scheduler always has some."""


class Dask(Kept):
    """A scheduler by its address (tcp://…), or one of our own that listens on the loopback address only.

    While it is `held`, the connection (and a cluster of our own) is kept from one `run` to the next.
    """

    def __init__(self, scheduler: str = "", workers: int | None = None) -> None:
        self.scheduler = scheduler
        self.workers = workers or os.cpu_count() or 1
        self._opened = ExitStack()
        self._client: Any = None

    def close(self) -> None:
        """Let go of the scheduler, and end a cluster of our own."""
        self._client = None
        with suppress(OSError, TimeoutError):  # one that went away cannot be told
            self._opened.close()

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """As they finish; survives the death of workers."""
        deaths: Counter[int] = Counter()
        suspects = deque[int]()
        trouble: dict[int, Sequence[Fault]] = {}
        try:
            batch: Sequence[int] = range(len(tasks))
            while batch:
                alone = len(batch) == 1
                for position, outcome in self._finished(work, tasks, batch):
                    if isinstance(outcome, int):
                        deaths[position] += outcome
                        # in company another task may have been the killer: each of them runs alone next
                        if alone and deaths[position] >= MAX_DEATHS:
                            trouble[position] = [gave_up(tasks[position])]
                        else:
                            suspects.append(position)
                    elif isinstance(outcome, WorkbenchError):
                        trouble[position] = outcome.faults
                    else:
                        yield position, outcome
                batch = [suspects.popleft()] if suspects else []
        finally:
            if not self.keep:
                self.close()
        if trouble:
            raise GaveUpError(trouble)

    def _finished(
        self, work: Work, tasks: Sequence[Task], batch: Sequence[int]
    ) -> Iterator[tuple[int, Receipt | WorkbenchError | int]]:
        """What became of the tasks at these positions, as they end."""
        client = self._connected()
        from distributed import as_completed

        ahead = max(AHEAD, 2 * IN_HAND * sum(client.ncores().values()))
        places: dict[Any, int] = {}
        ended = as_completed()
        waiting = iter(batch)

        def give_out() -> None:
            position = next(waiting, None)
            if position is not None:
                future = client.submit(work, tasks[position], pure=False)
                places[future] = position
                ended.add(future)

        for _ in range(min(ahead, len(batch))):
            give_out()
        try:
            while places:
                future = next(ended)
                outcome = self._outcome(future)
                yield places.pop(future), outcome
                future.release()
                give_out()
        finally:
            if places and client.status == "running":
                client.cancel(list(places))

    def _outcome(self, future: Any) -> Receipt | WorkbenchError | int:
        """What a task gave, why it could not, or how many workers died with it in their hands."""
        from distributed import CancelledError
        from distributed.scheduler import KilledWorker

        try:
            error = future.exception()  # a result that was lost with its worker is made again meanwhile
        except (CancelledError, OSError) as lost:
            error = lost
        if isinstance(error, CancelledError | OSError) or future.status == "cancelled":
            raise self._gone("it went away") from None
        if error is None:
            found: Receipt = future.result()
            return found
        if isinstance(error, KilledWorker):
            return int(error.allowed_failures) + 1
        if isinstance(error, WorkbenchError):
            return error
        raise error

    def _connected(self) -> Any:
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError:
            remedy = "pip install 'grid-planning-workbench[dask]'"
            raise RunError(Fault("engine", "the library distributed", "none", remedy)) from None
        if self._client is not None:
            return self._client
        self._opened.enter_context(dask.config.set(SETTINGS))
        try:
            address: Any = self.scheduler or self._opened.enter_context(
                LocalCluster(
                    n_workers=self.workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                )
            )
            self._client = self._opened.enter_context(Client(address, timeout=f"{ANSWER_SECONDS}s"))
        except (OSError, TimeoutError) as error:
            self.close()
            raise self._gone(str(error) or type(error).__name__) from None
        return self._client

    def _gone(self, got: str) -> RunError:
        remedy = "start it, or give another address; what was kept stays, run again to go on"
        return RunError(Fault(f"scheduler {self.scheduler}".strip(), "one that answers", got, remedy))
