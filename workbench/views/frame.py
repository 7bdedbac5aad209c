"""What all figures share: HoloViews with quiet axes, values at the end of bars, intervals drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import holoviews as hv
import numpy as np
import pandas as pd
from bokeh.core.properties import value
from bokeh.models import HoverTool, NoOverlap, Text

from workbench.theme import DARK, FONT, LIGHT

hv.extension("bokeh", logo=False)
hv.renderer("bokeh").webgl = False  # they have few marks, which a plain canvas draws sooner


@dataclass(frozen=True)
class Look:
    """The colours of text and hairlines for the theme of the moment."""

    dark: bool = False

    @property
    def ink(self) -> str:
        """Colour of values and intervals."""
        return (DARK if self.dark else LIGHT)["text"]

    @property
    def muted(self) -> str:
        """Colour of axis texts and reference lines."""
        return (DARK if self.dark else LIGHT)["muted"]

    @property
    def hairline(self) -> str:
        """Colour of grid lines."""
        return (DARK if self.dark else LIGHT)["divider"]


def figure(element: hv.Element | hv.Overlay, look: Look, height: int, **options: object) -> hv.Overlay:
    """Size, fonts and axes of every figure; `options` are HoloViews plot options of this one."""

    def finish(plot: object, _element: object) -> None:
        state = plot.state  # type: ignore[attr-defined]
        state.background_fill_alpha = state.border_fill_alpha = 0
        state.outline_line_color = None
        state.min_border_right = 18
        for axis in (*state.xaxis, *state.yaxis):
            axis.axis_label_text_font_style = "normal"
            axis.axis_label_text_font = axis.major_label_text_font = FONT
            axis.axis_label_text_font_size = axis.major_label_text_font_size = "12px"
            axis.axis_label_text_color = axis.major_label_text_color = look.muted
            axis.axis_line_color = axis.major_tick_line_color = look.hairline
            axis.minor_tick_line_color = None
        for axis in state.xaxis:
            axis.major_label_policy = NoOverlap(min_distance=6)  # a narrow window has no room for all
        state.xgrid.grid_line_color = state.ygrid.grid_line_color = look.hairline
        for renderer in state.renderers:
            if isinstance(getattr(renderer, "glyph", None), Text):
                renderer.glyph.text_font = value(FONT)
        for legend in state.legend:
            legend.label_text_font, legend.label_text_font_size = FONT, "12px"
            legend.label_text_color = look.ink
            legend.glyph_width, legend.label_standoff, legend.padding = 14, 3, 2
            legend.background_fill_alpha = 0
            legend.border_line_color = None

    overlay = element if isinstance(element, hv.Overlay) else hv.Overlay([element])
    return overlay.opts(
        hv.opts.Overlay(
            responsive=True, height=height, toolbar=None, active_tools=[], hooks=[finish], **options
        )
    )


def hover(*rows: tuple[str, str]) -> HoverTool:
    """A tooltip of (name, column) rows, texts prepared in the columns."""
    return HoverTool(tooltips=[(name, f"@{{{column}}}") for name, column in rows])


def rows(
    labels: Sequence[str],
    table: pd.DataFrame,
    texts: Sequence[str],
    colours: Sequence[str],
    look: Look,
    *,
    title: str,
    scale: float = 1.0,
    top: float | None = None,
) -> hv.Overlay:
    """Horizontal bars from 0, one a row of `table` (mean, low, high), the interval as a line on the bar.

    `texts` stand at the bars' ends. `scale` multiplies the values (100 for shares); `top` fixes the axis.
    """
    place = np.arange(len(table))[::-1].astype(float)
    mean, low, high = (scale * table[c].to_numpy(float) for c in ("mean", "low", "high"))
    reach = np.fmax(mean, np.where(np.isfinite(high), high, mean))
    end = top or float(np.nanmax(reach, initial=0.0)) or 1.0
    data = pd.DataFrame(
        {"x0": 0.0, "y0": place - 0.31, "x1": mean, "y1": place + 0.31, "colour": list(colours)}
    ).assign(label=list(labels), text=list(texts))
    bars = hv.Rectangles(data, ["x0", "y0", "x1", "y1"], ["colour", "label", "text"]).opts(
        color="colour", line_alpha=0, fill_alpha=0.85, tools=[hover(("", "label"), (title, "text"))]
    )
    has = np.isfinite(low) & np.isfinite(high)
    lines = hv.Segments((low[has], place[has], high[has], place[has])).opts(color=look.ink, line_width=1.6)
    ends = hv.Labels({"x": reach + end * 0.015, "y": place, "text": list(texts)}, ["x", "y"], "text").opts(
        text_align="left", text_color=look.ink, text_font_size="11px"
    )
    return figure(
        bars * lines * ends,
        look,
        max(150, 62 + 30 * len(table)),
        xlabel=title,
        ylabel="",
        yticks=list(zip(place, labels, strict=True)),
        xlim=(0, end * 1.199),
        ylim=(-0.6, len(table) - 0.4),
        show_grid=False,
    )


def band(frame: pd.DataFrame, x: str, colour: str, label: str) -> hv.Overlay:
    """A mean line with its interval as a band; the band is left out where there is no interval."""
    line = hv.Curve(frame, x, "mean", label=label).opts(color=colour, line_width=2.2)
    known = frame.dropna(subset=["low", "high"])
    if known.empty:
        return hv.Overlay([line])
    area = hv.Area(known, x, ["low", "high"]).opts(color=colour, fill_alpha=0.18, line_alpha=0)
    return area * line


def empty(look: Look, message: str) -> hv.Overlay:
    """A figure that says that there is nothing to draw."""
    note = hv.Text(0.5, 0.5, message).opts(text_color=look.muted, text_font_size="13px")
    return figure(note, look, 150, xaxis=None, yaxis=None, xlim=(0, 1), ylim=(0, 1))
