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
        lang: Annotated[str, typer.Option(help="Language of a report: zh or en.")] = "zh",
        as_json: AsJson = False,
        workspace: Workspace = None,
    ) -> None:
        """Write a kept run in a format of others, with its data dictionary and where it came from."""
        from models.experiments.export import export as write

        with console.faults_told():
            folder = _run(run, workspace)
            if form == "report":
                console.show(_report(folder, out, scenario, lang), as_json, _say_files)
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


def _report(folder: Path, out: Path, scenario: str | None, language: str) -> dict[str, Any]:
    """The one-file report of a result (or of the result that a single run belongs to)."""
    from models.experiments.provenance import scenario_of
    from models.scenario.faults import Fault, RunError
    from workbench.language import LANGUAGES
    from workbench.report.checks import checks_of
    from workbench.report.run_report import run_report
    from workbench.results import read_result

    if language not in LANGUAGES:
        raise RunError(Fault("--lang", " or ".join(LANGUAGES), repr(language)))
    result = read_result(folder)
    runs = [Path(run) for run in result.summary.get("runs", []) if Path(run).is_dir()]
    if not runs:
        remedy = "simulate again, or give the folder of a result whose runs are kept"
        raise RunError(Fault(str(folder), "a result whose runs are kept", "none of them", remedy))
    found, facts = scenario_of(runs[0], scenario)
    target = out / f"{result.summary['scenario']}.{language}.html"
    out.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    checks = checks_of(folder if "runs" in result.summary else runs[0])
    text = run_report(result, found, facts["about"], language, checks=checks)
    part.write_text(text, encoding="utf-8")
    part.replace(target)
    attribution = found.place.attribution
    return {"run": str(folder), "format": "report", "files": [str(target)], "attribution": attribution}


def _say_files(result: Mapping[str, Any]) -> None:
    for file in result["files"]:
        typer.echo(f"written {file}")
    if result["attribution"]:
        typer.echo(result["attribution"])


def _say_same(result: Mapping[str, Any]) -> None:
    word = "the same" if result["same"] else "another"
    typer.echo(f"{word} digest: {result['digest'][:16]} then, {result['again'][:16]} now")
