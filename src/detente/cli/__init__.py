"""The command line: a surface without logic.

Exit codes: 0 answered; 1 the answer to a yes/no question is no; 2 bad input; 3 internal error.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys

from detente.errors import DetenteError, InputError

__all__ = ["main"]


def main() -> None:
    """Run `detente`; errors end as one message on stderr, never as a traceback."""
    from detente.cli.app import make_app
    from detente.render.encodings import READABLE

    _collect_less_garbage()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=READABLE)
    try:
        make_app()()
    except InputError as error:
        _end(_told(error), error.exit_code)
    except DetenteError as error:
        _end(f"internal error: {error}\nPlease report it with the scenario file.", error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _end("interrupted", 130)
    except Exception as error:
        if os.environ.get("DETENTE_TRACEBACK"):
            raise
        said = f"internal error: {type(error).__name__}: {error}"
        _end(f"{said}\nSet DETENTE_TRACEBACK=1 to see where, and please report it.", 3)


def _told(error: InputError) -> str:
    from detente.cli.spoken import spoken
    from detente.phrases import phrases
    from detente.phrases.told import told

    return told(error, phrases(spoken()))


def _collect_less_garbage() -> None:
    """What a command makes mostly lives until it ends, and then goes with the process."""
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)


def _end(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    sys.exit(code)
