"""Small grid problems for the tests, and an independent judge of plans that shares no code with the audit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from models.planning.grids.cost import cost_of
from models.planning.grids.problem import GridProblem


def lattice(columns: int, rows: int, grids: int, tolerance: float, **given: Any) -> GridProblem:
    """A chessboard of equal blocks `c0r0` …; `workload={name: hours}` changes some of them."""
    loads = given.pop("workload", {})
    cells = [(c, r) for r in range(rows) for c in range(columns)]
    blocks = pd.DataFrame(
        {
            "block": [f"c{c}r{r}" for c, r in cells],
            "workload": [float(loads.get(f"c{c}r{r}", 10.0)) for c, r in cells],
            "households": [100] * len(cells),
            "area": [f"area-{c // 2}" for c, _ in cells],
            "x": [c * 100.0 for c, _ in cells],
            "y": [r * 100.0 for _, r in cells],
        }
    )
    sides = [((c, r), (c + 1, r)) for c, r in cells if c + 1 < columns]
    sides += [((c, r), (c, r + 1)) for c, r in cells if r + 1 < rows]
    borders = pd.DataFrame(
        {
            "first": [f"c{a}r{b}" for (a, b), _ in sides],
            "second": [f"c{a}r{b}" for _, (a, b) in sides],
            "metres": [100.0] * len(sides),
        }
    )
    return GridProblem.from_tables(blocks, borders, grids, tolerance=tolerance, **given)


def columns_plan(problem: GridProblem, owner: Mapping[int, str]) -> dict[str, str]:
    """A plan of a lattice that gives whole columns to grids."""
    return {name: owner[int(name[1 : name.index("r")])] for name in problem.blocks}


def kept(problem: GridProblem, plan: Mapping[str, str]) -> list[str]:
    """What a plan breaks, by networkx and plain sums; empty when it keeps everything."""
    wrong = []
    if set(plan) != set(problem.blocks):
        wrong.append("not every block has a grid")
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(problem.blocks)
    graph.add_edges_from(
        (problem.blocks[a], problem.blocks[b]) for a, b in zip(problem.first, problem.second, strict=True)
    )
    for grid in problem.grids:
        inside = [block for block in problem.blocks if plan.get(block) == grid]
        if not inside:
            wrong.append(f"{grid} is empty")
        elif not nx.is_connected(graph.subgraph(inside)):
            wrong.append(f"{grid} is in pieces")
        load = sum(float(problem.workload[problem.position[block]]) for block in inside)
        if not problem.least - 1e-6 <= load <= problem.most + 1e-6:
            wrong.append(f"{grid} has {load}")
        people = sum(float(problem.households[problem.position[block]]) for block in inside)
        if not problem.households_least <= people <= problem.households_most:
            wrong.append(f"{grid} has {people} households")
    for block, grid in zip(problem.blocks, problem.lock.tolist(), strict=True):
        if grid >= 0 and plan.get(block) != problem.grids[grid]:
            wrong.append(f"{block} left its lock")
    return wrong


def every_plan(problem: GridProblem) -> Iterator[dict[str, str]]:
    """All plans that keep every rule, by trying everything."""
    for labels in itertools.product(range(len(problem.grids)), repeat=problem.size):
        if len(set(labels)) == len(problem.grids):
            plan = problem.plan(np.array(labels))
            if not kept(problem, plan):
                yield plan


def cheapest(problem: GridProblem) -> float:
    """Cost of the best plan by brute force; infinite when there is none."""
    costs = [cost_of(problem, problem.labels(plan)).total for plan in every_plan(problem)]
    return min(costs, default=np.inf)
