"""The commands of statistics: `warmup`, `replications`, `select`, `sensitivity`, `theory`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.design_commands import AsJson, Console

Source = Annotated[
    str, typer.Argument(help="A scenario's folder or name; or a kept run, result or campaign folder.")
]
Days = Annotated[int | None, typer.Option(help="Days measured, after the warm-up; the scenario's own.")]
Seed = Annotated[int | None, typer.Option(help="Seed of the random numbers.")]
EngineName = Annotated[str, typer.Option(help="serial, processes or dask.")]
Scheduler = Annotated[str, typer.Option(help="A Dask scheduler (tcp://…); else one of our own.")]
Ledgers = Annotated[Path | None, typer.Option(help="Where ledgers lie; the workspace by default.")]
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

    @app.command()
    def select(
        folders: Annotated[list[str], typer.Argument(help="Scenarios, two or more.")],
        measure: Annotated[str, typer.Option(help="What is judged.")] = "on_time_closure_rate",
        indifference: Annotated[float, typer.Option(help="Differences below this do not matter.")] = 0.01,
        probability: Annotated[float, typer.Option(help="Chance of a correct selection, at least.")] = 0.95,
        first: Annotated[int, typer.Option(help="Replications of every scenario to begin with.")] = 10,
        step: Annotated[int, typer.Option(help="Replications at a time after that.")] = 5,
        most: Annotated[int, typer.Option(help="Replications of a scenario at most.")] = 200,
        days: Days = None,
        seed: Annotated[int, typer.Option(help="Seed of the random numbers.")] = 1,
        engine: EngineName = "processes",
        workers: Workers = None,
        scheduler: Scheduler = "",
        out: Ledgers = None,
        as_json: AsJson = False,
    ) -> None:
        """Find the best scenario by running only as much as it takes. Exit code 1: not decided by then."""
        from models.experiments.select import select as run

        with console.faults_told():
            asked = (folders, measure, indifference, probability, first, step, most, _ledgers(out))
            with console.progress() as progress:
                result = run(*asked, days, seed, engine, workers, scheduler, progress)
            console.show(result, as_json, _say_select)
        if not result["decided"]:
            raise typer.Exit(1)

    @app.command()
    def sensitivity(
        folder: Annotated[str, typer.Argument(help="A scenario's folder, or the name of a shipped one.")],
        method: Annotated[str, typer.Option(help="tornado, response, morris or sobol.")] = "tornado",
        measure: Annotated[
            list[str] | None, typer.Option(help="What is looked at; may be said several times.")
        ] = None,
        assumptions: Annotated[
            str, typer.Option(help="a,b,c; with a range a=1:2; every one that has a published range.")
        ] = "",
        lever: Annotated[
            list[str] | None, typer.Option(help="plan.…=1,2,3 or an assumption with values; repeatable.")
        ] = None,
        replications: Annotated[int, typer.Option(help="Of every point, under the same draws.")] = 5,
        points: Annotated[
            int | None, typer.Option(help="Levels, trajectories (morris) or rows (sobol).")
        ] = None,
        days: Days = None,
        warmup_days: Annotated[int | None, typer.Option(help="Days before; the scenario's own.")] = None,
        seed: Annotated[int, typer.Option(help="Seed of the random numbers.")] = 1,
        design_seed: Annotated[int, typer.Option(help="Seed of the design's points.")] = 1,
        engine: EngineName = "processes",
        workers: Workers = None,
        scheduler: Scheduler = "",
        out: Ledgers = None,
        as_json: AsJson = False,
    ) -> None:
        """Say which assumptions and levers move a measure, and which cannot be told from noise."""
        from models.experiments.sensitivity.run import sensitivity as run

        with console.faults_told():
            factors = [*(each.strip() for each in assumptions.split(",") if each.strip()), *(lever or ())]
            asked = (folder, method, measure or ["on_time_closure_rate"], factors, replications, points)
            runs = (_ledgers(out), days, warmup_days, seed, design_seed, engine, workers, scheduler)
            with console.progress() as progress:
                result = run(*asked, *runs, progress)
            console.show(result, as_json, _say_sensitivity)

    @app.command()
    def theory(
        folder: Source,
        days: Days = None,
        replications: Annotated[int, typer.Option(help="Runs that are averaged.")] = 5,
        seed: Seed = None,
        engine: EngineName = "processes",
        workers: Workers = None,
        as_json: AsJson = False,
    ) -> None:
        """Say what the nearest queue (M/M/c, M/G/c) makes every desk wait, beside the simulation, and why."""
        from models.experiments.theory_check import theory_check as run

        with console.faults_told():
            with console.progress() as progress:
                result = run(folder, days, replications, seed, engine, workers, progress)
            console.show(result, as_json, _say_theory)


def _say_theory(result: Mapping[str, Any]) -> None:
    for row in result["desks"]:
        load = f"{row['offered_load']:.2f} of {row['staff']}"
        typer.echo(f"{row['desk']:<28}{load:<14}{row['en']}")
    for row in result["left_out"]:
        typer.echo(f"left out: {row['en']}")


def _say_sensitivity(result: Mapping[str, Any]) -> None:
    typer.echo(
        f"{result['scenario']}: {result['method']}, {result['points']} points x {result['replications']}"
        f" replications, {result['cpu_seconds']:.0f} CPU seconds"
    )
    for name, found in result["measures"].items():
        typer.echo(f"{name} ({found['unit']})")
        for row in found["rows"]:
            label = str(row.get("factor", row.get("value")))
            typer.echo(f"  {label:<52}{_effect(result['method'], row)}{'' if row['shown'] else '  (noise)'}")
    for each in result["failed"]:
        typer.echo(f"failed: {each['point']} replication {each['replication']}: {each['trace']}", err=True)
    typer.echo(f"ledger {result['ledger']}")


def _effect(method: str, row: Mapping[str, Any]) -> str:
    if method == "morris":
        return f"mu* {row['mu_star']:.4g} [{row['low']:.4g}, {row['high']:.4g}] sigma {row['sigma']:.4g}"
    if method == "sobol":
        first, total = row["first"], row["total"]
        span = f"[{total['low']:.3f}, {total['high']:.3f}]"
        return f"first {first['mean']:.3f} total {total['mean']:.3f} {span}"
    if method == "response":
        return f"{row['mean']:.5g}  {row['difference']['mean']:+.4g}"
    ends = (f"{row[f'{end}_value']}: {row[f'at_{end}']['mean']:+.4g}" for end in ("low", "high"))
    return "   ".join(ends)


def _ledgers(out: Path | None) -> str:
    from workbench.workspace import default_workspace

    return str(out or default_workspace() / "campaigns")


def _say_select(result: Mapping[str, Any]) -> None:
    for row in result["scenarios"]:
        span = "" if row["low"] is None else f"  [{row['low']:.4g}, {row['high']:.4g}]"
        out = "" if row["out_after"] is None else f"  out after {row['out_after']}"
        typer.echo(f"{row['scenario']:<32}{row['mean']:>12.5g}{span}  n={row['replications']}{out}")
    if result["decided"]:
        chance = (
            f"at least {result['probability']:.0%} that it is the best or within {result['indifference']:g}"
        )
        typer.echo(f"best {result['best']}: {chance} of it")
    else:
        typer.echo(f"not decided: {', '.join(result['in_race'])}; raise --most or --indifference")
    alone = result["two_stage_without_common_draws"]
    typer.echo(f"{result['runs']} runs; two stages without common draws would ask for {alone}")


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
