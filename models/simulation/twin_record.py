"""The cases of a full simulation as a stream for the twin: who came when, and how long inspectors took."""

from __future__ import annotations

from bisect import bisect_right
from copy import copy
from heapq import heappop
from typing import Any

import numpy as np

from models.scenario.calendar_spec import DAY
from models.scenario.scenario import Initial, Scenario
from models.simulation import twin_kernel as k
from models.simulation.case import Case
from models.simulation.draws import Draws
from models.simulation.garbage import no_cyclic_garbage_collection
from models.simulation.grabbing import TourPlanner
from models.simulation.hazards import DEPARTMENTS
from models.simulation.log import NOWHERE
from models.simulation.setting import Setting, make_setting
from models.simulation.town import Town
from models.simulation.twin_stream import CaseStream
from models.simulation.twin_time import Ints


def record(
    scenario: Scenario,
    replication: int = 0,
    setting: Setting | None = None,
    planner: TourPlanner | None = None,
) -> tuple[CaseStream, Town]:
    """Simulate once in full and keep the cases that were born; the town is as it stood at the end."""
    spec = scenario.spec
    begin = 0 if spec.initial is Initial.ROLLOUT else spec.warmup_days * DAY
    end = begin + spec.days * DAY
    town = Town(setting or make_setting(scenario), Draws(spec.seed, replication), end, planner)
    recorder = _Recorder(town)
    with no_cyclic_garbage_collection():
        town.run()
    return recorder.stream(), town


class _Recorder:
    """Listens to a town while it lives: births of cases, work from elsewhere, inspectors' looks."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.births: list[tuple[int, int, Case | None, tuple[int, int, int]]] = []
        self.looks: dict[int, list[list[int]]] = {}
        self._eid = 0
        self._times: list[int] = [0]
        self._first: list[int] = [0]
        self._report, self._serve = town.flow.report, town.desks.town.serve
        self._inspectors: Any = town.flow.inspectors
        town.flow.report = self.report  # type: ignore[method-assign]
        town.desks.town.serve = self.serve  # type: ignore[method-assign]
        town.flow.inspectors = self
        town.env.run = self.run  # type: ignore[method-assign, assignment]

    def run(self, until: int) -> None:
        """The environment's loop, which here remembers when each event was put on the agenda."""
        env = self.town.env
        queue = env._queue
        while queue and queue[0][0] < until:
            now, _, eid, event = heappop(queue)
            if now > self._times[-1]:
                self._times.append(int(now))
                self._first.append(copy(env._eid).__next__())
            self._eid = eid
            env.now = env._now = now  # type: ignore[assignment]
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
        env.now = env._now = until

    def report(self, case: Case) -> Case:
        """A case is born."""
        self._born(case, (0, 0, 0))
        return self._report(case)

    def serve(self, case: int, seconds: int, due: int, urgent: bool = False, place: int = NOWHERE) -> Any:
        """The town's teams are asked for something: by a case, or from elsewhere."""
        if place == NOWHERE:
            self._born(None, (case, seconds, due))
        return self._serve(case, seconds, due, urgent, place)

    def check(self, case: Case, due: int) -> Any:
        """An inspector is to look at a handled case."""
        return self._watched(case, self._inspectors.check(case, due))

    def reinspect(self, case: Case, due: int) -> Any:
        """An inspector is to look again after an order."""
        return self._watched(case, self._inspectors.reinspect(case, due))

    def _watched(self, case: Case, event: Any) -> Any:
        look = [self.town.env.now, self.town.end]
        self.looks.setdefault(case.number, []).append(look)
        event.callbacks.append(lambda _: look.__setitem__(1, self.town.env.now))
        return event

    def _born(self, case: Case | None, work: tuple[int, int, int]) -> None:
        came = self._times[max(0, bisect_right(self._first, self._eid) - 1)]
        self.births.append((self.town.env.now, came, case, work))

    def stream(self) -> CaseStream:
        """What was heard, in the order in which it happened."""
        grids = {grid: place for place, grid in enumerate(self.town.setting.scenario.plan.grids)}
        index = {case.number: row for row, (_, _, case, _) in enumerate(self.births) if case is not None}
        table = np.zeros((len(self.births), k.CASE_COLUMNS), dtype=np.int64)
        waits: list[tuple[int, int]] = []
        for row, (at, came, case, work) in zip(table, self.births, strict=True):
            row[k.AT], row[k.CAME], row[k.PARENT] = at, came, -1
            if case is None:
                row[k.KIND], row[k.KEY], row[k.FIXED_SECONDS], row[k.FIXED_DUE] = k.BACKGROUND, *work
                continue
            row[k.KEY], row[k.GRID] = case.number, grids[case.grid]
            row[k.TRAVEL] = self.town.flow.work.travel[case.premises]
            row[k.CLASS], row[k.DEPARTMENT] = case.limit_class, DEPARTMENTS.index(case.department)
            row[k.PRESSING], row[k.OVER], row[k.INVALID] = case.urgent, case.over_report, case.invalid
            row[k.PARENT] = index.get(case.parent, -1)
            row[k.HAZARD] = case.hazard >= 0
            looks = self.looks.get(case.number, [])
            row[k.FIRST], row[k.COUNT] = len(waits), len(looks)
            waits += [self._length(*look) for look in looks]
        table[:, k.NEEDS] = _needs(self.births)
        return CaseStream(table, _pairs(waits), self.town.draws)

    def _length(self, begin: int, end: int) -> tuple[int, int]:
        """A look's working seconds, and what comes on top of them."""
        calendar = self.town.setting.scenario.calendar
        working = calendar.working_between(begin, end)
        return working, end - calendar.add_working(begin, working)


def _pairs(waits: list[tuple[int, int]]) -> Ints:
    return np.array(waits, dtype=np.int64).reshape(-1, 2)


def _needs(births: list[tuple[int, int, Case | None, tuple[int, int, int]]]) -> list[int]:
    """Levels needed at birth: a reopened case needs the community, whatever it needed before."""
    needs = []
    for _, _, case, _ in births:
        if case is None:
            needs.append(0)
            continue
        levels = [stage.level for stage in case.stages]
        needs.append(max([case.needs, *levels]) if case.reopened else case.needs)
    return needs
