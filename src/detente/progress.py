"""How far long work has come, told to whoever wants to know.

>>> seen = []
>>> def note(done: int, total: int, what: str) -> None:
...     seen.append((done, total, what))
>>> part = within(note, 10, 20, 100)
>>> part(1, 2, "deals")
>>> seen
[(20, 100, 'deals')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

Progress = Callable[[int, int, str], None]
"""Called with how much is done, of how much in all, and what is being worked on."""


def quiet(done: int, total: int, what: str) -> None:
    """Tell nobody."""


def within(progress: Progress, start: int, size: int, total: int) -> Progress:
    """The progress of a part: `size` of `total`, from `start` on."""

    def tell(done: int, of: int, what: str) -> None:
        progress(start + (size * done // of if of else size), total, what)

    return tell


@contextmanager
def bar() -> Iterator[Progress]:
    """A progress bar with the time left on stderr, where somebody can see it."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as shown:
        line = shown.add_task("")

        def tell(done: int, total: int, what: str) -> None:
            shown.update(line, completed=done, total=total, description=escape(what))

        yield tell


def shown(progress: Progress | bool) -> AbstractContextManager[Progress]:
    """Whom to tell: a function, a bar (True) or nobody (False)."""
    if callable(progress):
        return nullcontext(progress)
    return bar() if progress else nullcontext(quiet)
