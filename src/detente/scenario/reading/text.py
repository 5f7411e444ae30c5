"""The text of a file, or what keeps it from being one."""

from __future__ import annotations

from pathlib import Path

from detente.errors import FileError, sentence

LARGEST = 5_000_000
"""Bytes of the largest file that is read."""


def read_text(path: Path) -> str:
    """The text of a file.

    Raises FileError when it is missing, a folder, too large, binary, or not UTF-8.
    """
    return decode(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; FileError when it is missing, a folder or too large."""
    file = str(path)
    try:
        if path.is_dir():
            raise FileError(file, "this is a folder", "name a scenario file in it")
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise FileError(file, "there is no such file", "check the path") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        remedy = "" if isinstance(error, OSError) else "check the path"
        rule = sentence("cannot be read: {reason}", reason=reason)
        raise FileError(file, rule, remedy) from None
    if len(raw) > LARGEST:
        rule = sentence(
            "the file is larger than {size} MB, the most that a scenario has",
            size=f"{LARGEST / 1e6:.0f}",
        )
        raise FileError(file, rule, "move long sources out of it")
    return raw


def decode(raw: bytes, file: str) -> str:
    """UTF-8 bytes as text, or a FileError that says what they are instead."""
    rule, remedy = "", "save the file as UTF-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        rule = "the encoding is UTF-16, not UTF-8"
    elif raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        rule = "this is an Excel or Word file, not a text"
        remedy = "name a YAML text file; of a table, save the sheet as CSV and convert that"
    elif b"\x00" in raw:
        rule, remedy = "this is a binary file, not a text", "name a YAML text file"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = raw[: error.start].count(b"\n") + 1, f"{raw[error.start]:02x}"
        rule = rule or sentence("line {line} is not UTF-8 (byte 0x{byte})", line=line, byte=byte)
    if rule:
        raise FileError(file, rule, remedy)
    return text
