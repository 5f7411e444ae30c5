"""What an ensemble found: each conclusion's share of the draws or distribution, with names.

A share of the cases computed says how much an answer hangs on what is not known exactly; it is no
probability of an event, so it is told in words of its own ("in most of our calculations"), see
`Phrases.how_many`. A deal is robust when many draws make it acceptable to all; when it is never far
behind the best deal of a draw; when even in a bad draw its worst-off party still gains. The three
measures often rank differently, so all are shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detente.analyses.catalogue import NAMES, find_analysis
from detente.analyses.contract import Remark, Result
from detente.ensembles.answers import doubled_shares, is_truth
from detente.errors import SettingError, sentence
from detente.exhibits import plain
from detente.scenario.states import state_text, status_quo_code

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario

ASKED = ("analysis", "draws", "seed")
"""Settings of a run that are not those of its analysis."""
SIGMAS = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""
OPEN = 0.02
"""A conclusion between this share of draws and 1 minus it is worth a closer look."""
SHORTEST = 6
"""Conclusions that are named where a wrong one was given."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws with its 95 % error bar."""

    value: float
    low: float
    high: float
    draws: int

    @classmethod
    def of(cls, hits: float, draws: int) -> Share:
        """The share of hits with Wilson's interval (1927), which is sound at 0 and 1 as well.

        Stratified points cover each range evenly, so the true error is mostly smaller.

        >>> share = Share.of(870, 1000)
        >>> round(share.low, 3), share.value, round(share.high, 3)
        (0.848, 0.87, 0.889)
        """
        share = hits / draws
        square = SIGMAS**2 / draws
        centre = (share + square / 2) / (1 + square)
        spread = share * (1 - share) / draws + square / (4 * draws)
        half = SIGMAS * math.sqrt(spread) / (1 + square)
        low, high = max(0.0, centre - half), min(1.0, centre + half)
        return cls(share, min(low, share), max(high, share), draws)


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of a number over the draws; `error` is that of its mean."""

    mean: float
    error: float
    deviation: float
    p5: float
    p10: float
    median: float
    p90: float
    p95: float


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class EnsembleResult(Result):
    """Conclusions of one analysis over draws: `values[name][draw]`, and `best[name]`.

    `best` holds what the analysis concludes when all judgements have their best values.
    """

    analysis: ClassVar[str] = "ensemble"

    assumptions: tuple[Remark, ...] = (Remark("ensembles.independent"),)
    scenario: Scenario
    best: Mapping[str, float]
    values: Mapping[str, Floats]

    @property
    def method(self) -> str:
        """The analysis that was run."""
        return str(self.settings["analysis"])

    @property
    def seed(self) -> int:
        """Seed of the draws."""
        return int(self.settings["seed"])

    @property
    def chosen(self) -> dict[str, Any]:
        """The settings of the analysis."""
        return {name: given for name, given in dict(self.settings).items() if name not in ASKED}

    @property
    def count(self) -> int:
        """Number of draws."""
        return int(self.settings["draws"])

    @property
    def names(self) -> tuple[str, ...]:
        """All conclusions, also those that hold in no draw."""
        return tuple(self.best)

    def of(self, name: str) -> Floats:
        """The values of a conclusion, shape [draw].

        Raises SettingError when there is no such conclusion.
        """
        if name not in self.best:
            some = ", ".join(sorted(self.names, key=len)[:SHORTEST])
            near = get_close_matches(name, self.names, n=1)
            remedy = sentence("choose one such as {some}; drivers --list shows all", some=some)
            if near:
                remedy = sentence(
                    "did you mean {near}? Others are {some}; drivers --list shows all",
                    near=near[0],
                    some=some,
                )
            raise SettingError("conclusion", name, remedy)
        return self.values.get(name, np.zeros(self.count))

    @cached_property
    def truths(self) -> tuple[str, ...]:
        """Conclusions that hold or do not hold."""
        return tuple(name for name in self.names if is_truth(name, self.of(name)))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Conclusions that are numbers."""
        return tuple(name for name in self.names if name not in set(self.truths))

    def probability(self, name: str) -> Share:
        """The share of draws in which a conclusion holds, with its error bar."""
        return Share.of(float(self.of(name).sum()), self.count)

    def distribution(self, name: str) -> Spread:
        """The distribution of a number."""
        values = self.of(name)
        p5, p10, median, p90, p95 = np.percentile(values, (5, 10, 50, 90, 95)).tolist()
        deviation = float(values.std(ddof=min(1, self.count - 1)))
        error = deviation / self.count**0.5
        return Spread(float(values.mean()), error, deviation, p5, p10, median, p90, p95)

    @cached_property
    def doubled(self) -> dict[str, float]:
        """The shares of the headlines with all ranges twice as wide; see `doubled_shares`.

        Worked out once, when it is asked for; empty for an analysis outside the catalogue.
        """
        if self.method not in NAMES:
            return {}
        stated = {name: self.of(name) for name in headlines(self)}
        analysis = find_analysis(self.method)
        return doubled_shares(analysis, self.scenario, stated, seed=self.seed, settings=self.chosen)

    def draws(self) -> Draws:
        """The draws of the judgements, made again from the seed."""
        from detente.scenario.sampling import draw

        return draw(self.scenario, self.count, seed=self.seed)

    def answer(self) -> dict[str, Any]:
        """See `Result.answer`."""
        shares = {name: self.probability(name) for name in self.truths}
        return {
            "draws": self.count,
            "seed": self.seed,
            "probabilities": {
                name: {
                    "probability": share.value,
                    "low": share.low,
                    "high": share.high,
                    "best": bool(self.best[name]),
                }
                for name, share in shares.items()
            },
            "numbers": {
                name: plain(self.distribution(name)) | {"best": self.best[name]}
                for name in self.numbers
            },
            "robust_deals": plain(robust_deals(self)),
            "states": states_by_necessity(self),
        }


@dataclass(frozen=True, slots=True)
class RobustDeal:
    """A deal over the draws.

    `acceptable` is the share of draws in which all at the table accept it; `regret` the 90th
    percentile of how far its worst-off party's gain lies behind that of the draw's best deal, in
    points; `bad_draw` the 10th percentile of its worst-off party's gain over no deal.
    """

    deal: str
    acceptable: float
    regret: float | None
    bad_draw: float | None


def robust_deals(result: EnsembleResult) -> tuple[RobustDeal, ...]:
    """All deals that the analysis names, acceptable in most draws first."""

    def percentile(kind: str, deal: str, place: int) -> float | None:
        name = f"{kind}.{deal}"
        return float(np.percentile(result.of(name), place)) if name in result.best else None

    found = []
    for name in result.best:
        if name.startswith("acceptable.") and name.endswith(".all"):
            deal = name.removeprefix("acceptable.").removesuffix(".all")
            regret, bad_draw = percentile("regret", deal, 90), percentile("worst", deal, 10)
            found.append(RobustDeal(deal, float(result.of(name).mean()), regret, bad_draw))
    return tuple(sorted(found, key=lambda deal: (-deal.acceptable, deal.regret or 0.0, deal.deal)))


def states_by_necessity(result: EnsembleResult) -> dict[str, dict[str, list[str]]]:
    """By concept: states that are an equilibrium in every draw (`necessarily`), and in some.

    Over draws that is: a state that no draw makes an equilibrium may still be one by judgements
    that were not drawn.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for name in result.truths:
        if name.startswith("equilibrium."):
            _, concept, state = name.split(".", 2)
            both = found.setdefault(concept, {"necessarily": [], "possibly": []})
            held = result.of(name)
            if held.any():
                both["necessarily" if held.all() else "possibly"].append(state)
    return found


def headlines(result: EnsembleResult, most: int = 4) -> tuple[str, ...]:
    """The conclusions that a reader wants first.

    Whether there is a deal; which deal all accept most often; which states last most often, by
    Nash stability where that was judged, and of those that last at best values where any does,
    with the status quo where some draws let it last and others do not, or other concepts do;
    then whatever is most often true.
    """
    chosen = [*_of_deals(result), *_of_states(result)]
    return tuple(dict.fromkeys(chosen or _by_frequency(result, result.truths)))[:most]


def _of_deals(result: EnsembleResult) -> list[str]:
    """Whether there is a deal, the one that all accept most often, and that of everybody."""
    chosen = [name for name in ("zopa", "zopa_everyone") if name in result.best]
    chosen += [f"acceptable.{deal.deal}.all" for deal in robust_deals(result)[:1]]
    wide = [n for n in result.truths if n.startswith("acceptable.") and n.endswith(".everyone")]
    return chosen + [name for name in _by_frequency(result, wide)[:1] if result.of(name).any()]


def _of_states(result: EnsembleResult) -> list[str]:
    """The states that last most often, by the first concept that was judged."""
    judged = {name.split(".")[1] for name in result.truths if name.startswith("equilibrium.")}
    if not judged:
        return []
    order = ("nash", *sorted(judged - {"nash"})) if "nash" in judged else tuple(sorted(judged))
    states = [n for n in result.truths if n.startswith(f"equilibrium.{order[0]}.")]
    states = [name for name in states if result.best[name]] or states
    lasting = [name for name in _by_frequency(result, states)[:3] if result.of(name).any()]
    return [*lasting[:1], *_status_quo(result, order), *lasting[1:]]


def _by_frequency(result: EnsembleResult, names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (-result.of(name).mean(), name))


def _status_quo(result: EnsembleResult, concepts: Iterable[str]) -> tuple[str, ...]:
    """Whether the status quo lasts by the first concept, where that is open.

    Where it hardly ever does, the first other concept by which it does; empty where none is stated.
    """
    scenario = result.scenario
    code = status_quo_code(scenario)
    state = None if code is None else state_text(code, len(scenario.option_names))
    if scenario.graph is not None:
        state = scenario.graph.status_quo
    names = [f"equilibrium.{concept}.{state}" for concept in concepts]
    known = [name for name in names if name in result.truths]
    found = next((name for name in known if result.of(name).mean() >= OPEN), None)
    if found is None or (found == names[0] and result.of(found).mean() > 1 - OPEN):
        return ()
    return (found,)
