"""What each stage of talks may settle: its agenda, and whether those present can speak to it.

An issue can be settled at a stage where the parties that can speak to it are enough to agree. A
party without a delegation, or whose delegation names no issues, can speak to all.

>>> from detente.scenario.sections.stages import Stage
>>> plan = [Stage.model_validate({"table": table}) for table in (["a", "b"], ["a", "c"])]
>>> [agenda.kind for agenda in agendas(plan, ("price", "date"))]
['bargain', 'ratify']
>>> envoys = {"delegations": {"a": {"members": {"trade minister": ["price"]}}}}
>>> plan[0] = Stage.model_validate({"table": ["a", "b"], **envoys})
>>> [agenda.settles for agenda in agendas(plan, ("price", "date"))]
[('price',), ('date',)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from detente.scenario.sections.stages import Failure, Kind, Stage


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a stage does: `settles` may be decided; `lacking` is not, for want of a delegate.

    `lacking[issue]` names the parties present that have nobody who can speak to it. `if_fails` is
    as stated; unstated, a table that bargains before another one adjourns. `ends` where it is
    stated that talks end, `hands_on` where the next table may settle what failed here.
    """

    kind: Kind
    settles: tuple[str, ...]
    lacking: dict[str, tuple[str, ...]]
    if_fails: Failure | Literal["adjourn"] = "end"
    ends: bool = False
    hands_on: bool = True


def agendas(stages: Sequence[Stage], issues: Sequence[str]) -> tuple[Agenda, ...]:
    """The agenda of every stage, in order.

    A stage without an agenda settles all that no earlier stage has settled; one that is stated to
    settle nothing announces. Its kind, where not stated, is to ratify once a stage has bargained
    about all that was open, unless an issue fell off an earlier agenda for want of a delegate, or
    the stage before leads here where it fails.
    """
    found: list[Agenda] = []
    settled: set[str] = set()
    fallen: set[str] = set()
    whole = leads_on = False
    for stage in stages:
        listed = stage.settled is not None or bool(stage.agenda.reopens)
        kind = stage.kind
        if kind is None and stage.settled == () and not stage.agenda.reopens:
            kind = "announce"
        if kind is None:
            bargains = not found or listed or not whole or leads_on or bool(fallen - settled)
            kind = "bargain" if bargains else "ratify"
        wanted = set(issues) - settled - set(stage.agenda.leaves)
        if listed:
            wanted = {*(stage.settled or ()), *stage.agenda.reopens}
        asked = [issue for issue in issues if issue in wanted and kind == "bargain"]
        lacking = {issue: bare for issue in asked if (bare := without_mandate(stage, issue))}
        settles = tuple(issue for issue in asked if issue not in lacking)
        settled |= set(settles)
        fallen |= set(lacking)
        whole |= kind == "bargain" and not listed and not set(stage.agenda.leaves) - settled
        leads_on = kind != "announce" and stage.if_fails == "next"
        found.append(Agenda(kind, settles, lacking))
    return tuple(_failing(stages, found, place) for place in range(len(found)))


def _failing(stages: Sequence[Stage], plan: Sequence[Agenda], place: int) -> Agenda:
    """The agenda with what follows where the stage fails."""
    stage, following = stages[place], plan[place : place + 2]
    if stage.if_fails is not None:
        return replace(plan[place], if_fails=stage.if_fails, ends=stage.if_fails != "next")
    if [agenda.kind for agenda in following] != ["bargain", "bargain"]:
        return plan[place]
    after = stages[place + 1]
    stated = after.settled is not None or bool(after.agenda.reopens)
    return replace(plan[place], if_fails="adjourn", hands_on=not stated)


def without_limits(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """The same stages with delegations that can speak to everything."""
    return tuple(stage.model_copy(update={"delegations": {}}) for stage in stages)


def without_mandate(stage: Stage, issue: str) -> tuple[str, ...]:
    """The parties that cannot speak to an issue; empty where the others are enough to settle it."""
    mandates = {party: sent.mandate for party, sent in stage.delegations.items()}
    bare = tuple(party for party in stage.table if issue not in (mandates.get(party) or (issue,)))
    able = [party for party in stage.table if party not in bare]
    return () if enough(stage, able) else bare


def enough(stage: Stage, willing: Sequence[str]) -> bool:
    """Whether some of the parties at the table suffice for its consent.

    >>> stage = Stage.model_validate({"table": ["a", "b", "c"], "consent": "majority"})
    >>> enough(stage, ["a"]), enough(stage, ["a", "c"])
    (False, True)
    """
    rule = stage.consent
    if rule.rule == "all":
        return set(willing) >= set(stage.table)
    votes = {party: rule.votes.get(party, 1) for party in stage.table}
    quota = sum(votes.values()) // 2 + 1 if rule.quota is None else rule.quota
    held = sum(votes[party] for party in willing)
    return held >= quota and set(willing) >= {v for v in rule.vetoes if v in stage.table}
