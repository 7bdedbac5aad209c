"""Import of a real case log: CSV with a mapping, or XES; every fault at once, nothing half imported."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.exchange.case_log import NEVER, CaseLog
from models.exchange.log_csv import read_csv_rows
from models.exchange.log_mapping import CODES, FLAGS, IGNORE, XES_COLUMNS, LogMapping, make_mapping
from models.exchange.log_pairs import paired
from models.exchange.log_rows import Found, Rows, short
from models.exchange.log_stamps import EPOCH, Stamps
from models.scenario.faults import Fault, ImportFileError
from models.scenario.words import Level

DAY = 86_400
LONGEST_DAYS = 7_320
XES_ENDINGS = (".xes", ".xes.gz")
NAMED = 12
RANK = {level: rank for rank, level in enumerate(Level)}
Texts = npt.NDArray[np.object_]


def read_case_log(file: Path, mapping: LogMapping | None = None, zone: str | None = None) -> CaseLog:
    """The log in a file (.csv with a mapping, .xes or .xes.gz with or without one).

    `zone`: the zone of the answers, by default the mapping's own or Asia/Shanghai. ImportFileError tells
    every fault that was found, with line (or event) and column.
    """
    is_xes = file.name.lower().endswith(XES_ENDINGS)
    if mapping is None:
        if not is_xes:
            remedy = "say which column is what in a mapping"
            raise ImportFileError(Fault(file.name, "a mapping for a log that is no XES", "none", remedy))
        mapping = make_mapping({"columns": XES_COLUMNS})
        rows = read_xes_rows_of(file)
        own = {name: key for name, key in XES_COLUMNS.items() if key in rows.columns}
        if {"case", "activity", "complete"} <= set(own):
            mapping = make_mapping({"columns": own})
    else:
        rows = read_xes_rows_of(file) if is_xes else read_csv_rows(file, mapping.delimiter, mapping.encoding)
    return typed(rows, mapping, zone)


def read_xes_rows_of(file: Path) -> Rows:
    """The events of an XES; loaded only where one is read."""
    from models.exchange.log_xes import read_xes_rows

    return read_xes_rows(file)


def typed(rows: Rows, mapping: LogMapping, zone: str | None = None) -> CaseLog:
    """Lines to a typed log: columns there, codes known, times possible and in order, nothing twice."""
    found = Found()
    found.extend(_lacking(rows, mapping))
    found.stop_if_any(rows.file)
    if not len(rows):
        raise ImportFileError(Fault(rows.file, f"at least one {rows.word}", "none"))
    given = mapping.columns.given()
    stamps = Stamps(mapping.date_formats, mapping.time_zone, zone or mapping.time_zone or "Asia/Shanghai")
    times: dict[str, npt.NDArray[np.int64]] = {
        name: stamps.column(rows, given[name], found)
        for name in ("start", "complete", "due", "case_due")
        if name in given
    }
    if stamps.zoneless:
        got = f"{stamps.zoneless} different stamps without an offset, and no zone"
        remedy = "add `time_zone: Asia/Shanghai` to the mapping"
        found.add("zone", Fault(f"{rows.file}: times", "a time zone", got, remedy))
    words = {name: _words(rows, mapping, name, found) for name in given if name not in times}
    ignored = _ignored(rows, words["activity"], given["activity"])
    events = _events(rows, given, times, words, found)
    _in_order(rows, given, events, found)
    events = _once(rows, mapping, events, found)
    found.stop_if_any(rows.file)
    if "lifecycle" in words:
        events = paired(events)
    told = frozenset(given) | frozenset(mapping.constants)
    return _log(rows, mapping, events, stamps.to.key, told, ignored)


def _lacking(rows: Rows, mapping: LogMapping) -> list[Fault]:
    """Mapped columns that the file does not have, with the nearest that it has."""
    faults = []
    for name, column in mapping.columns.given().items():
        if column not in rows.columns:
            near = get_close_matches(column, list(rows.columns), n=1)
            there = ", ".join(short(each) for each in list(rows.columns)[:NAMED])
            remedy = f"did you mean {near[0]}?" if near else f"there are {there}"
            faults.append(Fault(f"{rows.file}: {name}", f"a column {short(column)}", "none", remedy))
    return faults


def _words(rows: Rows, mapping: LogMapping, name: str, found: Found) -> Texts:
    """A column of words, translated where it holds codes; what is not known is listed with counts."""
    column = mapping.columns.given()[name]
    cells = np.array(rows.columns[column], dtype=object)
    if name in ("case", "activity"):
        for index in np.flatnonzero(cells == "").tolist():
            found.add(f"no {name}", Fault(rows.where(index, column), "a text", "an empty cell"))
    if name not in CODES and name not in ("urgent", "lifecycle"):
        return cells
    table = dict(mapping.values.get(name, {}))
    allowed = mapping.allowed(name)
    strange: Counter[str] = Counter()
    answer: dict[str, str] = {"": ""}
    for text, count in Counter(cells.tolist()).items():
        code = table.get(text, text.lower() if name in ("urgent", "lifecycle") else text)
        if code in allowed or text == "":
            answer.setdefault(text, FLAGS.get(code, code) if name == "urgent" else code)
        elif code == IGNORE or mapping.unmapped == IGNORE or name == "lifecycle":
            answer[text] = IGNORE
        else:
            strange[text] = count
            answer[text] = IGNORE
    if strange:
        listed = ", ".join(f"{short(text)} ({count})" for text, count in strange.most_common(NAMED))
        more = f" and {len(strange) - NAMED} more" if len(strange) > NAMED else ""
        known = ", ".join(allowed)
        remedy = f"map each under values.{name} to one of {known}, or to {IGNORE}"
        found.add(
            f"unmapped {name}", Fault(f"{rows.file}: column {column}", "known words", listed + more, remedy)
        )
    return np.array([answer[text] for text in cells.tolist()], dtype=object)


def _ignored(rows: Rows, activity: Texts, column: str) -> dict[str, int]:
    """Activities that are let go, with how often they come."""
    cells = np.array(rows.columns[column], dtype=object)
    return dict(sorted(Counter(cells[activity == IGNORE].tolist()).items()))


def _events(
    rows: Rows,
    given: dict[str, str],
    times: dict[str, npt.NDArray[np.int64]],
    words: dict[str, Texts],
    found: Found,
) -> pd.DataFrame:
    """All lines as a table; a line without any time is a fault."""
    nothing, never = np.full(len(rows), "", dtype=object), np.full(len(rows), NEVER, dtype=np.int64)
    start, complete = times.get("start", never), times.get("complete", never)
    stamp = np.where(complete == NEVER, start, complete)  # what has begun and not ended goes on
    stampless = stamp == NEVER
    for index in np.flatnonzero(stampless).tolist():
        cells = [rows.columns[given[n]][index] for n in ("complete", "start") if n in given]
        if not any(cells):  # else it is told already as no date
            place = rows.where(index, given.get("complete", given.get("start", "")))
            found.add("no time", Fault(place, "a date and time", "an empty cell"))
    table = {"row": np.arange(len(rows)), "start": start, "end": complete, "stamp": stamp}
    table["due"], table["case_due"] = times.get("due", never), times.get("case_due", never)
    for name in ("case", "activity", "resource", "role", "channel", "department", "level", "outcome",
                 "case_class", "urgent", "premises", "lifecycle"):  # fmt: skip
        texts = words.get(name, nothing)
        table[name] = np.where(texts == IGNORE, "", texts) if name not in ("activity", "lifecycle") else texts
    events = pd.DataFrame(table)
    gone = events["activity"] == IGNORE
    if "lifecycle" in words:
        gone |= events["lifecycle"] == IGNORE
    return events[~gone]


def _in_order(rows: Rows, given: dict[str, str], events: pd.DataFrame, found: Found) -> None:
    """Nothing ends before it starts, and no log is longer than a life's work."""
    late = events[(events["start"] != NEVER) & (events["end"] != NEVER) & (events["end"] < events["start"])]
    for index in late["row"].tolist():
        got = rows.columns[given["complete"]][index]
        place = rows.where(index, given["complete"])
        expected = f"an end after its start {rows.columns[given['start']][index]}"
        found.add("end before start", Fault(place, expected, short(got), "correct one of the two"))
    known = events.loc[events["stamp"] != NEVER, "stamp"]
    if len(known) and (known.max() - known.min()) > LONGEST_DAYS * DAY:
        first, last = (str(EPOCH + timedelta(seconds=int(each))) for each in (known.min(), known.max()))
        remedy = "look for a wrong year"
        got = f"events from {first} to {last}"
        found.add("span", Fault(rows.file, f"at most {LONGEST_DAYS} days", got, remedy))
    early = events[(events["due"] != NEVER) & (events["due"] < events["stamp"] - 366 * DAY)]
    for index in early["row"].tolist():
        got = rows.columns[given["due"]][index]
        place = rows.where(index, given["due"])
        found.add("early due", Fault(place, "a due time less than a year before its event", short(got)))


def _once(rows: Rows, mapping: LogMapping, events: pd.DataFrame, found: Found) -> pd.DataFrame:
    """Lines that say the same twice are faults, or dropped where the mapping says so."""
    same = ["case", "activity", "start", "end", "resource", "level", "outcome", "lifecycle"]
    again = events.duplicated(same)
    if not again.any() or mapping.duplicates == "drop":
        return events[~again]
    first = events.groupby(same, sort=False)["row"].transform("first")
    for index, before in zip(events["row"][again].tolist(), first[again].tolist(), strict=True):
        place, got = rows.where(index), f"the same as {rows.word} {rows.place[before]}"
        remedy = "remove it, or say `duplicates: drop` in the mapping"
        found.add("duplicates", Fault(place, "an event that is told once", got, remedy))
    return events


def _log(
    rows: Rows,
    mapping: LogMapping,
    events: pd.DataFrame,
    zone: str,
    told: frozenset[str],
    ignored: dict[str, int],
) -> CaseLog:
    if not len(events):
        remedy = "map at least one activity"
        raise ImportFileError(Fault(rows.file, "at least one event that is mapped", "none", remedy))
    origin, begin, end = _window(rows, mapping, events)
    shift = round((_midnight(origin) - EPOCH).total_seconds())
    for name in ("start", "end", "due", "case_due"):
        cells = events[name].to_numpy()
        events = events.assign(**{name: np.where(cells == NEVER, NEVER, cells - shift)})
    names, places = np.unique(events["case"].to_numpy().astype(str), return_inverse=True)
    events = events.assign(case=places)
    when = np.where(events["end"] == NEVER, events["start"], events["end"])
    order = np.lexsort((events["row"], when, places))
    events = events.iloc[order].reset_index(drop=True)
    for name, code in mapping.constants.items():
        events[name] = code
    cases = cases_of(events, names)
    kept = ["case", "activity", "start", "end", "resource", "role", "level", "outcome", "due"]
    name = mapping.name or rows.file
    return CaseLog(name, zone, origin, begin - shift, end - shift, events[kept], cases, told, ignored)


def _window(rows: Rows, mapping: LogMapping, events: pd.DataFrame) -> tuple[date, int, int]:
    """First day, first and last second: as the mapping says, else from the first to the last event."""
    first, last = mapping.window.first, mapping.window.last
    stamps = events[["start", "end"]].to_numpy()
    stamps = stamps[stamps != NEVER]
    begin = int(stamps.min()) // 3600 * 3600
    end = int(stamps.max()) + 1
    if first is not None:
        begin = round((_midnight(first) - EPOCH).total_seconds())
    if last is not None:
        end = round((_midnight(last) - EPOCH).total_seconds()) + DAY
    if begin >= end or not any(begin <= each < end for each in (int(stamps.min()), int(stamps.max()), begin)):
        got = f"{first or 'the first event'} to {last or 'the last event'}"
        raise ImportFileError(Fault(f"{rows.file}: window", "a first day before the last", got))
    return (EPOCH + timedelta(seconds=min(begin, int(stamps.min())))).date(), begin, end


def _midnight(day: date) -> datetime:
    return EPOCH.replace(year=day.year, month=day.month, day=day.day)


def cases_of(events: pd.DataFrame, names: npt.NDArray[np.str_]) -> pd.DataFrame:
    """One row a case: of every fact what its lines say first; of levels the highest."""
    facts = {
        "source": "channel",
        "department": "department",
        "case_class": "case_class",
        "premises": "premises",
    }
    cases = pd.DataFrame({"case": names})
    for column, told in facts.items():
        cases[column] = _first(events, told, len(names))
    flags = _first(events, "urgent", len(names))
    cases["urgent"] = np.select([flags == "1", flags == "0"], [1, 0], -1)
    rank = events["level"].map(RANK).fillna(-1).astype(int)
    highest = rank.groupby(events["case"]).max().reindex(range(len(names)), fill_value=-1)
    levels = [str(level) for level in Level]
    cases["level"] = [levels[each] if each >= 0 else "" for each in highest.tolist()]
    due = events.loc[events["case_due"] != NEVER].groupby("case")["case_due"].first()
    cases["due"] = due.reindex(range(len(names)), fill_value=NEVER).astype(np.int64).to_numpy()
    return cases


def _first(events: pd.DataFrame, column: str, count: int) -> Texts:
    given = events[events[column] != ""].groupby("case")[column].first()
    cells: Texts = given.reindex(range(count), fill_value="").to_numpy(dtype=object)
    return cells
