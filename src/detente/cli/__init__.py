"""The command line: a surface without logic.

Exit codes: 0 answered, or the reader of a pipe has left; 1 the answer to a yes/no question is no;
2 bad input, or output that cannot be written; 3 internal error; 130 interrupted.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys

from detente.cli.streams import Interrupted, OutputLost, discard, received, take_over
from detente.errors import DetenteError, InputError

__all__ = ["main"]


def main() -> None:
    """Run `detente`; errors end as one message on stderr, never as a traceback."""
    _collect_less_garbage()
    try:
        take_over()
        code, message = _answer()
        sys.stdout.flush()
    except OutputLost as lost:
        discard()
        code, message = 2, _said("output_lost", reason=str(lost.reason.strerror))
        if lost.reason.errno == errno.EPIPE:
            code, message = 0, ""
    except (Interrupted, KeyboardInterrupt) as ended:
        code, message = getattr(ended, "code", 130), _said("interrupted")
    if message:
        print(message, file=sys.stderr)
    sys.exit(code)


def _answer() -> tuple[int, str]:
    """Run the command; the exit code, and what is to be said on stderr."""
    try:
        from detente.cli.app import make_app

        make_app(*sys.argv[1:2])()
    except SystemExit as ended:
        return (ended.code, "") if isinstance(ended.code, int) else (0, "")
    except InputError as error:
        return error.exit_code, _told(error)
    except DetenteError as error:
        said = f"internal error: {error}\nPlease report it with the scenario file."
        return error.exit_code, said
    except Exception as error:
        if received:
            raise Interrupted(received[-1]) from None
        if os.environ.get("DETENTE_TRACEBACK"):
            raise
        said = f"internal error: {type(error).__name__}: {error}"
        return 3, f"{said}\nSet DETENTE_TRACEBACK=1 to see where, and please report it."
    return 0, ""


def _said(key: str, **values: str) -> str:
    from detente.cli.printing import spoken
    from detente.phrases import phrases

    return phrases(spoken())(f"cli.{key}", **values)


def _told(error: InputError) -> str:
    from detente.cli.printing import spoken
    from detente.phrases import phrases
    from detente.phrases.messages import told

    return told(error, phrases(spoken()))


def _collect_less_garbage() -> None:
    """What a command makes mostly lives until it ends, and then goes with the process."""
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)
