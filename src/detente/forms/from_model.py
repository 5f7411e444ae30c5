"""From the model of the scenario file to forms: what can be filled in at a part, and below it.

The kind of a field follows from what the model says of it: judgement, names of a kind, statement,
one of some words, number, text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from detente.errors import Problem, shortened
from detente.forms.fields import Choice, Field, Form
from detente.forms.judgements import figure, shown, word_choices
from detente.forms.specs import HIDDEN, Spec, is_model, models_in, own_parts, peeled, spec_at
from detente.phrases import Phrases
from detente.phrases.messages import said
from detente.scenario import Judgement, KeyPath, Scenario
from detente.scenario.checks import known_names
from detente.scenario.judgements.time_spans import Span
from detente.scenario.judgements.wording import given_text
from detente.scenario.sections.base import Bounded, Refers
from detente.scenario.sections.conflict import Priority, Statement
from detente.scenario.sections.issues import SHAPES
from detente.scenario.sections.wording import Client
from detente.scenario.shape import label
from detente.sheets.changes import MISSING, Source, judged, place_of, stated
from detente.sheets.experts import scale_of

EACH = "each"
"""Stands for worths value by value, where a shape or an ideal value could stand."""

FIRST = ("client",)
"""Sections that are filled in as one field."""

SPAN = get_args(Span)[1]

_PLACES = re.compile(r"(?:\.\d+)+\Z")
"""Places in a list at the end of a path: a list of texts is one field."""


def form(source: Source, path: KeyPath, words: Phrases, problems: Iterable[Problem] = ()) -> Form:
    """The form of a part of a file, such as `("parties", "north")`; of all of it at `()`.

    Raises KeyError for a path that no scenario has. `problems` are told at their fields.
    """
    walk = _Walk(source, words, problems)
    spec = spec_at(path)
    alone = len(path) == 1 and (spec.type is Client or not is_model(spec.type))
    called = walk.labels.get(path[0], "") if alone else ""
    fields = list(walk.fields(spec, path, called)) if path else list(walk.own(Scenario, (), ""))
    return Form(path, walk.title(path), tuple(fields), tuple(walk.parts))


def items(source: Source, path: KeyPath) -> tuple[KeyPath, ...]:
    """The paths of the items that stand in a mapping or list of the file."""
    return _items(source.tree.values, path)


def _items(values: Any, path: KeyPath) -> tuple[KeyPath, ...]:
    found = stated(values, path)
    if isinstance(found, Mapping):
        return tuple((*path, str(key)) for key in found)
    listed = found if isinstance(found, list) else [] if found in (MISSING, None) else [found]
    return tuple((*path, str(place)) for place in range(len(listed)))


class _Walk:
    """Goes through a part of the model beside what the file states of it."""

    def __init__(self, source: Source, words: Phrases, problems: Iterable[Problem]) -> None:
        self.words, self.values, self.scenario = words, source.tree.values, source.scenario
        self.problems = {_PLACES.sub("", problem.path): problem for problem in problems}
        self.known = known_names(source.scenario) | {"crisis": source.scenario.crises}
        self.labels = words.texts("forms.label")
        self.choices = words.texts("forms.choice")
        self.parts: list[KeyPath] = []

    def title(self, path: KeyPath) -> str:
        """What a part is called."""
        if not path:
            title, language = self.scenario.title, self.words.language
            return self.scenario.translated(title, "title", language=language)
        if len(path) == 1:
            return self.labels.get(path[0], path[0])
        try:
            found = self.scenario.name_of(*path, language=self.words.language)
        except (AttributeError, KeyError, TypeError):
            found = path[-1]
        return self.named(path[-1]) if found == path[-1] else found

    def named(self, key: str) -> str:
        """A key of a mapping as it is read: the name of a party, an issue or another part."""
        for section in ("parties", "issues", "signals", "sources", "crises"):
            if key in getattr(self.scenario, section):
                return self.scenario.name_of(section, key, language=self.words.language)
        return key

    def own(self, model: type[BaseModel], path: KeyPath, before: str) -> Iterator[Field]:
        """The fields of a model, those of models inside it behind their label."""
        for key, spec in own_parts(model):
            if key in HIDDEN or (model is Scenario and key not in FIRST and is_model(spec.type)):
                continue
            called = self.labels.get(f"{spec.owner}_{key}") or self.labels.get(key, key)
            yield from self.fields(spec, (*path, key), f"{before}: {called}" if before else called)

    def fields(self, spec: Spec, path: KeyPath, called: str) -> Iterator[Field]:
        """The fields of one part."""
        kind, origin = spec.type, get_origin(spec.type)
        wants = spec.owner in ("Preferences", "Overlay")
        if wants and spec.key == "values" and kind is not Judgement:
            whole = origin is dict
            for place in [(*path, issue) for issue in self.scenario.issues] if whole else [path]:
                yield from self.worths(spec, place, self.named(place[-1]))
        elif wants and spec.key == "weights" and origin is dict:
            yield from self.weights(spec, path, called)
        elif origin is dict:
            yield from self.mapping(spec, path, called)
        elif origin is tuple and not self.is_leaf(get_args(kind)[0]):
            self.parts += _items(self.values, path)
        elif kind in (Priority, Statement):
            raw = stated(self.values, path)
            group = [(*path, str(k)) for k in range(len(raw))] if isinstance(raw, list) else [path]
            for place in group:
                yield from self.statement(place)
        elif is_model(kind) and kind is not Client:
            yield from self.own(kind, path, called)
        elif self.is_other(spec, path):
            for model in models_in(kind):
                yield from self.own(model, path, called)
        else:
            yield self.leaf(spec, path, called)

    def statement(self, path: KeyPath) -> Iterator[Field]:
        """A priority: a statement, which may stand alone, and how sure it is that it is held."""
        for field in self.own(Statement, path, ""):
            alone = not isinstance(stated(self.values, path), Mapping)
            if alone and field.path[-1] == "maybe":
                yield self.leaf(spec_at(field.path), path, field.label)
            else:
                yield field

    def is_other(self, spec: Spec, path: KeyPath) -> bool:
        """Whether a part stands there that is no judgement although one could."""
        raw = stated(self.values, path)
        return any(models_in(spec.type)) and isinstance(raw, Mapping) and judged(raw) is None

    def weights(self, spec: Spec, path: KeyPath, called: str) -> Iterator[Field]:
        """The order of the issues, and a weight each unless the order is all there is."""
        raw = stated(self.values, path)
        ranked = raw.get("ranks") if isinstance(raw, Mapping) else raw
        listed = isinstance(ranked, list)
        party = self.scenario.preferences.get(path[1])
        weights = party.weights if path[0] == "preferences" and party else {}
        rungs: dict[float, list[str]] = {}
        for issue in self.scenario.issues:
            place = -weights[issue].best if issue in weights else math.inf
            rungs.setdefault(place, []).append(issue)
        yield replace(
            self.made(spec, path, called),
            kind="ranks",
            path=(*path, "ranks") if listed and isinstance(raw, Mapping) else path,
            value=tuple(tuple(names) for _, names in sorted(rungs.items())),
            choices=tuple(Choice(issue, self.named(issue)) for issue in self.scenario.issues),
        )
        if not listed:
            yield from self.mapping(spec, path, called)

    def is_leaf(self, kind: Any) -> bool:
        """Whether the items of a list are filled in as one field."""
        inner = peeled(Spec(kind)).type
        return isinstance(inner, type) and not is_model(inner)

    def mapping(self, spec: Spec, path: KeyPath, called: str) -> Iterator[Field]:
        """A field for each key known or stated; parts with forms of their own are listed."""
        keys, value = get_args(spec.type)
        inner = spec.inner(value)
        if inner.type is not Judgement and (get_origin(inner.type) is dict or is_model(inner.type)):
            self.parts += _items(self.values, path)
            return
        about = peeled(Spec(keys)).check(Refers)
        for key in self.keys(path, about.about if about else ""):
            yield from self.fields(inner, (*path, key), f"{called}: {self.named(key)}")

    def keys(self, path: KeyPath, about: str) -> Iterator[str]:
        """The keys that a mapping may have, those that it has first where they are not known."""
        there = stated(self.values, path)
        given = [str(key) for key in there] if isinstance(there, Mapping) else []
        match path:
            case ("signals", name, "likelihood" | "cost") if name in self.scenario.signals:
                known = list(self.scenario.types.get(self.scenario.signals[name].by, ()))
            case ("issues", name, "says" | "short") if name in self.scenario.issues:
                known = list(self.scenario.issues[name].values or ())
            case _:
                known = list(self.known.get(about, ()))
        yield from dict.fromkeys([*known, *given])

    def worths(self, spec: Spec, path: KeyPath, called: str) -> Iterator[Field]:
        """The worth of an issue to a party: a shape or an ideal value, or a field a value."""
        issue = self.scenario.issues.get(path[-1])
        raw = stated(self.values, path)
        labels = issue.values or () if issue else ()
        own = path[0] == "preferences" or not isinstance(raw, str)
        shapes = [Choice(key, self.choices[key]) for key in (*SHAPES, *([EACH] if own else ()))]
        named = [Choice(v, self.value_name(path[-1], v)) for v in labels]
        mapped = isinstance(raw, Mapping)
        now = EACH if mapped else "" if raw is MISSING else label(raw)
        made = self.made(spec, path, called)
        yield replace(made, kind="choice", value=now, choices=(*shapes, *named))
        if mapped:
            for value in dict.fromkeys([*labels, *map(label, raw)]):
                place, text = (*path, value), self.value_name(path[-1], value)
                yield self.judgement(spec_at(place), place, f"{called}: {text}")

    def value_name(self, issue: str, value: str) -> str:
        """A value of an issue as it is read."""
        return self.scenario.value_name(issue, value, self.words.language)

    def leaf(self, spec: Spec, path: KeyPath, called: str) -> Field:
        """One field."""
        kind, raw = spec.type, stated(self.values, path)
        many = get_origin(kind) is tuple
        inner = spec.inner(get_args(kind)[0]) if many else spec
        made = replace(self.made(spec, path, called), many=many)
        if SPAN in spec.checks:
            return replace(made, value=self.span(raw))
        if inner.type is Judgement or get_origin(inner.type) in (Union, UnionType):
            return self.judgement(inner, path, called)
        about = inner.check(Refers) or spec.check(Refers)
        if path == ("status_quo",):
            return replace(made, kind="choice", value=self.taken(raw), choices=self.options())
        if choices := self.chosen(inner, about):
            made = replace(made, kind="choice", choices=choices)
        elif about is not None and about.about in ("options", "issues"):
            made = replace(made, kind="expression", about=about.about)
        elif inner.type in (int, float):
            made = replace(made, kind="number")
        return replace(made, value=self.value(raw, many=many))

    def options(self) -> tuple[Choice, ...]:
        """All options, to choose those that are taken."""
        found = []
        for party, option in self.scenario.option_names:
            name = self.scenario.option_name(party, option, self.words.language)
            found.append(Choice(f"{party}.{option}", f"{self.named(party)}: {name}"))
        return tuple(found)

    def taken(self, raw: Any) -> tuple[str, ...]:
        """The options that a string of Y and N, or a list, says are taken."""
        names = [f"{party}.{option}" for party, option in self.scenario.option_names]
        if isinstance(raw, str) and len(raw) == len(names) and not set(raw) - {"Y", "N"}:
            return tuple(name for name, sign in zip(names, raw, strict=True) if sign == "Y")
        found = self.value(raw, many=True)
        return found if isinstance(found, tuple) else (found,)

    def value(self, raw: Any, *, many: bool) -> str | tuple[str, ...]:
        """A plain value, or several, as texts."""
        if many:
            listed = raw if isinstance(raw, list) else [] if raw in (MISSING, None) else [raw]
            return tuple(one["when"] if isinstance(one, dict) else label(one) for one in listed)
        if isinstance(raw, Mapping):
            raw = raw.get("name", raw.get("rule", ""))
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return figure(raw, self.words)
        return "" if raw in (MISSING, None) else label(raw)

    def chosen(self, spec: Spec, about: Refers | None) -> tuple[Choice, ...]:
        """What a field may be, where that is one of some words or names."""
        if get_origin(spec.type) is Literal:
            words = map(str, get_args(spec.type))
            return tuple(Choice(word, self.choices.get(word, word)) for word in words)
        if spec.type is Client:
            parties = (Choice(key, self.named(key)) for key in self.scenario.parties)
            return (*parties, Choice("mediator", self.choices["mediator"]))
        if spec.type is bool:
            return tuple(Choice(v, self.choices[v]) for v in ("true", "false"))
        if about is not None and about.about not in ("options", "issues"):
            known = (Choice(key, self.named(key)) for key in self.known.get(about.about, ()))
            return (*known, *(Choice(word, self.choices[word]) for word in about.besides))
        if spec.key == "because":
            said_by = self.scenario.evidence.items()
            return tuple(Choice(key, f"{key}: {shortened(one.says)}") for key, one in said_by)
        return ()

    def span(self, raw: Any) -> str:
        """A span of time as it is read: 2–6 Wochen."""
        body = raw.get("value") if isinstance(raw, Mapping) else raw
        if body in (MISSING, None):
            return ""
        try:
            return given_text(SPAN.read(body), self.words)
        except ValueError:
            return str(body)

    def judgement(self, spec: Spec, path: KeyPath, called: str) -> Field:
        """A field of a judgement, in the form that it is stated in."""
        place = path if stated(self.values, path) is not MISSING else None
        place = place or place_of(self.values, path) or path
        raw = stated(self.values, place)
        bounded = spec.check(Bounded)
        limits = (bounded.low, bounded.high) if bounded else (-math.inf, math.inf)
        unit, low, high, whole = scale_of(self.scenario, path, limits, self.words)
        kind, cells = shown(None if raw is MISSING else raw, whole, self.words)
        about = raw if isinstance(raw, Mapping) else {}
        because = about.get("because", ())
        choices = word_choices(self.words) if high >= 100 else ()
        if path[0] == "positions" and path[-1] == "position":
            issue = self.scenario.issues.get(path[1])
            choices = tuple(Choice(v, v) for v in (issue.values or ())) if issue else ()
        return replace(
            self.made(spec, path, called),
            kind=kind,
            path=place,
            value=cells,
            unit=unit,
            low=low,
            high=high,
            whole=whole,
            choices=choices,
            judged=True,
            confidence=str(about.get("confidence", "")),
            because=(because,) if isinstance(because, str) else tuple(because),
            invented=about.get("invented") is True,
            remark=str(about.get("remark", "")),
        )

    def made(self, spec: Spec, path: KeyPath, called: str) -> Field:
        """A field of text, with what is wrong there."""
        wrong = self.problems.get(".".join(path))
        told = "; ".join(filter(None, (said(wrong.rule, self.words), wrong.given))) if wrong else ""
        help_ = said(spec.help, self.words)
        return Field("text", called or self.named(path[-1]), help_, path, "", told)
