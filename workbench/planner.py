"""One planner's session: what is chosen and shown. Ids and settings only; tables stay with their files."""

from __future__ import annotations

import param


class Planner(param.Parameterized):
    """The state all pages of one session share.

    `shown` is the folder of the result on the page ("" for the scenario's shipped baseline); `finished`
    lists folders of this session's runs by scenario name, newest last.
    """

    page = param.String(default="simulation")
    scenario = param.String(default="luohu")
    dark = param.Boolean(default=False)
    days = param.Integer(default=84, bounds=(1, 730))
    replications = param.Integer(default=10, bounds=(1, 200))
    seed = param.Integer(default=1, bounds=(0, 2**31 - 1))
    shown = param.String(default="")
    finished = param.List(default=[], item_type=tuple)
    colour_by = param.String(default="grid")
    show_premises = param.Boolean(default=False)

    def finish(self, scenario: str, folder: str) -> None:
        """Remember a finished run, and show it unless the planner has turned to another scenario."""
        self.finished = [*self.finished, (scenario, folder)]
        if scenario == self.scenario:
            self.shown = folder

    def choose(self, scenario: str) -> None:
        """Turn to another scenario; show its newest run of this session, else its baseline."""
        runs = [folder for name, folder in self.finished if name == scenario]
        with param.parameterized.batch_call_watchers(self):
            self.scenario = scenario
            self.shown = runs[-1] if runs else ""
