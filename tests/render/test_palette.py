"""Colours that can be read, in both schemes and with colour vision deficiencies."""

from __future__ import annotations

import pytest

from detente.render.palette import (
    DARK,
    HEAT_STEPS,
    LIGHT,
    SERIES,
    heat_step,
)

SCHEMES = {"light": LIGHT, "dark": DARK}

# Machado, Oliveira and Fernandes (2009), table 1, severity 1.0; linear RGB.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours `#rrggbb`, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_both_schemes_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_and_series_read_on_paper(scheme: str) -> None:
    colours = SCHEMES[scheme]
    for name in ("ink", "soft", "accent", "warn", *(f"series-{i + 1}" for i in range(SERIES))):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    for name in ("ink", "soft", "accent"):
        assert contrast(colours[name], colours["wash"]) >= 4.5, name
    assert contrast(colours["warn"], colours["warn-wash"]) >= 4.5
    assert contrast(colours["muted"], colours["paper"]) >= 3.0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_reads_in_every_shade(scheme: str) -> None:
    colours = SCHEMES[scheme]
    for step in range(1, HEAT_STEPS + 1):
        for shade in ("heat", "turn"):
            pair = colours[f"{shade}-{step}"], colours[f"on-{shade}-{step}"]
            assert contrast(*pair) >= 4.5, (shade, step)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_gain_and_loss_of_one_size_stay_apart(scheme: str, deficiency: str) -> None:
    matrix = DEFICIENCIES[deficiency]
    for step in (1, 2, 3):
        loss, gain = (
            _seen(SCHEMES[scheme][f"turn-{k}"], matrix) for k in (step, HEAT_STEPS + 1 - step)
        )
        assert sum((a - b) ** 2 for a, b in zip(loss, gain, strict=True)) ** 0.5 > 20, step


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_first_series_stay_apart(scheme: str, deficiency: str) -> None:
    matrix = DEFICIENCIES[deficiency]
    seen = [_seen(SCHEMES[scheme][f"series-{i + 1}"], matrix) for i in range(4)]
    for i, one in enumerate(seen):
        for other in seen[:i]:
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 10


def _seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """The CIE L*a*b* coordinates of a colour as seen with a deficiency."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    rgb = [min(1.0, max(0.0, sum(m * c for m, c in zip(r, linear, strict=True)))) for r in matrix]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    xyz = [
        sum(m * c for m, c in zip(row, rgb, strict=True)) / w
        for row, w in zip(to_xyz, white, strict=True)
    ]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_shades_cover_the_range() -> None:
    assert [heat_step(v, 0, 70) for v in (-5, 0, 9.9, 10, 35, 70, 99)] == [1, 1, 1, 2, 4, 7, 7]
    assert heat_step(3, 3, 3) == 1
