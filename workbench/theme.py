"""How the workbench looks: one calm accent, soft surfaces, hairlines; the same in light and dark."""

from __future__ import annotations

from typing import Any

FONT = (
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", '
    '"Noto Sans CJK SC", "Noto Sans SC", Roboto, sans-serif'
)

LIGHT = {
    "accent": "#0F766E",
    "background": "#F5F7F7",
    "paper": "#FFFFFF",
    "text": "#15211F",
    "muted": "#52605D",
    "divider": "#DFE6E4",
    "good": "#0F766E",
    "bad": "#B93815",
    "warn": "#8A5A00",
}
DARK = {
    "accent": "#5CC9BB",
    "background": "#0E1413",
    "paper": "#161E1D",
    "text": "#E7EEEC",
    "muted": "#A3B2AE",
    "divider": "#2B3735",
    "good": "#5CC9BB",
    "bad": "#FF9B78",
    "warn": "#E8B659",
}
"""Text colours reach a contrast of 4.5:1 on paper and background (a test computes it)."""

SERIES = ("#0D8A7F", "#3B78C9", "#C26A12", "#A8479B", "#6B7C1F", "#C4475A", "#5F6BB8", "#7A6A58")
"""Lines and bars; each at least 3:1 on both papers, so that figures need no second palette."""

GRIDS = ("#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#99DDFF", "#44BB99", "#BBCC33", "#B9A7E0", "#D9C2A7")
"""Fills of grids: Paul Tol's "light" scheme (SRON/EPS/TN/09-002, 2021), made for colour-blind readers
and for dark labels on top; its olive and grey are replaced by two that stay apart from unassigned."""

RAMP = ("#E3F1EE", "#B5DBD4", "#83C1B7", "#4FA497", "#1F8478", "#0B6259", "#07423C")
"""Values from low to high: one hue, lightness falling evenly, so order survives any colour vision."""


def _palette(colours: dict[str, str], mode: str) -> dict[str, Any]:
    return {
        "mode": mode,
        "primary": {"main": colours["accent"], "contrastText": colours["paper"]},
        "success": {"main": colours["good"]},
        "error": {"main": colours["bad"]},
        "warning": {"main": colours["warn"]},
        "background": {"default": colours["background"], "paper": colours["paper"]},
        "text": {"primary": colours["text"], "secondary": colours["muted"]},
        "divider": colours["divider"],
    }


def _components(colours: dict[str, str]) -> dict[str, Any]:
    hairline = f"1px solid {colours['divider']}"
    return {
        "MuiAppBar": {
            "defaultProps": {"elevation": 0},
            "styleOverrides": {
                "root": {
                    "backgroundColor": colours["paper"],
                    "backgroundImage": "none",
                    "color": colours["text"],
                    "borderBottom": hairline,
                }
            },
        },
        "MuiPaper": {"styleOverrides": {"root": {"backgroundImage": "none"}}},
        "MuiDrawer": {"styleOverrides": {"paper": {"borderRight": hairline}}},
        "MuiButton": {
            "defaultProps": {"disableElevation": True},
            "styleOverrides": {"root": {"textTransform": "none", "fontWeight": 600}},
        },
        "MuiOutlinedInput": {
            "styleOverrides": {"root": {"& .MuiIconButton-root": {"color": colours["muted"]}}}
        },
        "MuiToggleButton": {"styleOverrides": {"root": {"textTransform": "none"}}},
    }


def theme_config() -> dict[str, Any]:
    """The Material theme of both modes, for `Page(theme_config=...)`."""
    config: dict[str, Any] = {}
    for mode, colours in (("light", LIGHT), ("dark", DARK)):
        config[mode] = {
            "palette": _palette(colours, mode),
            "typography": {"fontFamily": FONT},
            "shape": {"borderRadius": 10},
            "components": _components(colours),
        }
    return config


MATERIAL = {
    "accent": "primary-main",
    "background": "background-default",
    "paper": "background-paper",
    "text": "text-primary",
    "muted": "text-secondary",
    "divider": "divider",
    "good": "success-main",
    "bad": "error-main",
    "warn": "warning-main",
}
"""Our colours by their names in the Material palette, which follows the theme by itself."""


def page_css() -> str:
    """Colours as custom properties of the document: they reach into every shadow root."""
    names = "".join(
        f"  --gw-{name}: var(--mui-palette-{material}, {LIGHT[name]});\n"
        for name, material in MATERIAL.items()
    )
    return f":root {{\n{names}  --gw-font: {FONT};\n}}\nbody {{ background: var(--gw-background); }}\n"
