"""Photograph every screen of the workbench, for the tutorial and for those who change a screen.

    python docs/tutorial/pictures.py FOLDER --file anchorage --language de --dark --width 390

Needs a Chromium on the PATH and the extra `test`. The pictures are made anew, never committed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

import chromium
from detente.scenario.reading.files import source_text
from detente.web.screens import SCREENS
from workbench import served

READY = "!document.querySelector('.working, .htmx-request')"
"""Nothing is being worked out any more."""


def main() -> None:
    """Read the options, open the workbench on a copy of the file, go from screen to screen."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--file", default="house_sale", help="a scenario file or bundled case")
    parser.add_argument("--language", default="en", choices=("en", "de"))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--width", type=int, default=1280)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    look = {"dark": given.dark, "width": given.width, "height": 900}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "talks.yaml"
        copy.write_text(source_text(given.file)[0], encoding="utf-8")
        with (
            served(given.language, copy) as (_, address),
            chromium.page(address, **look) as page,
        ):
            base = address.partition("/?")[0]
            for name, path in [("start", "/"), *((n, f"/part/{n}") for n in SCREENS)]:
                page.go(base + path)
                page.wait_for(READY)
                print(page.screenshot(given.folder / f"{name}.png"))


if __name__ == "__main__":
    main()
