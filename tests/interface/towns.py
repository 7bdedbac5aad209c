"""A town of short runs beside the shipped scenarios: pages tell the same story of it in a tenth of the time.

Run as a program (PORT WORKSPACE) it serves them until it is ended. What the workbench needs is
loaded by what needs it, so that collecting tests stays quick.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

TOWN, BEFORE = "town", "town-before"
TITLE = "Jinxi for two weeks"
DAYS = 14
FOLDER = "towns"


def write_towns(workspace: Path) -> Path:
    """Jinxi over two weeks, and the same before the merger; the folder of the first."""
    town, before = (workspace / FOLDER / name for name in (TOWN, BEFORE))
    for folder, title, more in (
        (town, TITLE, f"base: jinxi\ndays: {DAYS}\nwarmup_days: 7"),
        (before, "Jinxi before the merger", f"base: {TOWN}"),
    ):
        folder.mkdir(parents=True)
        words = f"format: 1\ntitle: {{zh: {title}, en: {title}}}\n{more}\n"
        (folder / "scenario.yml").write_text(words, encoding="utf-8")
    (before / "plan.yml").write_text("policies: {world: departmental}\n", encoding="utf-8")
    return town


def keep_baseline(town: Path) -> None:
    """The town's finished result, as a shipped scenario has one."""
    from models.experiments.simulate import simulate
    from workbench.catalogue import BASELINE

    simulate(str(town), replications=2, out=str(town / "runs"), structural=False, result=town / BASELINE)


def main(port: int, workspace: Path) -> None:
    """Serve the shipped scenarios and the towns.

    One job at a time, and nothing is made ready for visitors who never come (`test_server.py` looks at that):
    it would take the processors from the tests. Workers do not step back, as nobody else is waited for here.
    """
    from models.scenario.shipped import scenario_folder
    from workbench import catalogue

    towns = {folder.name: folder for folder in sorted((workspace / FOLDER).iterdir())}
    shipped = catalogue.shipped_catalogue()

    def folder(name: str) -> Path:
        return towns.get(name) or scenario_folder(name)

    catalogue.shipped_catalogue = lambda: catalogue.Catalogue([*shipped.names, *towns], folder)
    from workbench import serve, workers
    from workbench.pages import comparison

    program = "from workbench import worker; worker.NICE, worker.LATER = 0, (); worker.main()"
    workers.PROGRAM = [sys.executable, "-c", program]
    comparison.BEFORE_AND_AFTER = [BEFORE, TOWN]
    serve.Jobs = partial(serve.Jobs, workers=1)
    serve.OTHERS_AFTER = serve.WORKERS_AFTER = serve.PAGES_AFTER = 1e6
    serve.serve(port=port, workspace=workspace, show=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
