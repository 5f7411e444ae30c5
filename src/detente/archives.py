"""Packed files (zip) that somebody sent, read within bounds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from detente.errors import FileError, sentence


def unpacked(raw: bytes, file: str, *, most: int, largest: int) -> Iterator[tuple[str, bytes]]:
    """The parts of a packed file by name, at most so many and so many bytes together.

    Raises FileError for one that is larger, BadZipFile for one that is damaged, ValueError for one
    with a document type, which no office program writes and which may define entities without end.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        infos = parts.infolist()
        if len(infos) > most or sum(info.file_size for info in infos) > largest:
            size = f"{largest / 1e6:.0f}"
            raise FileError(file, sentence("unpacked, it is larger than {size} MB", size=size))
        for info in infos:
            part = parts.read(info)
            if b"<!DOCTYPE" in part.replace(b"\0", b""):
                raise ValueError(info.filename)
            yield info.filename, part
