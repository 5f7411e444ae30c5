"""A headless Chromium for tests: opens pages, reports what it did, prints and photographs it.

It speaks the DevTools protocol over a pipe, so it needs neither a port nor another library.

    with chromium.page(path, dark=True) as page:
        assert page.errors == []
        assert page.requests == []
        assert page.evaluate("document.title") == "A title"

A test that asks for a page is skipped where no Chromium is on the PATH.
"""

from __future__ import annotations

import atexit
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
from collections.abc import Callable, Iterator
from functools import cache
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


class Browser:
    """A Chromium of this process; its pages share nothing but that they are started once."""

    def __init__(self) -> None:
        from_us, self._writes = os.pipe()
        self._reads, to_us = os.pipe()
        self._buffer = b""
        self._number = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self.pages: dict[str, Page] = {}
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        switches = [*FLAGS, f"--user-data-dir={self._profile.name}"]
        launch = [sys.executable, "-c", _LAUNCH, str(from_us), str(to_us), command(), *switches]
        self._process = subprocess.Popen(
            launch,
            pass_fds=(from_us, to_us),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(from_us)
        os.close(to_us)

    def call(self, method: str, session: str | None, given: dict[str, Any]) -> dict[str, Any]:
        """Send one command of the protocol and return its result."""
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": given}
        if session is not None:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._writes, data) :]
        self.wait(lambda: number in self._answers)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def wait(self, done: Callable[[], bool]) -> None:
        """Read what Chromium says until something is there."""
        end = time.monotonic() + PATIENCE
        while not done():
            ready, _, _ = select.select([self._reads], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("Chromium does not answer")
            piece = os.read(self._reads, 1 << 16)
            if not piece:
                raise RuntimeError("Chromium has gone")
            *whole, self._buffer = (self._buffer + piece).split(b"\0")
            for message in map(json.loads, whole):
                if "id" in message:
                    self._answers[message["id"]] = message
                elif message.get("sessionId") in self.pages:
                    self.pages[message["sessionId"]].take(message["method"], message["params"])

    def end(self) -> None:
        """Closing the pipe ends Chromium; one that lingers is told again."""
        os.close(self._writes)
        os.close(self._reads)
        for tell in (lambda: None, self._process.terminate, self._process.kill):
            tell()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
                break
        self._profile.cleanup()


@cache
def browser() -> Browser:
    """The Chromium of this process, started when it is first needed."""
    started = Browser()
    atexit.register(started.end)
    return started


class Page:
    """A page that has been opened: what it asked for and complained of, and ways to look at it."""

    def __init__(self, started: Browser) -> None:
        self._browser = started
        self._session: str | None = None
        self._loaded: set[str] = set()
        self.errors: list[str] = []
        """Messages on the console of the kinds error and warning, and uncaught exceptions."""
        self.requests: list[str] = []
        """Addresses that the page asked for, its own excepted."""

    def open(self, path: Path | str, *, dark: bool, width: int, height: int, script: bool) -> None:
        """Load a file or an address in a profile of its own and wait until it has come to rest."""
        self.context = self.call("Target.createBrowserContext")["browserContextId"]
        own = {"url": "about:blank", "browserContextId": self.context}
        target = self.call("Target.createTarget", **own)["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._browser.pages[self._session] = self
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.look(dark=dark, width=width, height=height)
        self.go(path if isinstance(path, str) else path.resolve().as_uri())
        if script:
            self.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")

    def close(self) -> None:
        """Close the page; what it kept goes with it."""
        del self._browser.pages[self._session]
        self._session = None
        self.call("Target.disposeBrowserContext", browserContextId=self.context)

    def look(self, *, dark: bool = False, width: int = 1200, height: int = 900) -> None:
        """Take another size of the window and another colour scheme."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="", features=[scheme])

    def go(self, address: str) -> None:
        """Load an address and wait until all of it is there."""
        self._own = address
        loader = self.call("Page.navigate", url=address)["loaderId"]
        self._browser.wait(lambda: loader in self._loaded)

    def wait_for(self, expression: str, *, patience: float = PATIENCE) -> None:
        """Wait until a JavaScript expression is true; what is not there yet is waited for."""
        end = time.monotonic() + patience
        tried = f"(() => {{ try {{ return Boolean({expression}) }} catch {{ return false }} }})()"
        while not self.evaluate(tried):
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
        return self._browser.call(method, self._session, parameters)

    def take(self, method: str, given: dict[str, Any]) -> None:
        """Note what happened to the page."""
        if method == "Page.lifecycleEvent" and given["name"] == "load":
            self._loaded.add(given["loaderId"])
        elif method == "Runtime.exceptionThrown":
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
    """Open a file or an address; with `script=False` JavaScript is off."""
    opened = Page(browser())
    opened.open(path, dark=dark, width=width, height=height, script=script)
    try:
        yield opened
    finally:
        opened.close()
