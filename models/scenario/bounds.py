"""How long a run may be and which seeds there are: the same bounds wherever they are asked for."""

from __future__ import annotations

MOST_DAYS = 3_660
"""Ten years, in days: longer than any plan is made for, short enough for whole seconds in 32 bits."""
MOST_SEED = 2**31 - 1
"""A seed is a whole number from 0 on that every tool can write."""
