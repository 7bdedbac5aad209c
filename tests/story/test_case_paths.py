"""One case of each path through the levels, its log written out (how long things take: see `told`)."""

from __future__ import annotations

from models.simulation.case import CITIZEN_BASE, SECOND_REPORTER
from tests.story.told import Told, village

BEGINNING = [
    "Mon 09:00 Mon 09:00 community report",
    "Mon 09:00 Mon 09:05 community register operator",
    "Mon 09:05 Mon 09:10 community dispatch operator",
]
SENT_BACK = [
    *BEGINNING,
    "Mon 09:10 Mon 09:45 community handle handler",
    "Mon 09:45 Mon 09:45 community send_back",
    "Mon 09:45 Mon 09:50 community transfer operator",
    # two hours and a half, with the rest from 12:00 to 14:00 between
    "Mon 09:50 Mon 14:20 town handle town_team",
]
HALF_HOUR = [{"name": "h", "limit": "0.5 working_hours", "weight": 1.0, "urgent": False}]


def test_the_community_resolves_it() -> None:
    """Report, register, dispatch, handle, check, close."""
    told = Told(village())
    case = told.report("Mon 09:00")
    assert told.run() == [
        *BEGINNING,
        "Mon 09:10 Mon 09:45 community handle handler",
        "Mon 09:45 Mon 09:50 community check operator",
        "Mon 09:50 Mon 09:50 community close",
    ]
    stages = told.tables["stages"]
    minutes = [(row.stage, row.begin, row.end, row.due) for row in stages.itertuples()]
    # 540 is 09:00; one working day after 09:10 is 1990; closing is due after 15 + 15 minutes, a day, an hour
    assert minutes == [
        ("accept", 540, 545, 555),
        ("dispatch", 545, 550, 560),
        ("handle", 550, 585, 1990),
        ("check", 585, 590, 645),
        ("closure", 540, 590, 2070),
    ]
    assert told.of(case).outcome == "closed"


def test_a_weekend_is_no_working_time() -> None:
    """Dispatched on Friday at the end of the shift, handled on Monday morning."""
    told = Told(village())
    told.report("Fri 17:20")
    assert told.run() == [
        "Fri 17:20 Fri 17:20 community report",
        "Fri 17:20 Fri 17:25 community register operator",
        "Fri 17:25 Fri 17:30 community dispatch operator",
        "Mon+ 08:30 Mon+ 09:05 community handle handler",
        "Mon+ 09:05 Mon+ 09:10 community check operator",
        "Mon+ 09:10 Mon+ 09:10 community close",
    ]


def test_a_wrong_dispatch_bounces_and_keeps_its_clock() -> None:
    """The first dispatch goes wrong, the second right; handling is due a day after the first."""
    told = Told(village(changes={"desks.wrong_dispatch": 0.5}))
    told.report("Mon 09:00", told.number_where("case.bounce", True, False))
    assert told.run() == [
        *BEGINNING,
        "Mon 09:10 Mon 09:10 community bounce",
        "Mon 09:10 Mon 09:15 community dispatch operator",
        "Mon 09:15 Mon 09:50 community handle handler",
        "Mon 09:50 Mon 09:55 community check operator",
        "Mon 09:55 Mon 09:55 community close",
    ]
    handle = told.tables["stages"].query("stage == 'handle'").iloc[0]
    assert (handle["begin"], handle["due"]) == (550, 1990)


def test_an_over_report_is_recognised_at_the_desk() -> None:
    """It costs one step of the operator."""
    told = Told(village(changes={"desks.recognise_over_report": 1.0}))
    case = told.report("Mon 09:00", over_report=True)
    assert told.run() == [
        "Mon 09:00 Mon 09:00 community report",
        "Mon 09:00 Mon 09:05 community cancel operator",
    ]
    assert told.of(case).outcome == "cancelled"


def test_an_over_report_costs_a_visit_where_nobody_recognises_it() -> None:
    """The handler finds nothing."""
    told = Told(village(changes={"desks.recognise_over_report": 0.0}))
    case = told.report("Mon 09:00", over_report=True)
    assert told.run() == [
        *BEGINNING,
        "Mon 09:10 Mon 09:45 community handle handler",
        "Mon 09:45 Mon 09:45 community cancel",
    ]
    assert (told.of(case).outcome, told.of(case).site_visits) == ("cancelled", 1)


def test_sent_back_to_the_town_whose_review_fails_once() -> None:
    """The team does it again; the clock of handling resumes with what was left."""
    told = Told(village(changes={"handling.review_fail": 0.5}))
    case = told.report("Mon 09:00", told.number_where("case.review", True, False), needs=2)
    assert told.run() == [
        *SENT_BACK,
        "Mon 14:20 Mon 14:50 town review fail",
        "Mon 14:50 Mon 14:50 town rework",
        "Mon 14:50 Mon 17:20 town handle town_team",
        "Mon 17:20 Tue 08:50 town review pass",
        "Tue 08:50 Tue 08:50 town close",
    ]
    town = told.tables["stages"].query("stage == 'handle' and level == 'town'").iloc[0]
    # due one working day after 09:50 (2030), and the half hour of the review does not count
    assert (town["begin"], town["end"], town["due"]) == (590, 1040, 2060)
    assert (told.of(case).rework, told.of(case).level, told.of(case).site_visits) == (1, "town", 3)


def test_up_to_the_district() -> None:
    """Beyond the town's authority: the functional department takes two working days."""
    told = Told(village())
    told.report("Mon 09:00", needs=3)
    assert told.run() == [
        *SENT_BACK,
        "Mon 14:20 Mon 14:20 town transfer",
        "Mon 14:20 Wed 14:20 district handle department",
        "Wed 14:20 Wed 14:50 district review pass",
        "Wed 14:50 Wed 14:50 district close",
    ]
    due = told.tables["stages"].query("stage == 'handle'")["due"].tolist()
    # a day at the community and the town, five working days at the district: Monday 14:20 next week
    assert due == [1990, 2030, 7 * 1440 + 860]


def test_a_second_visit() -> None:
    """One visit is not enough."""
    told = Told(village(changes={"handling.second_visit": 1.0}))
    told.report("Mon 09:00")
    assert told.run() == [
        *BEGINNING,
        "Mon 09:10 Mon 09:45 community handle handler",
        "Mon 09:45 Mon 10:20 community handle handler",
        "Mon 10:20 Mon 10:25 community check operator",
        "Mon 10:25 Mon 10:25 community close",
    ]


def test_a_suspension_pauses_the_clock() -> None:
    """Two working days on hold move the due time by as much."""
    told = Told(village(changes={"limits.suspension_share": 1.0, "limits.suspension_working_days": 2}))
    case = told.report("Mon 09:00")
    assert told.run() == [
        *BEGINNING,
        "Mon 09:10 Mon 09:45 community handle handler",
        "Mon 09:45 Mon 09:45 community suspend",
        "Wed 09:45 Wed 09:45 community resume",
        "Wed 09:45 Wed 10:20 community handle handler",
        "Wed 10:20 Wed 10:25 community check operator",
        "Wed 10:25 Wed 10:25 community close",
    ]
    handle = told.tables["stages"].query("stage == 'handle'").iloc[0]
    assert (handle["due"], told.of(case).suspended_minutes) == (1990 + 2880, 2880)


def test_an_extension_adds_the_limit_once_more() -> None:
    """Half an hour to handle is too short for 35 minutes: granted when it was due, at 09:40."""
    changes = {"limits.extension_share": 1.0, "limits.classes": HALF_HOUR}
    told = Told(village(changes=changes))
    case = told.report("Mon 09:00")
    log = told.run()
    assert "Mon 09:40 Mon 09:40 community extend" in log
    handle = told.tables["stages"].query("stage == 'handle'").iloc[0]
    assert (handle["begin"], handle["end"], handle["due"]) == (550, 585, 610)
    # 09:00 + 15 + 15 + 30 + 30 minutes + 1 hour of check
    assert (told.of(case).extensions, told.of(case).due) == (1, 690)


def test_a_duplicate_is_attached() -> None:
    """Somebody reports the same while it is open: one step of the operator, no life of its own."""
    told = Told(village())
    first = told.report("Mon 09:00")
    second = told.report("Mon 09:30", CITIZEN_BASE + SECOND_REPORTER, parent=first)
    assert told.run() == [
        *BEGINNING,
        "Mon 09:30 Mon 09:30 community report",
        "Mon 09:30 Mon 09:35 community attach_duplicate operator",
        "Mon 09:10 Mon 09:45 community handle handler",
        "Mon 09:45 Mon 09:50 community check operator",
        "Mon 09:50 Mon 09:50 community close",
    ]
    assert (told.of(first).duplicates, told.of(second).outcome) == (1, "duplicate")


def test_an_inspector_checks_on_site() -> None:
    """The pair is done with its visit at 08:50, looks again at 09:20 and at 09:50, and goes to check."""
    told = Told(village(changes={"desks.check_by_inspector_share": 1.0}))
    told.report("Mon 09:00")
    assert told.run() == [
        *BEGINNING,
        "Mon 09:10 Mon 09:45 community handle handler",
        "Mon 09:45 Mon 09:55 community check inspector",
        "Mon 09:55 Mon 09:55 community close",
    ]
    check = told.tables["visits"].query("task_kind == 'check'").iloc[0]
    assert (check["departed"], check["ended"]) == (590, 595)


def test_a_check_that_fails_sends_it_back_to_the_handler() -> None:
    """The operator is not content with the photos."""
    told = Told(village(changes={"handling.review_fail": 0.5}))
    told.report("Mon 09:00", told.number_where("case.review", True, False))
    assert told.run() == [
        *BEGINNING,
        "Mon 09:10 Mon 09:45 community handle handler",
        "Mon 09:45 Mon 09:50 community check operator",
        "Mon 09:50 Mon 09:50 community rework",
        "Mon 09:50 Mon 10:25 community handle handler",
        "Mon 10:25 Mon 10:30 community check operator",
        "Mon 10:30 Mon 10:30 community close",
    ]
