"""Which column of a case log from elsewhere is what: the mapping, a small YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from models.scenario.door_words import faults_of
from models.scenario.faults import Fault, ImportFileError, ScenarioError
from models.scenario.words import Activity, Department, Level, Role, Source
from models.scenario.yaml_file import read_yaml

Name = Annotated[str, Field(min_length=1, max_length=200)]
FORMAT = 1
IGNORE = "ignore"
CODES: Mapping[str, type[StrEnum]] = {
    "activity": Activity,
    "role": Role,
    "channel": Source,
    "department": Department,
    "level": Level,
}
"""Columns that hold codes: what stands in the log is one of them, or is translated under `values`."""
FLAGS = {"true": "1", "1": "1", "yes": "1", "y": "1", "false": "0", "0": "0", "no": "0", "n": "0"}


class Columns(BaseModel):
    """Names of the columns (of a CSV) or keys of the attributes (of an XES; `case:` before a trace's own).

    `complete` is when something was done, `start` when it was begun; `lifecycle` tells both apart where
    each has a row of its own. `due` is the time limit of the event's stage, `case_due` of the case.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Name
    activity: Name
    complete: Name | None = None
    start: Name | None = None
    lifecycle: Name | None = None
    resource: Name | None = None
    role: Name | None = None
    channel: Name | None = None
    department: Name | None = None
    level: Name | None = None
    outcome: Name | None = None
    due: Name | None = None
    case_due: Name | None = None
    case_class: Name | None = None
    urgent: Name | None = None
    premises: Name | None = None

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.complete is None and self.start is None:
            raise ValueError("expected a column for complete (or start), got neither")
        return self

    def given(self) -> dict[str, str]:
        """What is mapped, by our name."""
        return {name: column for name, column in self.model_dump().items() if column is not None}


class Window(BaseModel):
    """The days the log covers: `from` the first, `to` the last; without it from first to last event."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")


class LogMapping(BaseModel):
    """How a log is read.

    `values` translates what stands in a column to our codes, or to `ignore`; `constants` says what is the
    same for every case and has no column; `unmapped: ignore` lets go of events whose activity nobody mapped
    (they are counted), `duplicates: drop` of lines that say the same twice.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    name: Annotated[str, Field(max_length=80)] = ""
    time_zone: Name | None = None
    date_formats: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    encoding: Literal["utf-8", "gb18030"] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    columns: Columns
    values: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    constants: Mapping[Literal["channel", "department", "level", "role"], str] = Field(default_factory=dict)
    unmapped: Literal["fault", "ignore"] = "fault"
    duplicates: Literal["fault", "drop"] = "fault"
    window: Window = Window()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        try:
            if name is not None:
                ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            raise ValueError(f"expected a time zone such as Asia/Shanghai, got {name!r:.40}") from None
        return name

    @field_validator("delimiter")
    @classmethod
    def _usable(cls, sign: str) -> str:
        if sign in '"\r\n\0 ':
            raise ValueError(f"expected a sign such as a comma, semicolon or tab, got {sign!r}")
        return sign

    @model_validator(mode="after")
    def _known_codes(self) -> Self:
        wrong = []
        for name, table in self.values.items():
            if name not in CODES and name not in ("urgent", "lifecycle"):
                wrong.append(f"values.{name}: expected one of {', '.join(CODES)}, urgent, lifecycle, got it")
                continue
            allowed = self.allowed(name)
            for told, code in table.items():
                if code != IGNORE and code not in allowed:
                    known = ", ".join(allowed)
                    wrong.append(f"values.{name}.{told}: expected {known} or {IGNORE}, got {code[:40]!r}")
        for name, code in self.constants.items():
            if code not in self.allowed(name):
                known = ", ".join(self.allowed(name))
                wrong.append(f"constants.{name}: expected {known}, got {code[:40]!r}")
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    @staticmethod
    def allowed(name: str) -> tuple[str, ...]:
        """The codes of a column."""
        if name == "urgent":
            return tuple(FLAGS)
        if name == "lifecycle":
            return ("start", "complete")
        return tuple(map(str, CODES[name]))


XES_COLUMNS = {
    "case": "case:concept:name",
    "activity": "concept:name",
    "complete": "time:timestamp",
    "lifecycle": "lifecycle:transition",
    "resource": "org:resource",
    "role": "org:role",
    "channel": "case:source",
    "department": "case:department",
    "level": "level",
    "outcome": "outcome",
    "due": "due",
    "case_due": "case:case_due",
    "case_class": "case:case_class",
    "urgent": "case:urgent",
    "premises": "case:premises",
}
"""What the keys of an XES mean unless a mapping says otherwise; a key that the log lacks is not mapped."""


def make_mapping(content: Mapping[str, object], where: str = "mapping") -> LogMapping:
    """The mapping in plain content; ImportFileError with all faults."""
    found = content.get("format", FORMAT)
    if isinstance(found, int) and found > FORMAT:
        remedy = "update the workbench to read it"
        raise ImportFileError(Fault(f"{where}: format", f"at most {FORMAT}", str(found), remedy))
    try:
        return LogMapping.model_validate(content)
    except ValidationError as error:
        raise ImportFileError(faults_of(error, where)) from None


def read_mapping(file: Path) -> LogMapping:
    """The mapping in a YAML file; ImportFileError with all faults."""
    try:
        content = read_yaml(file)
    except ScenarioError as error:
        raise ImportFileError(error.faults) from None
    return make_mapping(content, file.name)
