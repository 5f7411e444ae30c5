"""The colours of charts and pages, once for light and once for dark surfaces.

The series colours follow the order and hues of Okabe and Ito (2008), which people with colour
vision deficiencies tell apart, moved in lightness until every one of them reads as text on its
background (contrast of at least 4.5:1, WCAG 2.2 criterion 1.4.3). Shades run from pale to strong
blue (`heat`) or, for numbers with a sign, from orange over grey to blue (`turn`).
"""

from __future__ import annotations

from collections.abc import Mapping

SERIES = 8
HEAT_STEPS = 7

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "ink": "#1b2733",
    "soft": "#526170",
    "rule": "#c9d1d9",
    "grid": "#e6eaee",
    "muted": "#7f8c99",
    "accent": "#0b4a7a",
    "wash": "#f3f6f9",
    "warn": "#9a4a00",
    "warn-wash": "#fdf4e9",
    "series-1": "#0063ad",
    "series-2": "#c04a00",
    "series-3": "#00775a",
    "series-4": "#a83f86",
    "series-5": "#655100",
    "series-6": "#2b7a9b",
    "series-7": "#20303f",
    "series-8": "#6b6f76",
    "heat-1": "#eef3f8",
    "heat-2": "#d3e2ef",
    "heat-3": "#adcbe3",
    "heat-4": "#86b5d8",
    "heat-5": "#2f74aa",
    "heat-6": "#1b5c94",
    "heat-7": "#0b4474",
    "on-heat-1": "#1b2733",
    "on-heat-2": "#1b2733",
    "on-heat-3": "#1b2733",
    "on-heat-4": "#101a24",
    "on-heat-5": "#ffffff",
    "on-heat-6": "#ffffff",
    "on-heat-7": "#ffffff",
    "turn-1": "#8a3a00",
    "turn-2": "#b05510",
    "turn-3": "#f3c9a1",
    "turn-4": "#eff1f3",
    "turn-5": "#adcbe3",
    "turn-6": "#2f74aa",
    "turn-7": "#0b4474",
    "on-turn-1": "#ffffff",
    "on-turn-2": "#ffffff",
    "on-turn-3": "#1b2733",
    "on-turn-4": "#1b2733",
    "on-turn-5": "#1b2733",
    "on-turn-6": "#ffffff",
    "on-turn-7": "#ffffff",
}

DARK: Mapping[str, str] = {
    "paper": "#12181f",
    "ink": "#e8edf2",
    "soft": "#a9b6c2",
    "rule": "#3a4754",
    "grid": "#26313b",
    "muted": "#73818e",
    "accent": "#8cc4f2",
    "wash": "#1a232c",
    "warn": "#f2b36b",
    "warn-wash": "#2a2117",
    "series-1": "#6cb6f5",
    "series-2": "#f59a52",
    "series-3": "#3fc79d",
    "series-4": "#e58ac6",
    "series-5": "#e3c642",
    "series-6": "#8fdcf0",
    "series-7": "#f1f4f7",
    "series-8": "#a3a9b1",
    "heat-1": "#1c2731",
    "heat-2": "#1f3547",
    "heat-3": "#23465f",
    "heat-4": "#2b5c80",
    "heat-5": "#5c9dcf",
    "heat-6": "#8cc0e8",
    "heat-7": "#bfe0f8",
    "on-heat-1": "#e8edf2",
    "on-heat-2": "#e8edf2",
    "on-heat-3": "#ffffff",
    "on-heat-4": "#ffffff",
    "on-heat-5": "#0a0f14",
    "on-heat-6": "#0a0f14",
    "on-heat-7": "#0a0f14",
    "turn-1": "#f7b98a",
    "turn-2": "#dd8540",
    "turn-3": "#6b3d17",
    "turn-4": "#29323b",
    "turn-5": "#23465f",
    "turn-6": "#5c9dcf",
    "turn-7": "#bfe0f8",
    "on-turn-1": "#0a0f14",
    "on-turn-2": "#0a0f14",
    "on-turn-3": "#ffffff",
    "on-turn-4": "#e8edf2",
    "on-turn-5": "#ffffff",
    "on-turn-6": "#0a0f14",
    "on-turn-7": "#0a0f14",
}


def heat_step(value: float, low: float, high: float) -> int:
    """The shade, 1..7, of a value in low..high; values outside take the nearest end."""
    share = (value - low) / (high - low) if high > low else 0.0
    return 1 + min(HEAT_STEPS - 1, max(0, int(share * HEAT_STEPS)))


def custom_properties(colours: Mapping[str, str]) -> str:
    """The palette as declarations of CSS custom properties."""
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())
