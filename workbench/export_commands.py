"""The commands that hand a kept run on, or make it again: `workbench export`, `workbench reproduce`."""

from __future__ import annotations

import tempfile
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
        lang: Annotated[str, typer.Option(help="Language of a report: zh or en.")] = "zh",
        as_json: AsJson = False,
        workspace: Workspace = None,
    ) -> None:
        """Write a kept run in a format of others, with its data dictionary and where it came from."""
        from models.experiments.export import export as write

        with console.faults_told():
            folder = _run(run, workspace)
            if form == "report":
                with tempfile.TemporaryDirectory() as room:
                    console.show(_report(folder, out, scenario, lang, Path(room)), as_json, _say_files)
                return
            console.show(write(folder, form, out, scenario), as_json, _say_files)

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


def _report(folder: Path, out: Path, scenario: str | None, language: str, room: Path) -> dict[str, Any]:
    """The one-file report of a result, or of a single run (whose result is made in `room`)."""
    from models.exchange.runfolder import FACTS
    from models.experiments.provenance import scenario_of
    from models.experiments.result_of_run import result_of_run
    from models.scenario.faults import Fault, RunError, WorkbenchError
    from workbench.language import LANGUAGES
    from workbench.report.checks import checks_of
    from workbench.report.run_report import run_report
    from workbench.results import read_result

    if language not in LANGUAGES:
        raise WorkbenchError(Fault("--lang", " or ".join(LANGUAGES), repr(language)))
    single = (folder / FACTS).is_file()
    result = read_result(result_of_run(folder, room / "result", scenario) if single else folder)
    runs = [Path(run) for run in result.summary.get("runs", []) if Path(run).is_dir()]
    if not runs:
        remedy = "simulate again, or give the folder of a result whose runs are kept"
        raise RunError(Fault(str(folder), "a result whose runs are kept", "none of them", remedy))
    found, facts = scenario_of(runs[0], scenario)
    target = out / f"{result.summary['scenario']}.{language}.html"
    text = run_report(result, found, facts["about"], language, checks=checks_of(folder))
    _write(target, text)
    attribution = found.place.attribution
    return {"run": str(folder), "format": "report", "files": [str(target)], "attribution": attribution}


def _write(target: Path, text: str) -> None:
    """Put a text in place whole; RunError that says what to do where there is no room."""
    from models.scenario.faults import Fault, RunError

    part = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        got, remedy = error.strerror or str(error), "make room, or choose another folder"
        raise RunError(Fault(str(target.parent), "a folder that can be written", got, remedy)) from None


def _say_files(result: Mapping[str, Any]) -> None:
    for file in result["files"]:
        typer.echo(f"written {file}")
    if result["attribution"]:
        typer.echo(result["attribution"])


def _say_same(result: Mapping[str, Any]) -> None:
    word = "the same" if result["same"] else "another"
    typer.echo(f"{word} digest: {result['digest'][:16]} then, {result['again'][:16]} now")
