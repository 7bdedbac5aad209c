"""The file `campaign.yml`: scenarios, levers, a design, replications and when to stop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.measures.declare import MEASURES
from models.scenario.bounds import MOST_DAYS, MOST_SEED
from models.scenario.door_words import faults_of
from models.scenario.faults import Fault, ScenarioError
from models.scenario.yaml_file import read_yaml

FORMAT = 1
Value = bool | int | float | str


class Design(StrEnum):
    """How the levers' values are put together."""

    GRID = "grid"
    LIST = "list"
    LATIN = "latin"
    SOBOL = "sobol"
    PAIRED = "paired"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Lever(_Frozen):
    """One thing that varies: `path` names it (`assumptions.handling.minutes_mean`, `plan.policies.grab`,
    `plan.grids.*.staffing.handlers`); either `values`, or a range from `low` to `high`."""

    path: str = Field(pattern=r"^(assumptions|plan)\.[A-Za-z0-9_.*-]+$")
    values: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ranged = self.low is not None and self.high is not None
        if bool(self.values) == ranged or (self.low is None) != (self.high is None):
            raise ValueError(f"{self.path}: expected either values, or low and high")
        if ranged and not (self.low or 0.0) < (self.high or 0.0):
            raise ValueError(f"{self.path}: expected low below high, got {self.low} and {self.high}")
        return self

    def at(self, share: float) -> Value:
        """The value at a place from 0 to 1 of the range, or among the values."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        assert self.low is not None and self.high is not None
        value = self.low + share * (self.high - self.low)
        return round(value) if self.whole else value


def _known(name: str) -> str:
    if name not in MEASURES:
        raise ValueError(f"expected the name of a measure, got {name!r}")
    return name


Measure = Annotated[str, AfterValidator(_known)]


class Until(_Frozen):
    """Go on until the interval of a measure is narrow enough; with `difference`, of its paired difference to
    the first variant. `half_width` is in the measure's own unit."""

    measure: Measure
    half_width: Annotated[float, Field(gt=0)]
    difference: bool = False


class Replications(_Frozen):
    """How many: `least` of every variant, then `step` more at a time up to `most`, until `until` is met."""

    least: int = Field(default=5, ge=1, le=100_000)
    most: int | None = Field(default=None, ge=1, le=100_000)
    step: int = Field(default=5, ge=1, le=1000)
    until: tuple[Until, ...] = ()

    @property
    def limit(self) -> int:
        """The most there can be of one variant."""
        return max(self.least, self.most or self.least) if self.until else self.least


def _plain(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", name) or set(name) == {"."}:
        raise ValueError(f"expected 1 to 60 letters (A-Z, a-z), digits, '_', '.' or '-', got {name!r}")
    return name


Name = Annotated[str, AfterValidator(_plain)]


class Campaign(_Frozen):
    """A whole experiment. `scenarios` are names or folders (relative to the file); every one of them is
    combined with the design's points. With `list`, `points` gives every point by path."""

    format: int = FORMAT
    name: Name
    scenarios: tuple[str, ...] = Field(min_length=1)
    levers: tuple[Lever, ...] = ()
    design: Design = Design.GRID
    points: tuple[Mapping[str, Value], ...] = ()
    samples: int = Field(default=16, ge=1, le=100_000)
    design_seed: int = Field(default=0, ge=0, le=MOST_SEED)
    replications: Replications = Replications()
    days: int | None = Field(default=None, ge=1, le=MOST_DAYS)
    warmup_days: int | None = Field(None, ge=0, le=MOST_DAYS)
    seed: int = Field(default=1, ge=0, le=MOST_SEED)
    measures: tuple[Measure, ...] = ()
    keep_tables: bool = False

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        faults = []
        if self.design is Design.LIST and not self.points:
            faults.append("points: expected at least one point for the design list, got none")
        if self.design is not Design.LIST and self.points:
            faults.append("points: expected none (only the design list has points)")
        if self.design in (Design.LATIN, Design.SOBOL) and not self.levers:
            faults.append(f"levers: expected at least one for the design {self.design}, got none")
        lengths = {len(lever.values) for lever in self.levers}
        if self.design is Design.PAIRED and (not self.levers or len(lengths) != 1 or 0 in lengths):
            faults.append("levers: expected values of equal number in every lever of the design paired")
        if self.design is Design.GRID and any(not lever.values for lever in self.levers):
            faults.append("levers: expected values (not a range) in every lever of the design grid")
        paths = [lever.path for lever in self.levers]
        faults += [
            f"levers: expected every path once, got {path} twice"
            for path in dict.fromkeys(paths)
            if paths.count(path) > 1
        ]
        if faults:
            raise ValueError("\n".join(faults))
        return self


def read_campaign(file: Path) -> Campaign:
    """The campaign in a file; ScenarioError with every fault of its form (`door` looks at the rest too)."""
    return campaign_in(read_yaml(file), file.name)


def campaign_in(content: Mapping[str, Any], where: str) -> Campaign:
    """The campaign in what a file holds; a newer format is refused before anything else is looked at."""
    found = content.get("format", FORMAT)
    if isinstance(found, int) and found > FORMAT:
        remedy = "update the workbench to read it"
        raise ScenarioError(Fault(f"{where}: format", f"at most {FORMAT}", str(found), remedy))
    return campaign_of(content, where)


def campaign_of(content: Mapping[str, Any], where: str = "campaign.yml") -> Campaign:
    """The campaign in a mapping; ScenarioError with every fault."""
    try:
        return Campaign.model_validate(content)
    except ValidationError as error:
        raise ScenarioError(faults_of(error, where)) from None
