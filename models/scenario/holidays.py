"""Days off and make-up workdays of a country, from the `holidays` library.

China's calendar is irregular: the State Council publishes it a year at a time, and weekends are worked to
make up for long holidays. A year that is not yet published has no make-up workdays, and the library's
forecast of its holidays is not the official list; such a year is left to its weekends, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache


@dataclass(frozen=True)
class OfficialDays:
    """One year: days off, weekend days that are worked, and whether the year is published."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    published: bool


@cache
def official_days(country: str | None, year: int) -> OfficialDays:
    """The official days of a year; empty and published where no country is followed.

    Every published year of China since 2001 has make-up workdays, so a year without any is unpublished.
    """
    if country is None:
        return OfficialDays(frozenset(), frozenset(), published=True)
    from holidays import country_holidays  # slow to import, and needed once a year

    found = country_holidays(country, years=year)
    worked = frozenset(day for day in found.weekend_workdays if day.year == year)
    if not worked:
        return OfficialDays(frozenset(), frozenset(), published=False)
    off = frozenset(day for day in found if day.year == year)
    return OfficialDays(off - worked, worked, published=True)
