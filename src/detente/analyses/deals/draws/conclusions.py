"""The deals analysis over many draws at once: what an ensemble asks of it.

Of spaces that can be laid out all packages are judged, of larger ones some (`large`). Which deals
are named does not depend on the draws asked for: the solutions at best values, and those that come
out well by four measures in a fixed pilot run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from detente.analyses.deals.draws.judged import (
    EQUAL,
    Asked,
    Floats,
    Judged,
    Packages,
    Truth,
    solutions_of,
    utilities_at,
)
from detente.analyses.deals.draws.large import in_a_large_space
from detente.analyses.deals.solve.memory import kept_by_digest
from detente.scenario import Draws, Scenario, best_draws, draw

LARGEST_LAID_OUT = 50_000
PILOT = 256
PILOT_CELLS = 4_000_000
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
    packages = Packages.of(scenario, draws, asked)
    if math.prod(packages.problem.sizes) > LARGEST_LAID_OUT:
        return in_a_large_space(scenario, packages, asked, only)
    deal = _accepted_deal(packages, only or "")
    if only in ("zopa", "zopa_everyone"):
        conclude = _possible
    elif deal is not None:
        rows = np.array(np.unravel_index([deal], packages.problem.sizes)).T
        packages = replace(packages, deals=rows)
        conclude = partial(_acceptance, deals=(0,))
    else:
        deals = _tracked(packages, tracked) if tracked else _named(scenario, asked)
        conclude = partial(_concluded, deals=deals)
    parts = [conclude(packages, judged) for judged in packages.judged()]
    return {
        name: np.concatenate([part[name] for part in parts]).astype(np.float64) for name in parts[0]
    }


def _accepted_deal(packages: Packages, name: str) -> int | None:
    """The deal that `acceptable.<deal>.<party>` speaks of; None for other conclusions."""
    kind, _, rest = name.partition(".")
    deal, _, who = rest.rpartition(".")
    known = who in (*packages.problem.parties, "all") or (packages.outside and who == "everyone")
    return packages.place(deal) if kind == "acceptable" and known else None


def _possible(packages: Packages, judged: Judged) -> dict[str, Truth | Floats]:
    """Whether a deal passes, and one that those outside the room accept too."""
    found: dict[str, Truth | Floats] = {"zopa": judged.possible}
    if packages.outside:
        found["zopa_everyone"] = np.asarray(judged.everyone.any(axis=1))
    return found


def _concluded(
    packages: Packages, judged: Judged, deals: tuple[int, ...]
) -> dict[str, Truth | Floats]:
    found = _possible(packages, judged)
    chosen = solutions_of(judged)
    names = {deal: packages.name(deal) for deal in deals}
    for solution, row in chosen.items():
        for deal, name in names.items():
            found[f"solution.{solution}.{name}"] = (row == deal) & judged.possible
    worst = np.where(packages.ruled_out, -np.inf, judged.worst)
    best = worst.max(axis=1)
    for deal, name in names.items():
        found[f"efficient.{name}"] = _efficient(judged, deal)
        found[f"worst.{name}"] = worst[:, deal]
        found[f"regret.{name}"] = best - worst[:, deal]
    return found | utilities_at(packages, judged, chosen) | _acceptance(packages, judged, deals)


def _acceptance(
    packages: Packages, judged: Judged, deals: tuple[int, ...]
) -> dict[str, Truth | Floats]:
    """Who accepts each of the named deals: each party, all whose consent is needed, everyone."""
    found: dict[str, Truth | Floats] = {}
    for deal in deals:
        key = f"acceptable.{packages.name(deal)}"
        found[f"{key}.all"] = judged.passing[:, deal]
        if packages.outside:
            found[f"{key}.everyone"] = judged.everyone[:, deal]
        for place, party in enumerate(packages.problem.parties):
            found[f"{key}.{party}"] = judged.accepted[:, place, deal]
    return found


def _efficient(judged: Judged, deal: int) -> Truth:
    """Whether a deal passes and no passing deal is as good for all at the table, better for one."""
    gain = judged.gain[:, judged.table]
    own = gain[:, :, [deal]]
    better = (gain >= own - EQUAL).all(axis=1) & (gain > own + EQUAL).any(axis=1) & judged.passing
    return np.asarray(judged.passing[:, deal] & ~better.any(axis=1))


def _tracked(packages: Packages, conclusions: tuple[str, ...]) -> tuple[int, ...]:
    """The deals of this space that some conclusions are about, unless a rule excludes them."""
    found = set()
    for name in conclusions:
        kind, _, rest = name.partition(".")
        deal = rest.rpartition(".")[0] if kind == "acceptable" else rest
        found.add(packages.place(rest.partition(".")[2] if kind == "solution" else deal))
    known = sorted(deal for deal in found if deal is not None)
    return tuple(deal for deal in known if not packages.ruled_out[deal])


@kept_by_digest
def _named(scenario: Scenario, asked: Asked) -> tuple[int, ...]:
    """Deals worth naming: solutions at best values, and the best of a pilot by four measures."""
    packages = Packages.of(scenario, best_draws(scenario), asked)
    best = next(packages.judged())
    rows = list(solutions_of(best).values()) if best.passing.any() else []
    found = [int(row[0]) for row in rows]
    size = min(PILOT, max(32, PILOT_CELLS // len(packages.ruled_out)))
    tried = Packages.of(scenario, draw(scenario, size, seed=0), asked)
    judged = list(tried.judged())
    worst = np.concatenate([part.worst for part in judged])
    worst[:, tried.ruled_out] = -np.inf
    passing = np.concatenate([part.passing for part in judged]).mean(axis=0)
    everyone = np.concatenate([part.accepted.all(axis=1) for part in judged]).mean(axis=0)
    with np.errstate(invalid="ignore"):  # deals ruled out gain -inf, and come out as nan
        regret = np.percentile(worst.max(axis=1, keepdims=True) - worst, 90, axis=0)
        low = np.percentile(worst, 10, axis=0)
    for measure in (-passing, regret, -low, -everyone):
        found += np.argsort(measure, kind="stable")[:NAMED].tolist()
    return tuple(deal for deal in dict.fromkeys(found) if not tried.ruled_out[deal])
