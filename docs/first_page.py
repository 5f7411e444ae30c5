"""Make docs/first-page.png anew, the picture in the README: python docs/first_page.py.

It is the one generated file that is kept. What it shows stands in it as a note, so that a test can
tell whether it is still what the program writes. Needs the extra `pdf`.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import detente
from detente.brief import write_brief
from detente.exhibits import Document, Note
from detente.render.pdf import first_page_picture

PICTURE = Path(__file__).with_name("first-page.png")
DRAWS = 200


def shown(document: Document) -> str:
    """The title and the prose of the first page."""
    texts = [each.text for each in document.front[0].exhibits if isinstance(each, Note)]
    return "\n".join((document.title, *texts))


def picture(document: Document) -> bytes:
    """The first page as a PNG that says in a note what it shows."""
    made = first_page_picture(document)
    note = b"iTXtshown\0\0\0\0\0" + shown(document).encode()
    chunk = struct.pack(">I", len(note) - 4) + note + struct.pack(">I", zlib.crc32(note))
    end = made.rindex(b"IEND") - 4
    return made[:end] + chunk + made[end:]


def main() -> None:
    """Write the picture of the flagship case."""
    PICTURE.write_bytes(picture(write_brief(detente.load("anchorage"), draws=DRAWS)))


if __name__ == "__main__":
    main()
