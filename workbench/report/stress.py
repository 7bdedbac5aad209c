"""The STRESS-DES checklist filled in from what a scenario and its result declare.

Monks and others (2019), "Strengthening the reporting of empirical simulation studies", Journal of Simulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.scenario.scenario import Scenario
from workbench.language import Text
from workbench.results import Result

ITEMS = (
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3",
    "5.1", "5.2", "5.3", "5.4", "6.1",
)  # fmt: skip
"""The items of the checklist, section and number."""


def stress_rows(
    result: Result, scenario: Scenario, about: Mapping[str, Any], t: Text
) -> list[tuple[str, str, str]]:
    """Number, what is asked, and the answer, for every item of the checklist."""
    facts = _facts(result, scenario, about, t)
    key = {item: item.replace(".", "_") for item in ITEMS}
    return [(item, t(f"stress.asked_{key[item]}"), t(f"stress.told_{key[item]}", **facts)) for item in ITEMS]


def _facts(result: Result, scenario: Scenario, about: Mapping[str, Any], t: Text) -> dict[str, Any]:
    told, plan, a = result.summary, scenario.plan, scenario.assumptions
    table = a.table()
    return {
        "title": getattr(scenario.spec.title, t.language) or scenario.name,
        "note": getattr(scenario.spec.note, t.language) or t("report.none"),
        "measures": len(result.measures),
        "world": t.called("world", str(plan.policies.world)),
        "grab": t.called("grab_policy", str(plan.policies.grab)),
        "discipline": t.called("discipline", str(plan.policies.discipline)),
        "premises": f"{len(scenario.place.premises):,}",
        "grids": len(plan.grids),
        "heads": plan.head_count,
        "attribution": scenario.place.attribution or t("report.made_up"),
        "assumptions": len(table),
        "guesses": int((table["grade"] == "K").sum()),
        "changed": int(table["changed"].sum()),
        "warmup": told["warmup_days"],
        "days": told["days"],
        "replications": told["replications"],
        "seed": told["seed"],
        "versions": ", ".join(f"{name} {number}" for name, number in about["versions"].items()),
        "cpu": told.get("cpu_seconds", "–"),
        "fingerprint": told["fingerprint"],
    }
