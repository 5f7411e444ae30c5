"""Random small talks, as arrays for the solver and as plain values for the oracle."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from detente.analyses.no_deal.threats import Threat
from detente.analyses.no_deal.worth import NoDeal
from detente.analyses.spaces.laid_out import BargainingSpace
from detente.analyses.talks.consent import Consent
from detente.analyses.talks.tables import Table, Talks
from oracles.talks import Game, Round


def random_game(
    random: np.random.Generator, *, kinds: tuple[str, ...] = ("bargain", "ratify")
) -> Game:
    """Three parties, two small issues, one to three stages."""
    sizes = tuple(int(n) for n in random.integers(2, 4, 2))
    deals = list(product(*map(range, sizes)))
    worth = {deal: tuple(random.uniform(0, 100, 3)) for deal in deals}
    rounds = []
    for stage in range(int(random.integers(1, 4))):
        kind = "bargain" if stage == 0 else str(random.choice(kinds))
        seats = tuple(sorted(random.choice(3, int(random.integers(1, 4)), replace=False).tolist()))
        power = random.uniform(0.1, 1, len(seats))
        rounds.append(
            Round(
                kind,
                seats,
                tuple(bool(f) for f in random.random(2) < 0.6),
                tuple(power / power.sum()),
                *(tuple(random.uniform(-5, 5, 3)) for _ in range(3)),
                breakdown=float(random.choice([0.0, 0.2])),
                goes_on=bool(random.random() < 0.4),
                kept=_kept(random) if stage and random.random() < 0.5 else None,
                adjourns=bool(random.random() < 0.4),
                adjourn=tuple(random.uniform(-5, 5, 3)),
                held=float(random.choice([1.0, 0.6])),
                **_consent(random, seats),
            )
        )
    barred = {deal: {int(random.integers(3))} for deal in deals if random.random() < 0.15}
    front = None
    if random.random() < 0.3:
        front = (frozenset(deal for deal in deals if random.random() < 0.5), (0, 2))
    no_deal = tuple(random.uniform(10, 50, 3))
    meanwhile = tuple(random.uniform(10, 50, 3)) if random.random() < 0.5 else no_deal
    return Game(sizes, worth, no_deal, rounds, deals[0], barred, front, meanwhile)


def _kept(random: np.random.Generator) -> tuple[float, ...]:
    return tuple(random.uniform(0.3, 1.0, 3))


def _consent(random: np.random.Generator, seats: tuple[int, ...]) -> dict[str, Any]:
    """All present, or a vote with a veto; sometimes a party must ask another one at home."""
    found: dict[str, Any] = {}
    if random.random() < 0.3:
        found = {"vetoes": frozenset(seats[:1]), "quota": int(random.integers(1, len(seats) + 1))}
    if random.random() < 0.2:
        found["bodies"] = {seats[-1]: (int(random.integers(3)),)}
    return found


def as_talks(game: Game) -> Talks:
    """The same game for the solver."""
    deals = list(product(*map(range, game.sizes)))
    worth = np.array([game.worth[deal] for deal in deals]).T[None]
    meanwhile = game.no_deal if game.meanwhile is None else game.meanwhile
    lines, owner = [], []
    for party in range(3):
        lines.append([party in game.barred.get(deal, set()) for deal in deals])
        owner.append(party)
    space = BargainingSpace(
        parties=("a", "b", "c"),
        issues=("x", "y"),
        values=tuple(tuple(str(k) for k in range(n)) for n in game.sizes),
        utility=worth,
        no_deal=NoDeal(
            np.array([meanwhile]),
            tuple(
                Threat(
                    "", party, None, *(np.array([points]) for points in (0.0, now - end, np.inf))
                )
                for party, (now, end) in enumerate(zip(meanwhile, game.no_deal, strict=True))
            ),
        ),
        red_lines=np.array(lines),
        owner=tuple(owner),
    )
    tables = tuple(_table(stage) for stage in game.rounds)
    talks = Talks(space, tables, 0)
    if game.front is None:
        return talks
    guarded = np.array([deal in game.front[0] for deal in deals])
    return replace(talks, guarded=(guarded,), fronts=(game.front[1],))


def _table(stage: Round) -> Table:
    def points(given: tuple[float, ...]) -> np.ndarray:
        return np.array([given])

    vetoes = stage.seats if stage.vetoes is None else stage.vetoes
    return Table(
        kind=stage.kind,  # type: ignore[arg-type]
        seats=stage.seats,
        free=np.array(stage.free),
        consent=Consent(
            np.array([party in vetoes for party in range(3)]),
            np.array([int(party in stage.seats) for party in range(3)]),
            stage.quota,
            tuple(stage.bodies.get(party, ()) for party in range(3)),
        ),
        power=points(stage.power),
        discounts=np.full((1, len(stage.seats)), 0.9),
        attend=points(stage.attend),
        venue=points(stage.attend),
        agree=points(stage.agree),
        fail=points(stage.fail),
        adjourn=points(stage.adjourn),
        away=np.zeros((1, 3)),
        breakdown=np.array([stage.breakdown]),
        held=np.array([stage.held]),
        if_fails="next" if stage.goes_on else "adjourn" if stage.adjourns else "end",
        protocol="nash",
        rounds=10,
        kept=None if stage.kept is None else points(stage.kept),
    )
