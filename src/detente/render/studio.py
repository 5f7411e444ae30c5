"""Where Vega-Lite becomes SVG: in this process, or in one beside it that was started in time.

Starting the drawing engine takes about half a second; `warm` has that done on another core while
the analyses still run. Without it, or where no process can be started, drawing happens here. The
drawings are the same.
"""

from __future__ import annotations

import atexit
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

VEGA_LITE = "5.21"

Order = tuple[str, str]
"""A Vega-Lite specification as JSON, and the locale of its numbers."""

_beside: list[ProcessPoolExecutor] = []

_TRIAL: Order = ('{"data": {"values": []}, "mark": "point"}', "en-US")


def warm() -> None:
    """Start a process that draws; `draw` then uses it."""
    if _beside:
        return
    try:
        pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        pool.submit(draw_one, _TRIAL)
    except OSError:
        return
    _beside.append(pool)
    atexit.register(pool.shutdown, wait=False, cancel_futures=True)


def draw(orders: Sequence[Order]) -> list[str]:
    """The SVG of each order."""
    if _beside:
        try:
            return list(_beside[0].map(draw_one, orders))
        except BrokenProcessPool:
            _beside.clear()
    return [draw_one(order) for order in orders]


def draw_one(order: Order) -> str:
    """The SVG of one order, drawn here."""
    import vl_convert

    wanted, locale = order
    drawn: str = vl_convert.vegalite_to_svg(
        wanted,
        vl_version=VEGA_LITE,
        format_locale=locale,  # type: ignore[arg-type]
    )
    return drawn
