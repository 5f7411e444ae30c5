"""Fields of the open file for templates, and what was typed into them as changes of the file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from detente.desk import Change, Session
from detente.errors import EditRefused
from detente.forms import Field, changes, form, read
from detente.forms.judgements import problem
from detente.phrases import Phrases
from detente.scenario import KeyPath
from detente.sheets import Source
from detente.sheets.changes import MISSING, parted, stated

CELL = "cell."
"""What the names of the cells of a judgement begin with."""
MANY, BECAUSE = "many.", "because."
"""What the names of ticks begin with."""


class Fields(NamedTuple):
    """The fields of a file, with the words of a language."""

    source: Source
    words: Phrases

    @classmethod
    def of_session(cls, session: Session, words: Phrases) -> Fields:
        """Those of the open file. Raises ScenarioError with all its problems."""
        return cls(session.source, words)

    def at(self, *path: str) -> tuple[Field, ...]:
        """The fields of a part. Raises EditRefused where there is none."""
        try:
            return form(self.source, path, self.words).fields
        except (KeyError, IndexError):
            raise EditRefused(path, "there is no such part", "check the key path") from None

    def one(self, *path: str) -> Field:
        """The field of a path."""
        found = self.at(*path)
        if not found:
            raise EditRefused(path, "there is no such part", "check the key path")
        return found[0]

    def split(self, path: KeyPath, first: Sequence[str]) -> dict[str, Field]:
        """Some fields of a part, by their key."""
        found = ((field.path[len(path)], field) for field in self.at(*path))
        return {key: field for key, field in found if key in first}

    def typed(self, path: KeyPath, given: Mapping[str, str]) -> list[Change]:
        """The changes that put into the file what was typed into the field of a path.

        `given` is a form: a text, ticks, the cells of a judgement, or what a judgement rests on.
        Raises ScenarioError, with the name of the field, for what cannot be read.
        """
        field = self.one(*path)
        if "about" in given:
            value = self._resting(field, given)
        else:
            value = read(self.source, field, _told(given))
        return [Change(*each) for each in changes(self.source, field, value)]

    def stating(self, path: KeyPath, text: str) -> str:
        """What was typed for a judgement as a change of a variant states it, the number alone.

        Raises ScenarioError, with the name of the field, for what cannot be read.
        """
        field = self.one(*path)
        body = parted(read(self.source, field, text))[0] if field.judged and text else text
        return json.dumps(body, ensure_ascii=False) if isinstance(body, dict) else str(body)

    def _resting(self, field: Field, given: Mapping[str, str]) -> Any:
        """A judgement as it is, with another confidence, other evidence and another remark."""
        raw = stated(self.source.tree.values, field.path)
        if raw is MISSING:
            raise problem(field, "there is a confidence and no number", "", "give the best value")
        body, before = parted(raw)
        told = {
            "because": _ticked(given, BECAUSE),
            "confidence": given.get("confidence"),
            "remark": given.get("remark", "").strip(),
        }
        kept = {key: value for key, value in before.items() if key not in told}
        about: dict[str, Any] = {key: value for key, value in told.items() if value} | kept
        return ({**body} if isinstance(body, dict) else {"value": body}) | about if about else body


def _told(given: Mapping[str, str]) -> Any:
    """What was typed, as `forms.read` takes it."""
    if "many" in given:
        return _ticked(given, MANY)
    if "unticked" in given:
        return given.get("ticked", given["unticked"])
    cells = {k.removeprefix(CELL): v for k, v in given.items() if k.startswith(CELL)}
    return cells or given.get("value", "")


def _ticked(given: Mapping[str, str], before: str) -> list[str]:
    return [key.removeprefix(before) for key in given if key.startswith(before)]
