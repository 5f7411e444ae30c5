"""Variants of the file: what each changes, what follows, and for whom it is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from detente.analyses.catalogue import find_analysis, over_draws
from detente.ensembles.compare import compare
from detente.ensembles.report.compare import comparison_exhibits
from detente.errors import InputError
from detente.exhibits import Exhibit
from detente.phrases import phrases
from detente.phrases.messages import told
from detente.scenario import KeyPath, Scenario
from detente.scenario.names import judgement_name
from detente.sheets.changes import place_of
from detente.web.workspace import Bench

DRAWS = 500


def whatif(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """The variants as tabs, and the changes of the one that is shown."""
    session, words = bench.opened, bench.words
    changes = session.variants.get(bench.variant, ())
    wrong: list[str] = []
    named = {dotted(path): name for path, name in judgements(bench)}
    try:
        session.scenario_of(bench.variant)
    except InputError as error:
        wrong = told(error, words).splitlines()
    return {
        "variants": list(session.variants),
        "variant": bench.variant,
        "changes": [(change, *_named(change, named)) for change in changes],
        "wrong": wrong,
        "judgements": judgements(bench),
    }


def _named(change: str, named: Mapping[str, str]) -> tuple[str, str]:
    """What a change is of, by name where it is a judgement, and the value."""
    key, _, value = change.partition("=")
    return named.get(key, key), value


def dotted(path: Sequence[str]) -> str:
    """A key path as changes of a variant write it.

    >>> dotted(("issues", "a.b", "values"))
    'issues."a.b".values'
    """
    return ".".join(f'"{key}"' if "." in key or "=" in key else key for key in path)


def judgements(bench: Bench) -> list[tuple[KeyPath, str]]:
    """Every judgement that stands in the file by itself, by path and name.

    Weights that follow from an order of issues do not.
    """
    source = bench.opened.source
    scenario, values = source.scenario, source.tree.values
    own = (path for path in scenario.estimates() if place_of(values, path))
    return [(path, judgement_name(scenario, path, bench.words)) for path in own]


def differences(bench: Bench, one: str, other: str) -> tuple[Exhibit, ...]:
    """What differs between two variants, of which '' is the file."""
    session, words = bench.opened, bench.words
    labels = tuple(name or words("web.the_file") for name in (one, other))
    a, b = session.scenario_of(one), session.scenario_of(other)
    return _compared(_Kept(a), _Kept(b), (labels[0], labels[1]), words.language)


class _Kept:
    """A scenario as a key of what was computed from it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.digest = scenario, scenario.digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=16)
def _compared(a: _Kept, b: _Kept, labels: tuple[str, str], language: str) -> tuple[Exhibit, ...]:
    analyses = [find_analysis(name) for name in over_draws()]
    found = compare(a.scenario, b.scenario, analyses, draws=DRAWS, seed=0, labels=labels)
    return comparison_exhibits(found, phrases(language))
