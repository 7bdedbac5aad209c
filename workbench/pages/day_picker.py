"""The working days of a scenario as a picker offers them."""

from __future__ import annotations

from models.scenario.scenario import Scenario
from workbench.language import Text


def day_options(scenario: Scenario, t: Text) -> dict[str, str]:
    """Words (date and weekday) to date, every working day of the run."""
    calendar, spec = scenario.calendar, scenario.spec
    days = [calendar.date_of(day) for day in calendar.workdays(0, spec.warmup_days + spec.days)]
    return {f"{day} {t(f'routes.weekday.{day.isoweekday()}')}": day.isoformat() for day in days}
