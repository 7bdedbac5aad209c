"""A scenario is a folder: read it, with the folders it is based on, and refuse it with every fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from models.scenario.assumptions import make_assumptions
from models.scenario.checklist import load_checklist
from models.scenario.door_words import faults_of
from models.scenario.faults import Fault, ScenarioError
from models.scenario.grids_file import grids_and_faults
from models.scenario.kinds import refuse_other_kind
from models.scenario.openings_file import OPENINGS, read_openings
from models.scenario.place import Place
from models.scenario.place_check import MOST_FAULTS_OF_A_KIND
from models.scenario.place_files import read_place
from models.scenario.plan import FORMAT as PLAN_FORMAT
from models.scenario.plan import Plan
from models.scenario.reinspections_file import REINSPECTIONS, read_reinspections
from models.scenario.scenario import FORMAT, Scenario, ScenarioSpec
from models.scenario.shipped import scenarios_root
from models.scenario.visits_file import VISITS, Visits, read_visits, visit_faults
from models.scenario.yaml_file import read_yaml

MARK = "scenario.yml"
MAX_BASES = 6
Model = TypeVar("Model", bound=BaseModel)


def read_scenario(folder: str | Path) -> Scenario:
    """The scenario in a folder; the name of a shipped one (`luohu`) will do too.

    Files of the folder overlay those of its `base` (a folder beside it, or a shipped scenario): YAML is
    merged key by key, other files replace. Raises ScenarioError with all faults that could be found.
    """
    path = find_folder(folder)
    refuse_other_kind(path, "community")
    chain = _chain(path)
    faults: list[Fault] = []
    spec = _try(faults, lambda: _model(ScenarioSpec, _spec_content(chain), MARK))
    blocks, wrong = _try(faults, lambda: grids_and_faults(_nearest(chain, "grids.csv"))) or (None, [])
    faults.extend(wrong)
    raw_plan = _try(faults, lambda: _merged(chain, "plan.yml"))
    visits = _try(faults, lambda: _visits(chain)) or {}
    plan = _try(faults, lambda: _plan(raw_plan, blocks or {}, visits)) if raw_plan is not None else None
    assumptions = _try(faults, lambda: make_assumptions(_merged(chain, "assumptions.yml", optional=True)))
    checklist = _try(faults, lambda: load_checklist(_nearest_or_none(chain, "checklist.csv")))
    place = _try(faults, lambda: read_place(_place_folder(chain)))
    if place is not None:
        place = _with_hours(faults, chain, place)
    if place is not None and plan is not None and blocks is not None:
        faults.extend(_agree(place, plan))
        faults.extend(visit_faults(visits, place.premises["premises"]))
    if faults or not (spec and plan and assumptions and checklist and place):
        raise ScenarioError(faults)
    return Scenario(path.name, spec, place, plan, assumptions, checklist)


def find_folder(folder: str | Path) -> Path:
    """The folder meant by a path or by the name of a shipped scenario."""
    path = Path(folder)
    if (path / MARK).is_file():
        return path.resolve()
    shipped = scenarios_root() / str(folder).removeprefix("scenarios/")
    if (shipped / MARK).is_file():
        return shipped.resolve()
    hint = "name a folder with a scenario.yml, or a shipped scenario such as luohu"
    raise ScenarioError(Fault(str(folder), f"a folder with a {MARK}", "none", hint))


def nearest_file(folder: str | Path, name: str) -> Path | None:
    """The file of that name in a scenario's folder or else in the nearest of its bases; None without one."""
    return _nearest_or_none(folders_of(folder), name)


def folders_of(folder: str | Path) -> list[Path]:
    """A scenario's folder and those of its bases, the most basic first: all that it is read from."""
    return _chain(find_folder(folder))


def _chain(path: Path) -> list[Path]:
    """The folder and those it is based on, the most basic first."""
    chain = [path]
    while (base := read_yaml(chain[0] / MARK).get("base")) is not None:
        if len(chain) > MAX_BASES or not isinstance(base, str):
            raise ScenarioError(Fault(f"{MARK}: base", f"a name, at most {MAX_BASES} bases deep", repr(base)))
        beside = chain[0].parent / base
        found = beside.resolve() if (beside / MARK).is_file() else find_folder(base)
        if found in chain:
            raise ScenarioError(Fault(f"{MARK}: base", "bases that end", f"a circle through {base}"))
        chain.insert(0, found)
    return chain


def _merged(chain: list[Path], name: str, optional: bool = False) -> dict[str, Any]:
    files = [folder / name for folder in chain if (folder / name).is_file()]
    if not files and not optional:
        raise ScenarioError(Fault(name, "a file", "none", "a scenario needs it, or a base that has it"))
    merged: dict[str, Any] = {}
    for file in files:
        merged = overlay(merged, read_yaml(file))
    return merged


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two mappings key by key; where both hold mappings these are merged, else `above` wins."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            value = overlay(old, value)
        merged[key] = value
    return merged


def _spec_content(chain: list[Path]) -> dict[str, Any]:
    """What `scenario.yml` says, without the kind of the folder, which has been looked at."""
    content = _merged(chain, MARK)
    content.pop("kind", None)
    return content


def _nearest_or_none(chain: list[Path], *names: str) -> Path | None:
    for folder in reversed(chain):
        for name in names:
            if (folder / name).is_file():
                return folder / name
    return None


def _nearest(chain: list[Path], *names: str) -> Path:
    found = _nearest_or_none(chain, *names)
    if found is None:
        raise ScenarioError(Fault(names[0], "a file", "none", "a scenario needs it, or a base that has it"))
    return found


def _place_folder(chain: list[Path]) -> Path:
    return _nearest(chain, "blocks.geojson", "blocks.gpkg").parent


def _with_hours(faults: list[Fault], chain: list[Path], place: Place) -> Place:
    """The place with its opening hours and known re-inspections, where there are such files."""
    hours, known = _nearest_or_none(chain, OPENINGS), _nearest_or_none(chain, REINSPECTIONS)
    if hours is None and known is None:
        return place
    openings = _try(faults, lambda: read_openings(hours, place)) or {}
    again = _try(faults, lambda: read_reinspections(known, place)) or ()
    return replace(place, openings=openings, reinspections=again)


def _model(model: type[Model], content: Mapping[str, Any], where: str) -> Model:
    """Validate at the door; pydantic's errors become faults with their places."""
    newest = {ScenarioSpec: FORMAT, Plan: PLAN_FORMAT}.get(model, 1)
    found = content.get("format", 1)
    if isinstance(found, int) and found > newest:
        remedy = "update the workbench to read it"
        raise ScenarioError(Fault(f"{where}: format", f"at most {newest}", str(found), remedy))
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ScenarioError(faults_of(error, where)) from None


def _visits(chain: list[Path]) -> Visits:
    file = _nearest_or_none(chain, VISITS)
    return read_visits(file) if file is not None else {}


def _plan(content: Mapping[str, Any], blocks: Mapping[str, str], visits: Visits) -> Plan:
    """A grid that is null in a folder's `plan.yml` is one of its base's that is no more."""
    grids = content.get("grids")
    if isinstance(grids, Mapping):
        content = {**content, "grids": {name: grid for name, grid in grids.items() if grid is not None}}
    plan = _model(Plan, {**content, "blocks": dict(blocks)}, "plan.yml")
    return plan.with_visits(visits) if visits else plan


def _agree(place: Place, plan: Plan) -> list[Fault]:
    """Faults between files: blocks without a grid, grids without a block or without people."""
    known, used, staffed = set(place.blocks["block"]), set(plan.blocks.values()), set(plan.grids)
    return [
        *_each(known - set(plan.blocks), "grids.csv: block ", "a grid for every block of the place", "none"),
        *_each(set(plan.blocks) - known, "grids.csv: block ", "a block of the place", "an unknown one"),
        *_each(used - staffed, "grids.csv: grid ", "a grid that plan.yml staffs", "one it does not name"),
        *_each(staffed - used, "plan.yml: grids.", "at least one block in grids.csv", "none"),
    ]


def _each(names: Set[str], where: str, expected: str, got: str) -> Iterator[Fault]:
    """A fault for each name; the tail of a long list is counted."""
    for name in sorted(names)[:MOST_FAULTS_OF_A_KIND]:
        yield Fault(f"{where}{name}", expected, got)
    more = len(names) - MOST_FAULTS_OF_A_KIND
    if more > 0:
        yield Fault(where.rstrip(" ."), expected, f"{got}, and the same of {more} more")


def _try(faults: list[Fault], read: Any) -> Any:
    try:
        return read()
    except ScenarioError as error:
        faults.extend(error.faults)
        return None
