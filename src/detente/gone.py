"""Public names and commands of earlier versions that are no more, and what took their place.

>>> missing("detente.scenario")("write_whole")
Traceback (most recent call last):
AttributeError: detente.scenario.write_whole is no more; use detente.writing.write_whole
"""

from __future__ import annotations

from collections.abc import Callable

NAMES = {
    "detente.brief.ORDER": "the places in the catalogue entries",
    "detente.brief.begin": "detente.brief.write_brief, which does all in one process",
    "detente.exhibits.GraphChart": "detente.exhibits.Table, a row a node or an arrow",
    "detente.exhibits.ParallelChart": "detente.exhibits.Table, a column a party or measure",
    "detente.render.draw_ahead": "detente.render.html_page, which draws all charts",
    "detente.render.warm": "detente.render.html_page, which needs no preparation",
    "detente.scenario.write_whole": "detente.writing.write_whole",
}

COMMANDS = {
    "lint-brief": "nothing, since a brief keeps words of likelihood and confidence apart by itself"
}


def missing(module: str) -> Callable[[str], object]:
    """What a module answers to a name that it lacks, as its `__getattr__`."""

    def answer(name: str) -> object:
        full = f"{module}.{name}"
        if full in NAMES:
            raise AttributeError(f"{full} is no more; use {NAMES[full]}")
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return answer
