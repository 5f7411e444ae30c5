"""Where Vega-Lite becomes SVG: in this process, or in one beside it that was started in time.

Starting the drawing engine takes about half a second; `warm` has that done on another core while
the analyses still run, and `ahead` has drawings made before they are asked for. Without a second
process drawing happens here, when asked for.

The second process measures letters by the typeface that the engine carries inside, as wide as Arial
and Helvetica. The engine would open a font file of the machine anew for each word, which takes most
of the time of a drawing. What is written in letters which that typeface lacks is drawn here.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread

from detente.forked import forked

VEGA_LITE = "5.21"

Order = tuple[str, str]
"""A Vega-Lite specification as JSON, and the locale of its numbers."""

_RARE = re.compile(r"\\u(?!0[0-4]|2[0-3])|[^\x00-\x7f]")
"""A letter that the typeface inside may lack, in JSON of ASCII alone."""

_NO_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir></fontconfig>
"""

_beside: list[Connection] = []

_TRIAL: Order = ('{"title": "a", "data": {"values": [{"a": 1}]}, "mark": "text"}', "en-US")
"""A first drawing, with a letter, so that the engine has looked for typefaces."""


def warm() -> None:
    """Start a process that draws, where that can be done; `ahead` and `draw` then use it."""
    if _beside or "vl_convert" in sys.modules:
        return
    started = forked(_serve)
    if started is not None:
        _beside.append(started)


def ahead(orders: Sequence[Order]) -> None:
    """Have drawings made that will be asked for; does nothing where no process draws."""
    _ask(("make", [order for order in orders if _common(order)]))


def draw(orders: Sequence[Order]) -> list[str]:
    """The SVG of each order."""
    drawn = _drawn_beside([order for order in orders if _common(order)])
    return [drawn[order] if order in drawn else draw_one(order) for order in orders]


def _common(order: Order) -> bool:
    """Whether an order has only letters of Latin, Greek and Cyrillic, and signs."""
    return _RARE.search(order[0]) is None


def _drawn_beside(orders: list[Order]) -> dict[Order, str]:
    """The SVG of each order, made by the process that draws; empty where there is none."""
    if _ask(("give", orders)):
        try:
            return dict(zip(orders, _beside[0].recv(), strict=True))
        except (EOFError, OSError):
            _beside.clear()
    return {}


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
    with TemporaryDirectory() as folder:
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(_NO_FONTS.format(folder=folder), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(fonts)
        draw_one(_TRIAL)
    made: dict[Order, str] = {}
    for kind, orders in iter(asked.get, None):
        for order in orders:
            if order not in made:
                made[order] = draw_one(order)
        if kind == "give":
            connection.send([made[order] for order in orders])
