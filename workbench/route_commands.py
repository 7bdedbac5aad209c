"""The commands of the patrol's day: `workbench calendar`, `workbench grabbing`, `workbench route`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.design_commands import AsJson, Console, Folder

OutFolder = Annotated[Path | None, typer.Option(help="New or empty folder for the files.")]
Engine = Annotated[str, typer.Option(help="serial or processes.")]
Workers = Annotated[int | None, typer.Option(help="Worker processes; one a processor by default.")]
NAMED = 10
Seed = Annotated[int | None, typer.Option(help="Seed of the random numbers.")]


def register(app: typer.Typer, console: Console) -> None:
    """Add them to the command line."""
    _calendar(app, console)
    _grabbing(app, console)
    _route(app, console)


def _calendar(app: typer.Typer, console: Console) -> None:
    @app.command()
    def calendar(
        folder: Folder,
        out: OutFolder = None,
        days: Annotated[int | None, typer.Option(help="Calendar days from the start; a year else.")] = None,
        compare: Annotated[int, typer.Option(help="Days simulated against random due dates.")] = 0,
        engine: Engine = "processes",
        as_json: AsJson = False,
    ) -> None:
        """Give every premises its visit days, equal work a grid and day. Exit code 1: the audit objects."""
        from models.experiments.visit_calendar import calendar as run

        with console.faults_told():
            with console.progress() as progress:
                result = run(folder, out, days, compare, engine, progress)
            console.show(result, as_json, _say_calendar)
        if result["findings"]:
            raise typer.Exit(1)


def _grabbing(app: typer.Typer, console: Console) -> None:
    @app.command()
    def grabbing(
        folder: Folder,
        days: Annotated[int, typer.Option(help="Independently restarted days.")] = 20,
        policies: Annotated[str, typer.Option(help="Some of them only, by comma; all by default.")] = "",
        run_in: Annotated[int, typer.Option(help="Days before the measured one, under its policy.")] = 28,
        seed: Seed = None,
        engine: Engine = "processes",
        workers: Workers = None,
        as_json: AsJson = False,
    ) -> None:
        """The price of grabbing: policies side by side on the same days under the same draws."""
        from models.experiments.price_of_grabbing import price_of_grabbing

        chosen = [name for name in policies.split(",") if name]
        with console.faults_told():
            with console.progress() as progress:
                result = price_of_grabbing(folder, days, seed, chosen, engine, workers, run_in, progress)
            console.show(result, as_json, _say_grabbing)


def _route(app: typer.Typer, console: Console) -> None:
    @app.command()
    def route(
        folder: Folder,
        day: Annotated[
            str | None, typer.Option(help="A date (2026-03-02); the first working day else.")
        ] = None,
        engine: Annotated[str, typer.Option(help="ruin or ortools.")] = "ruin",
        seconds: Annotated[
            float | None, typer.Option(help="Processor seconds; without it a repeatable effort.")
        ] = None,
        seed: Annotated[int, typer.Option(help="Replication whose day it is.")] = 0,
        strict_skills: Annotated[
            bool, typer.Option(help="A pair without the skill may not, instead of taking longer.")
        ] = False,
        replan_at: Annotated[
            str | None, typer.Option(help="Plan the rest again at this time (11:00).")
        ] = None,
        absent: Annotated[str, typer.Option(help="Pairs that are absent from then on, by comma.")] = "",
        change_price: Annotated[
            float, typer.Option(help="Minutes that taking a task from a pair must be worth.")
        ] = 10.0,
        out: OutFolder = None,
        as_json: AsJson = False,
    ) -> None:
        """Plan the tours of a day, say what is left out and why, and what the simulated day made of it."""
        from models.experiments.route_again import route_again
        from models.experiments.route_day import route as run

        asked: dict[str, Any] = {
            "day": day, "engine": engine, "seconds": seconds, "seed": seed, "strict_skills": strict_skills
        }  # fmt: skip
        with console.faults_told():
            with console.progress() as progress:
                if replan_at is None:
                    result = run(folder, **asked, progress=progress)
                else:
                    gone = [name for name in absent.split(",") if name]
                    again = {"absent": gone, "change_price": change_price}
                    again["at"] = _moment(replan_at, folder, asked, again)
                    result = route_again(folder, **asked, **again, progress=progress)
            if out is not None:
                result = {**result, "files": write_files(result, out)}
            console.show(result, as_json, _say_route)


def _moment(text: str, folder: str, asked: Mapping[str, Any], again: Mapping[str, Any]) -> int:
    """The second of the day of that text; where it is none, all else that is wrong is told as well."""
    from models.experiments.route_again import what_is_wrong
    from models.scenario.faults import WorkbenchError
    from models.scenario.folder import read_scenario

    try:
        return second_of(text)
    except WorkbenchError as error:
        raise WorkbenchError(
            [*error.faults, *what_is_wrong(read_scenario(folder), at=0, **asked, **again)]
        ) from None


def second_of(text: str) -> int:
    """The second of the day of a time such as 11:00; WorkbenchError for anything else."""
    from datetime import time

    from models.scenario.faults import Fault, WorkbenchError

    try:
        moment = time.fromisoformat(text)
    except ValueError:
        raise WorkbenchError(Fault("replan-at", "a time such as 11:00", repr(text))) from None
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def write_files(day: Mapping[str, Any], out: Path) -> list[str]:
    """Write a planned day as CSV, GeoJSON, GPX, JSON and a day sheet; the names of the files."""
    import json

    from models.exchange.routes import routes_csv, routes_geojson, routes_gpx
    from models.experiments.grid_files import free_folder
    from workbench.report.day_sheet import day_sheet

    target = free_folder(out)
    target.mkdir(parents=True, exist_ok=True)
    texts = {
        "routes.csv": routes_csv(day),
        "routes.geojson": routes_geojson(day),
        "routes.gpx": routes_gpx(day),
        "routes.json": json.dumps({"format": 1, **day}, ensure_ascii=False, allow_nan=False),
        "day-sheet.html": day_sheet(day),
    }
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8", newline="")
    return [str(target / name) for name in texts]


def _say_calendar(result: Mapping[str, Any]) -> None:
    typer.echo(
        f"{result['visits']} visits to {result['premises']} premises on {result['working_days']} working days"
    )
    for grid, told in result["grids"].items():
        share = told["hours_a_day"] / told["capacity_hours"] if told["capacity_hours"] else float("inf")
        typer.echo(
            f"{grid:<20} {told['hours_a_day']:6.2f} h on site a day ({share:.0%} of the shift), "
            f"fullest day {told['fullest_over_mean'] - 1:+.1%}"
        )
    for each in result["unplanned"]:
        typer.echo(f"without a day: {each['premises']} ({each['reason']})")
    for finding in result["findings"]:
        typer.echo(
            f"{finding['rule']} {finding['where']}: expected {finding['expected']}, got {finding['got']}"
        )
    if "what_if" in result:
        _say_grabbing(result["what_if"])
    if "folder" in result:
        typer.echo(f"scenario {result['folder']}")


def _say_grabbing(result: Mapping[str, Any]) -> None:
    for name, measures in result["policies"].items():
        typer.echo(name)
        for measure, cells in measures.items():
            gap = result["differences"].get(name, {}).get(measure)
            typer.echo(f"  {measure:<28} {_cells(cells)}" + (f"   difference {_cells(gap)}" if gap else ""))
    typer.echo(f"differences from {result['compared_with']}, n = {result['days']} restarted days")
    for measure in ("inspection_minutes", "overdue_premises"):
        gaps = {name: each[measure] for name, each in result["differences"].items() if measure in each}
        for row in forest(gaps):
            typer.echo(f"  {row}")
        typer.echo(f"  {measure}, | no difference")


def forest(gaps: Mapping[str, Mapping[str, Any]], width: int = 48) -> list[str]:
    """A row of text for every difference: its interval as a line, its mean as o, no difference as |."""
    ends = [abs(each[key] or 0.0) for each in gaps.values() for key in ("mean", "low", "high")]
    reach = max(ends, default=0.0) or 1.0

    def at(value: float) -> int:
        return round((value / reach + 1.0) / 2.0 * (width - 1))

    rows = []
    for name, each in gaps.items():
        row = [" "] * width
        if each["low"] is not None:
            row[at(each["low"]) : at(each["high"]) + 1] = "-" * (at(each["high"]) - at(each["low"]) + 1)
        row[at(0.0)] = "|"
        row[at(each["mean"])] = "o"
        rows.append(f"{name:<16} {''.join(row).rstrip()}")
    return rows


def _cells(cells: Mapping[str, Any]) -> str:
    if cells["mean"] is None:
        return "none"
    between = "" if cells["low"] is None else f" [{cells['low']:.4g}, {cells['high']:.4g}]"
    return f"{cells['mean']:.4g}{between}"


def _pairs(values: Mapping[str, float]) -> str:
    return ", ".join(f"{key} {value:g}" for key, value in values.items())


def _who(result: Mapping[str, Any], reason: str) -> str:
    """The first premises that no plan of that day could hold, by name: somebody has to put them right."""
    if reason in ("no_time", "prize_too_low"):
        return ""
    names = [row["premises"] for row in result["unplanned"] if row["reason"] == reason]
    more = " …" if len(names) > NAMED else ""
    return f" ({' '.join(names[:NAMED])}{more})"


def _say_route(result: Mapping[str, Any]) -> None:
    from models.exchange.routes import clock

    typer.echo(f"{result['day']}: {result['visits']} of {result['pool']} tasks, {result['engine']}")
    for tour in result["tours"]:
        stops = " ".join(visit["premises"] for visit in tour["visits"])
        typer.echo(f"{tour['pair']} {clock(tour['depart'])}-{clock(tour['back'])} {stops}")
    for reason, count in result["reasons"].items():
        typer.echo(f"left out, {reason}: {count}{_who(result, reason)}")
    for name in ("promised", "happened"):
        typer.echo(f"{name}: {_pairs(result[name])}")
    if "rest" in result:
        for name, values in result["rest"].items():
            typer.echo(f"{name} from {clock(result['replanned_at'])} on: {_pairs(values)}")
        typer.echo(
            f"{result['changed']} of {result['held']} held tasks changed hands or were dropped, "
            f"at {result['change_price']:g} each: {result['paid']:g}"
        )
        if result["absent"]:
            typer.echo(
                f"{result['taken_over']} of {result['left_by_absent']} tasks of absent pairs taken over"
            )
    for note in result["notes"]:
        typer.echo(note)
    for file in result.get("files", ()):
        typer.echo(file)
