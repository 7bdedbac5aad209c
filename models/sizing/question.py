"""A staffing question: what is asked, checked at the door."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.scenario.faults import Fault
from models.scenario.words import Role
from models.sizing.problem import RoleRule, StaffingError

POOLINGS = ("plan", "best", "none", "all")
ROLES = (Role.INSPECTOR, Role.HANDLER, Role.OPERATOR, Role.TOWN_TEAM)
RULE = re.compile(r"(each\.)?(\w+)(>=|<=)(\d+)")


class Objective(StrEnum):
    """What is to be least: yuan a year, or the worst lateness that a cap on heads leaves."""

    COST = "cost"
    LATENESS = "worst-lateness"


@dataclass(frozen=True)
class Question:
    """What is asked.

    Most late cases beyond the structural floor, cap on the three roles, replications of the search, ways of
    pooling, rules of roles, premises to be inspected in time (decides the inspectors), what is to be least,
    and what an hour of overtime costs over one within the shift.
    """

    late: float = 0.05
    heads: int | None = None
    replications: int = 20
    pooling: str = "best"
    rules: tuple[RoleRule, ...] = ()
    coverage: float | None = None
    objective: Objective = Objective.COST
    overtime: float = 1.5

    @property
    def desk_rules(self) -> tuple[RoleRule, ...]:
        """Rules for the desks."""
        return tuple(rule for rule in self.rules if rule.role != Role.INSPECTOR)

    @property
    def inspectors(self) -> RoleRule:
        """At least and at most so many inspectors."""
        mine = [rule for rule in self.rules if rule.role == Role.INSPECTOR]
        return mine[0] if mine else RoleRule(Role.INSPECTOR)


def asked(
    late: float,
    heads: int | None,
    replications: int,
    pooling: str,
    rules: Sequence[str],
    coverage: float | None,
    objective: str,
    overtime: float,
) -> Question:
    """The question; StaffingError with everything that cannot be asked, and what would work."""
    faults = []
    if not 0 < late < 1:
        faults.append(Fault("--late", "a share between 0 and 1 (0.05)", str(late), "5 % is 0.05"))
    if heads is not None and heads < 1:
        faults.append(Fault("--heads", "at least 1", str(heads), "leave it out to have no cap"))
    if not 2 <= replications <= 1000:
        faults.append(Fault("--replications", "2 to 1000", str(replications), "20 is usual"))
    if pooling not in POOLINGS:
        faults.append(Fault("--pooling", " or ".join(POOLINGS), repr(pooling)))
    if coverage is not None and not 0 < coverage <= 1:
        faults.append(Fault("--coverage", "a share above 0, at most 1", str(coverage), "90 % is 0.9"))
    if objective not in tuple(Objective):
        faults.append(Fault("--objective", " or ".join(Objective), repr(objective)))
    elif objective == Objective.LATENESS and heads is None:
        remedy = "say how many people there are: --heads 40"
        faults.append(Fault("--heads", "a cap, for the least lateness under it", "none", remedy))
    if not 0 <= overtime <= 10:
        faults.append(Fault("--overtime", "0 to 10 times the usual hour", str(overtime), "1.5 is the law's"))
    found = _rules(rules, faults)
    if faults:
        raise StaffingError(faults)
    return Question(late, heads, replications, pooling, found, coverage, Objective(objective), overtime)


def _rules(rules: Sequence[str], faults: list[Fault]) -> tuple[RoleRule, ...]:
    """Rules by role; of several for the same the strictest counts."""
    found: dict[tuple[str, bool], RoleRule] = {}
    for text in rules:
        match = RULE.fullmatch(text.replace(" ", ""))
        if match is None or match[2] not in ROLES or (match[1] and match[2] == Role.INSPECTOR):
            expected = "handler>=10, operator<=12, inspector>=16, town_team>=5, or each.handler>=2"
            faults.append(Fault("--rule", expected, repr(text), f"roles are {', '.join(ROLES)}"))
            continue
        key, number = (match[2], bool(match[1])), int(match[4])
        rule = found.get(key, RoleRule(match[2], each=key[1]))
        found[key] = (
            replace(rule, least=max(rule.least, number))
            if match[3] == ">="
            else replace(rule, most=min(rule.most, number))
        )
    for rule in found.values():
        where = f"--rule {'each.' if rule.each else ''}{rule.role}"
        if rule.least > rule.most:
            remedy = f"raise the upper one to {rule.least}, or lower the other to {rule.most}"
            faults.append(Fault(where, f"at most {rule.least} or more", str(rule.most), remedy))
        if rule.most < 1:
            remedy = "allow at least 1: nobody would do the work"
            faults.append(Fault(where, "at least 1", str(rule.most), remedy))
    return tuple(found.values())
