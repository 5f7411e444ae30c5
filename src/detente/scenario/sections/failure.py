"""What happens if talks fail, and what that is worth to each party.

Where failure means a contest of force, in reduced form, the contest gives the prize, 100 points, to
the party with some chance and costs it something either way: its worth is 100 x win - cost (Fearon
1995). The chance may itself follow from a war of steps in which the party wins each battle with
some chance and holds some of the steps at the start (gambler's ruin, Slantchev 2003).

>>> contest_worth({"from": "contest", "win": "60%", "cost": 10})["best"]
50.0
>>> StateWorth.model_validate({"if": "south.blockade", "worth": 20}).condition
'south.blockade'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args

from pydantic import Field

from detente.errors import sentence
from detente.scenario.judgements.forms import Judgement, read_judgement, read_points
from detente.scenario.judgements.schema import ABOUT, SCHEMA
from detente.scenario.sections.base import Name, OptionsStatement, Section, Worth
from detente.scenario.shape import Finding, Json, mapping, one_of, wrong
from detente.validation import bounds

EXAMPLE = "write {from: contest, win: 60%, cost: 10..20}"

_NEEDED = ("win", "cost")
_TRACK = ("battles", "steps", "held")
_STEPS: Json = {
    "battles": SCHEMA,
    "steps": {"type": "integer", "minimum": 1},
    "held": {"type": "integer", "minimum": 0},
}
CONTEST: Json = mapping(
    ["from", *_NEEDED],
    **{"from": {"enum": ["contest"]}},
    win=one_of(SCHEMA, mapping(_TRACK, **_STEPS)),
    cost=SCHEMA,
    **ABOUT,
)
"""A contest in a scenario file, as JSON Schema."""

Take = Literal["worst", "best", "mean"]

RESERVATION: Json = one_of(
    SCHEMA,
    mapping(
        ["from"],
        **{"from": {"enum": ["stability"]}},
        take={"enum": list(get_args(Take))},
        range=SCHEMA,
    ),
    CONTEST,
    mapping(["from", "of"], **{"from": {"enum": ["crisis"]}}, of={"type": "string"}),
    {"type": "null"},
)
"""A reservation value in a scenario file, as JSON Schema."""


class Follows(Section):
    """The worth of no deal follows from the states that can last, or from a crisis."""

    source: Literal["stability", "crisis"] = Field(alias="from")
    take: Take = Field("worst", description="which of several such states counts for the party")
    of: Name | None = Field(None, description="the crisis that it follows from")

    def faults(self) -> Iterator[Finding]:
        if self.source != "crisis" and self.of is not None:
            yield Finding((), "only a reservation value from a crisis has of", self.of, "remove it")
        if self.source == "crisis" and self.of is None:
            rule = "a reservation value from a crisis names it"
            remedy = "write {from: crisis, of: border}, border being a name under crises"
            yield Finding((), rule, "", remedy)


class StateWorth(Section):
    """What states without a deal are worth, on the scale of deals; the first that holds counts."""

    condition: OptionsStatement | None = Field(
        None, alias="if", description="a statement about options"
    )
    worth: Worth


def read_worths(raw: Any) -> Any:
    """A single worth stands for all states."""
    return raw if isinstance(raw, list | tuple) else [{"worth": raw}]


def split_reservation(raw: Any) -> Any:
    """A `reservation: {from: …}`: a contest as a judgement, stability as a range and its origin."""
    given = raw.get("reservation") if isinstance(raw, dict) else None
    if not isinstance(given, dict) or "from" not in given:
        return raw
    if given["from"] == "contest":
        return raw | {"reservation": contest_worth(given)}
    follows = {key: value for key, value in given.items() if key != "range"}
    return raw | {"reservation": given.get("range"), "follows": follows}


def contest_worth(given: dict[str, Any]) -> dict[str, Any]:
    """A contest as the judgement of its worth in points, within 0..100; the ranges are kept.

    Raises PydanticCustomError when a key is missing or unknown, or a number out of bounds.
    """
    _check_keys(given, ("from", *_NEEDED, *ABOUT), _NEEDED)
    low, best, high = _chances(given["win"])
    cost = _judgement(given["cost"], "a cost of a contest", 100)
    ends = (100 * low - cost.high, 100 * best - cost.best, 100 * high - cost.low)
    worths = (round(min(max(end, 0.0), 100.0), 9) for end in ends)
    sourced = {key: given[key] for key in ABOUT if key in given}
    return dict(zip(("low", "best", "high"), worths, strict=True)) | sourced


def ruin(battle: float, steps: int, held: int) -> float:
    """The chance to end with all steps: (1 - r^k) / (1 - r^N), r = (1 - p) / p.

    >>> round(ruin(0.6, 10, 5), 6), ruin(0.5, 10, 5)
    (0.883636, 0.5)
    """
    if battle in (0.0, 1.0):
        return float(held == steps) if battle == 0.0 else float(held > 0)
    ratio = (1 - battle) / battle
    if abs(ratio - 1) < 1e-12:
        return held / steps
    if ratio > 1:  # the same with both sides swapped, so that no power overflows
        return 1 - ruin(1 - battle, steps, steps - held)
    return (1 - ratio**held) / (1 - ratio**steps)


def battles_expected(battle: float, steps: int, held: int) -> float:
    """How many battles it takes until one side has all steps: (k - N w) / (1 - 2 p).

    >>> round(battles_expected(0.6, 10, 5), 6), battles_expected(0.5, 10, 5)
    (19.181818, 25.0)
    """
    if abs(1 - 2 * battle) < 1e-6:
        return float(held * (steps - held))
    return (held - steps * ruin(battle, steps, held)) / (1 - 2 * battle)


def _chances(win: Any) -> tuple[float, float, float]:
    if not isinstance(win, dict) or "battles" not in win:
        chance = _judgement(win, "a chance of a contest", 1)
        return chance.low, chance.best, chance.high
    _check_keys(win, _TRACK, _TRACK)
    steps, held = win["steps"], win["held"]
    whole = all(isinstance(n, int) and not isinstance(n, bool) for n in (steps, held))
    if not whole or steps < 1 or not 0 <= held <= steps:
        rule = "steps and held are whole numbers, held from 0 to steps"
        raise wrong(rule, f"steps {steps}, held {held}", "write {battles: 60%, steps: 10, held: 5}")
    battle = _judgement(win["battles"], "a chance of a contest", 1)
    low, best, high = (ruin(p, steps, held) for p in (battle.low, battle.best, battle.high))
    return low, best, high


def _judgement(given: Any, what: str, most: float) -> Judgement:
    judgement = read_judgement(given) if most == 1 else read_points(given)
    if judgement.low < 0 or judgement.high > most:
        rule = sentence("{what} is a number {span}", what=what, span=bounds(0, most))
        raise wrong(rule, judgement.given, EXAMPLE)
    return judgement


def _check_keys(given: dict[str, Any], known: tuple[str, ...], needed: tuple[str, ...]) -> None:
    if unknown := [key for key in given if key not in known]:
        raise wrong("a contest has no such key", ", ".join(unknown), f"use {', '.join(known)}")
    if missing := [key for key in needed if key not in given]:
        raise wrong(sentence("a contest needs {keys}", keys=", ".join(missing)), given, EXAMPLE)
