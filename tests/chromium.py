"""A headless Chromium for tests: opens one page, reports what it did, prints and photographs it.

It speaks the DevTools protocol over a pipe, so it needs neither a port nor another library.

    with chromium.page(path, dark=True) as page:
        assert page.errors == []
        assert page.requests == []
        assert page.evaluate("document.title") == "A title"

A test that asks for a page is skipped where no Chromium is on the PATH.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60.0
"""Seconds after which an unanswered command fails the test."""

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)

_LAUNCH = (
    "import os, sys; reads, writes = int(sys.argv[1]), int(sys.argv[2]); "
    "os.dup2(reads, 203); os.dup2(writes, 204); os.dup2(203, 3); os.dup2(204, 4); "
    "os.closerange(5, 256); os.execvp(sys.argv[3], sys.argv[3:])"
)


class Page:
    """A page that has been opened: what it asked for and complained of, and ways to look at it."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        self._buffer = b""
        self._next = 0
        self._session: str | None = None
        self._answers: dict[int, dict[str, Any]] = {}
        self._events: set[str] = set()
        self.errors: list[str] = []
        """Messages on the console of the kinds error and warning, and uncaught exceptions."""
        self.requests: list[str] = []
        """Addresses that the page asked for, its own excepted."""

    def open(self, path: Path | str, *, dark: bool, width: int, height: int, script: bool) -> None:
        """Load a file or an address and wait until it has come to rest."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.look(dark=dark, width=width, height=height)
        self.go(path if isinstance(path, str) else path.resolve().as_uri())
        if script:
            self.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")

    def look(self, *, dark: bool = False, width: int = 1200, height: int = 900) -> None:
        """Take another size of the window and another colour scheme."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="", features=[scheme])

    def go(self, address: str) -> None:
        """Load an address and wait until all of it is there."""
        self._own = address
        self._events.discard("Page.loadEventFired")
        self.call("Page.navigate", url=address)
        self._wait(lambda: "Page.loadEventFired" in self._events)

    def wait_for(self, expression: str) -> None:
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.evaluate(f"Boolean({expression})"):
            if time.monotonic() > end:
                raise TimeoutError(f"{expression} does not come true")
            time.sleep(0.05)

    def where(self, selector: str) -> tuple[float, float]:
        """The middle of an element, after it was brought into view."""
        found = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " if (!e) return null; e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const b = e.getBoundingClientRect();"
            " return [b.left + b.width / 2, b.top + b.height / 2]; })()"
        )
        if found is None:
            raise LookupError(selector)
        return found[0], found[1]

    def click(self, selector: str) -> None:
        """Click the first element of a selector."""
        x, y = self.where(selector)
        self._mouse("mouseMoved", x, y)
        self._mouse("mousePressed", x, y, button="left", clickCount=1)
        self._mouse("mouseReleased", x, y, button="left", clickCount=1)

    def drag(self, selector: str, to: str) -> None:
        """Drag one element onto another, slowly enough for the lists that can be sorted."""
        x, y = self.where(selector)
        self._mouse("mouseMoved", x, y)
        self._mouse("mousePressed", x, y, button="left", clickCount=1)
        end_x, end_y = self.where(to)
        for step in range(1, 21):
            part = step / 20
            across, down = x + (end_x - x) * part, y + (end_y - y) * part
            self._mouse("mouseMoved", across, down, button="left", buttons=1)
            time.sleep(0.02)
        self._mouse("mouseReleased", end_x, end_y, button="left", clickCount=1)

    def write(self, selector: str, text: str) -> None:
        """Put a text into a field in the place of what stands there, as a keyboard would."""
        self.evaluate(
            f"(e => {{ e.focus(); e.select?.(); }})(document.querySelector({json.dumps(selector)}))"
        )
        self.call("Input.insertText", text=text)

    def _mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; a promise is waited for."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key by its DOM name, such as Tab or ArrowRight."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowRight": 39}
        codes |= {" ": 32, "Delete": 46}
        text = {"Enter": "\r", " ": " "}.get(key)
        for kind in ("keyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            code = codes.get(key, 0)
            event = {"type": kind, "key": key, "windowsVirtualKeyCode": code}
            self.call("Input.dispatchKeyEvent", **event, **typed)

    def hover(self, x: float, y: float) -> None:
        """Move the pointer to a place in the window, in CSS pixels."""
        self._mouse("mouseMoved", x, y)

    def screenshot(self, path: Path, *, whole: bool = True) -> Path:
        """Photograph the page (all of it, or the window) as PNG."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))
        return path

    def pdf(self, path: Path) -> Path:
        """Print the page as PDF in the size that its own styles ask for."""
        printed = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        path.write_bytes(base64.b64decode(printed["data"]))
        return path

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command of the protocol and return its result."""
        self._next += 1
        number = self._next
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        self._send(json.dumps(message).encode() + b"\0")
        self._wait(lambda: number in self._answers)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def _send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._writes, data) :]

    def _wait(self, done: Any) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            ready, _, _ = select.select([self._reads], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("Chromium does not answer")
            piece = os.read(self._reads, 1 << 16)
            if not piece:
                raise RuntimeError("Chromium has gone")
            *whole, self._buffer = (self._buffer + piece).split(b"\0")
            for message in whole:
                self._take(json.loads(message))

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            self._answers[message["id"]] = message
            return
        method, given = message["method"], message.get("params", {})
        self._events.add(method)
        if method == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(given["exceptionDetails"])[:500])
        elif method == "Runtime.consoleAPICalled" and given["type"] in ("error", "warning"):
            self.errors.append(json.dumps(given["args"])[:500])
        elif method == "Log.entryAdded" and given["entry"]["level"] in ("error", "warning"):
            self.errors.append(given["entry"]["text"])
        elif method == "Network.requestWillBeSent" and given["request"]["url"] != self._own:
            self.requests.append(given["request"]["url"])


def command() -> str:
    """The Chromium to use; skips the calling test where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no chromium on the PATH")
    return found


@contextlib.contextmanager
def page(
    path: Path | str,
    *,
    dark: bool = False,
    width: int = 1200,
    height: int = 900,
    script: bool = True,
) -> Iterator[Page]:
    """Open a file or an address in a fresh Chromium; with `script=False` JavaScript is off."""
    program = command()
    from_us, to_browser = os.pipe()
    from_browser, to_us = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        switches = [*FLAGS, f"--user-data-dir={profile}"]
        if not script:
            switches.append("--blink-settings=scriptEnabled=false")
        launch = [sys.executable, "-c", _LAUNCH, str(from_us), str(to_us), program, *switches]
        process = subprocess.Popen(
            launch,
            pass_fds=(from_us, to_us),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(from_us)
        os.close(to_us)
        try:
            opened = Page(from_browser, to_browser)
            opened.open(path, dark=dark, width=width, height=height, script=script)
            yield opened
        finally:
            os.close(to_browser)
            os.close(from_browser)
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Closing the pipe ends Chromium; one that lingers is told again."""
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
