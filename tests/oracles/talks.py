"""Talks in stages by definition: plain recursion, and search over all strategies. No arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

Deal = tuple[int, ...]
Payoffs = tuple[float, ...]
CLOSE = 1e-9


@dataclass
class Round:
    """One stage: who sits, who must consent, which issues are free, what falls due."""

    kind: str
    seats: tuple[int, ...]
    free: tuple[bool, ...]
    power: tuple[float, ...]
    attend: Payoffs
    agree: Payoffs
    fail: Payoffs
    breakdown: float = 0.0
    goes_on: bool = False  # after a failure the next table takes over
    adjourns: bool = False  # without agreement the talks go on, unless somebody breaks them off
    vetoes: frozenset[int] | None = None  # None: everybody present
    quota: int = 0
    bodies: dict[int, tuple[int, ...]] = field(default_factory=dict)
    kept: Payoffs | None = None  # what the wait before the stage leaves of a gain, by party
    adjourn: Payoffs = (0.0, 0.0, 0.0)  # due where talks go on without agreement
    held: float = 1.0  # the chance that the stage is held where the one before adjourned


@dataclass
class Game:
    """All stages; `worth[deal]` and `no_deal` give every party's points."""

    sizes: tuple[int, ...]
    worth: dict[Deal, Payoffs]
    no_deal: Payoffs
    rounds: list[Round]
    start: Deal
    barred: dict[Deal, set[int]] = field(default_factory=dict)
    front: tuple[frozenset[Deal], tuple[int, ...]] | None = None  # deals it guards, its members
    meanwhile: Payoffs | None = None  # what the parties have while they wait; no_deal by default


def far_sighted(game: Game) -> tuple[Payoffs, Deal | None]:
    """Expected worth at the outset and the deal in the end, by recursion over stages."""
    return _value(game, 0, game.start, None)


def _value(
    game: Game, stage: int, draft: Deal, carried: frozenset[int] | None
) -> tuple[Payoffs, Deal | None]:
    """From a stage on, with a draft in hand and, after a failure, the issues that it left open."""
    if stage == len(game.rounds):
        return game.worth[draft], draft
    now = game.rounds[stage]
    free = _free(game, stage, carried)
    ended = tuple(d + f for d, f in zip(game.no_deal, now.fail, strict=True))
    lost, instead = ended, None
    if _reopened(game, stage):
        back = _taken_back(game, stage, draft, free)
        rest, final = _value(game, stage + 1, back, _left_open(game, stage, carried))
        on = _adjourned(game, stage, rest)
        if now.goes_on or _enough(now, {p for p in range(3) if ended[p] <= on[p] + CLOSE}):
            lost, instead = on, final
        ended = lost if now.goes_on else ended
    best = _best(game, now, draft, free, lost, lambda deal: _value(game, stage + 1, deal, None))
    met = lost if best is None else tuple(w + a for w, a in zip(best[1], now.agree, strict=True))
    value = tuple(
        (1 - now.breakdown) * met[p] + now.breakdown * ended[p] + now.attend[p] for p in range(3)
    )
    return _waited(game, now, value), instead if best is None else best[2]


def _adjourned(game: Game, stage: int, following: Payoffs) -> Payoffs:
    """What going on is worth: an empty text is signed where that pays for all at the table."""
    now, held = game.rounds[stage], game.rounds[stage + 1].held
    signs = _enough(now, {p for p in range(3) if now.agree[p] >= now.adjourn[p]})
    signs = signs and any(now.agree[p] > now.adjourn[p] for p in _heard(now))
    due = now.fail if now.goes_on else now.agree if signs else now.adjourn
    return tuple(
        end + held * (on - end) + points
        for end, on, points in zip(game.no_deal, following, due, strict=True)
    )


def _taken_back(game: Game, stage: int, draft: Deal, free: frozenset[int] | None) -> Deal:
    """The draft in hand where a table does not agree: what it was to settle stays as it was."""
    return tuple(game.start[i] if free and i in free else value for i, value in enumerate(draft))


def _heard(now: Round) -> set[int]:
    vetoes = set(now.seats) if now.vetoes is None else set(now.vetoes)
    return vetoes | (set(now.seats) if now.quota else set())


def _enough(now: Round, willing: set[int]) -> bool:
    """Whether enough at the table are for it, those at home not asked."""
    vetoes = set(now.seats) if now.vetoes is None else now.vetoes
    return vetoes <= willing and len(willing & set(now.seats)) >= now.quota


def _best(
    game: Game,
    now: Round,
    draft: Deal,
    free: frozenset[int] | None,
    lost: Payoffs,
    ahead_of: Callable[[Deal], tuple[Payoffs, Deal | None]],
) -> tuple[Deal, Payoffs, Deal | None] | None:
    """The draft that a stage passes on, its worth and final deal; None without agreement.

    `free` are the issues that it may change; None where it says yes or no.
    """
    options = [draft]
    if free is not None:
        options = [
            deal
            for deal in product(*map(range, game.sizes))
            if all(i in free or deal[i] == draft[i] for i in range(len(draft)))
        ]
    best: tuple[tuple[int, float, float], Deal, Payoffs, Deal | None] | None = None
    for option in options:
        ahead, final = ahead_of(option)
        gains = [ahead[p] + now.agree[p] - lost[p] for p in range(len(lost))]
        bars = game.barred.get(final, set()) if final is not None else set()
        willing = {p for p, g in enumerate(gains) if g >= -CLOSE} - bars
        if not _passes(now, willing) or not _front_holds(game, option, willing):
            continue
        if free is not None and final is None and not any(gains[p] > CLOSE for p in now.seats):
            continue
        who = {p: power for p, power in zip(now.seats, now.power, strict=True) if gains[p] > CLOSE}
        logs = sum(power * math.log(gains[p]) for p, power in who.items())
        losses = sum(min(gains[p], 0) for p in now.seats)
        score = len(who), round(logs, 9), losses
        if best is None or score > best[0]:
            best = (score, option, ahead, final)
    return None if best is None else best[1:]


def _waited(game: Game, stage: Round, value: Payoffs) -> Payoffs:
    """A worth at a stage, seen from before the wait: only the gain over the meantime shrinks."""
    if stage.kept is None:
        return value
    now = game.no_deal if game.meanwhile is None else game.meanwhile
    return tuple(m + k * (v - m) for m, k, v in zip(now, stage.kept, value, strict=True))


def short_sighted(game: Game) -> tuple[Payoffs, Deal | None]:
    """Every stage as if it were the last: expected worth, and the deal without breakdowns."""
    return _hasty(game, 0, game.start, None)


def _hasty(
    game: Game, stage: int, draft: Deal, carried: frozenset[int] | None
) -> tuple[Payoffs, Deal | None]:
    if stage == len(game.rounds):
        return game.worth[draft], draft
    now = game.rounds[stage]
    free = _free(game, stage, carried)
    alone = tuple(d + f for d, f in zip(game.no_deal, now.fail, strict=True))
    found = _best(game, now, draft, free, alone, lambda deal: (game.worth[deal], deal))
    value, final = alone, None
    if _reopened(game, stage):
        back = _taken_back(game, stage, draft, free)
        rest, final = _hasty(game, stage + 1, back, _left_open(game, stage, carried))
        value = _adjourned(game, stage, rest)
        alone = value if now.goes_on else alone
    if found is not None:
        ahead, final = _hasty(game, stage + 1, found[0], None)
        value = tuple(w + a for w, a in zip(ahead, now.agree, strict=True))
    value = tuple(
        (1 - now.breakdown) * v + now.breakdown * no for v, no in zip(value, alone, strict=True)
    )
    return _waited(game, now, tuple(v + a for v, a in zip(value, now.attend, strict=True))), final


def _reopened(game: Game, stage: int) -> bool:
    """Whether talks go on without agreement: the next table bargains, whatever its kind."""
    following = stage + 1
    now = game.rounds[stage]
    if not (now.goes_on or now.adjourns) or following == len(game.rounds):
        return False
    return game.rounds[following].kind != "announce"


def _free(game: Game, stage: int, carried: frozenset[int] | None) -> frozenset[int] | None:
    """What a stage may change; None where it ratifies, as no stage does after a failure."""
    now = game.rounds[stage]
    if now.kind != "bargain" and carried is None:
        return None
    return (carried or frozenset()) | {issue for issue, free in enumerate(now.free) if free}


def _left_open(game: Game, stage: int, carried: frozenset[int] | None) -> frozenset[int]:
    """What a stage leaves open when it fails; one that ratifies, all that was settled before."""
    free = _free(game, stage, carried)
    if free is not None:
        return free
    until = game.rounds[: stage + 1]
    return frozenset(issue for at in until for issue, free in enumerate(at.free) if free)


def _passes(now: Round, willing: set[int]) -> bool:
    """Whether enough say yes; a party with bodies at home says yes only with theirs."""
    yes = {p for p in now.seats if p in willing and willing.issuperset(now.bodies.get(p, ()))}
    vetoes = set(now.seats) if now.vetoes is None else now.vetoes
    return vetoes <= yes and len(yes) >= now.quota


def _front_holds(game: Game, deal: Deal, willing: set[int]) -> bool:
    return game.front is None or deal not in game.front[0] or willing.issuperset(game.front[1])


def equilibria_of_proposal(
    worth: Sequence[Payoffs], no_deal: Payoffs, ratifiers: Sequence[int]
) -> Iterator[Payoffs]:
    """Payoffs of all subgame-perfect profiles: party 0 proposes, then each ratifier in turn.

    Every strategy profile is listed: a proposal, and for each ratifier the set of deals that it
    accepts. A profile is kept when no party gains by another strategy in any subgame; an
    indifferent ratifier accepts.
    """
    deals = range(len(worth))
    sets = [frozenset(d for d in deals if bits >> d & 1) for bits in range(1 << len(worth))]
    for profile in product(deals, *([sets] * len(ratifiers))):
        proposal, accepted = profile[0], profile[1:]
        if all(
            (d in accepted[k]) == (_outcome(worth, no_deal, accepted, d, k + 1)[r] >= no_deal[r])
            for k, r in enumerate(ratifiers)
            for d in deals
        ):
            payoffs = [_outcome(worth, no_deal, accepted, d, 0) for d in deals]
            if all(payoffs[proposal][0] >= other[0] for other in payoffs):
                yield payoffs[proposal]


def _outcome(
    worth: Sequence[Payoffs],
    no_deal: Payoffs,
    accepted: Sequence[frozenset[int]],
    deal: int,
    start: int,
) -> Payoffs:
    passes = all(deal in accepted[k] for k in range(start, len(accepted)))
    return worth[deal] if passes else no_deal


def equilibria_of_offers(
    gains: Sequence[tuple[float, float]], discounts: tuple[float, float], rounds: int
) -> Iterator[tuple[float, float]]:
    """Payoffs of all subgame-perfect profiles of alternating offers (a round is a subgame).

    Every profile is listed: per round an offer, and the set of offers that the other accepts. An
    indifferent party accepts; equally good offers are the other side's pick.
    """
    deals = [d for d, g in enumerate(gains) if min(g) >= 0]
    sets = [
        frozenset(d for k, d in enumerate(deals) if bits >> k & 1)
        for bits in range(1 << len(deals))
    ]
    for profile in product(product(deals, sets), repeat=rounds):
        after = [(0.0, 0.0)] * (rounds + 1)
        for number in reversed(range(rounds)):
            offer, accepted = profile[number]
            now = gains[offer]
            waited = tuple(d * w for d, w in zip(discounts, after[number + 1], strict=True))
            after[number] = now if offer in accepted else waited
        if all(
            _perfect(gains, discounts, profile[n], after[n + 1], n % 2, deals)
            for n in range(rounds)
        ):
            yield after[0]


def _perfect(
    gains: Sequence[tuple[float, float]],
    discounts: tuple[float, float],
    move: tuple[int, frozenset[int]],
    following: tuple[float, float],
    mover: int,
    deals: Sequence[int],
) -> bool:
    offer, accepted = move
    other = 1 - mover
    waited = tuple(d * w for d, w in zip(discounts, following, strict=True))
    if accepted != {d for d in deals if gains[d][other] >= waited[other] - 1e-12}:
        return False

    def result(deal: int) -> tuple[float, ...]:
        return gains[deal] if deal in accepted else waited

    mine = result(offer)
    others = [result(d) for d in deals]
    if any(o[mover] > mine[mover] + 1e-12 for o in others):
        return False
    return not any(
        abs(o[mover] - mine[mover]) <= 1e-12 and o[other] > mine[other] + 1e-12 for o in others
    )
