"""A probe as a repeated signal: how often to answer so that probing does not pay.

On each occasion the other side may probe. A probe that passes earns it b and costs us l; an
answer costs it k and costs us e. If we answer a share r of all probes, a probe is worth
b (1 - r) - k r to it, so probing stops paying at

    r* = b / (b + k).

Is that promise kept? An answer costs us e once; letting probes pass from now on costs l each
time, l / (1 - d) in all with patience d. The promise keeps itself when e <= l / (1 - d), that is
when d >= 1 - l / e (a one-step deviation in the repeated game; reduced form).

The other side does not know whether we answer at all. With reputation q it expects an answer with
chance q r, and each probe that passes lowers q by Bayes' rule to q (1 - r) / (1 - q r). Even a side
that answers always deters only while q r >= r*; `passes` counts how many probes may go by before
that is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.scenario import Judgement, Scenario
from detente.scenario.sections.security import Probe

MOST_PASSES = 1000
PATIENCE, REPUTATION = 0.9, 0.5
"""Used where a probe does not state them."""


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """How to answer one kind of probe.

    share     of probes to answer, from which on probing does not pay: low, best, high
    promised  share we should promise given our reputation: share / reputation, at most 1
    patience  least patience with which the promise keeps itself; `kept`: ours suffices
    deters    whether the reputation we have deters, if we answer the share `promised`
    passes    probes that may go unanswered before that is lost
    """

    name: str
    share: tuple[float, float, float]
    promised: float
    patience: float
    patience_stated: float
    kept: bool
    deters: bool
    passes: int

    def answer(self) -> dict[str, Any]:
        """Plain JSON values."""
        low, best, high = self.share
        return {
            "answer_share": {"low": low, "best": best, "high": high},
            "promised_share": self.promised,
            "patience_needed": self.patience,
            "promise_keeps_itself": self.kept,
            "deters": self.deters,
            "passes_before_reputation_is_lost": self.passes,
        }


def probes(scenario: Scenario) -> tuple[ProbeAnswer, ...]:
    """Answer each of `security.probes`; shares over the ranges of gain and cost."""
    security = scenario.security
    stated = {} if security is None else security.probes
    return tuple(answer_probe(name, probe) for name, probe in stated.items())


def answer_probe(name: str, stated: Probe) -> ProbeAnswer:
    """Solve the probing game of one kind of probe.

    >>> stated = Probe.model_validate({"gain": 10, "cost": 30, "answer": 8, "loss": 2})
    >>> found = answer_probe("drone", stated)
    >>> found.share[1], found.patience, found.promised
    (0.25, 0.75, 0.5)
    """
    share = _share(stated.gain.best, stated.cost.best)
    answer, loss = _best(stated.answer, 0.0), _best(stated.loss, 0.0)
    patience = _best(stated.patience, PATIENCE)
    reputation = _best(stated.reputation, REPUTATION)
    needed = 1.0 - loss / answer if answer > loss else 0.0
    wanted = 0.0 if share == 0 else share / reputation if reputation > 0 else 2.0
    promised = min(wanted, 1.0)
    return ProbeAnswer(
        name=name,
        share=(
            _share(stated.gain.low, stated.cost.high),
            share,
            _share(stated.gain.high, stated.cost.low),
        ),
        promised=promised,
        patience=needed,
        patience_stated=patience,
        kept=patience >= needed,
        deters=wanted <= 1.0,
        passes=passes(share, reputation, promised),
    )


def passes(share: float, reputation: float, answered: float) -> int:
    """Count the unanswered probes that a reputation survives, for a side that answers `answered`.

    >>> passes(0.25, 0.5, 0.5), passes(0.25, 0.9, 0.5)
    (0, 3)
    """
    for count in range(MOST_PASSES):
        passed = 1.0 - reputation * answered
        reputation = reputation * (1.0 - answered) / passed if passed > 0 else 0.0
        if reputation * answered < share:
            return count
    return MOST_PASSES


def _best(judgement: Judgement | None, absent: float) -> float:
    return absent if judgement is None else judgement.best


def _share(gain: float, cost: float) -> float:
    return gain / (gain + cost) if gain + cost > 0 else 0.0
