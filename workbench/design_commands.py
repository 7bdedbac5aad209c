"""The commands of grids: `workbench design` proposes them, `workbench audit` checks them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

Progress = Callable[[float, str], None]
Say = Callable[[Mapping[str, Any]], None]

Folder = Annotated[str, typer.Argument(help="A scenario's folder, or the name of a shipped one (luohu).")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Numbers = Annotated[str, typer.Option(help="How many grids: 8, a range (6:10), or by community (a=8,b=6).")]
Tolerance = Annotated[float, typer.Option(help="How far a grid's work may be from the fair share: 0.05.")]
OtherTolerance = Annotated[
    float | None, typer.Option(help="Allowed deviation of work; the design's own, else 0.05.")
]
LockFile = Annotated[
    Path | None,
    typer.Option("--lock", help="Table block,grid: blocks with their grid; a grid alone stays as it is."),
]
FromFile = Annotated[
    Path | None, typer.Option("--from", help="Table block,grid of a plan to repair instead of a new one.")
]
Price = Annotated[
    float | None, typer.Option(help="Price of a moved block, in borders of average length: 1.5.")
]
Size = Annotated[str, typer.Option(help="What the size of a grid is: households or people.")]
Bounds = Annotated[str, typer.Option(help="Least and most households (people) of a grid: 1000:3500.")]
Across = Annotated[bool, typer.Option("--across", help="Grids may go across communities.")]
Seconds = Annotated[
    float | None, typer.Option(help="Processor seconds; without it a repeatable amount of effort.")
]
Seed = Annotated[int, typer.Option(help="Seed of the random numbers.")]
Out = Annotated[Path | None, typer.Option(help="New folder for the proposals, each a scenario to simulate.")]


@dataclass(frozen=True)
class Console:
    """How the command line tells faults (and ends with their code), progress and results."""

    faults_told: Callable[[], AbstractContextManager[None]]
    progress: Callable[[], AbstractContextManager[Progress]]
    show: Callable[[Mapping[str, Any], bool, Say], None]


def register(app: typer.Typer, console: Console) -> None:
    """Add `design` and `audit` to the command line."""

    @app.command()
    def design(
        folder: Folder,
        grids: Numbers = "8",
        tolerance: Tolerance = 0.05,
        lock: LockFile = None,
        source: FromFile = None,
        price: Price = None,
        size: Size = "households",
        size_bounds: Bounds = "",
        across: Across = False,
        seconds: Seconds = None,
        seed: Seed = 0,
        out: Out = None,
        as_json: AsJson = False,
    ) -> None:
        """Propose grids with equal work, and write each proposal as a scenario that can be simulated.

        Exit code 1 says that no plan was found that keeps every rule; nothing is written then.
        """
        from models.experiments.design import design as run

        with console.faults_told():
            effort, bounds = _effort(seconds), _bounds(size_bounds)
            asked = (grids, tolerance, lock, source, price, size, effort, seed, out)
            with console.progress() as progress:
                result = run(folder, *asked, progress=progress, size_bounds=bounds, across=across)
            console.show(result, as_json, _say_design)
        if result["best"] is None:
            _tell_findings(each for proposal in result["proposals"] for each in proposal["findings"])
            raise typer.Exit(1)

    @app.command()
    def audit(folder: Folder, tolerance: OtherTolerance = None, as_json: AsJson = False) -> None:
        """Check a scenario's grids: contiguity, work, size, locks. Exit code 1 where something is wrong."""
        from models.experiments.audit import audit as run

        with console.faults_told():
            result = run(folder, tolerance)
            console.show(result, as_json, _say_audit)
        if result["findings"]:
            raise typer.Exit(1)


def _effort(seconds: float | None) -> Any:
    """The effort for so many seconds, None for the usual one."""
    from models.planning.effort import Effort
    from models.scenario.faults import Fault, WorkbenchError

    if seconds is None:
        return None
    if not 0 < seconds <= 86_400:
        raise WorkbenchError(Fault("--seconds", "above 0, at most 86400", str(seconds)))
    return Effort(seconds=seconds)


def _bounds(text: str) -> tuple[float, float] | None:
    """Least and most of "1000:3500"."""
    from models.scenario.faults import Fault, WorkbenchError

    if not text:
        return None
    try:
        least, most = map(float, text.split(":"))
    except ValueError:
        raise WorkbenchError(Fault("--size-bounds", "least:most (1000:3500)", repr(text))) from None
    return least, most


def _tell_findings(findings: Any) -> None:
    for each in findings:
        typer.echo(each["text"], err=True)


def _say_design(result: Mapping[str, Any]) -> None:
    typer.echo(f"{result['scenario']}: {result['hours']:.0f} hours a month")
    head = ("proposal", "status", "cost", "bound", "deviation", "border m", "splits", "moved", "heads")
    typer.echo("{:<18}{:<15}{:>9}{:>10}{:>11}{:>10}{:>8}{:>7}{:>7}".format(*head))
    for each in result["proposals"]:
        bound = each["bound"] if isinstance(each["bound"], str) else f"{each['bound']:.2f}"
        typer.echo(
            f"{each['name']:<18}{each['status']:<15}{each['objective']['total']:>9.2f}{bound:>10}"
            f"{each['deviation']:>11.2%}{each['cut_border_metres']:>10.0f}{each['area_splits']:>8}"
            f"{each['moved']:>7}{each['heads']:>7}"
        )
        for line in [*each["notes"], *(finding["text"] for finding in each["findings"])]:
            typer.echo(f"  {line}")
    best = next((each for each in result["proposals"] if each["name"] == result["best"]), None)
    for limit in best["limiting"] if best else ():
        typer.echo(f"limits {best['name']}: {limit['text']}")
    for each in result["refused"]:
        for fault in each["faults"]:
            typer.echo(f"{each['grids']} grids: {fault}")
    if result["out"]:
        typer.echo(f"written {result['out']} ({result['best']}; the others in folders of their names)")


def _say_audit(result: Mapping[str, Any]) -> None:
    for each in result["findings"]:
        typer.echo(each["text"])
    head = f"{result['scenario']}: {result['grids']} grids, deviation {result['deviation']:.2%}"
    typer.echo(f"{head}, {len(result['findings'])} findings")
