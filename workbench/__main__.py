"""The command line: `workbench simulate`, `import`, `check`, `runs`, `serve`.

Results go to standard output (with `--json` one object and nothing else), progress and faults to standard
error. Exit code 2 is bad input, told with every fault at once; 1 is a run that failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from models.scenario.faults import RunError, WorkbenchError
from workbench import (
    calibrate_commands,
    campaign_commands,
    design_commands,
    export_commands,
    route_commands,
    staff_commands,
    statistics_commands,
)
from workbench.design_commands import Console
from workbench.workspace import default_workspace, list_runs, remove_runs, runs_folder

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
importing = typer.Typer(no_args_is_help=True, help="Make a scenario of a file from elsewhere.")
runs = typer.Typer(no_args_is_help=True, help="Runs and results kept in the workspace.")
app.add_typer(importing, name="import")
app.add_typer(runs, name="runs")

Folder = Annotated[str, typer.Argument(help="A scenario's folder, or the name of a shipped one (luohu).")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Workspace = Annotated[Path | None, typer.Option(help="Where runs, logs and plans are kept.")]


@app.command()
def simulate(
    folder: Folder,
    days: Annotated[int | None, typer.Option(help="Days measured, after the warm-up.")] = None,
    replications: Annotated[int, typer.Option(help="Independent repetitions.")] = 4,
    seed: Annotated[int | None, typer.Option(help="Seed of the random numbers.")] = None,
    engine: Annotated[str, typer.Option(help="serial, processes or dask.")] = "processes",
    workers: Annotated[int | None, typer.Option(help="Worker processes; one a processor by default.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the runs; the workspace by default.")] = None,
    structural: Annotated[bool, typer.Option(help="Also run once with unlimited staff.")] = True,
    as_json: AsJson = False,
    workspace: Workspace = None,
) -> None:
    """Simulate a scenario and say what the replications show together."""
    from models.scenario.folder import find_folder
    from models.scenario.kinds import kind_of

    with _faults_told():
        if kind_of(find_folder(folder)) == "network":
            _show(_network(folder, days, replications, seed), as_json, _say_measures)
            return
        from models.experiments.simulate import simulate as run

        target = out or runs_folder(workspace or default_workspace())
        with _progress() as progress:
            result = run(folder, days, replications, seed, engine, str(target), workers, structural, progress)
        _show(result, as_json, _say_measures)


def _network(folder: str, days: int | None, replications: int, seed: int | None) -> dict[str, Any]:
    """A network of queues with known answers."""
    from models.experiments.simulate import check_numbers
    from models.measures.network_summary import network_summary
    from models.scenario.folder import find_folder
    from models.scenario.network_folder import read_network

    check_numbers(days, replications, seed)
    scenario = read_network(find_folder(folder))
    if days is not None:
        scenario = scenario.with_spec(days=days)
    return network_summary(scenario, replications, scenario.spec.seed if seed is None else seed)


@importing.command("osm")
def import_osm_file(
    file: Annotated[
        Path, typer.Argument(help="An OpenStreetMap extract: .osm, .osm.gz, .osm.bz2, .osm.pbf.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of the scenario to write.")],
    grids: Annotated[int, typer.Option(help="How many grids the simple split makes.")] = 8,
    name: Annotated[str, typer.Option(help="Name of the place; the file's by default.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a scenario of a real place, complete and ready to run."""
    from models.places.as_scenario import write_scenario
    from models.places.osm import import_osm
    from models.places.osm_options import ImportOptions
    from models.scenario.folder import read_scenario

    with _faults_told():
        found = import_osm(file, ImportOptions(name=name, grids=grids))
        _refuse_to_overwrite(out)
        write_scenario(found.place, found.grids, out, found.place.name, found.place.attribution)
        place = read_scenario(out).place
        result = {
            "scenario": str(out),
            "attribution": place.attribution,
            "blocks": len(place.blocks),
            "premises": len(place.premises),
            "households": int(place.blocks["households"].sum()),
            "grids": int(found.grids["grid"].nunique()),
            "notes": [note.text for note in found.notes],
        }
        _show(result, as_json, _say_plain)


def _refuse_to_overwrite(out: Path) -> None:
    from models.scenario.faults import Fault, ImportFileError

    if out.exists() and any(out.iterdir()):
        raise ImportFileError(Fault(f"--out {out}", "a new or empty folder", "one with files in it"))


@app.command()
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Read a scenario as a simulation would, and say what it is and what is worth knowing about it."""
    from models.scenario.folder import find_folder, read_scenario
    from models.scenario.kinds import kind_of

    with _faults_told():
        if kind_of(find_folder(folder)) == "network":
            from models.scenario.network_folder import read_network

            network = read_network(find_folder(folder))
            _show({"scenario": network.name, "fingerprint": network.fingerprint}, as_json, _say_plain)
            return
        from models.workload.by_desk import offered_by_desk

        scenario = read_scenario(folder)
        result = {
            "scenario": scenario.name,
            "fingerprint": scenario.fingerprint,
            "blocks": len(scenario.place.blocks),
            "premises": len(scenario.place.premises),
            "grids": len(scenario.plan.grids),
            "heads": scenario.plan.head_count,
            "attribution": scenario.place.attribution,
            "offered_load": {name: round(load, 3) for name, load in offered_by_desk(scenario).items()},
            "outside_published_range": list(scenario.assumptions.outside_range()),
            "notes": list(scenario.notes),
        }
        _show(result, as_json, _say_plain)


@app.command()
def serve(
    scenario: Annotated[str, typer.Argument(help="The scenario to open first.")] = "luohu",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 5006,
    address: Annotated[
        str, typer.Option(help="Loopback only, as long as there is no sign-in.")
    ] = "127.0.0.1",
    workspace: Workspace = None,
    show: Annotated[bool, typer.Option(help="Open a browser where there is a display.")] = True,
) -> None:
    """Open the workbench in the browser."""
    from workbench.serve import serve as run

    with _faults_told():
        run(port, address, workspace or default_workspace(), show, scenario)


@runs.command("list")
def list_kept(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Name the runs and results that are kept."""
    with _faults_told():
        kept = [vars(each) for each in list_runs(workspace or default_workspace())]
    if as_json:
        typer.echo(json.dumps(kept, ensure_ascii=False))
        return
    for each in kept:
        typer.echo(f"{each['kind']:<7} {each['bytes'] / 1e6:8.1f} MB  {each['name']}")


@runs.command("remove")
def remove_kept(names: list[str], workspace: Workspace = None) -> None:
    """Remove runs or results by name."""
    with _faults_told():
        for name in remove_runs(workspace or default_workspace(), names):
            typer.echo(f"removed {name}")


@contextmanager
def _faults_told() -> Iterator[None]:
    """Bad input ends with exit code 2 and every fault on standard error, a failed run with 1."""
    try:
        yield
    except RunError as error:
        _tell(error)
        raise typer.Exit(1) from None
    except WorkbenchError as error:
        _tell(error)
        raise typer.Exit(2) from None


def _tell(error: WorkbenchError) -> None:
    for fault in error.faults:
        typer.echo(str(fault), err=True)


@contextmanager
def _progress() -> Iterator[Callable[[float, str], None]]:
    """A progress bar on standard error; a line every tenth of the way where that is no terminal."""
    if not sys.stderr.isatty():
        yield _line_every_tenth()
        return
    with typer.progressbar(length=1000, file=sys.stderr) as bar:
        reached = 0

        def progress(share: float, message: str) -> None:
            nonlocal reached
            step = int(share * 1000) - reached
            if step > 0:
                bar.update(step)
                reached += step

        yield progress


def _line_every_tenth() -> Callable[[float, str], None]:
    said = 0

    def progress(share: float, message: str) -> None:
        nonlocal said
        if int(share * 10) > said:
            said = int(share * 10)
            typer.echo(f"{said * 10} %", err=True)

    return progress


def _show(result: Mapping[str, Any], as_json: bool, say: Callable[[Mapping[str, Any]], None]) -> None:
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, allow_nan=False, default=str))
    else:
        say(result)


def _say_plain(result: Mapping[str, Any]) -> None:
    for key, value in result.items():
        lines = value if isinstance(value, list) else [value]
        if isinstance(value, Mapping):
            lines = [f"{name} {each}" for name, each in value.items()]
        for line in lines:
            typer.echo(f"{key}: {line}")


def _say_measures(result: Mapping[str, Any]) -> None:
    header = ("scenario", "fingerprint", "seed", "replications", "days", "warmup_days")
    typer.echo("  ".join(f"{key} {result[key]}" for key in header))
    for name, cells in result["measures"].items():
        if cells["mean"] is None:
            continue
        between = "" if cells["low"] is None else f"  [{cells['low']:.4g}, {cells['high']:.4g}]"
        typer.echo(f"{name:<42} {cells['mean']:>12.4g}{between}  n={cells['n']}  {cells['unit']}")
    for name, desk in result["desks"].items():
        load = (
            "" if desk["offered_load"] is None else f"offered {desk['offered_load']:.2f} of {desk['staff']}"
        )
        typer.echo(f"{name:<42} {load}{'  OVERLOADED' if desk['overloaded'] else ''}")
    for run in result.get("runs", ()):
        typer.echo(f"run {run}")


CONSOLE = Console(_faults_told, _progress, _show)
for commands in (
    calibrate_commands,
    design_commands,
    campaign_commands,
    statistics_commands,
    export_commands,
    route_commands,
    staff_commands,
):
    commands.register(app, CONSOLE)


def main() -> None:
    """The entry point of the `workbench` command."""
    app()


if __name__ == "__main__":
    main()
