"""The workbench as a server on this machine: a socket of the loopback, and how it ends."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from detente.errors import SettingError
from detente.validation import whole_number
from detente.web.guard import NAMES, Guard

if TYPE_CHECKING:
    from detente.web.workspace import Bench

PATIENCE = 1
"""Seconds that answers under way have when the workbench ends."""


def serve(bench: Bench, port: int, opened: Callable[[str], None]) -> None:
    """Serve until somebody leaves, or presses Ctrl-C; `opened` is told the address.

    A port of 0 takes a free one. Raises SettingError for a port that cannot be had.
    """
    import uvicorn

    from detente.web.app import make_app

    listening = listen(port)
    taken = listening.getsockname()[1]
    guard = Guard(make_app(bench), taken)
    config = uvicorn.Config(
        guard,
        log_level="critical",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=PATIENCE,
    )
    server = uvicorn.Server(config)
    bench.on_leaving(lambda: setattr(server, "should_exit", True))
    opened(guard.address)
    try:
        server.run(sockets=[listening])
    finally:
        bench.close()


def listen(port: int) -> socket.socket:
    """A socket that hears this machine alone."""
    whole_number("--port", port, most=65535)
    try:
        return socket.create_server((NAMES[0], port))
    except OSError as error:
        raise SettingError("--port", port, "name another one, or none for a free one") from error
