"""What a staffing answer says, as sentences in both languages; the words stand in `models/text`."""

from __future__ import annotations

from collections.abc import Sequence

from models.sizing.master import Clause
from models.sizing.problem import Point, StaffingProblem
from models.text.names import LANGUAGES, name, texts

Said = dict[str, str]


def said(key: str, **values: object) -> Said:
    """A sentence of the group `staffing` in both languages; values that are sentences follow the language."""
    return {
        language: name(f"staffing.{key}", language).format(
            **{n: v[language] if isinstance(v, dict) else v for n, v in values.items()}
        )
        for language in LANGUAGES
    }


def desk_name(code: str) -> Said:
    """A desk (`luohu-3.operator`, `440605124065.handler`, `town.town_team`) or constraint in words."""
    where, dot, role = code.rpartition(".")
    out = {}
    for language in LANGUAGES:
        words = texts(language)
        if not dot:
            out[language] = words.get(f"staffing.limit_{code}", code)
            continue
        place, dash, number = where.rpartition("-")
        local = f"{words.get(f'place.{place}', place)} {number}" if dash else words["staffing.whole"]
        who = words.get(f"role.{role}", role)
        out[language] = who if where == "town" else f"{local} · {who}"
    return out


def joined(parts: Sequence[Said]) -> Said:
    """Several names as a list in words."""
    return {
        language: name("staffing.join", language).join(part[language] for part in parts)
        for language in LANGUAGES
    }


def binding(problem: StaffingProblem, point: Point, clauses: Sequence[Clause]) -> list[dict[str, object]]:
    """Why not fewer, desk by desk: offered load, cover, or what would be late."""
    out: list[dict[str, object]] = []
    for n, variable in enumerate(problem.variables):
        desk, count = desk_name(variable.name), point[n]
        if count <= variable.load + 1:
            says = said("by_load", desk=desk, n=count, load=f"{variable.load:.2f}")
            out.append({"desk": variable.name, "at_least": count, "why": "load", **says})
            continue
        own = [c for c in clauses if c.point[n] == count - 1 and _alone(problem, c, n)]
        if own:
            late = desk_name(own[0].constraint)
            says = said("by_lateness", desk=desk, n=count, what=late, limit=f"{100 * problem.limit:.3g}")
            out.append({"desk": variable.name, "at_least": count, "why": own[0].constraint, **says})
    for clause in clauses:
        open_ = [n for n, v in enumerate(problem.variables) if clause.point[n] < v.most]
        if len(open_) > 1 and any(point[n] == clause.point[n] + 1 for n in open_):
            desks = [desk_name(problem.variables[n].name) for n in open_]
            says = said("one_of", desks=joined(desks), what=desk_name(clause.constraint))
            out.append({"desk": "", "at_least": 0, "why": clause.constraint, **says})
    return out


def _alone(problem: StaffingProblem, clause: Clause, n: int) -> bool:
    return all(clause.point[m] >= v.most for m, v in enumerate(problem.variables) if m != n)
