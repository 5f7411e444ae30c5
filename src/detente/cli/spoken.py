"""The language in which a command speaks, for errors that end it."""

from __future__ import annotations

import sys
from contextvars import ContextVar

_LANGUAGE: ContextVar[str] = ContextVar("language", default="")


def speak(language: str) -> str:
    """Remember the language that a command has chosen, and return it.

    Raises SettingError for one that is not known.
    """
    from detente.phrases import phrases

    _LANGUAGE.set(phrases(language).language)
    return language


def spoken() -> str:
    """The language chosen, else the one asked for on the command line, else English."""
    from detente.phrases import LANGUAGES

    if _LANGUAGE.get():
        return _LANGUAGE.get()
    for place, part in enumerate(sys.argv):
        name, _, given = part.partition("=")
        if name == "--language":
            asked = given or "".join(sys.argv[place + 1 : place + 2])
            return asked if asked in LANGUAGES else "en"
    return "en"
