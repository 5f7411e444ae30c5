"""The rows of a table of preferences: what they state of a scenario, where, and what is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from detente.errors import Problem, ScenarioError, sentence
from detente.formats.actors import keys_for
from detente.formats.rows import DIFFERENT_CASE, GROUPED, UNGROUPED, differing_in_case
from detente.sheets.answers import RANGE, word_given
from detente.sheets.changes import judged, plain_number

Entry = tuple[str, str | int]
"""The text of a cell, and its place: sheet and cell, or line."""

NO_DEAL = ("no deal", "keine einigung", "ohne einigung")

_AMBIGUOUS = "this may be read as two numbers"
_CORRECT = "correct this cell"
_NO_JUDGEMENT = "this is no number, no range such as 20..40 and no word of the scale"

_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)")
_PERCENT = re.compile(r"(?<=\d)\s*%")


class TableRows:
    """What a table states, by key path of the scenario, from which places, and what is wrong."""

    def __init__(
        self,
        file: str,
        rows: Sequence[Sequence[Entry]],
        columns: Sequence[str],
        parties: Mapping[int, str],
    ) -> None:
        self.file, self.columns, self.parties = file, columns, parties
        self.party_keys = keys_for(parties.values())
        named = [row[0] for row in rows[1:] if row[0][0] and row[0][0].lower() not in NO_DEAL]
        self.issue_keys = keys_for(dict.fromkeys(name for name, _ in named))
        self.values: dict[str, list[str]] = {key: [] for key in self.issue_keys.values()}
        values = ((row[0][0], text) for row in rows[1:] for text, _ in row[1:2] if text)
        self.named = {self.issue_keys.get(name) for name, text in values if not _is_number(text)}
        self.units: dict[str, str] = {}
        self.stated: dict[tuple[str, ...], Any] = {}
        self.places: dict[tuple[str, ...], str | int] = {}
        self.problems: list[Problem] = []
        for name, times in Counter(filter(None, columns)).items():
            if times > 1:
                self.report(rows[0][0][1], "two columns have the same heading", name)
        for cells in (named, [rows[0][column] for column in parties] if rows else []):
            for name, place, usual in differing_in_case(cells):
                self.report(place, DIFFERENT_CASE, name, sentence("write {what}", what=usual))

    def take(self, row: Sequence[Entry]) -> None:
        """Read a row; one of a text has as many cells as the headings."""
        place, width = row[0][1], len(self.columns)
        if len(row) < width and isinstance(place, int):
            rule, given = "a row has as many cells as there are headings", f"{len(row)} of {width}"
            self.report(place, rule, given, "check the separators of this row")
        for k, (text, where) in enumerate(row):
            if text and not (k < width and self.columns[k]):
                self.report(where, "this cell is below no heading", text)
        row = [*row, *[("", place)] * (width - len(row))]
        if row[0][0]:
            self._take_cells(row, self._about(row))
        else:
            self.report(place, "a row names its issue")

    def _about(self, row: Sequence[Entry]) -> tuple[str, ...]:
        """What of a party a row tells: its worth of no deal, a weight or the worth of a value."""
        (name, place), (value, at) = row[:2]
        issue = self.issue_keys.get(name)
        if issue is None:
            path: tuple[str, ...] = ("reservation",)
        elif not value:
            path = ("weights", issue)
        else:
            if issue not in self.named:
                if GROUPED.fullmatch(value):
                    self.report(at, _AMBIGUOUS, value, UNGROUPED)
                plain = _number(value)
                alike = (each for each in self.values[issue] if _float(each) == _float(plain))
                value = next(alike, plain)
            path = ("values", issue, value)
            if path not in self.places:
                self.values[issue].append(value)
        if path in self.places and path[0] == "values":
            self.report(at, "an issue's values differ", value)
        elif path in self.places:
            self.report(place, "this row is there twice", name, "remove one row")
        self.places[path] = place
        if issue is not None and "unit" in self.columns:
            unit, where = row[self.columns.index("unit")]
            if unit and self.units.setdefault(issue, unit) != unit:
                rule = "the {column} of {name} is the same in all its rows"
                self.report(where, sentence(rule, column="unit", name=name), unit)
        return path

    def _take_cells(self, row: Sequence[Entry], about: tuple[str, ...]) -> None:
        for column, party in self.parties.items():
            text, place = row[column]
            path = ("preferences", self.party_keys[party], *about)
            self.places[path] = place
            if not text:
                continue
            self.stated[path] = given = _given(text)
            if given is None:
                two = GROUPED.fullmatch(text)
                rule, remedy = (_AMBIGUOUS, UNGROUPED) if two else (_NO_JUDGEMENT, _CORRECT)
                self.report(place, rule, text, remedy)

    def sections(self) -> dict[str, Any]:
        """The sections parties, issues and preferences; a scale has a worth at both its ends.

        Raises ScenarioError with all that is wrong in the table.
        """
        raw: dict[str, Any] = {
            "parties": {
                key: {"name": name} if name != key else {} for name, key in self.party_keys.items()
            },
            "issues": {},
            "preferences": {key: {"weights": {}, "values": {}} for key in self.party_keys.values()},
        }
        for name, issue in self.issue_keys.items():
            if not self.values[issue]:
                remedy = "add a row for each of its values, or remove this one"
                place = self.places["weights", issue]
                self.report(place, "an issue has at least one value", name, remedy)
            raw["issues"][issue] = {
                **({"name": name} if name != issue else {}),
                **_scale(self.values[issue]),
                **({"unit": self.units[issue]} if issue in self.units else {}),
            }
        for path, given in self.stated.items():
            section = raw
            for key in path[:-1]:
                section = section.setdefault(key, {})
            section[path[-1]] = given
        for party, wanted in raw["preferences"].items():
            for issue, given in wanted["values"].items():
                ends = raw["issues"][issue].get("scale", "..").split("..")
                for end in filter(None, ends):
                    if end not in given:
                        place = self.places["preferences", party, "values", issue, end]
                        self.report(place, "a scale has a worth at both its ends", end)
        if self.problems:
            raise ScenarioError(tuple(self.problems))
        return raw

    def report(self, place: str | int, rule: str, given: str = "", remedy: str = _CORRECT) -> None:
        """Add a problem of a cell, or of a line."""
        if isinstance(place, int):
            self.problems.append(Problem(self.file, rule, given, remedy, line=place))
        else:
            self.problems.append(Problem(self.file, rule, given, remedy, path=place))

    def placed(self, found: Problem) -> Problem:
        """A problem of the scenario with the place in the table, where it comes from a single one.

        >>> table = TableRows("t.csv", [], [], {})
        >>> table.places["preferences", "a", "weights", "price"] = 7
        >>> print(table.placed(Problem("t.csv", "no weight", path="preferences.a.weights.price")))
        t.csv:7: preferences.a.weights.price: no weight
        """
        paths = {".".join(path): place for path, place in self.places.items()}
        parts = [*found.path.split("."), found.given]
        above = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        place = next((paths[path] for path in above if path in paths), None)
        if isinstance(place, str):
            return replace(found, line=None, column=None, path=place)
        return replace(found, line=place, column=None)


def _scale(values: Sequence[str]) -> dict[str, Any]:
    if len(values) > 1 and all(_PLAIN.fullmatch(value) for value in values):
        ends = sorted(values, key=float)
        return {"scale": f"{ends[0]}..{ends[-1]}"}
    return {"values": list(values)}


def _number(text: str) -> str:
    """A number with a decimal point and a plain minus; another text as it is."""
    plain = re.sub(r"^([+-]?)\.", r"\g<1>0.", text.replace("\N{MINUS SIGN}", "-").replace(",", "."))
    return plain if _PLAIN.fullmatch(plain) else text


def _is_number(text: str) -> bool:
    return bool(GROUPED.fullmatch(text) or _PLAIN.fullmatch(_number(text)))


def _float(text: str) -> float | str:
    return float(text) if _PLAIN.fullmatch(text) else text


def _given(text: str) -> Any:
    """A judgement as a scenario file states it; None for what is none."""
    text = _number(_PERCENT.sub("", text))
    if GROUPED.fullmatch(text):
        return None
    if _PLAIN.fullmatch(text):
        return plain_number(float(text))
    found = RANGE.fullmatch(text)
    if found and any(map(GROUPED.fullmatch, found.group(1, 3))):
        return None
    raw = f"{_number(found[1])}..{_number(found[3])}" if found else word_given(text) or text
    return raw if judged(raw) is not None else None
