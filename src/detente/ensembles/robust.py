"""Which deals hold up whatever the draw, and which states are stable in all or in some draws.

A deal is robust when many draws make it acceptable to all; when it is never far behind the best
deal of a draw; when even in a bad draw its worst-off party still gains. The three measures often
rank differently, so all are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from detente.scenario.states import state_text, status_quo_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.scenario import Scenario

OPEN = 0.02
"""A conclusion between this share of draws and 1 minus it is worth a closer look."""


class Counted(Protocol):
    """Conclusions over draws, as an ensemble has them."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that they are about."""

    @property
    def best(self) -> Mapping[str, float]:
        """Every conclusion at best values."""

    @property
    def truths(self) -> tuple[str, ...]:
        """Those that hold or do not hold."""

    def of(self, name: str) -> NDArray[np.float64]:
        """The values of one, shape [draw]."""


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


def robust_deals(result: Counted) -> tuple[RobustDeal, ...]:
    """All deals that the analysis names, acceptable in most draws first."""
    found = []
    for name in result.best:
        kind, _, rest = name.partition(".")
        if kind != "acceptable" or not rest.endswith(".all"):
            continue
        deal = rest.removesuffix(".all")
        regret, worst = f"regret.{deal}", f"worst.{deal}"
        found.append(
            RobustDeal(
                deal,
                float(result.of(name).mean()),
                float(np.percentile(result.of(regret), 90)) if regret in result.best else None,
                float(np.percentile(result.of(worst), 10)) if worst in result.best else None,
            )
        )
    return tuple(sorted(found, key=lambda deal: (-deal.acceptable, deal.regret or 0.0, deal.deal)))


def states_by_necessity(result: Counted) -> dict[str, dict[str, list[str]]]:
    """By concept: states that are an equilibrium in every draw (`necessarily`), and in some.

    Over draws that is: a state that no draw makes an equilibrium may still be one by judgements
    that were not drawn.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for name in result.truths:
        kind, _, rest = name.partition(".")
        if kind != "equilibrium":
            continue
        concept, _, state = rest.partition(".")
        both = found.setdefault(concept, {"necessarily": [], "possibly": []})
        share = float(result.of(name).mean())
        if share == 1.0:
            both["necessarily"].append(state)
        elif share > 0:
            both["possibly"].append(state)
    return found


def headlines(result: Counted, most: int = 4) -> tuple[str, ...]:
    """The conclusions that a reader wants first.

    Whether there is a deal; which deal all accept most often; which states last most often, by
    Nash stability where that was judged, and of those that last at best values where any does,
    with the status quo where some draws let it last and others do not, or other concepts do;
    then whatever is most often true.
    """
    chosen = [*_of_deals(result), *_of_states(result)]
    if not chosen:
        chosen = _by_frequency(result, result.truths)
    return tuple(dict.fromkeys(chosen))[:most]


def _of_deals(result: Counted) -> list[str]:
    """Whether there is a deal, the one that all accept most often, and that of everybody."""
    chosen = [name for name in ("zopa", "zopa_everyone") if name in result.best]
    chosen += [f"acceptable.{deal.deal}.all" for deal in robust_deals(result)[:1]]
    wide = [n for n in result.truths if n.startswith("acceptable.") and n.endswith(".everyone")]
    return chosen + [name for name in _by_frequency(result, wide)[:1] if result.of(name).any()]


def _of_states(result: Counted) -> list[str]:
    """The states that last most often, by the first concept that was judged."""
    judged = {name.split(".")[1] for name in result.truths if name.startswith("equilibrium.")}
    if not judged:
        return []
    order = ("nash", *sorted(judged - {"nash"})) if "nash" in judged else tuple(sorted(judged))
    states = [n for n in result.truths if n.startswith(f"equilibrium.{order[0]}.")]
    states = [name for name in states if result.best[name]] or states
    lasting = [name for name in _by_frequency(result, states)[:3] if result.of(name).any()]
    return [*lasting[:1], *_status_quo(result, order), *lasting[1:]]


def _by_frequency(result: Counted, names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (-result.of(name).mean(), name))


def _status_quo(result: Counted, concepts: tuple[str, ...]) -> tuple[str, ...]:
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
