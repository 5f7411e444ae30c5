"""What stability without an agreement hands over to a brief."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from detente.analyses.findings import Finding, NoDeal
from detente.analyses.stability.result import StabilityResult

Step = tuple[str, str, bool]


def findings(result: StabilityResult) -> tuple[Finding, ...]:
    """Whether today lasts, and the way that things would take.

    Nothing without a status quo, or where Nash stability was not asked for.
    """
    problem, answer = result.problem, result.answer()
    start = answer.get("from")
    if start is None or not problem.options or "nash" not in result.concepts:
        return ()
    state = start["state"]
    kind: Literal["holds", "restraint", "slides"] = "slides"
    if state in result.equilibria("nash"):
        kind = "holds"
    elif "seq" in result.concepts and state in result.equilibria("seq"):
        kind = "restraint"
    ways = [tuple(_steps(result, state, one["way"])) for one in start.get("courses") or ()]
    parties = [problem.parties[party] for party in problem.counted]
    movers = tuple(party for party in parties if state not in result.stable(party, "nash"))
    taken = zip(problem.options, state, strict=True)
    return (
        NoDeal(
            key="no_deal",
            kind=kind,
            today=tuple((party, option) for (party, option), letter in taken if letter == "Y"),
            steps=ways[0] if ways else (),
            others=tuple(ways[1:]),
            first_mover=ways[0][0][0] if ways and ways[0] else None,
            movers=movers,
        ),
    )


def _steps(result: StabilityResult, state: str, way: list[dict[str, str]]) -> Iterator[Step]:
    """Options taken up at each step; given up where none is taken up."""
    for step in way:
        pairs = list(zip(result.problem.options, state, step["to"], strict=True))
        moved = [(*option, now == "Y") for option, before, now in pairs if before != now]
        taken = [change for change in moved if change[2]]
        yield from taken or moved
        state = step["to"]
