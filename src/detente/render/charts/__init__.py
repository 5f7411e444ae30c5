"""Charts as SVG and PNG, one module a family of charts.

The colours are names of the palette: in a page custom properties, so that one drawing follows the
reader's light or dark scheme; in a file the colours of one scheme.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from detente.errors import SettingError
from detente.exhibits import (
    BarChart,
    Chart,
    HeatMap,
    IntervalChart,
    LineChart,
    ScatterChart,
)
from detente.phrases import phrases
from detente.render.charts.bars import bars, intervals
from detente.render.charts.canvas import FONT, LINE, WIDTH, Canvas, fitted
from detente.render.charts.matrix import matrix
from detente.render.charts.points import line, scatter
from detente.render.palette import DARK, LIGHT
from detente.render.safe_text import clean, cleaned

_MAKERS: dict[type, Callable[[Canvas, Any, Any], None]] = {
    ScatterChart: scatter,
    LineChart: line,
    BarChart: bars,
    IntervalChart: intervals,
    HeatMap: matrix,
}

_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">M</text></svg>'

PAD = 12.0
TITLE = 15.0


def page_svg(chart: Chart, *, language: str, width: float = WIDTH) -> str:
    """An SVG element for a page that defines the palette's custom properties, without a title."""
    canvas = Canvas(lambda name: f"var(--{name})", width)
    return _drawing(canvas, chart, language, pad=2.0)


def svg(
    chart: Chart, *, language: str, dark: bool = False, titled: bool = True, wider: float = 1.0
) -> str:
    """A chart as an SVG file of its own in light or dark colours, with its title above.

    `wider` is how many times as wide as usual it is drawn, with letters of the same size.
    """
    colours = DARK if dark else LIGHT
    canvas = Canvas(lambda name: colours[name])
    canvas.width *= wider
    if titled:
        title = fitted(chart.title, canvas.width, TITLE)
        canvas.text(0.0, 9.0, title, size=TITLE, font_weight="bold")
        canvas.height = (LINE + 4) * len(title) + 8
    return _drawing(canvas, chart, language, pad=PAD, paper=colours["paper"])


def png(
    chart: Chart,
    *,
    language: str,
    dark: bool = False,
    titled: bool = True,
    scale: float = 2.0,
) -> bytes:
    """A chart as a PNG file; `scale` is pixels per unit of the drawing.

    Raises SettingError on a machine without any typeface, where texts would be missing.
    """
    import resvg_py

    def image(drawn: str) -> bytes:
        return bytes(resvg_py.svg_to_bytes(svg_string=drawn, zoom=scale))

    if image(_PROBE) == image(_PROBE.replace("M", "")):
        remedy = "no typeface is installed on this machine; install one, or write SVG"
        raise SettingError("chart", "PNG", remedy)
    return image(svg(chart, language=language, dark=dark, titled=titled))


def _drawing(canvas: Canvas, chart: Chart, language: str, *, pad: float, paper: str = "") -> str:
    """The whole element, with the chart's own name and description for those who cannot see it."""
    _MAKERS[type(chart)](canvas, cleaned(chart), phrases(language))
    wide, tall = round(canvas.width + 2 * pad), round(canvas.height + 2 * pad)
    title, summary = clean(chart.title), clean(chart.summary)
    said = escape(f"{title}. {summary}" if summary else title)
    more = escape(summary or clean(chart.note) or title)
    corner = f'x="{-pad:g}" y="{-pad:g}" width="{wide}" height="{tall}"'
    ground = f'<rect {corner} fill="{paper}"/>' if paper else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="{wide}" height="{tall}" '
        f'viewBox="{-pad:g} {-pad:g} {wide} {tall}" role="img" lang="{language}" '
        f'font-family="{FONT}" aria-label="{said}">'
        f"<title>{escape(title)}</title><desc>{more}</desc>"
        f"{ground}{''.join(canvas.elements)}</svg>"
    )
