"""Streams that are full, closed or of another encoding, signals, and numbers out of range."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import command_line
import detente
from detente import kernels
from detente.cli.printing import print_json
from detente.desk.store import default_folder
from detente.errors import InternalError

DETENTE = [sys.executable, "-m", "detente"]
needs_dev_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command as a shell runs it; `detente` stands for the one of this installation."""
    said = line.replace("detente", " ".join(DETENTE))
    words = ["bash", "-c", said]
    return subprocess.run(words, capture_output=True, encoding="utf-8", cwd=folder, check=False)


@needs_dev_full
@pytest.mark.parametrize("words", ["cases", "--help", "deals house_sale --json"])
def test_a_full_disk_is_one_message(tmp_path: Path, words: str) -> None:
    run = shell(f"detente {words} > /dev/full", tmp_path)
    assert run.returncode == 2
    assert run.stderr.startswith("standard output cannot be written: ")
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize("words", ["--help", "deals house_sale --json"])
def test_a_closed_output_is_one_message(tmp_path: Path, words: str) -> None:
    run = shell(f"detente {words} >&-", tmp_path)
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1


@needs_dev_full
@pytest.mark.parametrize("words", ["check bad.yaml", "deals --nonsense", "deals nowhere.yaml"])
def test_messages_that_cannot_be_written_change_no_exit_code(tmp_path: Path, words: str) -> None:
    (tmp_path / "bad.yaml").write_text("title: T\nparties: {a: }\nfoo: 1\n", encoding="utf-8")
    assert shell(f"detente {words} 2> /dev/full", tmp_path).returncode == 2


def test_whatever_is_said_is_in_the_encoding_of_the_output(tmp_path: Path) -> None:
    (tmp_path / "u.yaml").write_text("title: Größe\nlanguage: de\nparties: {a: }\n", "utf-8")
    run = shell("PYTHONIOENCODING=ascii detente check u.yaml --language de", tmp_path)
    assert run.returncode == 0
    assert run.stdout.isascii()
    shutil.move(tmp_path / "u.yaml", tmp_path / "Größe.yaml")
    run = shell("PYTHONIOENCODING=ascii detente check *.yaml", tmp_path)
    assert run.stdout.splitlines()[-1] == "Groesse.yaml: keine Fehler"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize("columns", [40, 100])
def test_tables_are_as_wide_as_the_terminal(columns: int) -> None:
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    plain = {k: v for k, v in os.environ.items() if k != "COLUMNS"} | {"NO_COLOR": "1"}
    run = subprocess.Popen([*DETENTE, "cases"], stdout=theirs, env=plain)
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # which tells that the other end is closed
        while piece := os.read(ours, 1 << 16):
            said += piece
    os.close(ours)
    assert run.wait() == 0
    widest = max(len(line) for line in said.decode().splitlines())
    assert widest <= 40 if columns == 40 else 40 < widest <= 100


def test_nothing_is_kept_below_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.delenv("DETENTE_STATE", raising=False)
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, "relative")
    assert all(root.is_absolute() for root in kernels._roots())
    assert (default_folder() or Path()).is_absolute()


def test_closed_errors_do_not_land_in_the_output(tmp_path: Path) -> None:
    run = shell("detente deals nowhere.yaml 2>&-", tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    run = shell("detente deals nowhere.yaml >&- 2>&-", tmp_path)
    assert run.returncode == 2


def test_what_a_compiled_library_prints_is_not_in_the_output() -> None:
    """A solver writes to the descriptor by itself, past Python and late."""
    code = (
        "import os; from detente.cli.streams import take_over; take_over(); "
        "print('{}'); os.write(1, b'stray')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout == b"{}\n"


@pytest.mark.parametrize("words", ["--help", "deals house_sale --json"])
def test_a_reader_that_leaves_ends_the_command_quietly(tmp_path: Path, words: str) -> None:
    run = shell(f"detente {words} | exec true; echo ${{PIPESTATUS[0]}}", tmp_path)
    assert (run.stdout, run.stderr) == ("0\n", "")


@pytest.mark.parametrize(
    "seed", ["9" * 40, "-1", "9" * 5000, "1e5"], ids=["long", "negative", "longer", "float"]
)
@pytest.mark.parametrize("words", ["deals house_sale --draws 5", "simulate house_sale"])
def test_a_seed_out_of_range_is_one_message(words: str, seed: str) -> None:
    run = command_line.detente(*words.split(), "--seed", seed, "--json")
    assert (run.returncode, run.stdout) == (2, "")
    assert "seed" in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr) < 1000 or len(seed) > 1000  # which an older typer repeats


def test_an_unknown_language_is_one_message_of_every_command() -> None:
    for words in ("check chicken", "deals house_sale", "compare chicken chicken"):
        run = command_line.detente(*words.split(), "--language", "fr")
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr == "language: 'fr' cannot be used; choose one of en, de\n"


WHEN_READING = """
import os, signal, sys
import detente.scenario
def load(source):
    os.kill(os.getpid(), signal.{name})
detente.scenario.load = load
sys.argv = ["detente", "brief", "chicken"]
from detente.cli import main
main()
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_ends_the_command_with_its_code(tmp_path: Path, name: str, code: int) -> None:
    words = [sys.executable, "-c", WHEN_READING.format(name=name)]
    run = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (code, "", "interrupted\n")
    assert list(tmp_path.iterdir()) == []


IN_A_RUN = """
import os, signal, sys
import detente.ensembles.run as run
before = run.draw
def draw(scenario, count, *, seed, start):
    if start:
        os.kill(os.getpid(), signal.SIGINT)
    return before(scenario, count, seed=seed, start=start)
run.draw = draw
run.chunks = lambda start, draws: ((0, 10), (10, draws))
sys.argv = ["detente", *sys.argv[1:]]
from detente.cli import main
main()
"""


def test_an_interrupted_run_keeps_its_draws_and_says_so(tmp_path: Path) -> None:
    words = ["deals", "house_sale", "--draws", "20", "--json", "--keep", "k.npz"]
    command = [sys.executable, "-c", IN_A_RUN, *words]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (run.returncode, run.stderr) == (130, "interrupted\n")
    assert json.loads(run.stdout)["options"]["draws"] == 10
    assert [item.name for item in tmp_path.iterdir()] == ["k.npz"]
    command[3:] = ["drivers", "house_sale", "--draws", "20"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "interrupted\n")


def test_json_is_complete_before_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"answer": {"first": 1.0, "list": [0.5, {"deep": float("inf")}, float("nan")]}}
    with pytest.raises(InternalError, match=r"answer\.list\[1\]\.deep = inf, answer\.list\[2\]"):
        print_json(value)
    assert capsys.readouterr().out == ""


def test_a_page_on_standard_output_is_utf_8_as_it_says(tmp_path: Path) -> None:
    line = "PYTHONIOENCODING=latin-1 detente brief chicken --language de --draws 0 -o -"
    assert "ü" in shell(line, tmp_path).stdout


def test_a_brief_is_written_in_a_process_that_may_have_no_children(tmp_path: Path) -> None:
    code = (
        "from multiprocessing import get_context\n"
        "from detente import load, write_brief\n"
        "def work(): write_brief(load('chicken'), draws=5, seed=0)\n"
        "if __name__ == '__main__':\n"
        "    process = get_context('fork').Process(target=work, daemon=True)\n"
        "    process.start(); process.join(); raise SystemExit(process.exitcode)\n"
    )
    (tmp_path / "main.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "main.py"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_no_bar_is_drawn_in_a_pipe(tmp_path: Path) -> None:
    run = shell("detente brief chicken --draws 5", tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "chicken-brief.html: written\n"


ABOVE_MODES = "-dac_override,-dac_read_search,-fowner"


@pytest.mark.parametrize(
    ("words", "title", "notes"),
    [
        ("deals house_sale", "A house sale", 0),
        pytest.param("stability prisoners_dilemma", "Prisoner", 1, marks=pytest.mark.slow),
    ],
)
def test_an_installation_answers_where_nothing_can_be_written(
    tmp_path: Path, words: str, title: str, notes: int
) -> None:
    for name in ("home", "temporary"):
        (tmp_path / name).mkdir()
    site = tmp_path / "site"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(detente.__file__).parent, site / "detente", ignore=ignored)
    subprocess.run(["chmod", "-R", "a-w", *tmp_path.iterdir()], check=True)
    command = [*DETENTE, *words.split()]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("needs setpriv, since root may write anywhere")
        less = [f"--bounding-set={ABOVE_MODES}", f"--inh-caps={ABOVE_MODES}"]
        command = ["setpriv", *less, *command]
    home = tmp_path / "home"
    given = {"HOME": str(home), "TMPDIR": str(tmp_path / "temporary"), "PYTHONPATH": str(site)}
    run = subprocess.run(command, capture_output=True, text=True, cwd=home, env=given, check=False)
    assert (run.returncode, run.stderr.count("\n")) == (0, notes), run.stderr
    assert run.stdout.startswith(title)
    assert not list(site.rglob("__pycache__"))
