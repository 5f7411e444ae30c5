"""A conflict with new options added, from the definition: for the oracle, and as a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from oracles.stability import Conflict
from oracles.stability_priorities import Prioritised

OUTSIDE = -1
Sites = dict[int, set[int]]
"""The places (codes) of each owner's new option; `OUTSIDE` is a guarantor."""


def worth_with(
    conflict: Conflict, sites: Sites, harmed: set[int], *, credible: bool
) -> list[dict[tuple[int, int | None], tuple]]:
    """Worth of each state (code, owner of the new option that is taken or None) by party."""
    found = []
    for party in (*conflict.parties, OUTSIDE):
        worth: dict[tuple[int, int | None], tuple] = {}
        for code in conflict.states:
            base = 0 if party == OUTSIDE else conflict.rank[party][code]
            worth[code, None] = (1, base, 0)
            for owner, places in sites.items():
                if code in places:
                    own = owner == party
                    bad = party in harmed and not own
                    worth[code, owner] = (0,) if bad else (1, base, int(own and credible))
        found.append(worth)
    return found


def enlarged(conflict: Conflict, sites: Sites, harmed: set[int], *, credible: bool) -> Conflict:
    """The conflict with the new options; the guarantor, if any, is the last party."""
    worth = worth_with(conflict, sites, harmed, credible=credible)
    states = list(worth[0])
    moves = []
    for party in (*conflict.parties, OUTSIDE):
        after = {}
        for code, taken in states:
            reached = {code} | (set() if party == OUTSIDE else set(conflict.moves[party][code]))
            tags = [taken]
            if party in sites and taken in (None, party):
                tags = [None, party]
            ends = {(there, tag) for there in reached for tag in tags}
            after[code, taken] = frozenset(ends & set(states)) - {(code, taken)}
        moves.append(after)
    return Conflict(tuple(moves), tuple(worth))  # type: ignore[arg-type]


def enlarged_text(
    made: Prioritised, sites: Sites, harmed: set[int], *, credible: bool
) -> tuple[str, dict[tuple[int, int | None], str]]:
    """The same as a scenario file, and the names that its states have there."""
    parties = len(made.widths)
    conflict = made.conflict([made.plain(p) for p in range(parties)])
    worth = worth_with(conflict, sites, harmed, credible=credible)
    lows = [sum(made.widths[:p]) for p in range(parties)]

    def name(code: int, taken: int | None) -> str:
        told = ""
        for p, low in enumerate(lows):
            told += made.name(code)[low : low + made.widths[p]]
            told += ("Y" if taken == p else "N") if p in sites else ""
        return told + (("Y" if taken == OUTSIDE else "N") if OUTSIDE in sites else "")

    names = {state: name(*state) for state in worth[0]}
    people = [f"p{p}" for p in range(parties)] + (["g"] if OUTSIDE in sites else [])
    lines = ["title: t", f"parties: {{{', '.join(f'{p}: {{}}' for p in people)}}}", "options:"]
    lines += _options(made, sites)
    lines += ["infeasible:", *_infeasible(made, sites)]
    lines.append("ranking:")
    for p in range(parties):
        lines.append(f"  p{p}: {_ranking(worth[p], names)}")
    if OUTSIDE in sites and credible:
        lines.append(f"  g: {_ranking(worth[-1], names)}")
    return "\n".join(lines) + "\n", names


def _options(made: Prioritised, sites: Sites) -> Iterator[str]:
    for line in made.text.splitlines():
        for p in range(len(made.widths)):
            if line.startswith(f"  p{p}: {{"):
                yield line[:-1] + ", new: {}}" if p in sites else line
    if OUTSIDE in sites:
        yield "  g: {new: {}}"


def _infeasible(made: Prioritised, sites: Sites) -> Iterator[str]:
    for line in made.text.splitlines():
        if line.startswith("infeasible"):
            yield f"  - {line[len('infeasible: [') : -1]}"
    owners = {p: "g" if p == OUTSIDE else f"p{p}" for p in sites}
    for p, places in sites.items():
        told = " or ".join(f"({_exactly(made, code)})" for code in sorted(places))
        yield f'  - "{owners[p]}.new and not ({told})"'
        for q in sites:
            if p < q:
                yield f'  - "{owners[p]}.new and {owners[q]}.new"'


def _exactly(made: Prioritised, code: int) -> str:
    return " and ".join(
        name if code >> k & 1 else f"not {name}" for k, name in enumerate(made.names)
    )


def _ranking(worth: dict, names: dict) -> str:
    rungs = [
        f"[{', '.join(names[state] for state in worth if worth[state] == level)}]"
        for level in sorted(set(worth.values()), reverse=True)
    ]
    return f"[{', '.join(rungs)}]"
