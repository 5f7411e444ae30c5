"""Charts to SVG and PNG.

The drawing is made once with placeholder colours. In a page each becomes a CSS custom property, so
the same drawing follows the reader's colour scheme; on its own it takes the colours of one scheme.
What Vega writes for screen readers in English is taken out: the chart's own words stand instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from detente.exhibits import Chart
from detente.phrases import phrases
from detente.render import studio
from detente.render.palette import DARK, LIGHT, named
from detente.render.plain import clean, cleaned
from detente.render.specs import spec

LOCALES = {"en": "en-US", "de": "de-DE"}

ROOM = 1.17
"""How much wider than where a chart is laid out its letters may be where it is read.

Browsers put other typefaces in the place of those asked for. Charts are laid out with letters that
much larger, and lettered in the size asked for: so wide ones neither are cut nor meet.
"""

_COLOUR = re.compile(r'(?<= )(fill|stroke)="(#fe5a[0-9a-f]{2})"')
_ENGLISH = re.compile(r' aria-roledescription="[^"]*"')
_QUIET = re.compile(r' pointer-events="none"')
_IDLE = re.compile(r'<path class="(?:fore|back)ground"[^>]*?d=""[^>]*?/>')
_EMPTY = re.compile(r'<path class="background" aria-hidden="true" d="M0,0h0v0h0Z"[^>]*?/>')
_SKIPPED = re.compile(r' (?:role="graphics-(?:object|symbol)"|aria-hidden="true"|opacity="1")')
_LABEL = re.compile(r' aria-label="[^"]*"')
_LONG = re.compile(r"(-?\d+\.\d\d)\d+")
_TAG = re.compile(r"<[^>]*>")
_OPEN = re.compile(r"<svg[^>]*>")
_NAMED = re.compile(r'( id="|="url\(#)')
_FONT = re.compile(r' font-size="([\d.]+)px"')
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)"')


def page_svgs(charts: Mapping[str, Chart], *, language: str) -> dict[str, str]:
    """SVG elements for a page that defines the palette's custom properties.

    The keys make the identifiers in each unique within the page.
    """
    drawings = _draw(list(charts.values()), language=language, titled=False)
    return {
        key: _headed(
            _recolour(drawn, lambda name: f"var(--{name})"), chart, language=language, key=key
        )
        for (key, chart), drawn in zip(charts.items(), drawings, strict=True)
    }


def svg(chart: Chart, *, language: str, dark: bool = False) -> str:
    """A chart as an SVG file of its own, title included, in light or dark colours."""
    colours = DARK if dark else LIGHT
    (plain,) = _draw([chart], language=language, titled=True)
    drawn = _recolour(plain, lambda name: colours[name])
    return _headed(drawn, chart, language=language, key="chart")


def png(chart: Chart, *, language: str, dark: bool = False, scale: float = 2.0) -> bytes:
    """A chart as a PNG file; `scale` is pixels per unit of the drawing."""
    import vl_convert

    image: bytes = vl_convert.svg_to_png(svg(chart, language=language, dark=dark), scale=scale)
    return image


def draw_ahead(charts: Sequence[Chart], *, language: str) -> None:
    """Have charts drawn that a page will ask for, where a process draws."""
    studio.ahead(_orders(charts, language=language, titled=False))


def _orders(charts: Sequence[Chart], *, language: str, titled: bool) -> list[studio.Order]:
    locale = LOCALES[phrases(language).language]
    wanted = [_roomy(spec(cleaned(chart), language=language, titled=titled)) for chart in charts]
    return [(json.dumps(one), locale) for one in wanted]


def _roomy(part: Any) -> Any:
    """A spec whose letters are larger by the room that they are given."""
    if isinstance(part, Mapping):
        return {
            key: held * ROOM if key.lower().endswith("fontsize") else _roomy(held)
            for key, held in part.items()
            if key != "values"
        } | ({"values": part["values"]} if "values" in part else {})
    return [_roomy(one) for one in part] if isinstance(part, list) else part


def _draw(charts: Sequence[Chart], *, language: str, titled: bool) -> list[str]:
    drawings = studio.draw(_orders(charts, language=language, titled=titled))
    return [
        _TAG.sub(lambda tag: _slim(tag.group()), drawn).replace("  ", " ") for drawn in drawings
    ]


def _slim(tag: str) -> str:
    tag = _FONT.sub(lambda m: f' font-size="{float(m[1]) / ROOM:.4g}px"', tag)
    for pattern in (_ENGLISH, _QUIET, _IDLE, _EMPTY, _SKIPPED):
        tag = pattern.sub("", tag)
    if "role-title" in tag:
        tag = _LABEL.sub("", tag)
    return tag if "aria-label" in tag else _LONG.sub(r"\1", tag)


def _recolour(drawn: str, colour: Callable[[str], str]) -> str:
    def replaced(tag: re.Match[str]) -> str:
        return _COLOUR.sub(lambda m: f'{m[1]}="{colour(named(m[2]))}"', tag.group())

    return _TAG.sub(replaced, drawn)


def _headed(drawn: str, chart: Chart, *, language: str, key: str) -> str:
    """Give the SVG its name and description, and identifiers of its own."""
    size = _SIZE.search(drawn)
    width, height, box = size.groups() if size else ("600", "400", "0 0 600 400")
    title, summary = clean(chart.title), clean(chart.summary)
    said = escape(f"{title}. {summary}" if summary else title)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="{width}" '
        f'height="{height}" viewBox="{box}" role="img" lang="{language}" aria-label="{said}">'
        f"<title>{escape(title)}</title><desc>{escape(summary or title)}</desc>"
    )
    drawn = _TAG.sub(lambda tag: _NAMED.sub(rf"\1{key}-", tag.group()), drawn)
    return _OPEN.sub(lambda _: head, drawn, count=1)
