"""Mutate scenario files at random and see that every one ends in an answer or in an error of ours.

    python tests/mutate_scenarios.py --count 2000 --seed 1

Every file is checked; where it passes, every analysis that it has the sections for runs, in this
process: for one of 25 files at default settings, for the others with few draws. What is a fault:
any other exception, over ten processor seconds, a refusal that `check` does not foresee, a number
in an answer that is not finite, a probability outside 0 to 1, or an answer that changes when keys
are reordered, display names changed, weights rescaled, or a party or an issue added that nobody
cares about (one of the five is tried, on some of the files). Ends with 1 where there are faults;
each is printed with the seed that makes it again (`--seed SEED --count 1`).
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import json
import math
import random
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from detente.analyses.catalogue import catalogue, find_analysis, refusals
from detente.analyses.contract import Analysis, lacking_sections
from detente.errors import InputError, ScenarioError
from detente.scenario import Scenario, case_names, load, loads
from detente.scenario.reading.tree import read_tree
from detente.scenario.remarks import remarks

SECONDS = 10
MEMORY = 4 * 10**9
SMALL = {"draws": 4, "rounds": 6}
LARGE = {"anchorage"}
"""Cases that a mutation starts from less often, since their analyses take long."""

WORDS = [
    "high",
    "low..high",
    "very low",
    "hoch",
    "sixty",
    "60%",
    "0,5",
    "1e3",
    "40..20",
    "..",
    "5..",
]
NUMBERS = [0, -1, 1, 2, 100, 101, 1e-300, 1e300, -1e300, 10**20, 0.1 + 0.2, 1 / 3, 1e-9, 2**31]
TEXTS = [
    "",
    " ",
    "²",
    "and",
    "a.x",
    "N",
    "Y",
    "é",
    "\u05d0\u05d1",
    "\U0001f600",
    "x" * 5000,
    "{}",
    "%s",
]
ODD: list[Any] = [None, True, False, [], {}, [[]], [None], {"x": {}}, ["x", "x"], {"value": None}]
JUDGED: list[Any] = [
    {"low": 1, "best": 2, "high": 3},
    {"low": 0, "best": 0, "high": 1e-12},
    {"distribution": "normal", "mean": 50, "sd": 10},
    {"distribution": "beta", "a": 2, "b": 3},
    {"distribution": "discrete", "values": {"20": "50%", "70": 0.5}},
    {"experts": {"u": "20..40", "v": {"value": "high", "weight": 3}}},
    {"value": "20..60", "confidence": "low"},
    {"from": "stability"},
    {"from": "contest", "win": "60%", "cost": 10},
]


def sources() -> list[tuple[str, Any]]:
    """The values of bundled cases, and of the broken files of the tests that can be read."""
    found = []
    for name in case_names():
        text = (files("detente.cases") / f"{name}.yaml").read_text(encoding="utf-8")
        values = read_tree(text, name).values
        values.pop("translations", None)
        found += [(name, values)] * (1 if name in LARGE else 3)
    folder = Path(__file__).with_name("mutants")
    for file in sorted(folder.glob("*.yaml")):
        found += [(file.stem, read_tree(file.read_text(encoding="utf-8"), file.name).values)] * 3
    return found


def places(part: Any) -> Iterator[tuple[Any, Any]]:
    """All places in nested values: the container and the key in it."""
    inner = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in list(inner):
        yield part, key
        if isinstance(value, dict | list):
            yield from places(value)


def mutate(values: Any, pick: random.Random) -> Any:
    """A copy of the values with one to four parts changed."""
    values = copy.deepcopy(values)
    for _ in range(pick.choice((1, 1, 1, 2, 2, 3, 4))):
        found = list(places(values))
        if found:
            change(*pick.choice(found), found, pick)
    return values


def change(part: Any, key: Any, found: list[tuple[Any, Any]], pick: random.Random) -> None:
    """Change what stands at one place."""
    value = part[key]
    match pick.randrange(10):
        case 0:
            del part[key]
        case 1 if isinstance(part, list):
            part.insert(pick.randrange(len(part) + 1), copy.deepcopy(value))
        case 1:
            part[f"{key}{pick.choice(['2', 'x', 'é'])}"] = copy.deepcopy(value)
        case 2:
            other, there = pick.choice(found)
            part[key] = copy.deepcopy(other[there])
        case 3:
            part[key] = copy.deepcopy(pick.choice(ODD))
        case 4:
            part[key] = pick.choice(TEXTS)
        case 5 | 6 if isinstance(value, int | float) and not isinstance(value, bool):
            part[key] = value * pick.choice((0, -1, 0.5, 2, 1e-6, 1e6))
        case 5 | 6:
            part[key] = pick.choice(NUMBERS)
        case 7:
            part[key] = pick.choice(WORDS)
        case 8:
            part[key] = copy.deepcopy(pick.choice(JUDGED))
        case _ if isinstance(part, dict):
            items = list(part.items())
            pick.shuffle(items)
            part.clear()
            part.update(items)
        case _:
            pick.shuffle(part)


def scramble(text: str, pick: random.Random) -> str:
    """The text cut short, nested deep, or with a few characters changed."""
    match pick.randrange(8):
        case 0:
            return text[: pick.randrange(len(text))]
        case 1:
            at = pick.randrange(len(text))
            return text[:at] + "[" * pick.choice((3, 60, 5000)) + text[at:]
        case _:
            for _ in range(pick.randrange(1, 4)):
                at = pick.randrange(len(text))
                piece = pick.choice(
                    [*"{}[]:,-?!&*#|>'\"%@` \n\t\\\0", "\ufeff", "é", "1e999", "..", ","]
                )
                text = text[:at] + piece + text[at + pick.randrange(3) :]
            return text


class Late(Exception):
    """Something took too long."""


@contextlib.contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise Late inside the block when it takes too much processor time."""

    def stop(*_: Any) -> None:
        raise Late

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class Runs(NamedTuple):
    """How the analyses run: their settings where they differ from the default, and what is told."""

    settings: dict[str, int]
    languages: Sequence[str]


THOROUGH = Runs({}, ("en", "de"))
ENGLISH, GERMAN, UNTOLD = Runs(SMALL, ["en"]), Runs(SMALL, ["de"]), Runs(SMALL, ())


def answers(scenario: Scenario, runs: Runs) -> dict[str, Any]:
    """The answer of every analysis that has its sections, which `check` says that it has."""
    with limited(SECONDS):
        refused = [name for name, _ in refusals(scenario)]
    found: dict[str, Any] = {"refused": refused}
    for analysis in catalogue():
        if not lacking_sections(analysis, scenario):
            with limited(SECONDS):
                refuses = analysis.name in refused
                found[analysis.name] = answer(analysis, scenario, runs, refused=refuses)
    return found


class Unforeseen(Exception):
    """An analysis refused what `check` lets pass, or answered what `check` says it refuses."""


def answer(analysis: Analysis, scenario: Scenario, runs: Runs, refused: bool = False) -> Any:
    """What an analysis answers; None for a refusal that was foreseen."""
    known = {setting.name for setting in analysis.settings if setting.default != 1}
    try:
        result = analysis.run(
            scenario, **{name: runs.settings[name] for name in known & runs.settings.keys()}
        )
    except InputError as error:
        if not refused:
            raise Unforeseen(f"{analysis.name}: {error}") from None
        return None
    if refused:
        raise Unforeseen(f"{analysis.name} answers, against what was foreseen")
    for language in runs.languages:
        result.statements(language)
        result.tables(language)
        result.charts(language)
    return result.answer()


CHANCES = ("share", "probability", "likelihood", "chance", "posterior", "prior", "belief")


def unsound(part: Any, path: str) -> Iterator[str]:
    """Numbers that are not finite, and chances outside 0 to 1."""
    if isinstance(part, dict):
        for key, inner in part.items():
            yield from unsound(inner, f"{path}.{key}")
    elif isinstance(part, list | tuple):
        for place, inner in enumerate(part):
            yield from unsound(inner, f"{path}.{place}")
    elif isinstance(part, float):
        if not math.isfinite(part):
            yield f"{path} is {part}"
        chance = path.rpartition(".")[2] in CHANCES and ".given." not in path
        if chance and not -1e-9 <= part <= 1 + 1e-9:
            yield f"{path} is {part}"


def rescaled(values: Any) -> Any:
    """All weights of plain numbers four times as large."""
    for stated in (values.get("preferences") or {}).values():
        weights = stated.get("weights")
        if isinstance(weights, dict) and all(type(w) in (int, float) for w in weights.values()):
            stated["weights"] = {name: 4 * weight for name, weight in weights.items()}
    return values


def joined(values: Any) -> Any:
    """A party more, of which nothing else is said."""
    values["parties"]["zz_idle"] = {"at_table": False}
    return values


def renamed(values: Any) -> Any:
    """Other display names of parties and issues."""
    for part in ("parties", "issues"):
        for name, stated in (values.get(part) or {}).items():
            values[part][name] = {**(stated or {}), "name": f"{name}, called otherwise"}
    return values


def reordered(values: Any) -> Any:
    """Sections in another order, and the keys of preferences, positions and priorities as well."""
    for part in ("preferences", "positions", "priorities", "sources", "evidence"):
        if isinstance(values.get(part), dict):
            values[part] = turned(values[part], 3)
    return turned(values, 1)


def turned(part: Any, depth: int) -> Any:
    """The keys of a mapping in reverse, and those of mappings in it, so many levels deep."""
    if not isinstance(part, dict) or depth == 0:
        return part
    return {key: turned(part[key], depth - 1) for key in reversed(part)}


METAMORPHIC: dict[str, Callable[[Any], Any]] = {
    "rescaled": rescaled,
    "joined": joined,
    "renamed": renamed,
    "reordered": reordered,
}


def differs(before: Any, after: Any, path: str = "") -> str | None:
    """Where two answers differ by more than rounding; None where they do not."""
    if isinstance(before, dict) and isinstance(after, dict):
        if before.keys() != after.keys():
            return f"{path}: {sorted(before.keys() ^ after.keys())[:3]}"
        pairs = [(f"{path}.{key}", before[key], after[key]) for key in before]
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        if len(before) != len(after):
            return f"{path}: {len(before)} entries, {len(after)} entries"
        pairs = [(f"{path}.{n}", a, b) for n, (a, b) in enumerate(zip(before, after, strict=True))]
    elif isinstance(before, float) and isinstance(after, float | int):
        same = math.isclose(before, after, rel_tol=1e-6, abs_tol=1e-6)
        return None if same else f"{path}: {before}, {after}"
    else:
        return None if before == after else f"{path}: {before}, {after}"
    return next((found for pair in pairs if (found := differs(*pair[1:], pair[0]))), None)


def idle_issue(values: Any, before: Any) -> Iterator[str]:
    """What an issue of two values that nobody weighs changes, but for twice as many packages."""
    values["issues"]["zz_idle"] = {"values": ["here", "there"]}
    analysis = find_analysis("deals")
    after = answer(analysis, loads(json.dumps(values, ensure_ascii=False)), UNTOLD)
    for key in ("count", "acceptable"):
        if before[key] is not None and after[key] != 2 * before[key]:
            yield f"{key}: {before[key]}, {after[key]}"
    for key, found in before["solutions"].items():
        worths = [
            [deal["utility"] for deal in deals[:1]] for deals in (found, after["solutions"][key])
        ]
        if where := differs(*worths, f".{key}"):
            yield where


def faults_of(text: str, values: Any, runs: Runs, changed: str) -> Iterator[str]:
    """All that goes wrong with one file; its values are those of the text where it is `changed`."""
    try:
        with limited(SECONDS):
            scenario = loads(text)
            remarks(scenario)
    except ScenarioError as error:
        for problem in error.problems:
            if problem.line is None or len(str(problem)) > 1000:
                yield f"a problem without a line, or too long: {str(problem)[:200]}"
        return
    found = answers(scenario, runs)
    yield from unsound(found, "")
    if changed == "idle issue":
        if found.get("deals") is not None and not values.get("outcomes"):
            yield from (f"idle issue: deals{where}" for where in idle_issue(values, found["deals"]))
    elif changed:
        values = METAMORPHIC[changed](values)
        again = answers(loads(json.dumps(values, ensure_ascii=False)), runs._replace(languages=()))
        for analysis in found:
            if where := differs(found[analysis], again.get(analysis)):
                yield f"{changed}: {analysis}{where}"


def one(seed: int, known: list[tuple[str, Any]]) -> tuple[str, list[str]]:
    """A mutated file and its faults."""
    pick = random.Random(seed)
    values = mutate(pick.choice(known)[1], pick)
    text, changed = json.dumps(values, ensure_ascii=False), ""
    match pick.randrange(8):
        case 0 | 1:
            text = scramble(text, pick)
        case 2 | 3:
            changed = pick.choice(["idle issue", *METAMORPHIC])
    runs = pick.choice([THOROUGH] + [ENGLISH, GERMAN] * 12)
    return text, guarded(text, values, runs, changed)


def guarded(text: str, values: Any, runs: Runs, changed: str) -> list[str]:
    """The faults of a file, exceptions and lateness among them."""
    try:
        return list(faults_of(text, values, runs, changed))
    except Late:
        return [f"more than {SECONDS} s"]
    except Exception:
        frames = traceback.format_exc().strip().splitlines()
        return [" | ".join(line.strip() for line in frames[-5:])]


def main() -> int:
    """Mutate, run, and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the files with faults")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("error", RuntimeWarning)
    known, wrong = sources(), 0
    for name in case_names():  # so that no kernel is compiled on the clock
        for analysis in catalogue():
            scenario = load(name)
            if not lacking_sections(analysis, scenario):
                answer(analysis, scenario, ENGLISH)
    for seed in range(asked.seed, asked.seed + asked.count):
        text, faults = one(seed, known)
        wrong += bool(faults)
        for fault in faults:
            print(f"seed {seed}: {fault}", flush=True)
        if faults and asked.keep:
            asked.keep.mkdir(exist_ok=True)
            (asked.keep / f"{seed}.yaml").write_text(text, encoding="utf-8", errors="replace")
    print(f"{asked.count} files from seed {asked.seed}: {wrong} with faults")
    return min(1, wrong)


if __name__ == "__main__":
    sys.exit(main())
