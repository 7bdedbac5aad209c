"""The command that measures assumptions from a real case log: `workbench calibrate`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.design_commands import Console

Log = Annotated[Path, typer.Argument(help="The case log: .csv (with a mapping), .xes or .xes.gz.")]
MappingFile = Annotated[
    Path | None, typer.Option(help="A YAML file that says which column is what; an XES may do without.")
]


def register(app: typer.Typer, console: Console) -> None:
    """Add `calibrate` to the command line."""

    @app.command()
    def calibrate(
        log: Log,
        mapping: MappingFile = None,
        scenario: Annotated[str, typer.Option(help="The scenario whose assumptions are measured.")] = "luohu",
        out: Annotated[
            Path | None, typer.Option(help="New folder for a scenario with what was measured.")
        ] = None,
        compare: Annotated[bool, typer.Option(help="Simulate before and after, for the charts.")] = True,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    ) -> None:
        """Measure a scenario's assumptions from a case log; what the log cannot tell stays as it is."""
        from models.calibration.calibrate import calibrate as run

        with console.faults_told():
            with console.progress() as progress:
                result = run(log, mapping, scenario, out, compare, progress)
            console.show(result, as_json, _say)


def _say(result: Mapping[str, Any]) -> None:
    cases, events = result["cases"], result["events"]
    typer.echo(f"{result['log']}: {cases} cases, {events} events, {result['from']} to {result['to']}")
    for name, count in result["ignored"].items():
        typer.echo(f"ignored {name}: {count} events")
    for each in result["estimates"]:
        mark = "  *" if each["shifted"] else ""
        if not each["parts"]:
            span = f"[{each['low']:.4g}, {each['high']:.4g}]"
            default = f"{each['default']:g}"
            told = f"{each['value']:>10.4g}  {span:<22} n={each['n']:<7} {each['unit']}  was {default}{mark}"
            typer.echo(f"{each['path']:<40} {told}")
            continue
        typer.echo(f"{each['path']:<40} n={each['n']}")
        for part in each["parts"]:
            span = f"[{part['low']:.4g}, {part['high']:.4g}]"
            typer.echo(f"  {part['name']:<38} {part['value']:>10.4g}  {span:<22} n={part['n']}")
    silent: dict[str, list[str]] = {}
    for each in result["untold"]:
        silent.setdefault(each["why"], []).append(each["path"])
    for why, paths in silent.items():
        typer.echo(f"left as it is ({why}): {', '.join(paths)}")
    if "out" in result:
        typer.echo(f"written {result['out']}")
    if result["attribution"]:
        typer.echo(result["attribution"])
