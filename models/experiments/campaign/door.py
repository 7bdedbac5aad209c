"""A campaign's file at the door: everything that is wrong with it is told at once, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.experiments.campaign.changes import changed
from models.experiments.campaign.conduct import Prepared, prepare, scenario_beside
from models.experiments.campaign.spec import Campaign, campaign_in
from models.scenario.faults import Fault, ScenarioError, WorkbenchError
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario
from models.scenario.yaml_file import read_yaml


def open_campaign(file: Path, others: Sequence[Fault] = ()) -> tuple[Campaign, list[Prepared]]:
    """The campaign in a file with every variant read; scenarios may be named relative to the file.

    ScenarioError with all faults together: of the file's form, of its scenarios, of what its levers would
    set, and `others` that the caller found.
    """
    content, faults = read_yaml(file), list(others)
    beside = file.resolve().parent
    try:
        campaign = campaign_in(content, file.name)
        prepared = prepare(campaign, beside)
    except WorkbenchError as error:
        # a range is told by its end that cannot be, rather than by every point in it
        told = list(_of_levers(content, beside))
        own = [each for each in error.faults if each.where.startswith(file.name)]
        faults += [*own, *told] if told else error.faults
    if faults:
        raise ScenarioError(list(dict.fromkeys(faults)))
    return campaign, prepared


def _of_levers(content: Mapping[str, Any], beside: Path) -> Iterator[Fault]:
    """Scenarios there are not, and what each lever by itself would break, however the rest may look."""
    names = content.get("scenarios")
    found: list[Scenario] = []
    for name in names if isinstance(names, list) else []:
        try:
            found.append(read_scenario(scenario_beside(str(name), beside)))
        except WorkbenchError as error:
            yield from error.faults
    for path, value in _settings(content):
        for scenario in found:
            try:
                changed(scenario, {path: value})
            except WorkbenchError as error:
                yield from (_placed(each, path, value) for each in error.faults)


def _settings(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every path with every value, or both ends of its range, as far as they can be made out."""
    levers, points = content.get("levers"), content.get("points")
    for lever in levers if isinstance(levers, list) else []:
        if not isinstance(lever, dict) or not isinstance(path := lever.get("path"), str):
            continue
        values = lever.get("values")
        ends = values if isinstance(values, list) else [lever[end] for end in ("low", "high") if end in lever]
        yield from ((path, value) for value in ends)
    for point in points if isinstance(points, list) else []:
        if isinstance(point, dict):
            yield from ((str(path), value) for path, value in point.items())


def _placed(fault: Fault, path: str, value: Any) -> Fault:
    """The fault at the lever that makes it, with the words of the model."""
    inner = fault.where.removeprefix("campaign: ").removeprefix("plan: ")
    where = f"levers: {path}"
    if not path.endswith(inner) and "*" not in path:
        where += f" = {value}: {inner}"
    return Fault(where, fault.expected, fault.got, fault.remedy)
