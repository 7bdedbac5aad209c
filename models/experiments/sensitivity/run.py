"""`workbench sensitivity`: which assumptions and levers move a measure, by how much, beyond noise."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from models.experiments.campaign.design import Variant
from models.experiments.sensitivity.designs import (
    Points,
    morris_design,
    response_design,
    sobol_design,
    tornado_design,
)
from models.experiments.sensitivity.factors import Factor, factors_of
from models.experiments.sensitivity.told import told_morris, told_response, told_sobol, told_tornado
from models.experiments.study import How, Progress, how_faults, open_study
from models.measures.window import Floats
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario

MOST_RUNS = 200_000


class Method(StrEnum):
    """How factors are varied."""

    TORNADO = "tornado"
    RESPONSE = "response"
    MORRIS = "morris"
    SOBOL = "sobol"


USUAL_POINTS = {Method.TORNADO: 0, Method.RESPONSE: 7, Method.MORRIS: 10, Method.SOBOL: 64}
"""Levels of a response, trajectories of Morris, rows of Saltelli's sample where nothing is said."""
LEAST_POINTS = {Method.TORNADO: 0, Method.RESPONSE: 2, Method.MORRIS: 2, Method.SOBOL: 8}


def sensitivity(
    folder: str,
    method: str = "tornado",
    measures: Sequence[str] = ("on_time_closure_rate",),
    factors: Sequence[str] = (),
    replications: int = 5,
    points: int | None = None,
    out: str = "campaigns",
    days: int | None = None,
    warmup_days: int | None = None,
    seed: int = 1,
    design_seed: int = 1,
    engine_name: str = "processes",
    workers: int | None = None,
    scheduler: str = "",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Vary factors (see `factors_of`; by default every assumption over its published range) and say what of
    it shows in the measures.

    `tornado`: each at both ends of its range. `response`: one factor along it. `morris`: screening of many
    factors, points = trajectories x (factors + 1). `sobol`: shares of variance, points = `points` (a power of
    two) x (factors + 2). Every point has the same `replications` under the same draws, kept in a campaign's
    ledger under `out`: the same call resumes, more replications extend. Returns `measures`: name to what the
    views draw. WorkbenchError with every fault.
    """
    how = How(out, days, warmup_days, seed, engine_name, workers, scheduler)
    faults = [*how_faults(how, measures), *_faults(method, replications, points)]
    scenario, chosen = _read(folder, method, factors, faults)
    way, count = Method(method), _count(Method(method), points)
    design, unit = _design(way, chosen, count, design_seed)
    if len(design) * replications > MOST_RUNS:
        got = f"{len(design)} points x {replications}"
        raise WorkbenchError(
            Fault("sensitivity", f"at most {MOST_RUNS} runs", got, "name fewer --assumptions")
        )
    with open_study(str(way), [folder], design, how, measures) as study:
        name = study.campaign.scenarios[0]
        by_key = {each.variant.key: place for place, each in enumerate(study.prepared)}
        places = [by_key[Variant(0, name, point).key] for point in design]
        study.run(range(len(study.prepared)), replications, progress)
        told = {
            measure: _told(way, measure, chosen, design, unit, study.values(places, measure, replications))
            for measure in measures
        }
        return {
            "scenario": scenario.name, "fingerprint": scenario.fingerprint, "method": str(way),
            "factors": [_factor_told(each) for each in chosen],
            "points": len(study.prepared), "replications": replications, "seed": seed,
            "runs": len(study.prepared) * replications,
            "measures": told, "failed": study.failed(), "ledger": str(study.ledger.folder),
            "cpu_seconds": round(study.ledger.cpu_seconds(), 2),
        }  # fmt: skip


def _design(way: Method, factors: Sequence[Factor], count: int, seed: int) -> tuple[Points, Floats | None]:
    match way:
        case Method.MORRIS:
            return morris_design(factors, count, seed)
        case Method.SOBOL:
            return sobol_design(factors, count, seed)
        case Method.RESPONSE:
            return response_design(factors[0], count), None
        case _:
            return tornado_design(factors), None


def _told(
    way: Method,
    measure: str,
    factors: Sequence[Factor],
    design: Points,
    unit: Floats | None,
    values: Floats,
) -> dict[str, Any]:
    match way:
        case Method.MORRIS:
            assert unit is not None
            return told_morris(measure, factors, unit, values)
        case Method.SOBOL:
            return told_sobol(measure, factors, values)
        case Method.RESPONSE:
            path = factors[0].path
            return told_response(measure, factors[0], [point[path] for point in design[1:]], values)
        case _:
            return told_tornado(measure, factors, values)


def _read(
    folder: str, method: str, asked: Sequence[str], faults: list[Fault]
) -> tuple[Scenario, list[Factor]]:
    """The scenario and the factors; WorkbenchError with what is wrong with them, and `faults`."""
    try:
        scenario = read_scenario(folder)
        factors = factors_of(scenario, asked)
    except WorkbenchError as error:
        raise WorkbenchError([*faults, *error.faults]) from None
    if method == Method.RESPONSE and len(factors) != 1:
        faults.append(Fault("--assumptions", "one factor for a response", f"{len(factors)}"))
    if method in (Method.MORRIS, Method.SOBOL):
        named = [each.path for each in factors if each.values]
        faults += [Fault(f"--assumptions {path}", "a range (low:high)", "values") for path in named]
    if faults:
        raise WorkbenchError(faults)
    return scenario, factors


def _count(way: Method, points: int | None) -> int:
    return USUAL_POINTS[way] if points is None else points


def _faults(method: str, replications: int, points: int | None) -> list[Fault]:
    """What is wrong with the method and its numbers."""
    faults = []
    if not 2 <= replications <= MOST_RUNS:
        expected = "2 or more: noise is told by how they differ"
        faults.append(Fault("--replications", expected, f"{replications}"))
    if method not in list(Method):
        return [Fault("--method", ", ".join(Method), method), *faults]
    way = Method(method)
    count, least = _count(way, points), LEAST_POINTS[way]
    power = way is not Method.SOBOL or count & (count - 1) == 0
    if not (least <= count <= 100_000 and power):
        expected = f"{least} or more" + (", a power of two" if way is Method.SOBOL else "")
        faults.append(Fault("--points", expected, f"{count}"))
    return faults


def _factor_told(factor: Factor) -> dict[str, Any]:
    low, high = factor.ends
    return {
        "factor": factor.path, "low": low, "high": high, "base": factor.base, "unit": factor.unit,
        "values": list(factor.values),
    }  # fmt: skip
