"""The settings of an analysis: one frozen record, checked once, for Python and command line alike.

>>> @dataclass(frozen=True, slots=True, kw_only=True)
... class Sample(Settings):
...     draws: int | None = option(None, "cases computed over the judgements' ranges")
...     seed: int = option(0, "seed of the draws")
>>> [(setting.name, setting.kind) for setting in Sample.options()]
[('draws', 'whole'), ('seed', 'whole')]
>>> dict(Sample(draws=100))
{'draws': 100, 'seed': 0}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import wraps
from inspect import Signature, signature
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar

from detente.validation import checked_seed, known_names, one_of, whole_number

if TYPE_CHECKING:
    from detente.scenario import Scenario

P = ParamSpec("P")
S = TypeVar("S", bound="Settings")
R = TypeVar("R")

Kind = Literal["flag", "text", "texts", "number", "whole", "path"]
_KINDS: dict[str, Kind] = {"bool": "flag", "str": "text", "float": "number", "int": "whole"}
_KINDS |= {"Path": "path", "tuple[str, ...]": "texts"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an analysis: a keyword of its function and an option of its command.

    `texts` may be given several times or joined by commas. `flag` is the option's name where it is
    not `--name`.
    """

    name: str
    kind: Kind
    help: str
    default: Any = None
    flag: str = ""
    choices: tuple[str, ...] = ()


def option(
    default: Any,
    text: str,
    *,
    kind: Kind | None = None,
    flag: str = "",
    choices: tuple[str, ...] = (),
    least: int = 0,
) -> Any:
    """A field of a settings record.

    Its kind follows from its annotation, unless given. A text has to be among the `choices`, a
    whole number is at least `least`.
    """
    about = {"help": text, "kind": kind, "flag": flag, "choices": choices, "least": least}
    return field(default=default, metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The base of every settings record; `dict(record)` has its values by name.

    Raises SettingError for a whole number, a seed or a choice that is none.
    """

    def __post_init__(self) -> None:
        """Check whole numbers and choices."""
        for each in fields(self):
            given, about = getattr(self, each.name), each.metadata
            if given is None:
                continue
            if each.name == "seed":
                checked_seed(given)
            elif _kind(each.type, about) == "whole":
                whole_number(each.name, given, least=about["least"])
            for part in given if isinstance(given, tuple) else (given,):
                if about["choices"]:
                    one_of(each.name, part, about["choices"])

    @classmethod
    def options(cls) -> tuple[Setting, ...]:
        """The settings, as a command line offers them."""
        return tuple(
            Setting(
                each.name,
                _kind(each.type, each.metadata),
                each.metadata["help"],
                each.default,
                each.metadata["flag"],
                each.metadata["choices"],
            )
            for each in fields(cls)
        )

    def keys(self) -> Iterator[str]:
        """The names of the settings."""
        return (each.name for each in fields(self))

    def __getitem__(self, name: str) -> Any:
        """A setting by its name."""
        return getattr(self, name)


def _kind(annotation: Any, about: Mapping[str, Any]) -> Kind:
    stated: Kind | None = about["kind"]
    return stated or _KINDS[str(annotation).removesuffix(" | None")]


def with_settings(
    record: Callable[P, S],
) -> Callable[[Callable[[Scenario, S], R]], Callable[Concatenate[Scenario, P], R]]:
    """Let a function of a scenario and a settings record take the settings as keywords.

    A setting that the record does not have is answered with SettingError and the nearest name.
    """
    known = signature(record).parameters

    def decorate(function: Callable[[Scenario, S], R]) -> Callable[Concatenate[Scenario, P], R]:
        @wraps(function)
        def called(scenario: Scenario, /, *none: P.args, **settings: P.kwargs) -> R:
            known_names(settings, known)
            return function(scenario, record(*none, **settings))

        first = signature(function).parameters["scenario"]
        answer = signature(function).return_annotation
        vars(called)["__signature__"] = Signature(
            [first, *known.values()], return_annotation=answer
        )
        return called

    return decorate
