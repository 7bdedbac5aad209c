"""Rosters for people: a workbook with the week at a glance, and iCalendar files for their telephones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter

from models.planning.roster.problem import Assigned, Roster, RosterProblem, Shift
from models.text.names import name, texts

FOLD = 75
"""Octets after which an iCalendar line goes on in the next one (RFC 5545, section 3.1)."""
COLOURS = {Shift.DAY: "#DDEBF7", Shift.DUTY: "#FFF2CC", Shift.NIGHT: "#D9D2E9"}


def person_name(code: str, language: str) -> str:
    """A person (`luohu-3.handler.2`) in words."""
    where, role, number = code.rsplit(".", 2)
    place, dash, grid = where.rpartition("-")
    words = texts(language)
    local = f"{words.get(f'place.{place}', place)} {grid}" if dash else where
    return f"{local} · {words.get(f'role.{role}', role)} {number}"


def write_workbook(problem: RosterProblem, roster: Roster, file: Path, language: str = "zh") -> Path:
    """One sheet with a row a person and a column a day, one with what is short."""
    with xlsxwriter.Workbook(file) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        fills = {
            shift: book.add_format({"bg_color": colour, "align": "center"})
            for shift, colour in COLOURS.items()
        }
        sheet = book.add_worksheet(name("roster.sheet", language))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 7, 14)
        sheet.write(0, 0, name("roster.person", language), bold)
        for column, day in enumerate(problem.days, start=1):
            sheet.write(0, column, f"{day:%m-%d} {name(f'weekday.{day.weekday()}', language)}", bold)
        for row, person in enumerate(problem.people, start=1):
            sheet.write(row, 0, person_name(person.name, language))
            for column, day in enumerate(problem.days, start=1):
                shift = roster.assigned.get((person.name, day))
                if shift is not None:
                    sheet.write(row, column, name(f"shift.{shift}", language), fills[shift])
                elif (person.name, day) in problem.absent:
                    sheet.write(row, column, name("roster.absent", language))
        short = book.add_worksheet(name("roster.short", language))
        for row, each in enumerate(roster.short):
            group, _, role = each.need.group.rpartition(".")
            said = f"{group} · {name(f'role.{role}', language)}", name(f"shift.{each.need.shift}", language)
            short.write_row(row, 0, [str(each.need.day), *said, each.missing])
    return file


def write_calendars(
    problem: RosterProblem,
    assigned: Assigned,
    folder: Path,
    language: str = "zh",
    zone: str = "Asia/Shanghai",
) -> list[Path]:
    """One iCalendar file for each person who works in the week, and `everybody.ics`."""
    folder.mkdir(parents=True, exist_ok=True)
    files, everybody = [], []
    for person in problem.people:
        events = [
            _event(problem, person.name, day, shift, language, zone)
            for (who, day), shift in sorted(assigned.items(), key=lambda item: (item[0][1], item[0][0]))
            if who == person.name
        ]
        everybody += events
        if events:
            files.append(_write(folder / f"{person.name}.ics", events))
    files.append(_write(folder / "everybody.ics", everybody))
    return files


def _event(
    problem: RosterProblem, who: str, day: object, shift: Shift, language: str, zone: str
) -> Mapping[str, str]:
    begin, end = problem.span(day, shift)  # type: ignore[arg-type]
    title = f"{name(f'shift.{shift}', language)} · {person_name(who, language)}"
    return {
        "UID": f"{begin:%Y%m%d}-{shift}-{who}@grid-planning-workbench",
        "DTSTAMP": _utc(datetime.combine(problem.monday, begin.time()), zone),
        "DTSTART": _utc(begin, zone),
        "DTEND": _utc(end, zone),
        "SUMMARY": title.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;"),
    }


def _utc(moment: datetime, zone: str) -> str:
    """A local time as UTC, which every calendar reads without the rules of a zone (RFC 5545, 3.3.5)."""
    return f"{moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _write(file: Path, events: list[Mapping[str, str]]) -> Path:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Grid Planning Workbench//Roster//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", *(f"{key}:{value}" for key, value in event.items()), "END:VEVENT"]
    lines.append("END:VCALENDAR")
    file.write_bytes("".join(_folded(line) + "\r\n" for line in lines).encode())
    return file


def _folded(line: str) -> str:
    """A line cut at 75 octets, never inside a character."""
    parts, current, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > FOLD:
            parts.append(current)
            current, size = " ", 1
        current, size = current + letter, size + width
    return "\r\n".join([*parts, current])
