"""The mind of the workbench: scenarios, simulation, measures, planning. Names listed here are stable.

>>> from models import read_scenario, simulate, measure
>>> measure(simulate(read_scenario("luohu")), read_scenario("luohu"))["coverage"]

Every name is loaded when it is first asked for, so that importing one room does not load the house.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.calibration.calibrate import calibrate as calibrate
    from models.exchange.log_import import read_case_log as read_case_log
    from models.exchange.log_mapping import read_mapping as read_mapping
    from models.exchange.runfolder import read_run as read_run
    from models.exchange.runfolder import write_run as write_run
    from models.experiments.campaign.browse import runs_table as campaign_runs
    from models.experiments.campaign.changes import changed as changed
    from models.experiments.campaigns import run_campaign as run_campaign
    from models.experiments.design import design as design
    from models.experiments.export import export as export
    from models.experiments.export import reproduce as reproduce
    from models.experiments.needed import replications_needed as replications_needed
    from models.experiments.price_of_grabbing import price_of_grabbing as price_of_grabbing
    from models.experiments.select import select as select
    from models.experiments.sensitivity.run import sensitivity as sensitivity
    from models.experiments.simulate import simulate as replicate
    from models.experiments.theory_check import theory_check as theory_check
    from models.experiments.trial import try_plan as try_plan
    from models.experiments.warmup import warmup as warmup
    from models.measures.compare import compare as compare
    from models.measures.compare import gain as gain
    from models.measures.declare import MEASURES as MEASURES
    from models.measures.reading import measure as measure
    from models.measures.reading import read as read
    from models.measures.summary import summarise as summarise
    from models.scenario.faults import WorkbenchError as WorkbenchError
    from models.scenario.folder import read_scenario as read_scenario
    from models.scenario.outcome import Outcome as Outcome
    from models.scenario.scenario import Scenario as Scenario
    from models.scenario.tables import TABLES as TABLES
    from models.simulation.run import simulate as simulate
    from models.sizing.staff import staff as staff
    from models.workload.blocks import block_workload as block_workload
    from models.workload.offered import offered_loads as offered_loads

_ROOMS: dict[str, tuple[str, str]] = {
    "MEASURES": ("models.measures.declare", "MEASURES"),
    "Outcome": ("models.scenario.outcome", "Outcome"),
    "Scenario": ("models.scenario.scenario", "Scenario"),
    "TABLES": ("models.scenario.tables", "TABLES"),
    "WorkbenchError": ("models.scenario.faults", "WorkbenchError"),
    "block_workload": ("models.workload.blocks", "block_workload"),
    "calibrate": ("models.calibration.calibrate", "calibrate"),
    "campaign_runs": ("models.experiments.campaign.browse", "runs_table"),
    "changed": ("models.experiments.campaign.changes", "changed"),
    "compare": ("models.measures.compare", "compare"),
    "design": ("models.experiments.design", "design"),
    "export": ("models.experiments.export", "export"),
    "gain": ("models.measures.compare", "gain"),
    "measure": ("models.measures.reading", "measure"),
    "offered_loads": ("models.workload.offered", "offered_loads"),
    "price_of_grabbing": ("models.experiments.price_of_grabbing", "price_of_grabbing"),
    "read": ("models.measures.reading", "read"),
    "read_case_log": ("models.exchange.log_import", "read_case_log"),
    "read_mapping": ("models.exchange.log_mapping", "read_mapping"),
    "read_run": ("models.exchange.runfolder", "read_run"),
    "read_scenario": ("models.scenario.folder", "read_scenario"),
    "replicate": ("models.experiments.simulate", "simulate"),
    "replications_needed": ("models.experiments.needed", "replications_needed"),
    "reproduce": ("models.experiments.export", "reproduce"),
    "run_campaign": ("models.experiments.campaigns", "run_campaign"),
    "select": ("models.experiments.select", "select"),
    "sensitivity": ("models.experiments.sensitivity.run", "sensitivity"),
    "simulate": ("models.simulation.run", "simulate"),
    "staff": ("models.sizing.staff", "staff"),
    "summarise": ("models.measures.summary", "summarise"),
    "theory_check": ("models.experiments.theory_check", "theory_check"),
    "try_plan": ("models.experiments.trial", "try_plan"),
    "warmup": ("models.experiments.warmup", "warmup"),
    "write_run": ("models.exchange.runfolder", "write_run"),
}
"""Public name to the module and the name it has there."""

__all__ = [
    "MEASURES",
    "Outcome",
    "Scenario",
    "TABLES",
    "WorkbenchError",
    "block_workload",
    "calibrate",
    "campaign_runs",
    "changed",
    "compare",
    "design",
    "export",
    "gain",
    "measure",
    "offered_loads",
    "price_of_grabbing",
    "read",
    "read_case_log",
    "read_mapping",
    "read_run",
    "read_scenario",
    "replicate",
    "replications_needed",
    "reproduce",
    "run_campaign",
    "select",
    "sensitivity",
    "simulate",
    "staff",
    "summarise",
    "theory_check",
    "try_plan",
    "warmup",
    "write_run",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'models' has no attribute {name!r}")
    module, inside = _ROOMS[name]
    return getattr(import_module(module), inside)


def __dir__() -> list[str]:
    return list(__all__)
