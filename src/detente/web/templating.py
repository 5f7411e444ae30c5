"""Pages and parts of pages from templates; the words of a template are those of the surface."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.exhibits import Exhibit
from detente.phrases import Phrases
from detente.render.html import html_fragment

if TYPE_CHECKING:
    from jinja2 import Environment

HTMX = {
    "allowEval": False,
    "defaultSettleDelay": 0,
    "historyCacheSize": 0,
    "includeIndicatorStyles": False,
    "refreshOnHistoryMiss": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "(409|422|500)", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
"""How htmx behaves: nothing evaluated, no styles of its own, no page kept in the browser.

What is drawn is alive at once: until settled, nothing in it hears a click or a key."""


def drawn(template: str, words: Phrases, **values: Any) -> str:
    """A template filled with values; `t` is the phrases, `exhibits` draws tables and charts."""
    given = {"t": words, "exhibits": partial(exhibits, words), "htmx": json.dumps(HTMX)}
    filled: str = _environment().get_template(f"{template}.jinja").render(given | values)
    return filled


def exhibits(words: Phrases, shown: Exhibit | Iterable[Exhibit]) -> Any:
    """Exhibits as HTML that a template holds as it is."""
    from markupsafe import Markup

    return Markup(html_fragment(shown, language=words.language, styled=False))


def path_text(path: Sequence[object]) -> str:
    """A key path as forms carry it.

    >>> path_text(("parties", "north", 0))
    '["parties", "north", "0"]'
    """
    return json.dumps([str(key) for key in path], ensure_ascii=False)


def element_id(*path: object) -> str:
    """An identifier for the element that shows a key path.

    >>> element_id("issues", "what? where", 1)
    'issues-what-3f--20-where-1'
    """
    joined = "-".join(map(str, path))
    return "".join(
        c if (c.isascii() and c.isalnum()) or c in "-_" else f"-{ord(c):x}-" for c in joined
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"path_text": path_text, "element_id": element_id}
    return made
