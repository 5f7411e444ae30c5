"""A package put together value by value: who accepts it, who blocks it, and what would help.

The verdict is the answer of the analysis that looks at single packages; nothing is decided here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from detente.analyses.spaces.problem import Problem, deal_problem
from detente.exhibits import Axis, Guide, Point, ScatterChart
from detente.phrases import Phrases
from detente.scenario import Scenario, best_draws
from detente.scenario.statements import parse
from detente.scenario.wording import deal_text, value_text, worded

POINTS = 21
"""Numbers of a scale without steps that can be chosen."""
FEW = 6
"""Values that are shown side by side; of more, one is chosen from a list."""
LARGEST = 5_000_000
"""Joint values that are gone through for the best package of a party."""
MOST_SHOWN = 60
"""Packages of the frontier that can be chosen, spread over it."""

Deal = Mapping[str, str]
Answer = Mapping[str, Any]


class Choice(NamedTuple):
    """An issue with the values that it may have, by key and wording, and the one chosen."""

    issue: str
    title: str
    values: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def few(self) -> bool:
        """Whether all values can stand side by side."""
        return len(self.values) <= FEW


class Stand(NamedTuple):
    """What a party says to a package: worths in points, red lines in words."""

    party: str
    name: str
    accepts: bool
    needed: bool
    worth: float
    limit: float
    best: float
    lines: tuple[str, ...]


class Step(NamedTuple):
    """Another package, what changes on the way to it, and what each party gains or loses."""

    deal: dict[str, str]
    change: str
    gains: str


def choices(scenario: Scenario, deal: Deal, words: Phrases) -> tuple[Choice, ...]:
    """Every issue with its values."""
    return tuple(
        Choice(
            issue,
            scenario.issue_name(issue, words.language),
            tuple((v, value_text(scenario, issue, v, words)) for v in stated.labels(POINTS)),
            deal[issue],
        )
        for issue, stated in scenario.issues.items()
    )


def kept(scenario: Scenario, deal: Deal, start: Deal) -> dict[str, str]:
    """The chosen values that there still are, the others as in the package to start from."""
    found = {}
    for issue, stated in scenario.issues.items():
        values = stated.labels(POINTS)
        first = start.get(issue, values[0])
        found[issue] = deal[issue] if deal.get(issue) in values else first
    return found


def start_of(answer: Answer) -> Deal:
    """The package to start from: one that suits all who are needed, or comes nearest to that."""
    solutions = (package for packages in answer["solutions"].values() for package in packages)
    found = next(iter([*solutions, *answer["nearest"], *answer["frontier"]]), None)
    return {} if found is None else dict(found["deal"])


def stands(scenario: Scenario, answer: Answer, words: Phrases) -> tuple[Stand, ...]:
    """What each party with preferences says to the package that was looked at."""
    audit, problem = answer["audit"], deal_problem(scenario, best_draws(scenario))
    best = [best_worth(problem, place) for place in range(len(problem.parties))]
    vocabulary = scenario.issue_vocabulary
    return tuple(
        Stand(
            party,
            scenario.party_name(party, words.language),
            audit["accepts"][party],
            place in problem.table,
            audit["utility"][party],
            float(problem.limit[0, place]),
            max(best[place], audit["utility"][party]),
            tuple(
                worded(parse(line, vocabulary), scenario, words)
                for line in audit["breaks"].get(party, ())
            ),
        )
        for place, party in enumerate(problem.parties)
    )


def best_worth(problem: Problem, place: int) -> float:
    """What the package is worth to a party that gives it most, rules and red lines apart.

    Values that statements tie together are gone through; of more than `LARGEST` joint ones each
    issue counts by itself.
    """
    added = [weighed[0, place] for weighed in problem.weighed]
    terms = [term for term in problem.terms if term.party == place]
    tied = sorted({issue for term in terms for issue in term.scope})
    if math.prod(len(added[issue]) for issue in tied) > LARGEST:
        terms, tied = [], []
    alone = sum(float(worth.max()) for k, worth in enumerate(added) if k not in tied)
    joint = np.zeros([len(added[issue]) for issue in tied])
    for axis, issue in enumerate(tied):
        joint += np.expand_dims(added[issue], [k for k in range(len(tied)) if k != axis])
    for term in terms:
        order = np.argsort(term.scope)
        holds = term.holds.transpose(order)
        others = [k for k, issue in enumerate(tied) if issue not in term.scope]
        joint += term.points[0] * np.expand_dims(holds, others)
    return alone + float(joint.max())


def parts(
    scenario: Scenario, deal: Deal, party: str, words: Phrases
) -> list[tuple[str, float, float]]:
    """What each issue adds to the worth of a package for a party, and could add at most."""
    problem = deal_problem(scenario, best_draws(scenario))
    place, found = problem.parties.index(party), []
    for issue, labels, weighed in zip(problem.issues, problem.labels, problem.weighed, strict=True):
        if deal[issue] in labels:
            name = scenario.issue_name(issue, words.language)
            added = weighed[0, place]
            found.append((name, float(added[labels.index(deal[issue])]), float(added.max())))
    return found


def better(scenario: Scenario, answer: Answer, words: Phrases) -> list[Step]:
    """Packages that are better for somebody at the table and worse for nobody."""
    return _steps(scenario, answer, answer["audit"]["dominated_by"], words)


def moving(
    scenario: Scenario, answer: Answer, found: Iterable[Stand], words: Phrases
) -> list[tuple[str, list[Step]]]:
    """For each party that is needed and refuses: what would be better for it and would pass."""
    near = answer["audit"]["near"]
    return [
        (stand.name, _steps(scenario, answer, near.get(stand.party, ()), words))
        for stand in found
        if stand.needed and not stand.accepts
    ]


def _steps(
    scenario: Scenario, answer: Answer, packages: Sequence[Answer], words: Phrases
) -> list[Step]:
    now = answer["audit"]
    return [
        Step(
            dict(package["deal"]),
            changed(scenario, now["deal"], package["deal"], words),
            words.join(
                f"{scenario.party_name(party, words.language)} {signed(gain, words)}"
                for party, worth in package["utility"].items()
                if abs(gain := worth - now["utility"][party]) >= 0.05
            ),
        )
        for package in packages
    ]


def signed(value: float, words: Phrases) -> str:
    """A difference in points with its sign."""
    return ("+" if value > 0 else "") + words.number(value, 1)


def changed(scenario: Scenario, before: Deal, after: Deal, words: Phrases) -> str:
    """What changes from one package to another."""
    return "; ".join(
        f"{scenario.issue_name(issue, words.language)}: "
        f"{value_text(scenario, issue, before[issue], words)} → "
        f"{value_text(scenario, issue, value, words)}"
        for issue, value in after.items()
        if before[issue] != value
    )


def frontier(
    scenario: Scenario, answer: Answer, pair: tuple[str, str], words: Phrases
) -> tuple[ScatterChart, list[tuple[str, dict[str, str]]]]:
    """The frontier as two parties see it, and its packages by the labels of their points."""
    found = answer["frontier"]
    shown = found[:: -(-len(found) // MOST_SHOWN) or 1]
    named = [(deal_text(scenario, package["deal"], words), package) for package in shown]
    one, other = (scenario.party_name(party, words.language) for party in pair)
    efficient, chosen = words("web.efficient"), words("web.chosen")
    points = [
        Point(p["utility"][pair[0]], p["utility"][pair[1]], efficient, label) for label, p in named
    ]
    if audit := answer.get("audit"):
        worth = audit["utility"]
        points.append(Point(worth[pair[0]], worth[pair[1]], chosen, chosen, chosen))
    unit = words("web.points")
    guides = (
        Guide("x", answer["reservation"][pair[0]], words("web.no_deal_of", party=one)),
        Guide("y", answer["reservation"][pair[1]], words("web.no_deal_of", party=other)),
    )
    axes = Axis(one, unit, 0.0, 100.0), Axis(other, unit, 0.0, 100.0)
    chart = ScatterChart(
        words("web.frontier_of", one=one, other=other),
        *axes,
        tuple(points),
        (chosen, efficient),
        guides,
        summary=words("web.frontier_help"),
    )
    return chart, [(label, dict(package["deal"])) for label, package in named]


def compared(
    scenario: Scenario, answers: Sequence[Answer], words: Phrases
) -> tuple[list[list[str]], list[list[str]]]:
    """Rows of a table of several packages: the values of each issue, and what parties say."""
    audits = [answer["audit"] for answer in answers]
    values = [
        [scenario.issue_name(issue, words.language)]
        + [value_text(scenario, issue, audit["deal"][issue], words) for audit in audits]
        for issue in scenario.issues
    ]
    said = [
        [scenario.party_name(party, words.language)]
        + [
            words("web.worth_and", worth=words.number(audit["utility"][party]), says=says)
            for audit in audits
            for says in [words("web.accepts" if audit["accepts"][party] else "web.refuses")]
        ]
        for party in audits[0]["accepts"]
    ]
    return values, said
