"""The commands of statistics: `warmup`, `replications`, `select`, `sensitivity`, `theory`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from workbench.design_commands import AsJson, Console

Source = Annotated[
    str, typer.Argument(help="A scenario's folder or name; or a kept run, result or campaign folder.")
]
Days = Annotated[int | None, typer.Option(help="Days measured, after the warm-up; the scenario's own.")]
Seed = Annotated[int | None, typer.Option(help="Seed of the random numbers.")]
EngineName = Annotated[str, typer.Option(help="serial, processes or dask.")]
Workers = Annotated[int | None, typer.Option(help="Worker processes; one a processor by default.")]


def register(app: typer.Typer, console: Console) -> None:
    """Add the commands to the command line."""

    @app.command()
    def warmup(
        folder: Source,
        days: Days = None,
        replications: Annotated[int, typer.Option(help="Runs that are averaged.")] = 5,
        seed: Seed = None,
        engine: EngineName = "processes",
        workers: Workers = None,
        as_json: AsJson = False,
    ) -> None:
        """Say from which day on runs are steady (MSER-5 on weeks), and whether the warm-up covers it."""
        from models.experiments.warmup import warmup as run

        with console.faults_told():
            with console.progress() as progress:
                result = run(folder, days, replications, seed, engine, workers, progress)
            console.show(result, as_json, _say_warmup)


def _say_warmup(result: Mapping[str, Any]) -> None:
    for told in result.get("variants", [result]):
        head = f"{told['scenario']}: {told['run_days']} days, {told['replications']} replications"
        typer.echo(f"{head}, configured warm-up {told['configured_days']} days")
        for each in told["series"]:
            where = f"steady from day {each['truncation_day']}" if each["steady"] else each["reason"]
            typer.echo(f"  {each['name']:<20}{where:<24}{'covered' if each['covered'] else 'NOT COVERED'}")
