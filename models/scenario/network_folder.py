"""Reading a network of queues from its folder: `scenario.yml` with `kind: network`, and `network.yml`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.scenario.bounds import MOST_DAYS, MOST_SEED
from models.scenario.door_words import faults_of
from models.scenario.faults import Fault, ScenarioError
from models.scenario.folder import find_folder
from models.scenario.kinds import MARK, refuse_other_kind
from models.scenario.network import FORMAT, Network, network_faults
from models.scenario.scenario import Words
from models.scenario.yaml_file import read_yaml

FILE = "network.yml"


class NetworkSpec(BaseModel):
    """The file `scenario.yml` of a network. `days` are measured after `warmup_days` that are not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = Field(default=FORMAT, ge=1)
    kind: Literal["network"] = "network"
    title: Words = Words()
    note: Words = Words()
    warmup_days: int = Field(default=10, ge=0, le=MOST_DAYS)
    days: int = Field(default=100, ge=1, le=MOST_DAYS)
    seed: int = Field(default=1, ge=0, le=MOST_SEED)


@dataclass(frozen=True)
class NetworkScenario:
    """A network of queues with its horizon, warm-up and seed, frozen. `name` is the folder's."""

    name: str
    spec: NetworkSpec
    network: Network

    @property
    def title(self) -> Words:
        """The title in both languages."""
        return self.spec.title

    @cached_property
    def fingerprint(self) -> str:
        """Sha256 of what determines the results; titles and notes do not count."""
        content = {
            "spec": self.spec.model_dump(mode="json", exclude={"title", "note"}),
            "network": self.network.model_dump(mode="json"),
            "order": list(self.network.names),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def with_spec(self, **changes: Any) -> NetworkScenario:
        """The same network with another horizon, warm-up or seed."""
        return replace(self, spec=self.spec.model_copy(update=changes))


def read_network(folder: str | Path) -> NetworkScenario:
    """The network in a folder, or of a shipped one's name (`checks/mm1`); ScenarioError with all faults."""
    path = find_folder(folder)
    refuse_other_kind(path, "network")
    raw_spec, faults = _read(path / MARK)
    raw_network, unread = _read(path / FILE)
    faults += unread
    spec = network = None
    if raw_spec is not None:
        try:
            spec = NetworkSpec.model_validate(raw_spec)
        except ValidationError as error:
            faults += faults_of(error, MARK)
    if raw_network is not None:
        try:
            network = Network.model_validate(raw_network)
        except ValidationError as error:
            faults += _network_faults(error, raw_network)
    if faults or spec is None or network is None:
        raise ScenarioError(faults)
    return NetworkScenario(path.name, spec, network)


def _network_faults(error: ValidationError, content: Mapping[str, Any]) -> list[Fault]:
    """Faults of single fields, then those between fields, which else go unseen until fields are sound."""
    single = [fault for fault in error.errors() if fault["loc"]]
    if not single:
        return faults_of(error, FILE)
    between = [Fault(f"{FILE}: {where}", expected, got) for where, expected, got in network_faults(content)]
    return [*faults_of(error, FILE), *between]


def _read(path: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The mapping in a file of ours, or why there is none."""
    try:
        content = read_yaml(path)
    except ScenarioError as error:
        return None, list(error.faults)
    found = content.get("format", FORMAT)
    if isinstance(found, int) and found > FORMAT:
        remedy = "update the workbench to read it"
        return None, [Fault(f"{path.name}: format", f"at most {FORMAT}", str(found), remedy)]
    return content, []
