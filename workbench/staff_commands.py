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
    list[str] | None, typer.Option(help="A rule for a role: handler>=10, operator<=12, town_team>=5.")
]
Coverage = Annotated[
    float | None, typer.Option(help="Premises inspected in time; decides the inspectors (else they stay).")
]
Days = Annotated[int | None, typer.Option(help="Days measured, after the warm-up; the scenario's own.")]
Out = Annotated[Path | None, typer.Option(help="New folder for the plan, a scenario to simulate.")]


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
                    folder, late, heads, replications, pooling, tuple(rule or ()), coverage, days, out, progress
                )
            console.show(result, as_json, _say_staff)


def _say_staff(result: Mapping[str, Any]) -> None:
    typer.echo(f"{result['scenario']}: {result['status']}")
    if result["plan"] is not None:
        typer.echo(f"heads {result['heads']}  cost {result['cost']:,.0f} yuan a year")
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
    for row in result["frontier"]:
        typer.echo(f"frontier: {row['heads']} heads, {row['late']:.2%} late")
