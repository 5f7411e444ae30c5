"""Reference lines with their labels."""

from __future__ import annotations

from collections.abc import Sequence

from detente.exhibits import Guide
from detente.render.palette import placeholder
from detente.render.plain import clean
from detente.render.specs.frame import Spec

ALONE: Spec = dict.fromkeys(("x", "y", "yOffset"))
"""Nothing of the positions that a chart's layers share."""


def guide_layers(
    guides: Sequence[Guide], x: tuple[float, float], y: tuple[float, float] | None = None
) -> list[Spec]:
    """Dashed lines with their labels, at values of the x axis and, where given, the y axis."""
    layers: list[Spec] = []
    for guide in guides:
        span = x if guide.axis == "x" else y
        if span is not None and span[0] <= guide.value <= span[1]:
            layers.extend(_guide(guide, span))
    return layers


def _guide(guide: Guide, span: tuple[float, float]) -> list[Spec]:
    label = clean(guide.label)
    position = {"field": "v", "type": "quantitative"}
    mark = {"type": "rule", "strokeDash": [5, 4], "color": placeholder("soft"), "aria": bool(label)}
    rule: Spec = {
        "data": {"values": [{"v": guide.value, "d": label}]},
        "mark": mark,
        "encoding": ALONE | {guide.axis: position, "description": {"field": "d"}},
    }
    if not label:
        return [rule]
    text = {"type": "text", "color": placeholder("soft"), "fontSize": 12, "aria": False}
    return [
        rule,
        {
            "data": {"values": [{"v": guide.value, "t": label}]},
            "mark": text | _beside(guide, label, span),
            "encoding": ALONE | {guide.axis: position, "text": {"field": "t"}},
        },
    ]


def _beside(guide: Guide, label: str, span: tuple[float, float]) -> Spec:
    """Where the label stands: above an upright line, on the left above one that lies."""
    share = (guide.value - span[0]) / (span[1] - span[0])
    if guide.axis == "x":
        late = share > 0.5 and len(label) * 7 > 500 * (1 - share)
        side = {"align": "right", "dx": 4} if late else {"align": "left", "dx": -4}
        return side | {"baseline": "bottom", "y": -2}
    side = {"baseline": "top", "dy": 4} if share > 0.92 else {"baseline": "bottom", "dy": -4}
    return side | {"align": "left", "x": 6}
