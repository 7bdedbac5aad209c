"""The table of assumptions: guesses are seen as guesses, shares read per cent, both languages."""

from __future__ import annotations

import pytest

from models.scenario.assumptions import default_assumptions
from workbench.language import Text
from workbench.views.assumed import assumption_rows, assumption_sentence


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_assumption_is_there_in_words_with_grade_and_source(language: str) -> None:
    assumptions = default_assumptions()
    rows = assumption_rows(assumptions, Text(language=language))
    assert len(rows) == len(assumptions.paths())
    assert not rows["assumption"].str.contains(r"\.", regex=True).any(), "a path stands where a name should"
    assert set(rows["grade"]) == {"A", "B", "C", "K"}
    assert (rows["source"].str.len() > 0).all()
    assert (rows["remark"] == "").all()
    assert not rows["value"].str.contains("_").any(), "a code stands where a name should"
    if language == "zh":
        assert not rows["value"].str.contains("[A-Za-z]{2}").any(), rows["value"].tolist()


def test_a_share_reads_per_cent_and_a_change_is_marked() -> None:
    changed = default_assumptions().changed({"hazards.visible_to_public": 0.9})
    rows = assumption_rows(changed, Text(language="en"))
    (row,) = rows[rows["remark"] != ""].to_dict("records")
    assert (row["value"], row["range"]) == ("90", "10–60")
    assert "changed" in row["remark"] and "outside" in row["remark"]


def test_the_sentence_counts_the_guesses() -> None:
    sentence = assumption_sentence(default_assumptions(), Text(language="en"))
    count = sum(default_assumptions().about(path).grade == "K" for path in default_assumptions().paths())
    assert f"{count} of them guesses" in sentence
