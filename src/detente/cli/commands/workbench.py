"""`detente open`: the workbench in a browser, on this machine alone."""

from __future__ import annotations

import sys
import threading
import webbrowser
from types import SimpleNamespace
from typing import Annotated

import typer

from detente.cli.arguments import Language, Parameters, add_command, option
from detente.cli.streams import Interrupted
from detente.phrases import phrases
from detente.validation import check_extra

Opened = Annotated[
    str | None,
    typer.Argument(metavar="[FILE]", help="A scenario file, or the name of a bundled case."),
]
PARAMETERS: Parameters = {
    "file": (Opened, None),
    "port": option(int, "--port", "The port to hear; a free one by default.", 0, metavar="N"),
    "browser": (
        Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")],
        True,
    ),
    "language": (Language, None),
}
HELP = "Work on a scenario in a browser: every screen by exact changes of FILE, offline."


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "open", HELP, PARAMETERS, _open)


def _open(given: SimpleNamespace) -> None:
    """Serve until somebody leaves or presses Ctrl-C."""
    check_extra("open", "web", "starlette")
    check_extra("open", "web", "uvicorn")
    from detente.cli.printing import speak
    from detente.desk.store import Store, default_folder
    from detente.web.server import serve
    from detente.web.workspace import Bench

    if given.language:
        speak(given.language)
    bench = Bench(Store(default_folder()), given.language)
    if given.file is not None:
        bench.open(given.file)
    words = phrases(bench.language)

    def opened(address: str) -> None:
        print(words("web.at", address=address), flush=True)
        print(words("web.how_to_end"), flush=True)
        sys.stdout.flush()
        if given.browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        serve(bench, given.port, opened)
    except Interrupted as ended:
        if ended.code != 130:
            raise
    print(words("web.left"), flush=True)
