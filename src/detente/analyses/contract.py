"""What every analysis promises, so that one command line, brief and ensemble serve them all.

An analysis is a folder whose `__init__` holds its public function and an `Analysis` that describes
it. The function is pure: a scenario and settings in, a frozen `Result` out. This module and those
`__init__` files stay light: arrays and kernels are imported when an analysis runs.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from inspect import Parameter, signature
from textwrap import shorten
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, Protocol, TypeVar, cast

from detente.analyses.findings import Finding
from detente.analyses.settings import Setting, Settings
from detente.errors import MissingSection
from detente.exhibits import Chart, Note, Shown, Table, plain
from detente.phrases import Phrases, phrases
from detente.validation import known_names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.scenario import Draws, Scenario


P = ParamSpec("P")
R = TypeVar("R")

MOST_FINDINGS, LONGEST_LINE = 4, 240
"""Of what a result prints of itself."""


@dataclass(frozen=True, slots=True)
class Remark:
    """An assumption or note of a result: a phrase and its values, worded when it is read.

    A value is a text, a name that depends on the language (a function from the language to the
    text), or a tuple of these.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, words: Phrases) -> str:
        """The sentence in a language; values that are tuples are joined to an enumeration."""

        def said(value: object) -> object:
            if isinstance(value, tuple):
                return words.join(str(said(part)) for part in value)
            return value(words.language) if callable(value) else value

        return words(self.key, **{name: said(value) for name, value in self.values.items()})


def types_stated(scenario: Scenario) -> tuple[Remark, ...]:
    """That preferences are taken as stated, where a party may be of one type or another."""
    several = any(len(types) > 1 for types in scenario.types.values())
    return (Remark("talks.types_stated"),) if several else ()


@dataclass(frozen=True, slots=True)
class Origin:
    """The scenario that a result was computed from."""

    title: str
    digest: str
    language: str

    @classmethod
    def of(cls, scenario: Scenario) -> Origin:
        """The stamp of a scenario."""
        return cls(scenario.title, scenario.digest, scenario.language)


class Report(Protocol):
    """How the results of an analysis are told: the functions of its module `report`.

    A result is data and imports no report; it finds this module beside its own when it is shown.
    """

    def statements(self, result: Any, words: Phrases, /) -> tuple[Note, ...]:
        """See `Result.statements`."""

    def tables(self, result: Any, words: Phrases, /) -> tuple[Table, ...]:
        """See `Result.tables`."""

    def charts(self, result: Any, words: Phrases, /) -> tuple[Chart, ...]:
        """See `Result.charts`."""


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Result(Shown):
    """A frozen record of what was asked, of which scenario, and the answer.

    A result describes itself in English or German; `language` is the scenario's where not given.
    """

    analysis: ClassVar[str]

    origin: Origin
    settings: Mapping[str, Any] | Settings
    assumptions: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    @abstractmethod
    def answer(self) -> dict[str, Any]:
        """The answer as plain JSON values with stable keys."""

    def statements(self, language: str | None = None) -> tuple[Note, ...]:
        """The findings in sentences, most important first."""
        return self._report().statements(self, self.words(language))

    def tables(self, language: str | None = None) -> tuple[Table, ...]:
        """The answer as tables."""
        return self._report().tables(self, self.words(language))

    def charts(self, language: str | None = None) -> tuple[Chart, ...]:
        """The answer as charts."""
        return self._report().charts(self, self.words(language))

    def findings(self) -> tuple[Finding, ...]:
        """What it hands over to a brief: nothing where no module `findings` stands beside it."""
        module = f"{type(self).__module__.rpartition('.')[0]}.findings"
        if find_spec(module) is None:
            return ()
        found: tuple[Finding, ...] = import_module(module).findings(self)
        return found

    def _report(self) -> Report:
        """The module `report` beside the one that defines the result."""
        folder = type(self).__module__.rpartition(".")[0]
        return cast("Report", import_module(f"{folder}.report"))

    def __repr__(self) -> str:
        """A few lines: what was computed from which scenario, how, and the first findings."""
        asked = ", ".join(f"{k}={v!r}" for k, v in dict(self.settings).items() if _is_given(v))
        said = [note.text for note in self.statements() if note.kind == "finding"]
        shown = [
            f"{type(self).__name__}: {self.analysis}",
            f"{self.origin.title} (digest {self.origin.digest[:12]})",
            *([f"settings: {asked}"] if asked else []),
            *(f"- {text}" for text in said[:MOST_FINDINGS]),
        ]
        if len(said) > MOST_FINDINGS:
            shown.append(
                f"... {len(said) - MOST_FINDINGS} more in .statements(); all in .to_dict()"
            )
        return "\n".join(shorten(line, LONGEST_LINE, placeholder=" ...") for line in shown)

    def words(self, language: str | None = None) -> Phrases:
        """The phrases of a language, the scenario's by default."""
        return phrases(language or self.origin.language)

    def display_language(self) -> str:
        """The scenario's language."""
        return self.origin.language

    def to_draw(self, language: str) -> tuple[Note | Table | Chart, ...]:
        """What a notebook shows: findings, tables, charts, assumptions."""
        shown = (self.statements(language), self.tables(language), self.charts(language))
        return (*shown[0], *shown[1], *shown[2], *self.remarks(language))

    def remarks(self, language: str | None = None) -> tuple[Note, ...]:
        """Assumptions and notes as exhibits."""
        words = self.words(language)
        return (
            *(Note(remark.text(words), "assumption") for remark in self.assumptions),
            *(Note(remark.text(words), "caution") for remark in self.notes),
        )

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """The result as plain JSON values: what `--json` prints."""
        words = self.words(language)
        return {
            "analysis": self.analysis,
            "scenario": {"title": self.origin.title, "digest": self.origin.digest},
            "options": plain(dict(self.settings)),
            "answer": self.answer(),
            "findings": [finding.to_dict() for finding in self.findings()],
            "assumptions": [remark.text(words) for remark in self.assumptions],
            "notes": [remark.text(words) for remark in self.notes],
        }


def _is_given(value: object) -> bool:
    return value is not None and value is not False and value not in ((), [], {}, "")


class Conclusions(Protocol):
    """Answers over draws, for ensembles: each conclusion has a name and a value a draw."""

    def __call__(
        self, scenario: Scenario, draws: Draws, **settings: Any
    ) -> Mapping[str, NDArray[np.float64]]:
        """Map each named conclusion to its values, shape [draw]; truth values as 0 and 1.

        Names are stable and readable: `equilibrium.nash.YNN`, `zopa`, `utility.north.nash`. The
        function works over all draws at once, within memory bounded by chunks of draws, and gives
        for the best draw what the plain analysis gives.
        """


@dataclass(frozen=True, slots=True)
class Analysis:
    """A catalogue entry in full.

    `needs` names the sections without which the analysis cannot run, `example` the shortest YAML
    that has them; `conclusions` is its form over draws; where it
    `selects`, it also takes `only=`, a name, and may leave out all other conclusions; where it
    `tracks`, it takes `tracked=`, names that another scenario's draws brought up, and answers those
    that make sense in this one. `counted` says that it is quick enough to be counted over draws
    unasked, `lead` in which order; `live` that it is quick enough to be answered at once after
    every change of a file. `ready` raises the InputError with which a scenario that has
    these sections would be refused before anything is solved, for its size or for something that it
    lacks.
    """

    name: str
    summary: str
    run: Callable[..., Result]
    needs: tuple[str, ...]
    example: str
    settings: tuple[Setting, ...] = ()
    conclusions: Conclusions | None = None
    selects: bool = False
    tracks: bool = False
    lead: int = 99
    counted: bool = False
    live: bool = False
    ready: Callable[[Scenario], object] | None = None


def with_known_settings(function: Callable[P, R]) -> Callable[P, R]:
    """Answer a setting that an analysis does not have with SettingError and the nearest name."""
    kinds = {name: parameter.kind for name, parameter in signature(function).parameters.items()}

    @wraps(function)
    def called(*scenario: P.args, **settings: P.kwargs) -> R:
        known = [name for name, kind in kinds.items() if kind is not Parameter.VAR_KEYWORD]
        if len(known) < len(kinds):
            entry: Analysis = function.__globals__["ANALYSIS"]
            known += [setting.name for setting in entry.settings]
        known_names(settings, known)
        return function(*scenario, **settings)

    return called


def require_sections(analysis: Analysis, scenario: Scenario) -> None:
    """Raise MissingSection for the first needed section that the scenario lacks."""
    for section in lacking_sections(analysis, scenario):
        raise MissingSection(analysis.name, section.replace("|", " or "), analysis.example)


def lacking_sections(analysis: Analysis, scenario: Scenario) -> tuple[str, ...]:
    """The needed sections that the scenario lacks; of those joined by `|` one is enough."""
    return tuple(
        section
        for section in analysis.needs
        if not any(getattr(scenario, name) for name in section.split("|"))
    )
