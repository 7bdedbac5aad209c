"""The command that conducts many runs: `workbench campaign`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.design_commands import Console
from workbench.workspace import default_workspace

File = Annotated[Path, typer.Argument(help="The campaign's file: scenarios, levers, design, replications.")]


def register(app: typer.Typer, console: Console) -> None:
    """Add `campaign` to the command line."""

    @app.command()
    def campaign(
        file: File,
        engine: Annotated[str, typer.Option(help="serial, processes or dask.")] = "processes",
        workers: Annotated[int | None, typer.Option(help="Workers; one a processor by default.")] = None,
        scheduler: Annotated[str, typer.Option(help="A Dask scheduler (tcp://…); else one of our own.")] = "",
        out: Annotated[Path | None, typer.Option(help="Where ledgers lie; the workspace by default.")] = None,
        retry: Annotated[bool, typer.Option(help="Try failed runs once more.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
        workspace: Annotated[Path | None, typer.Option(help="Where runs and plans are kept.")] = None,
    ) -> None:
        """Conduct a campaign; run it again to resume or extend it. Exit code 1 where runs failed."""
        from models.experiments.campaigns import run_campaign

        with console.faults_told():
            target = out or (workspace or default_workspace()) / "campaigns"
            with console.progress() as progress:
                result = run_campaign(file, target, engine, workers, scheduler, retry, progress)
            console.show(result, as_json, _say)
        if result["failed"]:
            raise typer.Exit(1)


def _say(result: Mapping[str, Any]) -> None:
    runs = ", ".join(f"{count} {state}" for state, count in result["runs"].items())
    typer.echo(f"{result['name']}: {runs}; {result['cpu_seconds']:.1f} CPU seconds")
    for variant in result["variants"]:
        typer.echo(f"{variant['name']} ({variant['replications']} replications)")
        for name, cell in variant["measures"].items():
            if cell["mean"] is None:
                continue
            span = "" if cell["low"] is None else f"  [{cell['low']:.4g}, {cell['high']:.4g}]"
            gap = variant["differences"].get(name)
            told = f"  {gap['mean']:+.4g} {gap['verdict']}" if gap and gap["mean"] is not None else ""
            typer.echo(f"  {name:28}{cell['mean']:>12.5g}{span}  n={cell['n']}{told}")
    for each in result["failed"]:
        where = f"{each['variant']} replication {each['replication']}"
        typer.echo(f"{each['state']}: {where}: {each['trace']}", err=True)
    if result["failed"]:
        typer.echo("these are not done again unless it is run with --retry", err=True)
    typer.echo(f"ledger {result['ledger']}")
    if result["attribution"]:
        typer.echo(result["attribution"])
