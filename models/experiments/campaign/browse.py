"""A campaign's folder looked at from outside: how far it is, what it shows, and the tables of both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from models.experiments.campaign.design import Variant, variants
from models.experiments.campaign.ledger import ASIDE, DONE, FAILED, FILE, Ledger
from models.experiments.campaign.report import report_of
from models.experiments.campaign.spec import Campaign, read_campaign
from models.measures.declare import MEASURES

DESIGN = "campaign.yml"
"""The design, kept beside the ledger."""
MOST_TRACES = 50


def browse(folder: str, progress: Any = None) -> dict[str, Any]:
    """What the campaign in a folder shows (`report_of`), and the levers of its points."""
    campaign = read_campaign(Path(folder) / DESIGN)
    points = variants(campaign)
    ledger = Ledger(Path(folder))
    try:
        told = report_of(campaign, points, ledger)
    finally:
        ledger.close()
    return {**told, "levers": levers_of(points), "scenarios": list(campaign.scenarios)}


def levers_of(points: list[Variant]) -> list[str]:
    """Every path that some point sets, in the order of the points."""
    return list(dict.fromkeys(path for point in points for path in point.changes))


def watch(folder: Path, campaign: Campaign) -> dict[str, Any]:
    """How far a campaign is: `points` (name, done, failed, wanted, rules), `failed` with traces.

    Looks only at states, never at tables, so that it can be asked every second.
    """
    points = variants(campaign)
    if not (folder / FILE).is_file():
        return {"points": [_point(each, {}, campaign, None) for each in points], "failed": [], "begun": False}
    ledger = Ledger(folder)
    try:
        counts, judged = ledger.counts(), ledger.judged()
        faults = ledger.faults().head(MOST_TRACES).to_dict("records")
    finally:
        ledger.close()
    names = {each.key: each.name for each in points}
    return {
        "points": [_point(each, counts.get(each.key, {}), campaign, judged.get(each.key)) for each in points],
        "failed": [{**row, "name": names.get(row["variant"], row["variant"])} for row in faults],
        "begun": True,
    }


def _point(
    variant: Variant, states: Mapping[str, int], campaign: Campaign, judged: tuple[int, list[Any]] | None
) -> dict[str, Any]:
    wanted, rules = judged or (campaign.replications.least, [])
    return {
        "name": variant.name,
        "scenario": variant.scenario,
        "changes": dict(variant.changes),
        "done": states.get(DONE, 0),
        "failed": states.get(FAILED, 0) + states.get(ASIDE, 0),
        "wanted": max(wanted, campaign.replications.least),
        "rules": rules,
    }


def points_table(told: Mapping[str, Any]) -> pd.DataFrame:
    """What `browse` told, a row a point and measure: point, scenario, a column a lever, replications,
    measure, unit, mean, low, high, n, difference to the first point with its interval, verdict, gain."""
    rows = []
    for number, point in enumerate(told["variants"], start=1):
        head = {"point": number, "scenario": point["scenario"]}
        head |= {path: point["changes"].get(path) for path in told["levers"]}
        head |= {"replications": point["replications"]}
        for name, cells in point["measures"].items():
            gap = point["differences"].get(name, {})
            rows.append(
                {
                    **head,
                    "measure": name,
                    "unit": MEASURES[name].unit,
                    **cells,
                    "difference": gap.get("mean"),
                    "difference_low": gap.get("low"),
                    "difference_high": gap.get("high"),
                    "verdict": gap.get("verdict"),
                    "gain": gap.get("gain"),
                }
            )
    return pd.DataFrame(rows)


def runs_table(folder: Path) -> pd.DataFrame:
    """Every finished run: point, scenario, a column a lever, replication, digest, and a column a measure."""
    campaign = read_campaign(folder / DESIGN)
    points = variants(campaign)
    ledger = Ledger(folder)
    try:
        found, digests = ledger.measures(), ledger.digests()
    finally:
        ledger.close()
    head = pd.DataFrame(
        [
            {"variant": point.key, "point": number, "scenario": point.scenario, **point.changes}
            for number, point in enumerate(points, start=1)
        ]
    )
    told = pd.DataFrame(
        [(key, replication, digest) for (key, replication), digest in digests.items()],
        columns=["variant", "replication", "digest"],
    )
    table = head.merge(told, on="variant").merge(found, on=["variant", "replication"])
    return table.drop(columns="variant").sort_values(["point", "replication"]).reset_index(drop=True)
