"""Two scenarios side by side on common random numbers.

Each judgement has a random stream of its own, so that what both have takes the same points, and a
difference between the answers comes from what differs between the scenarios, not from chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import Analysis, lacking_sections
from detente.ensembles.answers import answers, is_truth
from detente.ensembles.result import Share
from detente.exhibits import plain
from detente.progress import Progress, quiet
from detente.scenario.draws import Draws
from detente.scenario.sampling import draw
from detente.validation import whole_number

if TYPE_CHECKING:
    from detente.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class InputChange:
    """A part of the scenario that differs, as text; None where one lacks it."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A conclusion whose mean differs; `error` is the standard error of the difference."""

    name: str
    before: float
    after: float
    error: float
    truth: bool
    difference: float


@dataclass(frozen=True, slots=True)
class PartyChange:
    """For a party, by one utility: shares of draws in which B is better, equal and worse."""

    party: str
    measure: str
    better: Share
    equal: float
    worse: Share
    mean: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between scenarios A and B, by their titles or file names.

    `of_one` names conclusions that cannot be compared, since one scenario has no such deal, state,
    party or stage; `analyses` those that were run on both.
    """

    a: Scenario
    b: Scenario
    labels: tuple[str, str]
    draws: int
    seed: int
    inputs: tuple[InputChange, ...]
    answers: tuple[AnswerChange, ...]
    parties: tuple[PartyChange, ...]
    of_one: tuple[str, ...] = ()
    analyses: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        scenarios = {
            key: {"title": scenario.title, "digest": scenario.digest, "label": label}
            for key, scenario, label in zip("ab", (self.a, self.b), self.labels, strict=True)
        }
        told = ("draws", "seed", "inputs", "answers", "parties", "of_one", "analyses")
        return scenarios | {name: plain(getattr(self, name)) for name in told}


def compare(
    a: Scenario,
    b: Scenario,
    analyses: Sequence[Analysis],
    *,
    draws: int = 2000,
    seed: int,
    labels: tuple[str, str] = ("A", "B"),
    progress: Progress = quiet,
) -> Comparison:
    """Compare two scenarios by all analyses that both have the sections for.

    `progress` is told how many analyses are done, of how many, and which is at work.
    """
    draws = whole_number("draws", draws, least=1)
    drawn = [draw(scenario, draws, seed=seed) for scenario in (a, b)]
    before: dict[str, Floats] = {}
    after: dict[str, Floats] = {}
    compared = [each for each in analyses if each.conclusions and has_sections(each, a, b)]
    for done, analysis in enumerate(compared):
        progress(done, len(compared), analysis.name)
        of_both = _same_questions(analysis, (a, b), drawn)
        before |= of_both[0]
        after |= of_both[1]
    return Comparison(
        a=a,
        b=b,
        labels=labels,
        draws=draws,
        seed=seed,
        inputs=tuple(input_changes(a, b)),
        answers=tuple(_answer_changes(before, after)),
        parties=tuple(_party_changes(b, before, after)),
        of_one=tuple(sorted(before.keys() ^ after.keys())),
        analyses=tuple(analysis.name for analysis in compared),
    )


def has_sections(analysis: Analysis, *scenarios: Scenario) -> bool:
    """Whether all scenarios have what an analysis needs."""
    return not any(lacking_sections(analysis, scenario) for scenario in scenarios)


def _same_questions(
    analysis: Analysis, scenarios: tuple[Scenario, Scenario], draws: Sequence[Draws]
) -> list[dict[str, Floats]]:
    """The answers of both; what only one of them brings up is asked of the other as well."""
    found = [answers(analysis, s, d) for s, d in zip(scenarios, draws, strict=True)]
    lacking = [sorted(found[1].keys() - found[0].keys()), sorted(found[0].keys() - found[1].keys())]
    for k, names in enumerate(lacking):
        if names and analysis.tracks:
            told = answers(analysis, scenarios[k], draws[k], {"tracked": tuple(names)})
            found[k] |= {name: told[name] for name in names if name in told}
    return found


def input_changes(a: Scenario, b: Scenario) -> Iterator[InputChange]:
    """The parts that differ, by dotted key path."""
    left, right = (dict(_leaves(each.model_dump(exclude_defaults=True), "")) for each in (a, b))
    for path in left | right:
        if left.get(path) != right.get(path):
            yield InputChange(path, left.get(path), right.get(path))


def _leaves(part: Any, path: str) -> Iterator[tuple[str, str]]:
    """Texts by path; a judgement is shown as it was given."""
    if isinstance(part, dict) and "given" in part and "form" in part:
        about = [part["given"], *(part.get("because") or ()), part.get("confidence") or ""]
        yield path, " ".join(text for text in about if text)
    elif isinstance(part, dict | list | tuple):
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif part is not None:
        yield path, str(part)


def _answer_changes(
    before: Mapping[str, Floats], after: Mapping[str, Floats]
) -> list[AnswerChange]:
    """Conclusions that differ in some draw: truths first, the largest difference first."""
    changes = []
    for name in before.keys() & after.keys():
        old, new = before[name], after[name]
        gap = new - old
        if gap.any():
            error = float(gap.std()) / len(gap) ** 0.5
            truth = is_truth(name, old) and is_truth(name, new)
            means = float(old.mean()), float(new.mean())
            changes.append(AnswerChange(name, *means, error, truth, means[1] - means[0]))
    return sorted(changes, key=lambda c: (not c.truth, -abs(c.difference), c.name))


def _party_changes(
    scenario: Scenario, before: Mapping[str, Floats], after: Mapping[str, Floats]
) -> Iterator[PartyChange]:
    for party in scenario.parties:
        for name in sorted(before.keys() & after.keys()):
            if name.startswith(f"utility.{party}."):
                gap = after[name] - before[name]
                slack = 1e-9 * (1 + np.abs(after[name]))
                better, worse = float((gap > slack).sum()), float((gap < -slack).sum())
                yield PartyChange(
                    party=party,
                    measure=name.split(".", 2)[2],
                    better=Share.of(better, len(gap)),
                    equal=1 - (better + worse) / len(gap),
                    worse=Share.of(worse, len(gap)),
                    mean=float(gap.mean()),
                )
