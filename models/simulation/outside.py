"""What citizens, the app and other departments report besides hazards, drawn for the whole run at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.scenario.words import Department, Source
from models.simulation.arrivals import daily_arrivals
from models.simulation.case import APP_BASE, CITIZEN_BASE, REQUEST_BASE
from models.simulation.draws import Draws
from models.simulation.hazards import DEPARTMENTS
from models.simulation.setting import Setting

FIRE = DEPARTMENTS.index(Department.FIRE)

Ints = npt.NDArray[np.int64]


class Report(NamedTuple):
    """One report from outside: second, who, the case's number and what it is born with.

    `department` is an index, `again` whether somebody else is going to report the same event.
    """

    at: int
    source: Source
    number: int
    department: int
    premises: int
    limit_class: int
    needs: int
    again: bool


def outside_reports(draws: Draws, setting: Setting, days: int) -> Iterator[Report]:
    """The reports of so many calendar days in order of time, ties by number."""
    streams = [_stream(draws, setting, days, *row) for row in _rates(setting)]
    columns = [np.concatenate(cells) for cells in zip(*streams, strict=True)]
    order = np.lexsort((columns[2], columns[0]))
    at, code, *rest = (column[order].tolist() for column in columns)
    sources = tuple(Source)
    return map(Report._make, zip(at, [sources[c] for c in code], *rest, strict=True))


def independent_reports(setting: Setting) -> float:
    """Citizens' reports a calendar day that are not about hazards, so that both give the declared rate."""
    a = setting.scenario.assumptions
    population = float(setting.scenario.place.blocks["population"].sum())
    declared = population / 1e4 * a.demand.citizen_reports_per_10000_day
    declared *= 1.0 - a.demand.answered_on_call_share
    return max(0.0, declared - setting.flows.hazards_by_public)


def _rates(setting: Setting) -> list[tuple[Source, int, float]]:
    """Source, first case number and reports a day."""
    a, total = setting.scenario.assumptions, independent_reports(setting)
    rates = [(Source.CITIZEN, CITIZEN_BASE, total * (1.0 - a.demand.duplicate_share))]
    rates.append((Source.DEPARTMENT, REQUEST_BASE, total * a.demand.department_request_share))
    if a.citizens_app.enabled:
        rates.append((Source.APP, APP_BASE, total * (a.citizens_app.report_factor - 1.0)))
    return rates


def _stream(
    draws: Draws, setting: Setting, days: int, source: Source, base: int, rate: float
) -> tuple[npt.NDArray[np.generic], ...]:
    """The columns of `Report` for one source; the source by its place among all."""
    demand = setting.scenario.assumptions.demand
    hours = np.array(demand.hourly_profile)
    arrivals = daily_arrivals(draws, f"report.{source}", rate * _busyness(setting, days), hours)
    number = arrivals.number + base
    requested = source is Source.DEPARTMENT
    edges = setting.request_edges if requested else setting.department_edges
    department = _picked(draws.uniforms("case.department", number), edges)
    u, fire, other = draws.uniforms("case.level", number), *setting.levels["citizen"]
    share = demand.duplicate_share
    again = draws.uniforms("case.second_reporter", number) < share / (1.0 - share)
    return (
        arrivals.at,
        np.full(len(number), tuple(Source).index(source)),
        number,
        department,
        _premises(draws, setting, number, requested),
        _picked(draws.uniforms("case.class", number), setting.class_edges),
        1 + np.where(department == FIRE, _picked(u, fire), _picked(u, other)),
        again if source is Source.CITIZEN else np.zeros(len(number), dtype=bool),
    )


def _busyness(setting: Setting, days: int) -> npt.NDArray[np.float64]:
    """Factor on the mean rate by day: busier working days make up for quiet weekends over a year."""
    calendar, quiet = setting.scenario.calendar, setting.scenario.assumptions.demand.weekend_factor
    factor = np.array([1.0 if calendar.is_workday(day) else quiet for day in range(max(days, 365))])
    by_day: npt.NDArray[np.float64] = factor[:days] / factor[:365].mean()
    return by_day


def _premises(draws: Draws, setting: Setting, number: Ints, anywhere: bool) -> Ints:
    """Where it is: a block by residents and any premises in it, or any premises at all."""
    u = draws.uniforms("case.premises", number)
    if anywhere:
        return (u * setting.premises).astype(np.int64)
    block = np.searchsorted(setting.population_edges, draws.uniforms("case.block", number))
    block = np.minimum(block, len(setting.population_premises) - 1)
    counts = np.array([len(there) for there in setting.population_premises])
    first = np.cumsum(counts) - counts
    standing = np.array([premises for there in setting.population_premises for premises in there])
    chosen: Ints = standing[first[block] + (u * counts[block]).astype(np.int64)]
    return chosen


def _picked(u: npt.NDArray[np.float64], edges: list[float]) -> Ints:
    """`draws.pick` of an array."""
    index: Ints = np.minimum(np.searchsorted(edges, u, side="right"), len(edges) - 1)
    return index
