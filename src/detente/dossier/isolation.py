"""Read a file in a process of its own, so that one made to do damage can only end that process.

The libraries for pages, PDF and Word files have bounds of their own; this is what holds where one
of these fails: so much time, so much memory, no network, none of the modules of the folder in which
the file lies.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import suppress
from typing import Any

from detente.dossier.cleaning import Draft
from detente.dossier.formats import kind_of, read_raw
from detente.errors import FileError, sentence

SECONDS = 60
"""Time that reading a file may take."""
MEMORY = 3_000_000_000
"""Bytes of memory that it may take, where the system can hold it to that."""


def read_apart(raw: bytes, file: str) -> Draft:
    """The same as `read_raw`; what is no plain text is read in a process of its own."""
    if kind_of(raw, file) == ".txt":
        return read_raw(raw, file)
    command = [sys.executable, "-P", "-m", "detente.dossier.isolation", file]
    try:
        run = subprocess.run(
            command,
            input=raw,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONHASHSEED": "0"},  # the same file gives the same text
        )
        answer = json.loads(run.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        rule = "reading it took too much time or memory"
        raise FileError(file, rule, "save its text as .txt") from None
    if "rule" in answer:
        pattern, values = answer["rule"]
        raise FileError(file, sentence(pattern, **values), answer["remedy"])
    return Draft(**answer | {"flags": set(answer["flags"])})


def main() -> None:
    """Read the file on standard input, called as the first argument, and print what it says."""
    _confine()
    answer: dict[str, Any]
    try:
        draft = read_raw(sys.stdin.buffer.read(), sys.argv[1])
        answer = {**vars(draft), "flags": sorted(draft.flags)}
    except FileError as error:
        rule = getattr(error.rule, "pattern", error.rule), getattr(error.rule, "values", {})
        answer = {"rule": rule, "remedy": error.remedy}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _confine() -> None:
    logging.disable()
    sys.addaudithook(_refuse)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _refuse(event: str, _: object) -> None:
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.fork")):
        raise PermissionError(event)


if __name__ == "__main__":
    main()
