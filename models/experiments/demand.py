"""Whether two scenarios put the same town to the test: what is drawn is the same, plans may differ."""

from __future__ import annotations

import hashlib
import json

from models.scenario.scenario import Scenario

SECTIONS = ("demand", "hazards", "citizens_app")
"""Assumptions that say what happens in the town, not what the plan does about it."""


def demand_digest(scenario: Scenario) -> str:
    """Sha256 of place, checklist, calendar, period and the assumptions on demand; seed and plan do not count.

    Replications of one seed and number see the same hazards and reports where these digests are equal.
    """
    values = scenario.assumptions.values()
    content = {
        "spec": scenario.spec.model_dump(mode="json", exclude={"title", "note", "base", "seed", "format"}),
        "assumptions": {section: values[section] for section in SECTIONS},
        "checklist": [
            {name: getattr(item, name) for name in item.__slots__} for item in scenario.checklist.items
        ],
        "place": scenario.place.digest,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
