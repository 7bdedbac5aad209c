"""Campaigns kept in the workspace: their designs, how far they are, and where their files lie."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.experiments.campaign.browse import DESIGN, watch
from models.experiments.campaign.conduct import about
from models.experiments.campaign.estimate import Estimate, estimate
from models.experiments.campaign.ledger import FILE, Ledger
from models.experiments.campaign.spec import FORMAT, campaign_of, read_campaign
from models.scenario.faults import Fault, RunError, ScenarioError
from models.scenario.yaml_file import MAX_BYTES, parse_yaml, read_yaml, write_yaml


class Shelf:
    """The folder `campaigns` of a workspace; each campaign has a folder with design and ledger of its own."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / "campaigns"

    def names(self) -> list[str]:
        """Kept campaigns, the one last designed first."""
        if not self.folder.is_dir():
            return []
        files = [each / DESIGN for each in self.folder.iterdir() if (each / DESIGN).is_file()]
        return [file.parent.name for file in sorted(files, key=lambda file: -file.stat().st_mtime)]

    def of(self, name: str) -> Path:
        """The folder of a campaign."""
        return self.folder / name

    def begun(self, name: str) -> bool:
        """Whether it has a ledger."""
        return bool(name) and (self.of(name) / FILE).is_file()

    def read(self, name: str) -> dict[str, Any]:
        """The design as it stands in the file; ScenarioError with every fault."""
        content = read_yaml(self.of(name) / DESIGN)
        campaign_of(content, DESIGN)
        return content

    def save(self, content: Mapping[str, Any]) -> Path:
        """Keep a design in the folder of its name; with every fault where it is none, or where the folder
        holds runs of another one."""
        campaign = campaign_of(content, DESIGN)
        folder = self.of(campaign.name)
        if self.begun(campaign.name):
            ledger = Ledger(folder)
            try:
                faults = ledger.differs(about(campaign))
            finally:
                ledger.close()
            if faults:
                raise RunError(faults)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".design-")
            os.close(handle)
            write_yaml(Path(temporary), {"format": FORMAT, **content})
            os.replace(temporary, folder / DESIGN)
        except OSError as error:
            got = error.strerror or str(error)
            raise RunError(Fault(str(folder), "a folder that can be written", got, "make room")) from None
        return folder / DESIGN

    def parse(self, name: str, content: bytes) -> dict[str, Any]:
        """The design in an uploaded file; ScenarioError with every fault."""
        if len(content) > MAX_BYTES:
            raise ScenarioError(Fault(name, f"at most {MAX_BYTES} bytes", str(len(content))))
        try:
            text = content.decode("utf-8-sig")
        except UnicodeError:
            raise ScenarioError(Fault(name, "text in UTF-8", "other bytes")) from None
        found = parse_yaml(text, name)
        if isinstance(number := found.get("format", FORMAT), int) and number > FORMAT:
            remedy = "update the workbench to read it"
            raise ScenarioError(Fault(f"{name}: format", f"at most {FORMAT}", str(number), remedy))
        campaign_of(found, name)
        return found

    def text(self, content: Mapping[str, Any]) -> bytes:
        """A design as `campaign.yml`."""
        folder = Path(tempfile.mkdtemp())
        try:
            write_yaml(folder / DESIGN, {"format": FORMAT, **content})
            return (folder / DESIGN).read_bytes()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def estimate(self, content: Mapping[str, Any]) -> Estimate:
        """What is ahead; ScenarioError with every fault of the design."""
        campaign = campaign_of(content, DESIGN)
        folder = self.of(campaign.name)
        return estimate(campaign, folder, folder)

    def watch(self, name: str) -> dict[str, Any] | None:
        """How far a kept campaign is; None where there is none of that name."""
        file = self.of(name) / DESIGN
        return watch(self.of(name), read_campaign(file)) if name and file.is_file() else None
