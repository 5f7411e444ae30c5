"""Random edits of bundled cases and random texts do what is wanted, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from random import Random

import pytest

from detente import edits
from detente.edits import Edit, EditRefused
from detente.scenario import case_names
from detente.scenario.reading.tree import Tree, read_tree
from edits.random_texts import Change, part_at, random_change, random_text

PLAIN, ALL = 50, 2000
REFUSALS = ("this cannot be written so that it says what is wanted",)


def text_of(seed: int) -> str:
    """A bundled case or a random text, in turn; some cases with CRLF, a mark or no last break."""
    names = case_names()
    place = seed % (2 * len(names))
    if place >= len(names):
        return random_text(Random(seed))
    text = (files("detente.cases") / f"{names[place]}.yaml").read_text(encoding="utf-8")
    match seed % 5:
        case 1:
            return text.replace("\n", "\r\n")
        case 2:
            return "\ufeff" + text.rstrip("\n")
    return text


def region(tree: Tree, path: tuple[str, ...]) -> tuple[int, int]:
    """The lines, from 0, that may belong to a part: from behind the part before to the next."""
    places = {}
    for table in (tree.places, tree.keys):
        for where, place in table.items():
            places[where] = min(place, places.get(where, place))
    own = places[path]
    above = [place for where, place in places.items() if path[: len(where)] == where]
    others = [p for where, p in places.items() if where[: len(path)] != path and p not in above]
    start = max((line for line, column in others if (line, column) < own), default=1)
    end = min((line for line, column in others if (line, column) > own), default=1 + 10**9)
    return start - 1, max(end - 1, own[0])


def said(line: str) -> str:
    """What a line says, wherever it stands."""
    return re.sub(r"(^|\s)#.*", "", line).strip(" -,[]{}\r\n\ufeff")


def commented(text: str) -> dict[str, tuple[int, str]]:
    """Per comment, the line and the words that it belongs to.

    Those set apart, and those at the top of a file, belong to nothing.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    top = next((k for k, line in enumerate(lines) if not line.strip().startswith("#")), 0)
    found: dict[str, tuple[int, str]] = {}
    twice = set()
    for place, line in enumerate(lines):
        match = re.match(r"(?:|.*\s)(#.*)", line)
        if match is None:
            continue
        at = place
        while at < len(lines) and lines[at].strip().startswith("#"):
            at += 1
        words = said(lines[at]) if top <= place and at < len(lines) else ""
        twice |= {match[1]} & found.keys()
        found[match[1]] = (at, words)
    return {comment: about for comment, about in found.items() if comment not in twice}


def check(text: str, change: Change) -> None:
    new = change.made(text)
    bare = text.removeprefix("\ufeff")
    assert repr(read_tree(new.removeprefix("\ufeff"), "new").values) == repr(change.wanted)
    assert new.startswith("\ufeff") == text.startswith("\ufeff")
    if "\r\n" in text:
        assert "\n" not in new.replace("\r\n", "")
    _undone(text, new, change)
    start, end = region(read_tree(bare, "old"), change.path)
    before, after = bare.splitlines(), new.removeprefix("\ufeff").splitlines()
    if change.kind in ("set", "delete") and new != text:
        assert after[:start] == before[:start]
        rest, kept = before[end:], after[max(start, len(after) - len(before[end:])) :]
        assert kept[1:] == rest[1:]
        assert [said(line) for line in kept[:1]] == [said(line) for line in rest[:1]]
    elif change.kind == "move":
        lost = Counter(map(said, before)) - Counter(map(said, after))
        assert sum(lost.values()) <= 1  # a list or mapping between brackets on one line
    elif change.kind == "insert":
        lost = Counter(before) - Counter(after)
        assert sum(lost.values()) <= 1  # a list or mapping between brackets, or behind a dash
    stay = commented(new)
    for comment, (line, words) in commented(text).items():
        if comment not in stay:
            assert change.kind in ("set", "delete")
            assert start <= line <= end
        elif words and not start <= line <= end:
            assert stay[comment][1] in (words, "") or change.kind == "insert"


def _undone(text: str, new: str, change: Change) -> None:
    """The inverse restores every byte, as a patch and as the opposite change."""
    edit = Edit.between(text, new)
    assert edit.applied(text) == new
    assert edit.inverse.applied(new) == text
    headed = len(change.path) == 1 and text.lstrip("\ufeff").startswith("#")
    if change.kind == "move" and not headed:  # below a comment at the top all comments are its own
        *parent, last = change.path
        whole = part_at(read_tree(text.removeprefix("\ufeff"), "old").values, tuple(parent))
        listed = isinstance(whole, list)
        moved = str(change.place) if listed else last
        place = int(last) if listed else list(whole).index(last)
        back = edits.move(new, [*parent, moved], place)
        assert back == text or _closed(back) == _closed(text)


def _closed(text: str) -> str:
    """The same with the first item of a list or mapping on the line of the dash before it."""
    return re.sub(r"-[ \r]*\n *(?=[^ #])", "- ", text)


def run(seeds: range) -> Counter[str]:
    refused: Counter[str] = Counter()
    for seed in seeds:
        text = text_of(seed)
        change = random_change(Random(seed + 1), text)
        try:
            check(text, change)
        except EditRefused as error:
            refused[error.rule] += 1
        except AssertionError as error:
            pytest.fail(f"seed {seed}: {change.kind} {change.path}: {error}")
    assert set(refused) <= set(REFUSALS)
    return refused


def test_random_edits_do_what_is_wanted_and_nothing_else() -> None:
    assert sum(run(range(PLAIN)).values()) <= 1


@pytest.mark.slow
def test_two_thousand_random_edits() -> None:
    assert sum(run(range(PLAIN, PLAIN + ALL)).values()) < ALL // 100
