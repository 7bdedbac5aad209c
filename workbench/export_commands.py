"""The commands that hand a kept run on, or make it again: `workbench export`, `workbench reproduce`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.design_commands import Console
from workbench.workspace import default_workspace, runs_folder

Run = Annotated[str, typer.Argument(help="A run's folder, or its name among `workbench runs list`.")]
Workspace = Annotated[Path | None, typer.Option(help="Where runs are kept.")]
Scenario = Annotated[str | None, typer.Option(help="Where the run's scenario lies now, if it has moved.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def register(app: typer.Typer, console: Console) -> None:
    """Add `export` and `reproduce` to the command line."""

    @app.command()
    def export(
        run: Run,
        form: Annotated[
            str, typer.Option("--format", help="parquet, csv, xlsx, xes, ocel, geojson or report.")
        ] = "parquet",
        out: Annotated[Path, typer.Option(help="New or empty folder for the files.")] = Path("export"),
        scenario: Scenario = None,
        as_json: AsJson = False,
        workspace: Workspace = None,
    ) -> None:
        """Write a kept run in a format of others, with its data dictionary and where it came from."""
        from models.experiments.export import export as write

        with console.faults_told():
            console.show(write(_run(run, workspace), form, out, scenario), as_json, _say_files)

    @app.command()
    def reproduce(
        run: Run, scenario: Scenario = None, as_json: AsJson = False, workspace: Workspace = None
    ) -> None:
        """Simulate a kept run again and compare. Exit code 1 where the digests differ."""
        from models.experiments.export import reproduce as again

        with console.faults_told():
            result = again(_run(run, workspace), scenario)
            console.show(result, as_json, _say_same)
        if not result["same"]:
            raise typer.Exit(1)


def _run(run: str, workspace: Path | None) -> Path:
    """The folder that is meant: as it is given, else the run of that name in the workspace."""
    given = Path(run)
    kept = runs_folder(workspace or default_workspace()) / run
    return kept if not given.is_dir() and kept.is_dir() else given


def _say_files(result: Mapping[str, Any]) -> None:
    for file in result["files"]:
        typer.echo(f"written {file}")
    if result["attribution"]:
        typer.echo(result["attribution"])


def _say_same(result: Mapping[str, Any]) -> None:
    word = "the same" if result["same"] else "another"
    typer.echo(f"{word} digest: {result['digest'][:16]} then, {result['again'][:16]} now")
