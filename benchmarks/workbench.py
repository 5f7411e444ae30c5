"""Claim: `detente open` is ready in under 2 s, and an edit of the flagship case shows its new
answers within 0.5 processor seconds beyond what the analyses take by themselves.

Ready means that the address is printed and the first page is answered. An edit is one change of a
judgement, after which the answers that stand beside every screen are waited for and drawn.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path
from time import process_time
from urllib.parse import urlsplit

from _measure import arguments, machine_line, measure
from detente.analyses.catalogue import find_analysis
from detente.desk import Session, Store
from detente.scenario import loads
from detente.scenario.reading.files import source_text
from detente.web.answers import side_html
from detente.web.workspace import Bench

READY, BEYOND = 2.0, 0.5
PATH = ("preferences", "russia", "reservation")
AT_ONCE = ("stability", "deals", "beliefs")
"""Analyses whose answers are there at once; the others come as they are ready."""


def opened(file: Path) -> None:
    """Start the workbench, take the first page, and end it."""
    command = [sys.executable, "-m", "detente", "open", str(file), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+", line)
        if found is None:
            raise SystemExit(f"no address in: {line}")
        address = urlsplit(found[0])
        connection = HTTPConnection(address.netloc)
        connection.request("GET", f"/?{address.query}")
        reply = connection.getresponse()
        reply.read()
        cookie = str(reply.getheader("set-cookie")).partition(";")[0]
        connection.request("GET", "/part/situation", headers={"cookie": cookie})
        if connection.getresponse().status != 200:
            raise SystemExit("the first page was refused")
        process.terminate()


def edited(bench: Bench, value: str) -> float:
    """Processor seconds from a change to the answers of it, drawn."""
    session = bench.opened
    start = process_time()
    session.edit("set", PATH, value, session.digest)
    session.answers.settled([session.answer(name).asked for name in AT_ONCE])
    side_html(bench)
    return process_time() - start


def alone(text: str) -> float:
    """Processor seconds of the analyses by themselves."""
    scenario = loads(text)
    start = process_time()
    for name in AT_ONCE:
        find_analysis(name).run(scenario)
    return process_time() - start


def main() -> None:
    """Print both times beside their limits."""
    runs = 2 if arguments(__doc__ or "").small else 7
    print(machine_line())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "anchorage.yaml"
        file.write_text(source_text("anchorage")[0], encoding="utf-8")
        print(f"ready: {measure(lambda: opened(file), runs=runs)}, limit {READY} s")
        bench = Bench(Store(None))
        bench.session = Session(file)
        # Only these are asked for, so that no other analysis works at the same time.
        bench.session.analyses = lambda variant="": AT_ONCE  # type: ignore[method-assign]
        edited(bench, "40..60")
        spent = [edited(bench, f"{40 + k}..{61 + k}") for k in range(runs)]
        own = [alone(bench.opened.text) for _ in range(runs)]
        beyond = sorted(spent)[runs // 2] - sorted(own)[runs // 2]
        print(f"an edit beyond the analyses' own: {beyond:.2f} processor seconds, limit {BEYOND}")


if __name__ == "__main__":
    main()
