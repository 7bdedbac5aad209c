"""Urgent cases at night, and what a pair finds: settled, reported, ordered to be put right."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from models.simulation.draws import Draws
from tests.story.told import Told, village

URGENT = {"limits.classes": [{"name": "2h", "limit": "2 continuous_hours", "weight": 1.0, "urgent": True}]}
ONE_HAZARD: Mapping[str, Any] = {
    "hazards.onset_per_premises_week": 1e-9,
    "hazards.prevalence_at_rollout": 1.0,
    "hazards.visible_to_public": 0.0,
}
"""The premises has a hazard on the first day, and no other after it."""
HAZARD = 5000
"""Its number: premises 0, department 5 (fire), the first there."""
FOUND = [
    "Mon 08:53 Mon 08:53 community report",
    "Mon 08:53 Mon 08:58 community register operator",
    "Mon 08:58 Mon 09:03 community dispatch operator",
    "Mon 09:03 Mon 09:38 community handle handler",
    "Mon 09:38 Mon 09:43 community check operator",
    "Mon 09:43 Mon 09:43 community close",
]


def test_an_urgent_case_at_night_is_done_by_the_duty_roster() -> None:
    """The crew is called from home, a quarter of an hour."""
    told = Told(village(changes=URGENT))
    told.report("Mon 22:00", urgent=True)
    assert told.run() == [
        "Mon 22:00 Mon 22:00 community report",
        "Mon 22:00 Mon 22:05 community register operator",
        "Mon 22:05 Mon 22:10 community dispatch operator",
        "Mon 22:10 Mon 23:00 community handle handler",
        "Mon 23:00 Mon 23:05 community check operator",
        "Mon 23:05 Mon 23:05 community close",
    ]
    actors = told.tables["case_events"]["actor"]
    assert actors[actors != ""].str.startswith("C.duty.").all()
    handle = told.tables["stages"].query("stage == 'handle'").iloc[0]
    assert handle["due"] == handle["begin"] + 120


def test_without_a_roster_it_waits_for_the_morning() -> None:
    """Registered ten hours and more too late, though nobody was slow."""
    told = Told(village(changes=URGENT, duty={"operators": 0, "handlers": 0}))
    told.report("Mon 22:00", urgent=True)
    assert told.run() == [
        "Mon 22:00 Mon 22:00 community report",
        "Tue 08:30 Tue 08:35 community register operator",
        "Tue 08:35 Tue 08:40 community dispatch operator",
        "Tue 08:40 Tue 09:15 community handle handler",
        "Tue 09:15 Tue 09:20 community check operator",
        "Tue 09:20 Tue 09:20 community close",
    ]
    accept = told.tables["stages"].iloc[0]
    assert (accept["end"], accept["due"]) == (1440 + 515, 1335)


def test_a_case_that_is_not_urgent_sleeps_till_morning() -> None:
    """The duty roster is for urgent cases only."""
    told = Told(village())
    told.report("Mon 22:00")
    assert told.run()[1] == "Tue 08:30 Tue 08:35 community register operator"


def test_settled_on_the_spot() -> None:
    """Seen after the visit of 20 minutes, gone after 5 of persuasion: a case of no level and no deadline."""
    told = Told(village(changes={**ONE_HAZARD, "inspection.settle_on_spot": 1.0}))
    assert told.run() == ["Mon 08:55 Mon 08:55 spot report", "Mon 08:55 Mon 08:55 spot settle inspector"]
    (hazard,) = told.tables["hazards"].itertuples()
    assert (hazard.hazard, hazard.found, hazard.rectified, hazard.case) == (HAZARD, 530, 535, HAZARD)
    assert told.tables["stages"].empty


def test_found_reported_and_handled() -> None:
    """What cannot be settled is reported with photos, 3 minutes, and ends when the case is closed."""
    told = Told(village(changes=ONE_HAZARD))
    assert told.run() == FOUND
    (hazard,) = told.tables["hazards"].itertuples()
    assert (hazard.found, hazard.rectified, hazard.found_by) == (530, 583, "inspector")
    first = told.tables["visits"].iloc[0]
    assert (first["found"], first["reported"], first["settled"]) == (1, 1, 0)


def test_an_order_that_is_not_met_reopens_the_case() -> None:
    """Two working days are given; the re-inspection of Wednesday fails, that of Friday does not."""
    stream = "case.order_not_met"
    seed = next(
        seed
        for seed in count()
        if Draws(seed).uniform(stream, HAZARD, 0) < 0.5 <= Draws(seed).uniform(stream, HAZARD, 1)
    )
    ordered = {
        "handling.order_share": 1.0,
        "handling.order_working_days": 2,
        "handling.order_not_met": 0.5,
    }
    told = Told(village(days=14, seed=seed, changes={**ONE_HAZARD, **ordered}))
    assert told.run() == [
        *FOUND,
        "Wed 08:35 Wed 08:35 community reopen",
        "Wed 08:35 Wed 09:10 community handle handler",
        "Wed 09:10 Wed 09:15 community check operator",
        "Wed 09:15 Wed 09:15 community close",
    ]
    again = told.tables["tasks"].query("kind == 'reinspection'")
    assert again["released"].tolist() == [2 * 1440 + 510, 4 * 1440 + 510]
    assert again["ended"].tolist() == [2 * 1440 + 515, 4 * 1440 + 515]
    (hazard,) = told.tables["hazards"].itertuples()
    # found on Monday, seen again on Tuesday, Wednesday and Thursday, gone on Friday at 08:35
    assert (hazard.sightings, hazard.rectified) == (4, 4 * 1440 + 515)
    assert told.of(HAZARD).reopened == 1
    # accept 15 and dispatch 15 minutes, a day to handle it and another to do so again, an hour to check;
    # and between Monday's closing (583) and Wednesday's reopening (3395) the clock stood still
    assert told.of(HAZARD).due == 533 + 30 + 2 * 1440 + 60 + (3395 - 583)
