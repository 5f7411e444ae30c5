"""Where Vega-Lite becomes SVG: in this process, or in one beside it that was started in time.

Starting the drawing engine takes about half a second; `warm` has that done on another core while
the analyses still run, and `ahead` has drawings made before they are asked for. Without a second
process drawing happens here, when asked for. The drawings are the same.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

from detente.forked import forked

VEGA_LITE = "5.21"

Order = tuple[str, str]
"""A Vega-Lite specification as JSON, and the locale of its numbers."""

_beside: list[Connection] = []

_TRIAL: Order = ('{"data": {"values": []}, "mark": "point"}', "en-US")


def warm() -> None:
    """Start a process that draws, where that can be done; `ahead` and `draw` then use it."""
    if _beside or "vl_convert" in sys.modules:
        return
    started = forked(_serve)
    if started is not None:
        _beside.append(started)


def ahead(orders: Sequence[Order]) -> None:
    """Have drawings made that will be asked for; does nothing where no process draws."""
    _ask(("make", list(orders)))


def draw(orders: Sequence[Order]) -> list[str]:
    """The SVG of each order."""
    if _ask(("give", list(orders))):
        try:
            drawn: list[str] = _beside[0].recv()
            return drawn
        except (EOFError, OSError):
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


def _ask(message: tuple[str, list[Order]]) -> bool:
    """Whether the message reached a process that draws."""
    if not _beside:
        return False
    try:
        _beside[0].send(message)
    except OSError:
        _beside.clear()
        return False
    return True


def _serve(connection: Connection) -> None:
    """Draw what is asked for until the other side is gone."""
    asked: SimpleQueue[tuple[str, list[Order]] | None] = SimpleQueue()

    def listen() -> None:
        # A thread of its own, so that whoever asks never waits for a drawing to be done.
        try:
            while True:
                asked.put(connection.recv())
        except (EOFError, OSError):
            asked.put(None)

    Thread(target=listen, daemon=True).start()
    draw_one(_TRIAL)
    made: dict[Order, str] = {}
    for kind, orders in iter(asked.get, None):
        for order in orders:
            if order not in made:
                made[order] = draw_one(order)
        if kind == "give":
            connection.send([made[order] for order in orders])
