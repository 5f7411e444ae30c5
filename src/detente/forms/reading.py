"""What was typed into fields as values of the file, and the changes that put them there."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from detente.forms.fields import Field
from detente.forms.from_model import EACH, SPAN
from detente.forms.judgements import problem, read_judged, scale_typed
from detente.forms.specs import Spec, spec_at
from detente.phrases import LANGUAGES, phrases
from detente.scenario import Judgement, KeyPath
from detente.scenario.shape import label
from detente.scenario.statements import ExpressionError, parse
from detente.sheets.changes import MISSING, Source, judged, parted, plain_number, same, stated
from detente.sheets.opening import Book, Cell
from detente.sheets.table import turning_points, worths_at

LONG = {"Client": "name", "Consent": "rule", "Agenda": "settles", "Priority": "maybe"}
"""What a text alone stands for, where a part could stand."""

Op = Literal["set", "delete"]

UNITS = ("day", "week", "month", "year")


def read(source: Source, field: Field, given: str | Sequence[Any] | Mapping[str, Any]) -> Any:
    """What was typed into a field as a value of the file; None for nothing.

    Judgements see `judged.read_judged`; `ranks` takes names, or lists of names that tie, the first
    being the most important; fields of `many` take several texts, or lines. Raises ScenarioError
    with a problem whose path is the name of the field.
    """
    raw = stated(source.tree.values, field.path)
    if field.judged and isinstance(given, str | Mapping):
        return read_judged(field, given, None if raw is MISSING else raw)
    if field.kind == "ranks":
        return _ranks(field, given)
    if field.many:
        lines = given.splitlines() if isinstance(given, str) else given
        texts = [str(line).strip() for line in lines]
        if field.path == ("status_quo",) and raw is not MISSING:
            return _status_quo(source, field, texts, raw)
        worded = {one["when"]: one for one in _listed(raw) if isinstance(one, dict)}
        return [worded.get(text) or _one(source, field, text) for text in texts if text] or None
    text = str(given).strip()
    if text and SPAN in _spec(field.path).checks:
        about = parted(raw)[1]
        return {"value": _span(text), **about} if about else _span(text)
    return _one(source, field, text) if text else None


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


def _status_quo(source: Source, field: Field, texts: Sequence[str], raw: Any) -> Any:
    """The options now taken, as a list or as the string of Y and N that stood there."""
    taken = [_choice(source, field, text) for text in texts]
    if isinstance(raw, str) and not set(raw) - {"Y", "N"}:
        return "".join("Y" if choice.value in taken else "N" for choice in field.choices)
    return taken


def _one(source: Source, field: Field, text: str) -> Any:
    if field.kind == "number":
        return _number(field, text)
    if field.kind == "expression":
        return _expression(source, field, text)
    if field.choices:
        return _choice(source, field, text)
    scale = scale_typed(text) if field.path[-1] == "scale" else None
    return scale.ends if scale and not scale.unit else text


def _spec(path: KeyPath) -> Spec:
    try:
        return spec_at(path)
    except KeyError:
        return Spec(str)


def _number(field: Field, text: str) -> Any:
    book = Book(field.name, {})
    number = book.number(Cell(field.name, "best", text), -math.inf, math.inf)
    if book.problems or number is None:
        raise problem(field, book.problems[0].rule, text, book.problems[0].remedy)
    return plain_number(number)


def _expression(source: Source, field: Field, text: str) -> str:
    scenario = source.scenario
    names = scenario.option_vocabulary if field.about == "options" else scenario.issue_vocabulary
    try:
        parse(text, names)
    except ExpressionError as error:
        raise problem(field, error.rule, error.given, error.remedy) from None
    return text


def _choice(source: Source, field: Field, text: str) -> Any:
    labels = {choice.label.lower(): choice.value for choice in field.choices}
    known = {choice.value for choice in field.choices}
    value = text if text in known else labels.get(text.lower())
    issue = source.scenario.issues.get(field.path[-1])
    if value is None and field.path[-2:-1] == ("values",) and issue is not None and issue.ends:
        plain = text.replace(",", ".")
        if issue.holds(plain):
            return plain_number(float(plain))
    if value is None:
        raise problem(field, "this is none of the choices", text, "choose one of them")
    if value == EACH:
        return _each(source, field)
    kind = _spec(field.path).type
    return value == "true" if kind is bool else value


def _each(source: Source, field: Field) -> Any:
    """Worths value by value: as they are now, else as the party's own; even steps without those."""
    party, issue, scenario = field.path[1], field.path[-1], source.scenario
    raw = stated(source.tree.values, field.path)
    if isinstance(raw, Mapping):
        return dict(raw)
    question = scenario.issues[issue]
    labels = turning_points(scenario, issue) if question.ends else question.labels()
    wants = scenario.preferences.get(party)
    known = wants is not None and issue in wants.values
    texts = [*worths_at(scenario, party, issue, labels)] if known else []
    even = [f"{100 * k / max(1, len(labels) - 1)}" for k in range(len(labels))]
    return {v: _figure(text) for v, text in zip(labels, texts or even, strict=True)}


def _figure(text: str) -> Any:
    """A number as the file has it; a range or a word as it is."""
    try:
        return plain_number(round(float(text), 6))
    except ValueError:
        return text


def _ranks(field: Field, given: Any) -> list[Any] | None:
    """Names in order, ties as lists; each of the choices once."""
    listed = (rung if isinstance(rung, list | tuple) else [rung] for rung in given)
    rungs = [[*map(str, rung)] for rung in listed]
    names = [name for rung in rungs for name in rung]
    known = [choice.value for choice in field.choices]
    if sorted(names) != sorted(known):
        differ = sorted(n for n in {*names, *known} if names.count(n) != known.count(n))
        raise problem(field, "an order names each once", ", ".join(differ), "put all in order")
    return [rung[0] if len(rung) == 1 else rung for rung in rungs if rung] or None


def _span(text: str) -> str:
    """A span of time with its unit in the words of the file."""
    for language in LANGUAGES:
        words = phrases(language)
        for unit in UNITS:
            for many in (f"units_{unit}", f"unit_{unit}"):
                pattern = rf"(?<=[\d\s]){re.escape(words(f'brief.{many}'))}\Z"
                text = re.sub(pattern, f"{unit}s", text, flags=re.IGNORECASE)
    return re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"\s*(?:–|\bbis\b|\bto\b)\s*", "..", text))


def changes(source: Source, field: Field, value: Any) -> tuple[tuple[Op, KeyPath, Any], ...]:
    """The change (what is done, where, with which value) that puts a value read into the file.

    None where it stands there already. A short form above the field, such as `parties: {north: }`,
    becomes a mapping.
    """
    values, path = source.tree.values, field.path
    if _stands(field, stated(values, path), value):
        return ()
    if value is None:
        return (("delete", path, None),)
    for depth in range(len(path) - 1, 0, -1):
        above, below = stated(values, path[:depth]), _nested(path[depth + 1 :], value)
        if isinstance(above, Mapping) or (isinstance(above, list) and path[depth].isdecimal()):
            return (("set", path[: depth + 1], below),)
        if above is not MISSING and above is not None:
            return (("set", path[:depth], _long(above, path[:depth]) | {path[depth]: below}),)
    return (("set", path[:1], _nested(path[1:], value)),)


def _stands(field: Field, there: Any, value: Any) -> bool:
    """Whether what stands there says the same, and as a judgement rests on the same."""
    if value is None:
        return there is MISSING
    if field.judged:
        before, after = (judged(raw, field.whole or 100) for raw in (there, value))
        if before is not None and after is not None:
            return same(before, after) and _rests(before) == _rests(after)
    return _written(value) in (_written(there), _written([there]))


def _rests(judgement: Judgement) -> tuple[object, ...]:
    return judgement.because, judgement.invented, judgement.remark


def _written(value: Any) -> str:
    """A value as its labels count: a number as its text, a text without blanks around it."""
    return repr(label(value).strip() if isinstance(value, int | float | str) else value)


def _nested(path: KeyPath, value: Any) -> Any:
    for step in reversed(path):
        value = {step: value}
    return value


def _long(short: Any, path: KeyPath) -> dict[str, Any]:
    """A short form as the mapping that it stands for."""
    if isinstance(short, list):
        return {str(name): {} for name in short}
    owner = getattr(_spec(path).type, "__name__", "")
    return {LONG.get(owner, "value"): short}
