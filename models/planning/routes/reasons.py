"""Why a stop is not in a plan."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a stop is not in a plan; `no_time` and `prize_too_low` depend on the plan, the others do not."""

    NO_SKILL = "no_skill"
    NO_WAY = "no_way"
    WINDOW = "window"
    NO_TIME = "no_time"
    PRIZE_TOO_LOW = "prize_too_low"


CODE = {reason: code for code, reason in enumerate(Reason)}
