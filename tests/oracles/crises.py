"""Crisis bargaining in small reduced forms, number by number.

Each is the published model's outcome equation under its textbook assumptions, not the model in
full. The prize is 1 and is divided between A (x) and B (1 - x); a war is a costly lottery that A
wins with chance p. Costs are in units of the prize.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.errors import SettingError
from detente.scenario.sections.failure import battles_expected, ruin


@dataclass(frozen=True, slots=True)
class PeaceRange:
    """Divisions that both sides prefer to war: A's share from `low` to `high`."""

    low: float
    high: float


def peace_range(p: float, cost_a: float, cost_b: float) -> PeaceRange:
    """The bargaining range of Fearon 1995: from p - c_A to p + c_B, within 0..1."""
    _chance("p", p)
    _costs(cost_a=cost_a, cost_b=cost_b)
    return PeaceRange(max(0.0, p - cost_a), min(1.0, p + cost_b))


@dataclass(frozen=True, slots=True)
class RiskReturn:
    """The demand that weighs a larger share against a higher chance of war."""

    demand: float
    war: float
    worth: float


def risk_return(p: float, cost_a: float, cost_b_low: float, cost_b_high: float) -> RiskReturn:
    """A's best demand when B's cost is spread evenly over a range (Powell 1999, reduced form).

    B accepts x when x <= p + c_B. A weighs x and p - c_A by the chances.

    >>> found = risk_return(0.5, 0.1, 0.0, 0.4)
    >>> round(found.demand, 6), round(found.war, 6)
    (0.65, 0.375)
    """
    _chance("p", p)
    _costs(cost_a=cost_a, cost_b_low=cost_b_low, cost_b_high=cost_b_high)
    if cost_b_low >= cost_b_high:
        raise SettingError("cost_b_low", cost_b_low, f"it is below cost_b_high, {cost_b_high}")
    sure, most = p + cost_b_low, p + cost_b_high
    demand = min(max((most + p - cost_a) / 2, sure), most, 1.0)
    war = min(1.0, max(0.0, (demand - sure) / (cost_b_high - cost_b_low)))
    return RiskReturn(demand, war, (1 - war) * demand + war * (p - cost_a))


def shift_means_war(p_now: float, p_later: float, cost: float, patience: float) -> bool:
    """Whether a shift of power makes the declining side fight now (reduced form of Powell 1999).

    War when d (p2 - p1) > p1 + (1 - d) c, with p the rising side's chance, c its cost, d patience:
    the rise is worth more than all that the rising side could give away today.

    >>> shift_means_war(0.2, 0.8, 0.1, 0.9), shift_means_war(0.4, 0.6, 0.1, 0.9)
    (True, False)
    """
    for name, chance in (("p_now", p_now), ("p_later", p_later), ("patience", patience)):
        _chance(name, chance)
    _costs(cost=cost)
    return patience * (p_later - p_now) > p_now + (1 - patience) * cost


def separating_audience_cost(prize: float, bluffing: float) -> float:
    """The audience cost that keeps a bluffer from threatening: v y / (1 - y).

    Reduced form of Fearon 1994: `prize` v is what the threat wins, `bluffing` y the chance that
    the other side gives way to it.

    >>> round(separating_audience_cost(1, 0.6), 6)
    1.5
    """
    if not 0 <= bluffing < 1:
        raise SettingError("bluffing", bluffing, "a chance from 0 to below 1")
    return prize * bluffing / (1 - bluffing)


@dataclass(frozen=True, slots=True)
class MilitaryTrack:
    """A war of steps: the chance that A takes all, and the expected number of battles."""

    a_wins: float
    battles: float


def military_track(p: float, steps: int, held: int) -> MilitaryTrack:
    """The gambler's ruin of Slantchev 2003: A wins each battle with chance p and holds k of N.

    >>> track = military_track(0.6, 10, 5)
    >>> round(track.a_wins, 6), round(track.battles, 6)
    (0.883636, 19.181818)
    """
    if not 0 < p < 1:
        raise SettingError("p", p, "a chance above 0 and below 1")
    if not (steps >= 1 and 0 <= held <= steps):
        raise SettingError("held", held, f"a whole number from 0 to {steps}")
    return MilitaryTrack(ruin(p, steps, held), battles_expected(p, steps, held))


def _chance(name: str, given: float) -> None:
    if not 0 <= given <= 1:
        raise SettingError(name, given, "a chance lies between 0 and 1")


def _costs(**given: float) -> None:
    for name, cost in given.items():
        if cost < 0:
            raise SettingError(name, cost, "a cost is at least 0")
