"""Where continuous scales are cut: at bends of a worth, where statements change, and in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from detente.scenario import Scenario
from detente.scenario.statements import Comparison, atoms, parse

Nodes = Mapping[str, tuple[float, ...]]


def cut(scenario: Scenario, nodes: Nodes) -> Scenario:
    """The scenario with continuous scales cut at these numbers."""
    if not nodes:
        return scenario
    changed = {
        name: issue.cut_at(nodes[name]) for name, issue in scenario.issues.items() if name in nodes
    }
    return scenario.model_copy(update={"issues": {**scenario.issues, **changed}})


def joined(*parts: Nodes) -> Nodes:
    """All numbers of several sets of nodes.

    >>> joined({"x": (1.0,)}, {"x": (0.5, 1.0), "y": (2.0,)})
    {'x': (0.5, 1.0), 'y': (2.0,)}
    """
    names = dict.fromkeys(name for part in parts for name in part)
    return {
        name: tuple(sorted({number for part in parts for number in part.get(name, ())}))
        for name in names
    }


def fine_nodes(scenario: Scenario, points: int, more: Nodes | None = None) -> Nodes:
    """`points` evenly spread numbers of each continuous scale, its bends, and some more.

    >>> from detente.scenario import loads
    >>> scenario = loads('''
    ... title: A price
    ... parties: {a: {}, b: {}}
    ... issues: {price: {scale: 0..10}}
    ... preferences:
    ...   a: {weights: {price: 1}, values: {price: {0: 0, 7.3: 100, 10: 0}}}
    ...   b: {weights: {price: 1}, values: {price: falling}, red_lines: ["price > 9"]}
    ... ''')
    >>> fine_nodes(scenario, 2)["price"]
    (0.0, 7.3, 9.0, 10.0)
    """
    return {
        name: tuple(sorted({*numbers, *_bends(scenario, name), *(more or {}).get(name, ())}))
        for name, numbers in even_nodes(scenario, points).items()
    }


def even_nodes(scenario: Scenario, points: int) -> Nodes:
    """So many evenly spread numbers of each continuous scale."""
    issues = scenario.issues.items()
    return {name: tuple(issue.numbers(points)) for name, issue in issues if issue.continuous}


def _bends(scenario: Scenario, name: str) -> set[float]:
    """The numbers at which a party's worth bends or a statement changes; the ends of the scale."""
    low, high = scenario.issues[name].ends or (0.0, 0.0)
    texts = []
    for preference in scenario.preferences.values():
        given = preference.values.get(name, ())
        texts += [given] if isinstance(given, str) else list(given)
    for text in statements(scenario):
        for atom in atoms(parse(text, scenario.issue_vocabulary)):
            if isinstance(atom, Comparison) and atom.issue == name:
                texts.append(str(atom.value))
    found = {low, high}
    for text in texts:
        with suppress(ValueError):
            found.add(float(text))
    return {number for number in found if low <= number <= high}


def statements(scenario: Scenario) -> Iterator[str]:
    """Everything that is said about deals: rules, red lines, interactions, promises, fronts."""
    yield from scenario.rules
    for preference in scenario.preferences.values():
        yield from preference.red_lines
        for interaction in preference.interactions:
            yield interaction.condition
    for said in scenario.commitments.values():
        if said.broken_if is not None:
            yield said.broken_if
    for front in scenario.fronts.values():
        yield front.holds
