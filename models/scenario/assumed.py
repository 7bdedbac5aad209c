"""What every section of the assumptions is made of: hard bounds, and how one assumption is documented."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.scenario.bounds import MOST_DAYS

Number = Annotated[float, Field(strict=True, ge=0, le=1e9, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0, le=1e9, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Cv = Annotated[float, Field(strict=True, ge=0, le=5, allow_inf_nan=False)]
Minutes = Annotated[float, Field(strict=True, ge=0, le=10_000, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=0, le=1000)]
Days = Annotated[int, Field(strict=True, ge=0, le=MOST_DAYS)]
Switch = Annotated[bool, Field(strict=True)]
Grade = Literal["A", "B", "C", "K", "measured"]


class Section(BaseModel):
    """A section: one field per assumption, holding its value within hard bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Assumption(BaseModel):
    """One assumption: its value and what is known about it.

    `value` is a number, a switch, a text or a table; `unit` a code that the text tables name; `low` and
    `high` the published or plausible range (None: no range), for every number of a table alike; `grade`
    A official, B press or running system, C arithmetic on A or B, K assumption to be swept, `measured`
    from a case log.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Any
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    low: Annotated[float, Field(strict=True, allow_inf_nan=False)] | None = None
    high: Annotated[float, Field(strict=True, allow_inf_nan=False)] | None = None
    source: Annotated[str, Field(min_length=1, max_length=500)]
    grade: Grade

    @property
    def outside(self) -> bool:
        """Whether a number of it lies outside its published range."""
        return any(
            (self.low is not None and number < self.low) or (self.high is not None and number > self.high)
            for number in numbers_in(self.value)
        )


def numbers_in(value: Any) -> list[float]:
    """All numbers of a value, tables included, in order."""
    if isinstance(value, bool):
        return []
    if isinstance(value, int | float):
        return [float(value)]
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers_in(part)]
    if isinstance(value, list | tuple):
        return [number for part in value for number in numbers_in(part)]
    return []
