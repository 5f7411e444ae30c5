"""What a brief says of seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.seats.exhibits import charts, tables
from detente.analyses.seats.solve import say_of
from detente.analyses.seats.statements import name_of, statements
from detente.analyses.talks.wording import stage_text
from detente.exhibits import Section

if TYPE_CHECKING:
    from detente.analyses.seats.result import SeatsResult
    from detente.analyses.seats.solve import Say, Seat
    from detente.phrases import Phrases


def brief(result: SeatsResult, words: Phrases) -> BriefPart:
    """The bottom line on the absent party to which a seat is worth most; all else behind."""
    annex = Section(
        "seats",
        words("seats.annex"),
        (*statements(result, words), *tables(result, words), *charts(result, words)),
    )
    return BriefPart((bottom_line(result, words),), annexes=(annex,))


def bottom_line(result: SeatsResult, words: Phrases) -> str:
    """Whose absence weighs most, or that nobody who counts is missing."""
    absent = [seat for seat in result.drawn if not seat.taken]
    if not absent:
        return words("seats.line_all")
    first = max(absent, key=lambda seat: float(seat.table[:, seat.party].mean()))
    own, here = (round(float(e[:, first.party].mean())) for e in (first.whole, first.table))
    say = say_of(result.scenario, first.stage, result.parties[first.party])
    less = own < here
    whole = words(f"seats.line_whole{'_less' if less else ''}", points=words.number(own))
    return words.count(
        "seats.line_seat",
        here,
        party=name_of(result, first.party, words),
        stage=stage_text(result.scenario, first.stage, words),
        here=words.number(here),
        costs=_costs(result, first, words),
        whole=whole,
        since=_since(say, first.stage, words) if less else "",
    )


def _since(say: Say, stage: int, words: Phrases) -> str:
    """Why a seat is worth less over the whole talks: the party is asked anyway."""
    if not say.needed:
        return ""
    return words("seats.line_since_here" if stage in say.needed else "seats.line_since")


def _costs(result: SeatsResult, seat: Seat, words: Phrases) -> str:
    """Who loses by a seat at that table, in whole points, at most three parties."""
    mean = seat.table.mean(axis=0)
    losers = [int(p) for p in mean.argsort() if p != seat.party and round(float(mean[p])) < 0]
    if not losers:
        return ""
    told = [
        words.count(
            "seats.line_points",
            -round(float(mean[p])),
            party=name_of(result, p, words),
        )
        for p in losers
    ]
    return words("seats.line_costs", parties=words.first(told, 3))
