"""A case log from elsewhere: read whole, or refused with everything that is wrong in it."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exchange.case_log import NEVER, CaseLog
from models.exchange.log_import import read_case_log
from models.exchange.log_mapping import make_mapping, read_mapping
from models.scenario.faults import ImportFileError
from tests.calibration.logs import COLUMNS, GOOD, HEAD, MAPPING, XES, csv_file, xes_file

MANY = settings(max_examples=max(20, settings.default.max_examples // 2))


def read(folder: Path, lines: str = GOOD, **more: Any) -> CaseLog:
    """The log of these lines."""
    return read_case_log(csv_file(folder, lines), make_mapping({**MAPPING, **more}))


def faults(folder: Path, lines: str, **more: Any) -> list[str]:
    """What is said of a log that is refused."""
    with pytest.raises(ImportFileError) as caught:
        read(folder, lines, **more)
    return [str(fault) for fault in caught.value.faults]


def test_a_csv_becomes_one_typed_table(tmp_path: Path) -> None:
    """Times are seconds from the first day's midnight; what has not ended goes on; unknown is blank."""
    log = read(tmp_path)
    assert str(log.origin) == "2026-03-02" and log.zone == "Asia/Shanghai" and len(log.cases) == 2
    handle = log.events[log.events["activity"] == "handle"].iloc[0]
    assert (handle["start"], handle["end"], handle["due"]) == (9 * 3600, 9 * 3600 + 2400, 11 * 3600)
    report = log.events.iloc[0]
    assert (report["start"], report["end"], report["role"]) == (NEVER, 8 * 3600 + 2400, "")
    last = log.events.iloc[-1]
    assert (last["start"], last["end"]) == (10 * 3600 + 300, NEVER)
    assert log.cases["source"].tolist() == ["citizen", "citizen"] and log.told >= {"start", "due", "level"}


def test_chinese_words_in_either_encoding(tmp_path: Path) -> None:
    """Columns and activities are called what they are called; GB18030 is found out."""
    names = {"case": "\u6848\u4ef6", "activity": "\u73af\u8282", "complete": "\u65f6\u95f4"}
    words = {"activity": {"\u53d7\u7406": "register", "\u56de\u8bbf": "ignore"}}
    head = ",".join(names.values()) + "\n"
    lines = "a,\u53d7\u7406,2026/3/2 8:05\na,\u56de\u8bbf,2026/3/2 9:05\n"
    mapping = make_mapping({"time_zone": "Asia/Shanghai", "columns": names, "values": words})
    for encoding in ("utf-8-sig", "gb18030"):
        log = read_case_log(csv_file(tmp_path, lines, head, encoding), mapping)
        assert log.events["activity"].tolist() == ["register"]
        assert log.ignored == {"\u56de\u8bbf": 1}


def test_an_xes_packed_or_not(tmp_path: Path) -> None:
    """Start and complete become one event, the offset is kept, nested attributes are left alone."""
    for packed in (False, True):
        log = read_case_log(xes_file(tmp_path, XES, packed))
        assert log.events["activity"].tolist() == ["report", "handle"]
        assert log.events["start"].tolist() == [NEVER, 9 * 3600]
        assert log.cases[["case", "source"]].to_numpy().tolist() == [["7", "citizen"]]
    early = read_case_log(xes_file(tmp_path), zone="UTC")
    assert early.events["start"].tolist() == [NEVER, 3600]


def test_every_fault_at_once(tmp_path: Path) -> None:
    """Row, column, what was expected, what it was and what to do, for all of them together."""
    lines = GOOD + (
        "3,handle,2026-03-02T12:00:00,2026-03-02T11:00:00,Wu,handler,citizen,community,\n"
        "3,register,,2026-02-30T11:00:00,Li,operator,citizen,community,\n"
        ",register,,2026-03-02T11:00:00,Li,operator,citizen,community,\n"
        "3,inspectify,,2026-03-02T11:00:00,Li,operator,citizen,community,\n"
        "3,inspectify,,2026-03-02T11:30:00,Li,operator,citizen,village,\n"
        "3,close,,,Li,operator,citizen,community,\n"
        "1,close,,2026-03-02T09:50:00,,,citizen,community,\n"
    )
    told = faults(tmp_path, lines)
    wanted = (
        "line 9, column end: expected an end after its start", "'2026-02-30T11:00:00' (correct it",
        "line 11, column case: expected a text, got an empty cell", "'inspectify' (2) (map each under",
        "column level: expected known words, got 'village' (1)", "line 14, column end: expected a date",
        "line 15: expected an event that is told once, got the same as line 6",
    )  # fmt: skip
    missing = [each for each in wanted if not any(each in fault for fault in told)]
    assert missing == [] and len(told) == len(wanted)


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    lines = "".join(f"{n},report,,never,,,citizen,community,\n" for n in range(10, 40))
    told = faults(tmp_path, GOOD + lines)
    assert len(told) < 12 and any("22 more: dates" in fault for fault in told)


def test_a_clock_without_a_zone_is_asked_for(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, GOOD, time_zone=None)
    assert "time_zone: Asia/Shanghai" in told


def test_what_may_be_let_go_is_let_go_when_asked(tmp_path: Path) -> None:
    """Unmapped activities are counted, duplicates dropped."""
    lines = GOOD + "3,tea,,2026-03-02T11:00:00,,,citizen,community,\n" + GOOD.splitlines()[0] + "\n"
    log = read(tmp_path, lines, unmapped="ignore", duplicates="drop")
    assert log.ignored == {"tea": 1} and len(log.events) == len(read(tmp_path).events)


def test_a_mapping_is_checked_too(tmp_path: Path) -> None:
    """Columns that are not there (with the nearest), codes that are none, keys nobody knows."""
    (told,) = faults(tmp_path, GOOD, columns={**COLUMNS, "resource": "whom"})
    assert "did you mean who?" in told
    file = tmp_path / "mapping.yml"
    file.write_text("columns: {case: a, activity: b}\nvalues: {activity: {x: nothing}}\nzone: here\n")
    with pytest.raises(ImportFileError) as caught:
        read_mapping(file)
    told = "\n".join(map(str, caught.value.faults))
    assert "complete (or start)" in told and "zone: expected no such key" in told


def test_no_entity_is_ever_declared(tmp_path: Path) -> None:
    """A document type, the way to outside files and to bombs, is refused by name."""
    bad = XES.replace("<log", '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<log', 1)
    with pytest.raises(ImportFileError, match="DOCTYPE"):
        read_case_log(xes_file(tmp_path, bad))
    for text in (XES[:300], "<a/>", "", XES.replace("<trace>", "<trace><x>" * 80)):
        with pytest.raises(ImportFileError):
            read_case_log(xes_file(tmp_path, text))


def told_or_refused(file: Path, mapping: dict[str, Any] | None) -> None:
    """Anything but a log or our own error goes through."""
    try:
        log = read_case_log(file, None if mapping is None else make_mapping(mapping))
        refused = None
    except ImportFileError as error:
        refused = error
    if refused is None:
        assert len(log.events) and log.begin < log.end
    else:
        assert refused.faults and all(fault.where and fault.expected for fault in refused.faults)


@MANY
@given(st.binary(max_size=300), st.integers(0, len(GOOD)), st.integers(0, 40))
def test_a_csv_of_any_bytes(more: bytes, at: int, cut: int) -> None:
    """Binary alone, and put into a log that is sound."""
    sound = (HEAD + GOOD).encode()
    with tempfile.TemporaryDirectory() as where:
        file = Path(where) / "log.csv"
        for content in (more, sound[:at] + more[:12] + sound[at + cut :]):
            file.write_bytes(content)
            told_or_refused(file, dict(MAPPING))


STAMPS = st.sampled_from(
    ("", "0", "2026-03-02", "2026-13-40T00:00:00", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-23:59",
     "2026-03-02T08:00:00.123456Z", "2400-01-01T00:00:00", "nan", "1e9", "2026-W10-1")
)  # fmt: skip


@MANY
@given(st.data())
def test_a_csv_with_cells_changed(data: st.DataObject) -> None:
    """Times from the ends of the calendar, words nobody knows, empty cells."""
    rows = [line.split(",") for line in GOOD.splitlines()]
    for _ in range(data.draw(st.integers(1, 3))):
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(
            STAMPS | st.text("ab,\"'\n\x00=", max_size=4)
        )
    with tempfile.TemporaryDirectory() as where:
        told_or_refused(csv_file(Path(where), "\n".join(map(",".join, rows))), dict(MAPPING))


@MANY
@given(st.binary(max_size=30), st.integers(0, len(XES)), st.integers(0, 60))
def test_an_xes_with_bytes_put_in_or_cut_out(more: bytes, at: int, cut: int) -> None:
    sound = XES.encode()
    with tempfile.TemporaryDirectory() as where:
        file = Path(where) / "log.xes"
        for content in (more, b"\x1f\x8b" + more, sound[:at] + more + sound[at + cut :]):
            file.write_bytes(content)
            told_or_refused(file, None)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("ignore")
NESTED = st.recursive(
    LEAVES, lambda x: st.lists(x, max_size=2) | st.dictionaries(st.text(max_size=4), x, max_size=2)
)


@MANY
@given(st.sampled_from(("columns", "values", "constants", "window", "date_formats", "time_zone", "delimiter",
                        "encoding", "format", "name", "duplicates")), NESTED)  # fmt: skip
def test_a_mapping_of_any_content(key: str, value: Any) -> None:
    """As plain content, and as the text of a file."""
    content = {**MAPPING, key: value}
    with tempfile.TemporaryDirectory() as where:
        told_or_refused(csv_file(Path(where)), content)
        (Path(where) / "m.yml").write_text(json.dumps(content, default=str), encoding="utf-8")
        with contextlib.suppress(ImportFileError):
            read_mapping(Path(where) / "m.yml")
