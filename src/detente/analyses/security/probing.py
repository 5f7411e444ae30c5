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

import numpy as np

from detente.analyses.security.game import Floats

MOST_PASSES = 1000


@dataclass(frozen=True, eq=False, slots=True)
class Answers:
    """How to answer; arrays are `[draw]`.

    share     of probes to answer, from which on probing does not pay
    patience  least patience with which the promise keeps itself
    kept      whether our patience suffices
    deters    whether the reputation we have deters, if we answer the share `promised`
    promised  share we should promise given the reputation: share / reputation, at most 1
    """

    share: Floats
    patience: Floats
    kept: Floats
    deters: Floats
    promised: Floats


def answer_probes(
    *,
    gain: Floats,
    cost: Floats,
    answer: Floats,
    loss: Floats,
    patience: Floats,
    reputation: Floats,
) -> Answers:
    """Solve the probing game; all arguments are `float64[draw]`.

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> found = answer_probes(gain=10 * one, cost=30 * one, answer=8 * one, loss=2 * one,
    ...                       patience=0.9 * one, reputation=0.5 * one)
    >>> found.share.item(), found.patience.item(), found.promised.item()
    (0.25, 0.75, 0.5)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(gain + cost > 0, gain / (gain + cost), 0.0)
        needed = np.where(answer > loss, 1.0 - loss / answer, 0.0)
        promised = np.where(share > 0, share / reputation, 0.0)
    return Answers(
        share=share,
        patience=needed,
        kept=(patience >= needed).astype(float),
        deters=(promised <= 1.0).astype(float),
        promised=np.minimum(promised, 1.0),
    )


def passes(share: float, reputation: float, answered: float) -> int:
    """Count the unanswered probes that a reputation survives, for a side that answers `answered`.

    >>> passes(0.25, 0.5, 0.5), passes(0.25, 0.9, 0.5)
    (0, 3)
    """
    for count in range(MOST_PASSES):
        reputation *= (1.0 - answered) / (1.0 - reputation * answered)
        if reputation * answered < share:
            return count
    return MOST_PASSES
