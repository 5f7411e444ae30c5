"""Charts on talks in stages: risk against share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.talks.wording import Names
from detente.exhibits import Axis, Chart, LineChart, Point

if TYPE_CHECKING:
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases


def charts(result: StagesResult, words: Phrases) -> tuple[Chart, ...]:
    """Risk against share, where a party at the first table has a choice."""
    if not any(len(line) > 1 for line in result.trade_offs.values()):
        return ()
    names = Names(result.scenario, words, result.found.talks.space.parties)
    return (_trade_offs(result, names),)


def _trade_offs(result: StagesResult, names: Names) -> LineChart:
    """Schelling's trade-off of the parties at the first table."""
    words = names.words
    return LineChart(
        words("stages.trade_off_title"),
        Axis(words("stages.risk"), unit="%", low=0.0, high=100.0),
        Axis(words("stages.worth"), low=0.0, high=100.0),
        tuple(
            Point(100 * d.risk, d.worth, names.party(party))
            for party, choices in result.trade_offs.items()
            for d in choices
        ),
        tuple(names.party(party) for party in result.trade_offs),
        step=True,
        note=words("stages.trade_off_note"),
    )
