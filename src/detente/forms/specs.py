"""What the model of the scenario file says of a key path: its type, its checks, what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from detente.scenario import Judgement, KeyPath, Scenario
from detente.scenario.sections.conflict import Priority, Statement

HIDDEN = ("detente", "follows", "translations")
"""Keys that nobody fills in."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What the model says of a part: its type, the checks of it, the field it is, and its model."""

    type: Any
    checks: tuple[Any, ...] = ()
    owner: str = ""
    key: str = ""
    help: str = ""

    def check(self, kind: type) -> Any:
        """The first check of a kind; None where there is none."""
        return next((check for check in self.checks if isinstance(check, kind)), None)

    def inner(self, type_: Any) -> Spec:
        """The same for a part of its type."""
        return peeled(replace(self, type=type_, checks=()))


def is_model(kind: Any) -> bool:
    """Whether a part has keys of its own."""
    return isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Judgement


def peeled(spec: Spec) -> Spec:
    """Without annotations, which become checks, and without None."""
    kind, checks = spec.type, spec.checks
    while True:
        if get_origin(kind) is Annotated:
            checks = (*checks, *get_args(kind)[1:])
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType) and type(None) in get_args(kind):
            left = tuple(one for one in get_args(kind) if one is not type(None))
            kind = left[0] if len(left) == 1 else Union[left]  # noqa: UP007 - made at run time
        else:
            return replace(spec, type=kind, checks=checks)


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    """The models among the types that a part may have; none where it has one type."""
    yield from filter(is_model, _types_in(kind))


def _types_in(kind: Any) -> Iterator[Any]:
    if get_origin(kind) in (Union, UnionType):
        yield from (peeled(Spec(each)).type for each in get_args(kind))


def spec_at(path: KeyPath) -> Spec:
    """What the model says of a path in the file. Raises KeyError where it knows none."""
    spec = Spec(Scenario)
    for step in path:
        held = (each for each in _types_in(spec.type) if is_model(each) or get_origin(each) is dict)
        spec = replace(spec, type=next(held, spec.type))
        if spec.type is Priority and step.isdecimal():
            spec = Spec(Statement)
        elif is_model(spec.type):
            model = Statement if spec.type is Priority else spec.type
            spec = dict(own_parts(model))[step]
        elif get_origin(spec.type) is dict:
            spec = spec.inner(get_args(spec.type)[1])
        elif get_origin(spec.type) is tuple:
            spec = spec.inner(get_args(spec.type)[0])
        else:
            raise KeyError(step)
    return spec


@cache
def own_parts(model: type[BaseModel]) -> tuple[tuple[str, Spec], ...]:
    """The fields of a model by their keys in the file."""
    found = ((field.alias or name, field) for name, field in model.model_fields.items())
    specs = (
        Spec(field.annotation, tuple(field.metadata), model.__name__, key, field.description or "")
        for key, field in found
    )
    return tuple((spec.key, peeled(spec)) for spec in specs)
