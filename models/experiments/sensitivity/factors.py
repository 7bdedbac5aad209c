"""Factors: assumptions over their published range, or anything else over a range that is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.experiments.campaign.changes import changed
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.scenario import Scenario

Value = bool | int | float | str
FORM = "handling.minutes_mean, handling.minutes_mean=20:50, plan.grids.*.staffing.handlers=1,2,3"


@dataclass(frozen=True)
class Factor:
    """What varies: a path as campaigns know it, a range or `values`, and the value that the scenario has."""

    path: str
    base: Value | None
    low: float
    high: float
    whole: bool = False
    values: tuple[Value, ...] = ()
    unit: str = ""

    @property
    def ends(self) -> tuple[Value, Value]:
        """Its lowest and highest value, or its first and last."""
        return (self.values[0], self.values[-1]) if self.values else (self.at(0.0), self.at(1.0))

    def at(self, share: float) -> Value:
        """The value at a place from 0 to 1 of its range."""
        value = (1.0 - share) * self.low + share * self.high
        return round(value) if self.whole else float(value)

    def levels(self, count: int) -> list[Value]:
        """Values along its range, evenly apart; whole ones each once."""
        if self.values:
            return list(self.values)
        return list(dict.fromkeys(self.at(n / max(1, count - 1)) for n in range(count)))


def factors_of(scenario: Scenario, asked: Sequence[str] = ()) -> list[Factor]:
    """The factors that are asked for: an assumption by its name (its published range is taken), with a range
    (`=20:50`) or with values (`=1,2,3`); a lever of the plan needs one of both. Without any, every assumption
    that is a number with a range. WorkbenchError with every fault.
    """
    assumptions = scenario.assumptions
    faults: list[Fault] = []
    found: list[Factor] = []
    for text in asked or [path for path in assumptions.paths() if _ranged(scenario, path)]:
        try:
            factor = _factor(scenario, text)
            if "=" in text:
                _possible(scenario, factor, text)
        except WorkbenchError as error:
            faults += error.faults
            continue
        if factor.path in [each.path for each in found]:
            faults.append(Fault(f"--assumptions {text}", "every factor once", "twice"))
        found.append(factor)
    if faults:
        raise WorkbenchError(faults)
    return found


def _possible(scenario: Scenario, factor: Factor, text: str) -> None:
    """WorkbenchError where the scenario cannot have one of the values, or an end of the range."""
    faults: list[Fault] = []
    for value in factor.values or factor.ends:
        try:
            changed(scenario, {factor.path: value})
        except WorkbenchError as error:
            faults += [Fault(f"--assumptions {text}", each.expected, each.got) for each in error.faults]
    if faults:
        raise WorkbenchError(list(dict.fromkeys(faults)))


def _factor(scenario: Scenario, text: str) -> Factor:
    name, equals, given = text.partition("=")
    where, plan = f"--assumptions {text}", name.startswith("plan.")
    name = name.removeprefix("assumptions.")
    if plan:
        base, unit = _in_plan(scenario, name, where), ""
    else:
        if name not in scenario.assumptions.paths():
            raise WorkbenchError(Fault(where, f"an assumption or a lever, as in {FORM}", name))
        base, unit = _value(scenario, name), scenario.assumptions.about(name).unit
    whole = isinstance(base, int) and not isinstance(base, bool)
    path = name if plan else f"assumptions.{name}"
    if "," in given:
        values = tuple(_read(each) for each in given.split(","))
        return Factor(path, base, 0.0, 0.0, whole, values, unit)
    if equals:
        low, high = _range(given, where)
    elif not plan and _ranged(scenario, name):
        about = scenario.assumptions.about(name)
        low, high = float(about.low or 0.0), float(about.high or 0.0)
    else:
        raise WorkbenchError(
            Fault(where, f"a range or values, as in {FORM}", "no published range of one number")
        )
    return Factor(path, base, low, high, whole, (), unit)


def _ranged(scenario: Scenario, name: str) -> bool:
    """Whether an assumption is one number with a published range."""
    about, value = scenario.assumptions.about(name), _value(scenario, name)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and about.low is not None and about.high is not None and about.low < about.high


def _value(scenario: Scenario, name: str) -> Any:
    """The value as the model has it, so that 35 minutes are a float and 5 teams are an int."""
    section, _, field = name.partition(".")
    return getattr(getattr(scenario.assumptions, section), field)


def _in_plan(scenario: Scenario, name: str, where: str) -> Any:
    """The first value at a path of the plan."""
    tree: Any = scenario.plan.model_dump(mode="json")
    for step in name.split(".")[1:]:
        if not isinstance(tree, dict) or (step != "*" and step not in tree) or not tree:
            known = ", ".join(list(tree)[:8]) if isinstance(tree, dict) else "nothing below"
            raise WorkbenchError(Fault(where, f"one of {known}", step))
        tree = next(iter(tree.values())) if step == "*" else tree[step]
    return tree


def _range(given: str, where: str) -> tuple[float, float]:
    try:
        low, high = map(float, given.split(":"))
    except ValueError:
        raise WorkbenchError(Fault(where, "low:high or values with commas", given)) from None
    if not low < high:
        raise WorkbenchError(Fault(where, "low below high", given))
    return low, high


def _read(text: str) -> Value:
    """A value as YAML would read it: a number, a switch or a word."""
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
