"""What the map of deals hands over to a brief."""

from __future__ import annotations

from detente.analyses.deals.result import DealMap
from detente.analyses.findings import Finding, Package, Possible


def findings(result: DealMap) -> tuple[Finding, ...]:
    """The package that suits those at the table best, with the issues on which yardsticks agree."""
    answer = result.answer()
    solutions = [p["deal"] for found in answer["solutions"].values() for p in found]
    chosen = answer["solutions"].get("nash") or answer["nearest"]
    if not chosen:
        return ()
    deal = chosen[0]["deal"]
    fixed = tuple(i for i in deal if solutions and all(s[i] == deal[i] for s in solutions))
    short = {} if solutions or result.too_close else chosen[0]["shortfall"]
    lacks = {party: points for party, points in short.items() if points > 0}
    return (
        Package(key="package.deals", role="for_table", values=deal, fixed=fixed),
        Possible(
            key="possible.deals",
            share=None,
            at_best=bool(solutions),
            hangs_on=tuple(lacks),
            lacks=lacks,
        ),
    )
