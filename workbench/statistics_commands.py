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

    @app.command()
    def replications(
        source: Annotated[str, typer.Argument(help="A result folder, or a campaign's ledger folder.")],
        half_width: Annotated[
            list[str], typer.Option(help="measure=0.01 in its own unit, or measure=5% of its mean.")
        ],
        base: Annotated[
            str | None,
            typer.Option(help="Another result, for differences; a campaign has its first variant."),
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Say how many replications make intervals of means and of paired differences narrow enough."""
        from models.experiments.needed import replications_needed as run

        with console.faults_told():
            console.show(run(source, half_width, base), as_json, _say_needed)


def _say_needed(result: Mapping[str, Any]) -> None:
    for row in result["rows"]:
        head = f"{row['scenario']}: {row['measure']}" + (f" against {row['to']}" if "to" in row else "")
        if row["needed"] is None:
            typer.echo(f"{head}: {row['reason']} (pilot of {row['pilot']})")
            continue
        high = "more" if row["high"] is None else row["high"]
        span = f"{row['needed']} replications ({row['low']} to {high} by a pilot of {row['pilot']})"
        alone = row.get("needed_without_common_draws")
        typer.echo(f"{head}: {span}" + (f", {alone} without common draws" if alone else ""))


def _say_warmup(result: Mapping[str, Any]) -> None:
    for told in result.get("variants", [result]):
        head = f"{told['scenario']}: {told['run_days']} days, {told['replications']} replications"
        typer.echo(f"{head}, configured warm-up {told['configured_days']} days")
        for each in told["series"]:
            where = f"steady from day {each['truncation_day']}" if each["steady"] else each["reason"]
            typer.echo(f"  {each['name']:<20}{where:<24}{'covered' if each['covered'] else 'NOT COVERED'}")
