"""The commands of people: `workbench staff`, `workbench compare`, `workbench roster`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.design_commands import AsJson, Console, Folder

Late = Annotated[float, typer.Option(help="Most late cases beyond the structural floor, everywhere: 0.05.")]
Heads = Annotated[int | None, typer.Option(help="Most people of the three roles together.")]
Samples = Annotated[int, typer.Option(help="Replications of the twin that the search judges by.")]
PoolingWay = Annotated[
    str, typer.Option(help="Desks: plan (as they are), all (pooled), none (by grid), best (plan or all).")
]
Rule = Annotated[
    list[str] | None,
    typer.Option(
        help="A rule for a role: handler>=10, operator<=12, inspector>=16, each.handler>=2 (a desk)."
    ),
]
Objective = Annotated[
    str, typer.Option(help="What is to be least: cost, or worst-lateness under the cap on heads.")
]
Overtime = Annotated[float, typer.Option(help="Price of an hour beyond the shift over one within it.")]
Coverage = Annotated[
    float | None,
    typer.Option(help="Premises inspected in time: sizes the inspectors with the desks (else they stay)."),
]
Days = Annotated[int | None, typer.Option(help="Days measured, after the warm-up; the scenario's own.")]
Out = Annotated[Path | None, typer.Option(help="New folder for the plan, a scenario to simulate.")]

Folders = Annotated[
    list[str], typer.Argument(help="Scenarios; the first is what the others are compared with.")
]


def register(app: typer.Typer, console: Console) -> None:
    """Add the commands to the command line."""

    @app.command()
    def staff(
        folder: Folder,
        late: Late = 0.05,
        heads: Heads = None,
        replications: Samples = 20,
        pooling: PoolingWay = "best",
        rule: Rule = None,
        coverage: Coverage = None,
        objective: Objective = "cost",
        overtime: Overtime = 1.5,
        days: Days = None,
        out: Out = None,
        as_json: AsJson = False,
    ) -> None:
        """Find the cheapest staffing that holds, and say why not fewer.

        A question without an answer is answered, too: `status: infeasible`, why, and what would work.
        """
        from models.sizing.staff import staff as run

        with console.faults_told():
            with console.progress() as progress:
                result = run(
                    folder,
                    late,
                    heads,
                    replications,
                    pooling,
                    tuple(rule or ()),
                    coverage,
                    days,
                    out,
                    progress,
                    objective,
                    overtime,
                )
            console.show(result, as_json, _say_staff)

    @app.command()
    def compare(
        folders: Folders,
        replications: Annotated[int, typer.Option(help="Independent repetitions of each.")] = 20,
        days: Days = None,
        seed: Annotated[int | None, typer.Option(help="Seed of the random numbers.")] = None,
        by: Annotated[str, typer.Option(help="Measure that ranks them.")] = "on_time_handling_rate",
        indifference: Annotated[float, typer.Option(help="Differences up to here count as none.")] = 0.01,
        workers: Annotated[int | None, typer.Option(help="Worker processes.")] = None,
        out: Annotated[
            Path | None, typer.Option(help="Folder for the runs; the workspace by default.")
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Compare scenarios with the first one: what differs, and what that makes of the indicators."""
        from models.experiments.compare import compare as run
        from workbench.workspace import default_workspace, runs_folder

        with console.faults_told():
            target = str(out or runs_folder(default_workspace()))
            asked = (folders, replications, days, seed, by, indifference, "processes", target, workers)
            with console.progress() as progress:
                result = run(*asked, progress)
            console.show(result, as_json, _say_compare)

    @app.command()
    def roster(
        folder: Folder,
        week: Annotated[str, typer.Option(help="A day of the week: 2026-03-02.")],
        absences: Annotated[
            Path | None, typer.Option(help="Table person,date,kind: kind is absent or wish.")
        ] = None,
        out: Annotated[Path | None, typer.Option(help="Folder for the workbook and iCalendar files.")] = None,
        language: Annotated[str, typer.Option(help="Language of the files: zh or en.")] = "zh",
        as_json: AsJson = False,
    ) -> None:
        """Plan the shifts of a week: cover first, then fairness, then wishes; shortages are named."""
        from models.experiments.roster import roster as run

        with console.faults_told():
            result = run(folder, week, absences, out, language)
            console.show(result, as_json, _say_roster)


def _say_compare(result: Mapping[str, Any]) -> None:
    for row in result["ranking"]:
        typer.echo(f"{row['rank']}. {row['name']:<28} {result['by']} {row['mean']:.4f}")
    others = result["scenarios"][1:]
    for scenario, changes, rows in zip(others, result["differs"], result["differences"], strict=True):
        typer.echo(f"{scenario['name']} against {result['base']}: {len(changes)} values differ")
        for row in rows:
            if row["mean"] is not None and row["low"] is not None:
                between = f"[{row['low']:.4g}, {row['high']:.4g}]"
                typer.echo(f"  {row['measure']:<36} {row['mean']:>+10.4g} {between:<24} {row['en']}")


def _say_roster(result: Mapping[str, Any]) -> None:
    typer.echo(f"{result['scenario']} week of {result['week']}: {result['status']}, cost {result['cost']:g}")
    for row in result["shifts"]:
        typer.echo(f"{row['day']} {row['shift']:<6} {row['person']}")
    for row in result["short"]:
        typer.echo(f"short: {row['day']} {row['shift']} {row['group']} by {row['missing']}")
    for row in result["findings"]:
        typer.echo(f"{row['rule']}: {row['who']} {row['day']}")
    for file in result.get("files", ()):
        typer.echo(f"written {file}")


def _bound(result: Mapping[str, Any]) -> str:
    """How much cheaper a plan could be at most."""
    if result["bound"] is None:
        return "no bound: more people hurt in the sample, so this is from a local search"
    if not result["gap"]:
        return "nothing is cheaper on this sample, assuming more people never hurt"
    return f"not proven: a plan up to {result['gap']:.2%} cheaper may exist"


def _say_staff(result: Mapping[str, Any]) -> None:
    typer.echo(f"{result['scenario']}: {result['status']}")
    if result["plan"] is not None:
        overtime = result["overtime"]
        patrol = overtime["by_role"]["inspector"]
        typer.echo(
            f"heads {result['heads']}  cost {result['cost']:,.0f} yuan a year, of it {overtime['cost']:,.0f} "
            f"for {overtime['hours']:g} hours of overtime ({patrol:g} of inspectors)"
        )
        typer.echo(_bound(result))
        for name, number in result["desks"].items():
            typer.echo(f"  {name:<28}{number:>4}")
    for line in result["binding"]:
        typer.echo(f"- {line['en']}")
    certificate = result["certificate"]
    if certificate is not None:
        worst = certificate["worst"]
        typer.echo(
            f"certificate: {certificate['claim']} (95 %), worst {worst} "
            f"{certificate['late'][worst]:.2%} late, at most {max(certificate['upper'].values()):.2%}; "
            f"{certificate['replications']} fresh replications"
        )
        for name, claim in certificate["cuts"].items():
            typer.echo(f"  one fewer at {name}: {claim}")
    patrol = result.get("patrol")
    if patrol is not None:
        typer.echo(
            f"coverage {patrol['promised']:.1%} read, {patrol['simulated']:.1%} in one full simulation; "
            f"finds a day {patrol['finds_promised']:.2f} read, {patrol['finds_simulated']:.2f} simulated"
        )
        for row in patrol["choices"]:
            cost = "cannot be done" if row["cost"] is None else f"{row['cost']:,.0f} yuan a year"
            typer.echo(f"  {row['inspectors']} inspectors: {cost}")
    for row in result["frontier"]:
        typer.echo(f"frontier: {row['heads']} heads, {row['late']:.2%} late")
