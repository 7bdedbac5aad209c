"""From a place and a plan to what the block map shows: colours, labels, tooltips, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.scenario.place import Place
from workbench.language import Text
from workbench.map.geometry import (
    borders_of,
    colour_grids,
    encode_blocks,
    encode_points,
    frame_of,
    neighbours,
    quantise,
)
from workbench.theme import GRIDS, RAMP


@dataclass(frozen=True)
class Drawing:
    """What of a map does not depend on language or shading; made once per place and plan."""

    geometry: bytes
    dots: bytes
    stations: bytes
    grids: tuple[str, ...]
    grid_of: np.ndarray
    hues: tuple[int, ...]
    premises: np.ndarray


def draw_place(place: Place, grid_of_block: Mapping[str, str]) -> Drawing:
    """Encode a place; `grid_of_block` is the plan (blocks it does not name are in no grid)."""
    frame = frame_of(place.blocks)
    named = [grid_of_block.get(block, "") for block in place.blocks["block"]]
    grids = tuple(sorted(set(named) - {""}, key=_natural))
    number = {grid: i for i, grid in enumerate(grids)} | {"": -1}
    grid_of = np.array([number[grid] for grid in named], dtype="<i2")
    shapes = quantise(place.blocks, frame)
    borders = _, left, right = borders_of(shapes, frame.metres)
    hues = colour_grids(len(grids), neighbours(left, right, grid_of), len(GRIDS))
    counts = place.premises.groupby("block").size()
    return Drawing(
        geometry=encode_blocks(shapes, frame, borders),
        dots=encode_points(place.premises["lon"].to_numpy(), place.premises["lat"].to_numpy(), frame),
        stations=encode_points(
            place.workstations["lon"].to_numpy(), place.workstations["lat"].to_numpy(), frame
        ),
        grids=grids,
        grid_of=grid_of,
        hues=tuple(hues),
        premises=counts.reindex(place.blocks["block"]).fillna(0).to_numpy(int),
    )


def _natural(code: str) -> tuple[str, int, str]:
    head, _, tail = code.rpartition("-")
    return (head, int(tail), "") if tail.isdigit() else (code, 0, tail)


def shade_by_grid(drawing: Drawing) -> tuple[bytes, list[str]]:
    """(shade of each block, colours): a colour of its own for every grid among its neighbours."""
    hue = np.array([*drawing.hues, 255])
    return bytes(hue[drawing.grid_of].astype("u1").tobytes()), list(GRIDS)


def shade_by_value(values: np.ndarray) -> tuple[bytes, list[str], float, float]:
    """(shade, colours, lowest, highest) of one value a block; NaN stays without colour."""
    known = values[np.isfinite(values)]
    if not known.size:
        return bytes(np.full(len(values), 255, "u1").tobytes()), list(RAMP), np.nan, np.nan
    low, high = float(known.min()), float(known.max())
    place = np.clip((values - low) / max(high - low, 1e-12) * len(RAMP), 0, len(RAMP) - 1)
    shade = np.where(np.isfinite(values), np.nan_to_num(place), 255)
    return bytes(shade.astype("u1").tobytes()), list(RAMP), low, high


def values_of_grids(drawing: Drawing, by_grid: Mapping[str, float]) -> np.ndarray:
    """Spread values of grids over the blocks; NaN where a grid has none."""
    values = np.array([by_grid.get(grid, np.nan) for grid in drawing.grids] + [np.nan], dtype=float)
    return values[drawing.grid_of]


def tooltips(
    place: Place, drawing: Drawing, extra: list[tuple[str, np.ndarray]], t: Text
) -> dict[str, object]:
    """Titles and rows of every block; `extra` rows are (name, text per block)."""
    names = [t.grid(grid) for grid in drawing.grids] + [t("map.unassigned")]
    blocks = place.blocks
    titles = [
        t("map.tip", grid=names[grid], block=block)
        for grid, block in zip(drawing.grid_of, blocks["block"], strict=True)
    ]
    rows: list[tuple[str, list[str]]] = [
        (t("map.area"), [t.called("area", area) for area in blocks["area"]]),
        (t("map.land"), [t.called("land", land) for land in blocks["land"]]),
        (t("map.block_households"), [f"{value:,}" for value in blocks["households"]]),
        (t("map.block_population"), [f"{value:,}" for value in blocks["population"]]),
        (t("map.block_premises"), [f"{value:,}" for value in drawing.premises]),
    ]
    return {"titles": titles, "rows": rows + [(name, list(values)) for name, values in extra]}


def grid_notes(place: Place, drawing: Drawing, t: Text) -> list[str]:
    """One sentence on each grid, for those who do not see the map."""
    notes = []
    for number, grid in enumerate(drawing.grids):
        mine = drawing.grid_of == number
        notes.append(
            t(
                "map.grid_note",
                grid=t.grid(grid),
                blocks=int(mine.sum()),
                households=f"{int(place.blocks['households'][mine].sum()):,}",
                premises=f"{int(drawing.premises[mine].sum()):,}",
            )
        )
    return notes
