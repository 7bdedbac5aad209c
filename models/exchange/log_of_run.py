"""The case log of a simulated run, in the same form as one that was imported."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.exchange.case_log import NEVER, CaseLog
from models.exchange.log_import import cases_of
from models.exchange.log_mapping import Columns
from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario

FACTS = {"source": "channel", "department": "department", "case_class": "case_class", "premises": "premises"}


def log_of_run(outcome: Outcome, scenario: Scenario, name: str = "") -> CaseLog:
    """What a replication logged, observed over its measured window."""
    table = outcome.tables["case_events"]
    facts = outcome.tables["cases"].sort_values("case", kind="stable").reset_index(drop=True)
    begin, end = _seconds(table["begin"]), _seconds(table["end"])
    events = pd.DataFrame(
        {
            "case": np.searchsorted(facts["case"].to_numpy(), table["case"].to_numpy()),
            "activity": table["activity"].astype(object),
            "start": np.where(begin == end, NEVER, begin),
            "end": end,
            "resource": table["actor"].astype(object),
            "role": table["role"].astype(object),
            "level": table["level"].astype(object),
            "outcome": table["outcome"].astype(object),
            "due": _seconds(table["due"]),
        }
    )
    of_case = {told: facts[own].astype(object).to_numpy()[events["case"]] for own, told in FACTS.items()}
    urgent = np.where(facts["urgent"].to_numpy(), "1", "0").astype(object)[events["case"]]
    due = _seconds(facts["due"])[events["case"]]
    order = np.lexsort((events["end"], events["case"]))
    told = events.assign(**of_case, urgent=urgent, case_due=due).iloc[order].reset_index(drop=True)
    cases = cases_of(told, facts["case"].to_numpy().astype(str))
    spec = scenario.spec.calendar
    window = round(60 * outcome.window_begin), round(60 * outcome.window_end)
    columns = frozenset(Columns.model_fields) - {"lifecycle"}
    return CaseLog(
        name or outcome.scenario, spec.timezone, spec.start, *window, told[list(events)], cases, columns
    )


def _seconds(minutes: pd.Series) -> npt.NDArray[np.int64]:
    cells = minutes.to_numpy(np.float64) * 60.0
    return np.where(np.isnan(cells), float(NEVER), np.rint(cells)).astype(np.int64)
