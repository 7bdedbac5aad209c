"""Stop rules: how many replications every variant needs by now, judged after whole rounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.experiments.campaign.ledger import Ledger
from models.experiments.campaign.spec import Campaign, Until
from models.measures.intervals import half_widths


def targets(campaign: Campaign, keys: Sequence[str], ledger: Ledger) -> dict[str, int]:
    """By variant, how many replications the stop rules ask for by now.

    Judged only after whole rounds, so that neither the engine nor the order of work has a say.
    """
    rule, states = campaign.replications, ledger.states()
    wanted = dict.fromkeys(keys, rule.least)
    if not rule.until:
        return wanted
    counted = Counter(variant for variant, _ in states)
    over = {key: counted[key] for key in keys}
    if any(over[key] < rule.least for key in keys):
        return wanted
    values = Values(ledger, rule.until)
    base = keys[0]
    for key in keys:
        have = over[key]
        whole = have >= rule.limit or all(values.met(each, key, base) for each in rule.until)
        wanted[key] = have if whole else min(rule.limit, have + rule.step)
    compared = [each for each in rule.until if each.difference]
    if compared:  # pairs need both sides
        wanted[base] = max(wanted.values())
    return wanted


def standing(
    campaign: Campaign, keys: Sequence[str], wanted: Mapping[str, int], ledger: Ledger
) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """For those who watch: by variant, replications wanted, and how wide the interval of every rule is."""
    rules = campaign.replications.until
    values = Values(ledger, rules)
    return [
        (
            key,
            wanted[key],
            [
                {
                    "measure": rule.measure,
                    "difference": rule.difference and key != keys[0],
                    "asked": rule.half_width,
                    "half_width": values.half_width(rule, key, keys[0]),
                    "met": values.met(rule, key, keys[0]),
                }
                for rule in rules
            ],
        )
        for key in keys
    ]


class Values:
    """What finished runs measured of the stop rules' measures, by variant."""

    def __init__(self, ledger: Ledger, rules: Sequence[Until]) -> None:
        names = list(dict.fromkeys(rule.measure for rule in rules))
        table = ledger.measures(names) if rules else pd.DataFrame(columns=["variant", "replication"])
        grouped = table.groupby("variant", sort=False)
        self._by_key = {str(key): rows.set_index("replication") for key, rows in grouped}

    def half_width(self, rule: Until, key: str, base: str) -> float | None:
        """Half the interval of the measure, or of its paired difference to `base`; None below two pairs."""
        mine = self._of(rule, key)
        if rule.difference and key != base:
            mine = mine - self._of(rule, base)
        values = mine.dropna().to_numpy(np.float64)
        return None if len(values) < 2 else float(half_widths(values.std(ddof=1), len(values)))

    def met(self, rule: Until, key: str, base: str) -> bool:
        """Whether the interval is as narrow as the rule asks."""
        half = self.half_width(rule, key, base)
        return half is not None and half <= rule.half_width

    def _of(self, rule: Until, key: str) -> pd.Series:
        table = self._by_key.get(key)
        if table is None or rule.measure not in table:
            return pd.Series(dtype=np.float64)
        return table[rule.measure]
