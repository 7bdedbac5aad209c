"""What a scenario means for a simulation: everything that no random number changes, worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from models.scenario.scenario import Scenario
from models.scenario.words import Department, PremisesKind, Risk, Skill, World
from models.simulation.draws import Draws, key_of
from models.simulation.hazards import DEPARTMENTS, HazardRates
from models.simulation.rounds import Programme, Round
from models.space.order import hilbert_order
from models.space.walking import walking_times
from models.workload.offered import Flows, expected_flows
from models.workload.rounds import CYCLE, HOMES, demanded, hazard_share, visit_minutes

WEEK = 7 * 86_400
KINDS = tuple(PremisesKind)
SKILL_CODES = {skill: code for code, skill in enumerate(Skill, start=1)}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Departments that are patrolled together: all of them in the merged world."""

    name: str
    departments: frozenset[Department]
    skills: frozenset[int]
    pairs: int = 0


@dataclass(frozen=True)
class Setting:
    """A scenario by index: premises in the order of the place, then workstations.

    `grids[i]`, `blocks[i]`, `communities[i]` belong to premises i; `walking` is seconds between stops;
    `interval` in days; `no_access` per visit; `order` is the space-filling order of the premises;
    `by_population` picks a premises for a citizen's report: blocks by residents, then any premises in it.
    """

    scenario: Scenario
    names: tuple[str, ...]
    kinds: tuple[PremisesKind, ...]
    grids: tuple[str, ...]
    blocks: tuple[str, ...]
    communities: tuple[str, ...]
    grid_community: dict[str, str]
    walking: npt.NDArray[np.int32]
    workstation: dict[str, int]
    interval: Floats
    no_access: Floats
    onsets_per_second: Floats
    rates: HazardRates
    order: npt.NDArray[np.int64]
    flows: Flows
    population_edges: Floats
    population_premises: tuple[tuple[int, ...], ...]
    department_edges: list[float]
    request_edges: list[float]
    class_edges: list[float]
    levels: dict[str, tuple[list[float], list[float]]]

    def of(self, scenario: Scenario) -> Setting:
        """The same setting for a scenario that differs only in horizon, warm-up or seed."""
        return replace(self, scenario=scenario)

    @property
    def premises(self) -> int:
        """How many premises there are (street segments among them)."""
        return len(self.kinds)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of departments that patrol separately; replications share them."""
        return lines_of(self)

    @cached_property
    def rounds(self) -> list[Round]:
        """A round for every premises and line that has items there; replications share them."""
        return rounds_of(self, self.lines)


def make_setting(scenario: Scenario) -> Setting:
    """Work out the setting; the walking matrix of a place is kept for scenarios that share it."""
    place, plan, a = scenario.place, scenario.plan, scenario.assumptions
    kinds = tuple(PremisesKind(kind) for kind in place.premises["kind"])
    blocks = tuple(map(str, place.premises["block"]))
    community_of = dict(
        zip(place.blocks["block"].astype(str), place.blocks["community"].astype(str), strict=True)
    )
    stations = [str(name) for name in place.workstations["community"]]
    walking = _walking(_Same(place), a.patrol.walking_km_h, a.patrol.detour_factor)
    asked = demanded(scenario)
    street = np.array([kind is PremisesKind.STREET for kind in kinds], dtype=bool)
    homes = np.array([kind in HOMES for kind in kinds], dtype=bool)
    no_access = np.where(street, 0.0, np.where(homes, a.patrol.no_access_home, a.patrol.no_access_other))
    rates = _rates(scenario, kinds, blocks, asked.onsets_per_week)
    edges, in_block = _residents(scenario, blocks)
    return Setting(
        scenario=scenario,
        names=(*map(str, place.premises["premises"]), *(f"@{name}" for name in stations)),
        kinds=kinds,
        grids=tuple(plan.blocks[block] for block in blocks),
        blocks=blocks,
        communities=tuple(community_of[block] for block in blocks),
        grid_community={
            grid: community_of[block] for block, grid in sorted(plan.blocks.items(), reverse=True)
        },
        walking=walking,
        workstation={name: len(kinds) + index for index, name in enumerate(stations)},
        interval=_intervals(scenario),
        no_access=no_access,
        onsets_per_second=asked.onsets_per_week / WEEK,
        rates=rates,
        order=hilbert_order(place.premises["lon"].to_numpy(), place.premises["lat"].to_numpy()),
        flows=expected_flows(scenario),
        population_edges=edges,
        population_premises=in_block,
        department_edges=_edges([a.departments.citizen_weights[d] for d in DEPARTMENTS]),
        request_edges=_edges([a.departments.request_weights[d] for d in DEPARTMENTS]),
        class_edges=_edges([row.weight for row in a.limits.classes]),
        levels=_levels(scenario, rates, asked.onsets_per_week, kinds),
    )


def lines_of(setting: Setting) -> tuple[Line, ...]:
    """The lines of departments that patrol separately, with the pairs each is given.

    Merged: one line. Departmental: as many lines as pairs, at most one a department; departments are put
    together by workload, the heaviest first into the lightest line; every line gets a pair and the rest
    go by largest remainder of workload.
    """
    scenario = setting.scenario
    everyone = frozenset(SKILL_CODES.values())
    pairs = sum(grid.staffing.inspectors for grid in scenario.plan.grids.values()) // scenario.plan.pair_size
    if scenario.plan.policies.world is World.MERGED:
        return (Line("", frozenset(Department), everyone, pairs),)
    work = {department: _work(scenario, frozenset([department])) for department in Department}
    count = min(len(work), pairs)
    groups: list[list[Department]] = [[] for _ in range(count)]
    loads = [0.0] * count
    for department in sorted(work, key=lambda d: (-work[d], d)):
        lightest = loads.index(min(loads))
        groups[lightest].append(department)
        loads[lightest] += work[department]
    given = largest_remainder(loads, pairs - count)
    return tuple(
        Line("+".join(sorted(group)), frozenset(group), everyone, 1 + extra)
        for group, extra in zip(groups, given, strict=True)
    )


def largest_remainder(weights: Sequence[float], seats: int) -> list[int]:
    """Hamilton's apportionment: whole parts first, then the largest remainders; ties to the first."""
    total = sum(weights) or 1.0
    quotas = [weight * seats / total for weight in weights]
    given = [int(quota) for quota in quotas]
    order = sorted(range(len(weights)), key=lambda i: (-(quotas[i] - given[i]), i))
    for index in order[: seats - sum(given)]:
        given[index] += 1
    return given


def rounds_of(setting: Setting, lines: Sequence[Line]) -> list[Round]:
    """A round for every premises and line that has items there."""
    scenario = setting.scenario
    a = scenario.assumptions
    by_class: dict[tuple[PremisesKind, float, int], list[Programme]] = {}
    settled = 1.0 - a.inspection.settle_on_spot
    by_patrol = setting.flows.hazards_by_patrol
    # the public reports some hazards first, and those are not patrol's to report
    patrol_share = by_patrol / max(by_patrol + setting.flows.hazards_by_public, 1e-12)
    seen = 1.0 - a.inspection.miss_trained
    rounds, items = [], scenario.checklist.items
    for line_index, line in enumerate(lines):
        share = _line_share(setting, line)
        for premises, kind in enumerate(setting.kinds):
            if not any(
                items[index].department in line.departments for index in scenario.checklist.by_kind(kind)
            ):
                continue
            interval = float(setting.interval[premises])
            key = (kind, interval, line_index)
            if key not in by_class:
                by_class[key] = _programmes(scenario, kind, interval, line)
            street = kind is PremisesKind.STREET
            at_first = a.hazards.street_prevalence_at_rollout if street else a.hazards.prevalence_at_rollout
            onset_rate = float(setting.onsets_per_second[premises]) * share[kind]
            valid = min(0.9, onset_rate * interval * 86_400 * setting.flows.stretch) * settled * patrol_share
            first = at_first * share[kind] * seen * settled
            rounds.append(Round(premises, line_index, interval, by_class[key], valid, first))
    return rounds


def _programmes(scenario: Scenario, kind: PremisesKind, interval: float, line: Line) -> list[Programme]:
    programmes = []
    for ordinal in range(CYCLE):
        items = scenario.checklist.visit_items(kind, interval, ordinal, line.departments)
        seconds = round(60 * visit_minutes(scenario, kind, items))
        programmes.append(Programme(items, seconds, wanted_skill(scenario, items)))
    return programmes


def wanted_skill(scenario: Scenario, items: Sequence[int]) -> int:
    """Code of the skill that most of a visit's minutes want; 0 where no item wants one."""
    minutes: dict[int, float] = {}
    for index in items:
        item = scenario.checklist.items[index]
        if item.skill is not None:
            code = SKILL_CODES[item.skill]
            minutes[code] = minutes.get(code, 0.0) + item.minutes
    return max(sorted(minutes), key=lambda code: minutes[code]) if minutes else 0


def _line_share(setting: Setting, line: Line) -> dict[PremisesKind, float]:
    """Share of each kind's hazards that a line's items account for."""
    checklist = setting.scenario.checklist
    return {kind: hazard_share(checklist, kind, line.departments) for kind in PremisesKind}


def _intervals(scenario: Scenario) -> Floats:
    """Days between visits by the table of intervals, per premises."""
    table = scenario.assumptions.patrol.interval_days
    premises = scenario.place.premises
    return np.array(
        [table[PremisesKind(k)][Risk(r)] for k, r in zip(premises["kind"], premises["risk"], strict=True)]
    )


def _work(scenario: Scenario, departments: frozenset[Department]) -> float:
    asked = demanded(scenario, departments)
    return float((asked.minutes / asked.interval_days).sum())


def _rates(
    scenario: Scenario, kinds: Sequence[PremisesKind], blocks: Sequence[str], onsets_per_week: Floats
) -> HazardRates:
    checklist, a = scenario.checklist, scenario.assumptions
    tables, shares = [], np.zeros((len(KINDS), len(DEPARTMENTS)))
    for row, kind in enumerate(KINDS):
        weight = checklist.hazard_share(kind)
        by_department = []
        for column in range(len(DEPARTMENTS)):
            own = [i for i in checklist.by_kind(kind) if checklist.department[i] == column]
            items = [i for i in own if weight[i] > 0]
            shares[row, column] = sum(float(weight[i]) for i in items)
            by_department.append((tuple(items), _edges([float(weight[i]) for i in items])))
        tables.append(tuple(by_department))
    codes = [KINDS.index(kind) for kind in kinds]
    per_second = (onsets_per_week / WEEK)[:, None] * shares[codes]
    spread = a.demand.neighbourhood_spread
    place = Draws(0)
    once = dict.fromkeys(blocks)
    factor = {block: spread ** (place.uniform("neighbourhood", key_of(block)) - 0.5) for block in once}
    delay = [a.hazards.public_delay_days * factor[block] for block in blocks]
    return HazardRates(per_second, tuple(tables), codes, delay, a.hazards.visible_to_public)


def _levels(
    scenario: Scenario, rates: HazardRates, onsets: Floats, kinds: Sequence[PremisesKind]
) -> dict[str, tuple[list[float], list[float]]]:
    """Cumulative shares of the level that resolves: (fire items, other items) by who raised the case.

    Fire leaves the community `fire_factor` times as often as the mean; the others' share is solved so
    that the mean over inspectors' reports holds.
    """
    a = scenario.assumptions.escalation
    fire = DEPARTMENTS.index(Department.FIRE)
    share = float(rates.per_second[:, fire].sum() / max(rates.per_second.sum(), 1e-30))
    result = {}
    for source, levels in (("citizen", a.citizen), ("inspector", a.inspector)):
        beyond = levels.town + levels.district
        factor = a.fire_factor if source == "inspector" else 1.0
        fires = min(1.0, factor * beyond)
        others = min(1.0, max(0.0, (beyond - share * fires) / max(1.0 - share, 1e-9)))
        at_town = levels.town / beyond if beyond else 0.0
        result[source] = (_path(fires, at_town), _path(others, at_town))
    return result


def _path(beyond: float, at_town: float) -> list[float]:
    return [1.0 - beyond, 1.0 - beyond + beyond * at_town, 1.0]


def _residents(scenario: Scenario, blocks: Sequence[str]) -> tuple[Floats, tuple[tuple[int, ...], ...]]:
    """Cumulative share of residents over blocks, and the premises that stand for each block."""
    place = scenario.place
    mine: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        mine.setdefault(block, []).append(index)
    centres = place.blocks.geometry.representative_point()
    x, y = place.premises["lon"].to_numpy(), place.premises["lat"].to_numpy()
    stand_in = []
    for block, centre in zip(place.blocks["block"].astype(str), centres, strict=True):
        # a block without premises is represented by the nearest one elsewhere
        near = mine.get(block) or [int(np.argmin((x - centre.x) ** 2 + (y - centre.y) ** 2))]
        stand_in.append(tuple(near))
    people = place.blocks["population"].to_numpy(np.float64)
    people = people if people.sum() > 0 else np.ones(len(people))
    return np.cumsum(people) / people.sum(), tuple(stand_in)


def _edges(weights: Sequence[float]) -> list[float]:
    if not weights or sum(weights) <= 0:
        return []
    edges: list[float] = np.cumsum(np.array(weights) / sum(weights)).tolist()
    edges[-1] = 1.0
    return edges


class _Same:
    """A place as a key of the cache below: the same object is the same place."""

    def __init__(self, place: Any) -> None:
        self.place = place

    def __hash__(self) -> int:
        return id(self.place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.place is self.place


@lru_cache(maxsize=4)
def _walking(same: _Same, speed: float, detour: float) -> npt.NDArray[np.int32]:
    return walking_times(same.place, speed, detour).seconds
