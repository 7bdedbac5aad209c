"""The keyframes of a day: nobody in two places, everything inside the day, what waits and what is open."""

from __future__ import annotations

import numpy as np
import pytest

from models.experiments.replay_day import replay_day
from models.measures.keyframes import STATES, keyframes
from models.simulation.run import simulate
from tests.builders import BUSY, community, few_items


@pytest.fixture(scope="module")
def frames():
    """The third day of a busy little place."""
    return keyframes(simulate(community(2, 60, 5, changes=BUSY, items=few_items())), 2)


def test_nobody_is_in_two_places(frames) -> None:
    for _, legs in frames.legs.groupby("person"):
        assert (legs["begin"].to_numpy()[1:] >= legs["end"].to_numpy()[:-1] - 1e-6).all()
    assert len(frames.people) == len(frames.roles) == len(frames.grids) and len(frames.legs) > 20


def test_what_is_told_belongs_to_the_day(frames) -> None:
    assert ((frames.legs["end"] > 0) & (frames.legs["begin"] < 1440)).all()
    assert ((frames.tasks["appears"] < 1440) & ~(frames.tasks["ended"] < 0)).all()
    assert not (frames.cases["closes"] < 0).any() and (frames.cases["opens"] < 1440).all()
    ended = frames.tasks.dropna(subset=["ended", "grabbed"])
    assert (ended["grabbed"] <= ended["ended"]).all() and len(ended) > 5


def test_the_replay_s_legs_go_where_people_go() -> None:
    told = replay_day("checks/two-grids")
    for person, state, begin, end, line in told["legs"]:
        assert begin <= end and 0 <= person < len(told["people"]) and STATES[state]
        assert np.array(line).shape[1:] in ((2,), ())
    assert told["tasks"] and told["half_days"]
