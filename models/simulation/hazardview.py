"""How patrol would look at hazards in the burn-in: which item, how often checked, how well seen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.scenario.checklist import visit_step
from models.simulation.draws import Draws
from models.simulation.hazards import DEPARTMENTS, MAX_ORDINAL, PER_PREMISES
from models.simulation.setting import Setting

EARLIER_VISITS = 8
"""Visits of the day before the average one, for the detection that the burn-in assumes."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class HazardView:
    """The item of a hazard is drawn as in the run, so that the burn-in knows how often it is checked."""

    def __init__(self, draws: Draws, setting: Setting) -> None:
        self.draws = draws
        self.interval = setting.interval
        self.kind = np.array(setting.rates.kind)
        self.items = setting.rates.items
        checklist = setting.scenario.checklist
        self.every = np.array([item.interval_days for item in checklist.items], dtype=np.float64)
        a = setting.scenario.assumptions.inspection
        fresh = 1.0 - np.where(checklist.professional, a.miss_professional, a.miss_trained)
        self.detection = fresh * a.detection_per_earlier_visit**EARLIER_VISITS

    def __call__(self, premises: Ints, department: Ints, ordinal: Ints) -> tuple[Floats, Floats]:
        """Steps between checks of each hazard's item, and the chance to see it at a check."""
        number = (premises * PER_PREMISES + department) * MAX_ORDINAL + ordinal
        u = self.draws.uniforms("hazard.item", number)
        item = np.zeros(len(premises), dtype=np.int64)
        group = self.kind[premises] * len(DEPARTMENTS) + department
        for code in np.unique(group).tolist():
            items, edges = self.items[code // len(DEPARTMENTS)][code % len(DEPARTMENTS)]
            mine = group == code
            item[mine] = np.array(items)[np.searchsorted(edges, u[mine], side="right")]
        interval = self.interval[premises]
        steps = [visit_step(int(a), b) for a, b in zip(self.every[item], interval, strict=True)]
        return np.array(steps, dtype=np.float64), self.detection[item]
