"""A week's roster in words: what the audit found, wishes refused, how nights and weekends are shared."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from models.planning.roster.problem import Assigned, RosterProblem, Shift
from models.planning.roster_audit import RosterFinding, RosterRule
from workbench.language import Text
from workbench.views.staffing import desk_words


def person_words(code: str, t: Text) -> str:
    """A person (`luohu-3.handler.2`) or a group (`440605124065.handler`) in the words of the page."""
    if code.count(".") < 2:
        return desk_words(code, t)
    where, role, number = code.rsplit(".", 2)
    return f"{t.grid(where)} · {t.called('role', role)} {number}"


def audit_html(problem: RosterProblem, findings: Sequence[RosterFinding], assigned: Assigned, t: Text) -> str:
    """Every broken rule with who and when, or that there is none; then the wishes that were refused."""
    refused = sorted(key for key in problem.wishes if key in assigned)
    wishes = [f"{person_words(who, t)} {day:%m-%d}" for who, day in refused]
    more = f"<p class='strong'>{escape(t('roster_page.refused'))}</p>{_list(wishes)}" if wishes else ""
    if not findings:
        return f"<p class='sound'>{escape(t('roster_page.sound'))}</p>{more}"
    head = escape(t("roster_page.wrong", n=len(findings)))
    return f"<p class='wrong'>{head}</p>{_list([_finding(each, t) for each in findings])}{more}"


def _finding(found: RosterFinding, t: Text) -> str:
    who, day = person_words(found.who, t), f"{found.day:%m-%d}"
    if found.rule is RosterRule.SHORT:
        shift = t(f"shift.{found.shift}")
        return t("roster_page.short", who=who, day=day, shift=shift, n=f"{found.value:g}")
    return f"{t(f'roster_rule.{found.rule}')}: {who} {day}"


def fairness_html(problem: RosterProblem, assigned: Assigned, t: Text) -> str:
    """Nights and weekend shifts that each person of a group has, from the fewest to the most."""
    nights = {person.name: person.nights for person in problem.people}
    weekends = {person.name: person.weekends for person in problem.people}
    for (who, day), shift in assigned.items():
        if who in nights:
            nights[who] += shift is Shift.NIGHT
            weekends[who] += day not in problem.workdays
    lines = []
    for group in dict.fromkeys(person.group for person in problem.people):
        mine = [person.name for person in problem.people if person.group == group]
        a, b = min(nights[who] for who in mine), max(nights[who] for who in mine)
        c, d = min(weekends[who] for who in mine), max(weekends[who] for who in mine)
        if b or d:
            lines.append(t("roster_page.fair", who=person_words(group, t), a=a, b=b, c=c, d=d))
    return f"<p class='strong'>{escape(t('roster_page.fairness'))}</p>{_list(lines)}" if lines else ""


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
