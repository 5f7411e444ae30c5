"""The deals analysis over many draws at once: what an ensemble asks of it.

Spaces that can be laid out are (`laid_out`), and every conclusion is a few passes over them. Of
larger ones some deals are laid out (`large`).

Which deals are named does not depend on the draws asked for: the solutions at best values, and
those that come out well by four measures in a fixed pilot run.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from detente.analyses.deals.draws.laid_out import (
    EQUAL,
    Asked,
    Floats,
    Judged,
    Laid,
    Truth,
    at_table,
    judge,
    lay_out,
)
from detente.analyses.deals.draws.laid_solutions import solutions_of, worth_at
from detente.analyses.deals.draws.large import in_a_large_space
from detente.scenario import Draws, Scenario, best_draws, draw

LARGEST_LAID_OUT = 50_000
PILOT = 256
PILOT_CELLS = 4_000_000
MOST_PILOTS = 8
NAMED = 3


def conclusions(
    scenario: Scenario,
    draws: Draws,
    asked: Asked,
    only: str | None = None,
    tracked: tuple[str, ...] = (),
) -> Mapping[str, Floats]:
    """`zopa`, `zopa_everyone`, named deals by party, solutions, utilities; see the module.

    Where `only` names one of the first two, or says who accepts a deal, most others are left out.
    Where conclusions are `tracked`, the named deals are those that they are about, as far as there
    are such deals here.
    """
    table = at_table(scenario, draws, asked)
    if np.prod([float(size) for size in table.problem.sizes]) > LARGEST_LAID_OUT:
        return in_a_large_space(scenario, table, asked)
    laid = lay_out(table.problem)
    deal = accepted_deal(laid, only or "")
    if only in ("zopa", "zopa_everyone"):
        parts = [_possible(laid, judged) for judged in judge(laid, table)]
    elif deal is not None:
        alone = laid.only([deal])
        parts = [_acceptance(alone, judged, {0: laid.name(deal)}) for judged in judge(alone, table)]
    else:
        deals = _tracked(laid, tracked) if tracked else _named(scenario, asked)
        parts = [_concluded(laid, judged, deals) for judged in judge(laid, table)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def accepted_deal(laid: Laid, name: str) -> int | None:
    """The deal that `acceptable.<deal>.<party>` speaks of; None for other conclusions."""
    kind, _, rest = name.partition(".")
    deal, _, who = rest.rpartition(".")
    known = {*laid.problem.parties, "all"}
    if len(laid.problem.table) < len(laid.problem.parties):
        known.add("everyone")
    return laid.place(deal) if kind == "acceptable" and who in known else None


def _possible(laid: Laid, judged: Judged) -> dict[str, Floats]:
    """Whether a deal passes, and one that those outside the room accept too."""
    found = {"zopa": np.asarray(judged.passing.any(axis=1), dtype=np.float64)}
    if len(judged.table) < len(laid.problem.parties):
        everyone = _everyone(laid, judged)
        found["zopa_everyone"] = np.asarray(everyone.any(axis=1), dtype=np.float64)
    return found


def _everyone(laid: Laid, judged: Judged) -> Truth:
    return np.asarray(judged.accepted.all(axis=1) & ~laid.ruled_out)


def _concluded(laid: Laid, judged: Judged, deals: tuple[int, ...]) -> dict[str, Floats]:
    possible = _possible(laid, judged)
    found: dict[str, Truth] = {name: held > 0 for name, held in possible.items()}
    numbers = _named_deals(laid, judged, deals)
    chosen = solutions_of(judged)
    for solution, row in chosen.items():
        numbers |= worth_at(laid, judged, solution, row, found["zopa"])
        for deal in deals:
            found[f"solution.{solution}.{laid.name(deal)}"] = (row == deal) & found["zopa"]
    for deal in deals:
        found[f"efficient.{laid.name(deal)}"] = _efficient(judged, deal)
    numbers |= _acceptance(laid, judged, {deal: laid.name(deal) for deal in deals})
    return {name: holds.astype(np.float64) for name, holds in found.items()} | numbers


def _acceptance(laid: Laid, judged: Judged, names: Mapping[int, str]) -> dict[str, Floats]:
    """Who accepts each of the named deals: each party, all whose consent is needed, everyone."""
    found: dict[str, Truth] = {}
    outside = len(judged.table) < len(laid.problem.parties)
    everyone = _everyone(laid, judged) if outside else judged.passing
    for deal, name in names.items():
        found[f"acceptable.{name}.all"] = judged.passing[:, deal]
        if outside:
            found[f"acceptable.{name}.everyone"] = everyone[:, deal]
        for place, party in enumerate(laid.problem.parties):
            found[f"acceptable.{name}.{party}"] = judged.accepted[:, place, deal]
    return {name: holds.astype(np.float64) for name, holds in found.items()}


def _named_deals(laid: Laid, judged: Judged, deals: tuple[int, ...]) -> dict[str, Floats]:
    """Gain of the worst-off party, and how far it lags behind the draw's best deal."""
    worst = np.where(laid.ruled_out, -np.inf, judged.worst)
    best = worst.max(axis=1)
    named = {f"worst.{laid.name(deal)}": worst[:, deal] for deal in deals}
    return named | {f"regret.{laid.name(deal)}": best - worst[:, deal] for deal in deals}


def _efficient(judged: Judged, deal: int) -> Truth:
    """Whether a deal passes and no passing deal is as good for all at the table, better for one."""
    gain = judged.gain[:, list(judged.table)]
    own = gain[:, :, deal, np.newaxis]
    at_least = (gain >= own - EQUAL).all(axis=1) & judged.passing
    better = (gain > own + EQUAL).any(axis=1)
    return np.asarray(judged.passing[:, deal] & ~(at_least & better).any(axis=1))


def _tracked(laid: Laid, conclusions: tuple[str, ...]) -> tuple[int, ...]:
    """The deals of this space that some conclusions are about, unless a rule excludes them."""
    places = [{label: k for k, label in enumerate(labels)} for labels in laid.problem.labels]
    found = set()
    for name in conclusions:
        kind, _, rest = name.partition(".")
        deal = rest.rpartition(".")[0] if kind == "acceptable" else rest
        deal = rest.partition(".")[2] if kind == "solution" else deal
        values = deal.split(" / ")
        if len(values) == len(places) and all(map(dict.__contains__, places, values)):
            row = [place[value] for place, value in zip(places, values, strict=True)]
            found.add(int(np.ravel_multi_index(row, laid.problem.sizes)))
    return tuple(deal for deal in sorted(found) if not laid.ruled_out[deal])


_PILOTS: dict[tuple[str, Asked], tuple[int, ...]] = {}
"""Named deals by the scenario's digest: chunks of one run ask for them again and again."""


def _named(scenario: Scenario, asked: Asked) -> tuple[int, ...]:
    key = (scenario.digest, asked)
    if key not in _PILOTS:
        if len(_PILOTS) >= MOST_PILOTS:
            _PILOTS.clear()
        _PILOTS[key] = _pilot(scenario, asked)
    return _PILOTS[key]


def _pilot(scenario: Scenario, asked: Asked) -> tuple[int, ...]:
    """Deals worth naming: solutions at best values, and the best of a pilot by three measures."""
    table = at_table(scenario, best_draws(scenario), asked)
    laid = lay_out(table.problem)
    best = next(judge(laid, table))
    rows = list(solutions_of(best).values()) if best.passing.any() else []
    found = [int(row[0]) for row in rows]
    size = min(PILOT, max(32, PILOT_CELLS // len(laid.values)))
    table = at_table(scenario, draw(scenario, size, seed=0), asked)
    tried = lay_out(table.problem)
    judged = list(judge(tried, table))
    worst = np.concatenate([part.worst for part in judged])
    worst[:, tried.ruled_out] = -np.inf
    passing = np.concatenate([part.passing for part in judged]).mean(axis=0)
    everyone = np.concatenate([part.accepted.all(axis=1) for part in judged]).mean(axis=0)
    with np.errstate(invalid="ignore"):  # deals ruled out gain -inf, and come out as nan
        regret = np.percentile(worst.max(axis=1, keepdims=True) - worst, 90, axis=0)
        low = np.percentile(worst, 10, axis=0)
    for measure in (-passing, regret, -low, -everyone):
        found += np.argsort(measure, kind="stable")[:NAMED].tolist()
    return tuple(deal for deal in dict.fromkeys(found) if not laid.ruled_out[deal])
