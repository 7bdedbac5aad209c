"""How much faster the compiled twin is than SimPy on the same case flow: `python -m benchmarks.twin
[--json]`.

`ratio` is the CPU time of SimPy's case flow alone (the births of a full run fed to the desks, no patrol) over
the twin's on the same births, in the same run, medians; both end with the due time of every stage and of
closing. What the twin is asked again and again is the same births with other numbers of people: the work of a
case's first steps and visits is drawn once for all of that, all other marks every time. `ratio_at_first` is
of births it has not seen, everything drawn anew; `ratio_to_full` is of a whole replication over it.
`cases_that_differ` counts cases whose registration or closing is not the same second in the full run.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.scenario.folder import read_scenario  # noqa: E402
from models.simulation import twin_kernel as k  # noqa: E402
from models.simulation.draws import Draws  # noqa: E402
from models.simulation.garbage import no_cyclic_garbage_collection  # noqa: E402
from models.simulation.setting import make_setting  # noqa: E402
from models.simulation.shifts import bell  # noqa: E402
from models.simulation.tables import books  # noqa: E402
from models.simulation.town import Town  # noqa: E402
from models.simulation.twin import run_twin  # noqa: E402
from models.simulation.twin_record import record  # noqa: E402
from models.simulation.twin_rules import make_rules  # noqa: E402

TARGET = 100


def flow_alone(
    setting: Any, births: list[Any], looks: dict[int, list[list[int]]], end: int
) -> tuple[Any, float]:
    """SimPy's desks and case flow fed with recorded births; the town, and CPU seconds of life and books."""
    town = Town(setting, Draws(setting.scenario.spec.seed, 0), end)
    env, flow = town.env, town.flow

    class Recorded:
        """Inspectors who take as long as they did."""

        def __init__(self) -> None:
            self.taken: dict[int, int] = {}

        def check(self, case: Any, due: int) -> Any:
            """The next recorded look."""
            place = self.taken.get(case.number, 0)
            self.taken[case.number] = place + 1
            _, until = looks[case.number][place]
            return env.timeout(max(0, until - env.now))

        reinspect = check

    def arrivals() -> Any:
        for at, _, case, work in births:
            yield env.timeout(at - env.now)
            if case is None:
                town.desks.town.serve(*work)
            else:
                flow.report(case)

    flow.inspectors = Recorded()
    flow.rectified = lambda case, at: None
    env.process(bell(env, setting.scenario.calendar, town.desks.distinct(), end))
    env.process(arrivals())
    began = time.process_time()
    with no_cyclic_garbage_collection():
        env.run(until=end)
        books(town)
    return town, time.process_time() - began


def fresh(births: list[Any]) -> list[Any]:
    """The births with cases as they were born."""
    from models.simulation.case import Case

    out = []
    for at, came, case, work in births:
        if case is not None:
            case = Case(
                case.number, case.source, case.department, case.grid, case.premises, at,
                item=case.item,
                needs=case.needs, limit_class=case.limit_class, urgent=case.urgent, hazard=case.hazard,
                over_report=case.over_report, invalid=case.invalid, missed=case.missed, parent=case.parent,
            )  # fmt: skip
        out.append((at, came, case, work))
    return out


def measure(folder: str, repeats: int) -> dict[str, object]:
    """Ratios of one scenario."""
    from models.simulation import twin_record

    scenario = read_scenario(folder)
    setting = make_setting(scenario)
    began = time.process_time()
    kept: list[Any] = []
    make = twin_record._Recorder.stream

    def listening(self: Any) -> Any:
        kept.append(self)
        return make(self)

    twin_record._Recorder.stream = listening  # type: ignore[method-assign]
    stream, town = record(scenario, 0, setting)
    full = time.process_time() - began
    recorder = kept[0]
    needs = {int(row[k.KEY]): int(row[k.NEEDS]) for row in stream.cases}
    for _, _, case, _ in recorder.births:
        if case is not None:
            case.needs = needs[case.number]
    rules = make_rules(scenario, scenario.spec.warmup_days * 86_400, town.end)
    twin = run_twin(rules, stream)
    slow, fast, first = [], [], []
    alone = None
    for number in range(repeats):
        alone, seconds = flow_alone(setting, fresh(recorder.births), recorder.looks, town.end)
        slow.append(seconds)
        began = time.process_time()
        for _ in range(10):
            run_twin(rules, stream)
        fast.append((time.process_time() - began) / 10)
        unseen = [replace(stream) for _ in range(10)]
        began = time.process_time()
        for each in unseen:
            run_twin(rules, each)
        first.append((time.process_time() - began) / 10)
        told = f"{slow[-1]:.3f} s, {1000 * fast[-1]:.2f} ms, at first {1000 * first[-1]:.2f} ms"
        print(f"{number + 1}: {told}", file=sys.stderr)
    row_of = {int(number): row for row, number in enumerate(twin.cases[:, k.KEY])}
    wrong = sum(
        (case.registered, case.closed)
        != (int(twin.state[row_of[number], k.REGISTERED]), int(twin.state[row_of[number], k.CLOSED]))
        for number, case in town.flow.cases.items()
        if number in row_of
    )
    apart = sum(
        alone.flow.cases[number].closed != case.closed
        for number, case in town.flow.cases.items()
        if number in row_of and alone is not None
    )
    return {
        "scenario": folder,
        "cases": len(row_of),
        "ratio": round(median(slow) / median(fast), 1),
        "ratio_at_first": round(median(slow) / median(first), 1),
        "ratio_to_full": round(full / median(fast), 1),
        "simpy_ms": round(1000 * median(slow), 1),
        "twin_ms": round(1000 * median(fast), 2),
        "twin_ms_at_first": round(1000 * median(first), 2),
        "cases_that_differ": wrong,
        "cases_that_differ_fed_alone": apart,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--folder", default="luohu")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    report = measure(options.folder, options.repeats)
    if options.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name:28} {value:>12} {f'at least {TARGET}' if name == 'ratio' else ''}".rstrip())


if __name__ == "__main__":
    main()
