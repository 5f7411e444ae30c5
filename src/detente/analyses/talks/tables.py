"""Talks in stages as arrays: who must consent where, what each occasion is worth, what failure is.

Every array that depends on judgements has a leading draw axis; parties are the places of
`BargainingSpace.parties`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from detente.analyses.spaces.laid_out import (
    BargainingSpace,
    deal_truth,
    issue_values,
    lay_out,
    status_quo_places,
)
from detente.analyses.talks.consent import Consent
from detente.analyses.talks.offers import exponents
from detente.analyses.talks.stage import Stage
from detente.scenario.agendas import Agenda, agendas, without_mandate
from detente.scenario.statements import Comparison, atoms, parse

if TYPE_CHECKING:
    from detente.scenario import Draws, Scenario
    from detente.scenario.sections.stages import Stage as StagedRound

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]

LEAST_PATIENT, MOST_PATIENT = 0.80, 0.99
"""Discount factors a round that a patience of 0 and of 100 stand for."""
DEFAULT_DEGREE = 50.0
DEFAULT_ROUNDS = 100


@dataclass(frozen=True, eq=False, kw_only=True)
class Table(Stage):
    """One stage and how it bargains: `free[issue]` may be decided, `power[draw, seat]` exponents.

    `venue` is the part of `attend` that the place brings, `away` falls due for not coming, points
    `[draw, party]`. What fails here the next table may settle where it `hands_on`.
    """

    seats: tuple[int, ...]
    free: Truth
    power: Floats
    discounts: Floats
    venue: Floats
    away: Floats
    if_fails: Literal["end", "next", "adjourn", "stability"]
    protocol: Literal["nash", "offers"]
    rounds: int
    hands_on: bool = True


@dataclass(frozen=True, eq=False)
class Talks:
    """All stages over a space; `start` is the deal in which nothing changes.

    `guarded[deal]` and `fronts` are the deals that leave what a common front holds and its members,
    one entry a front.
    """

    space: BargainingSpace
    tables: tuple[Table, ...]
    start: int
    guarded: tuple[Truth, ...] = ()
    fronts: tuple[tuple[int, ...], ...] = ()

    @property
    def worth(self) -> Floats:
        """What deals are worth, [draw, party, deal]."""
        return self.space.utility

    @property
    def no_deal(self) -> Floats:
        """What the end of talks is worth, threats counted, [draw, party]."""
        return self.space.no_deal.worth

    @cached_property
    def reachable(self) -> Truth:
        """Deals that no rule forbids and that some stage can settle, [deal].

        What no stage settles stays as in `start`.
        """
        space = self.space
        settled = np.logical_or.reduce([table.free for table in self.tables])
        values = np.unravel_index(np.arange(space.deals), space.sizes)
        today = np.unravel_index(self.start, space.sizes)
        kept = [a == b for a, b, free in zip(values, today, settled, strict=True) if not free]
        return np.asarray(np.logical_and.reduce([space.possible, *kept]))

    def asked(self, table: Table) -> tuple[int, ...]:
        """The parties whose consent can matter at a table, common fronts included."""
        return tuple(
            sorted({*table.consent.concerned, *(p for members in self.fronts for p in members)})
        )

    def goes_on(self, stage: int) -> bool:
        """Whether talks go on after a stage without agreement: another follows and decides."""
        following = self.tables[stage + 1 : stage + 2]
        leads_on = self.tables[stage].if_fails in ("next", "adjourn")
        return leads_on and any(table.kind != "announce" for table in following)

    def failing(self, stage: int) -> Floats:
        """What the end of talks at a stage is worth before its own audience, [draw, party]."""
        if self.tables[stage].if_fails == "stability":
            return self.space.no_deal.worth_from_states
        return self.no_deal

    def waited(self, stage: int, value: Floats) -> Floats:
        """Worths at a stage as they are before the wait for it, [draw, party(, deal)].

        Gains over what a party has in the meantime shrink; a stage without a wait changes nothing.
        """
        return self.discounted(self.tables[stage].kept, value)

    def kept_after(self, stage: int) -> Floats | None:
        """What the waits after one stage leave of a gain, [draw, party]; None without any."""
        found = [t.kept for t in self.tables[stage + 1 :] if t.kept is not None]
        return np.multiply.reduce(found) if found else None

    def discounted(self, kept: Floats | None, value: Floats) -> Floats:
        """Worths of which a wait leaves so much of the gain over the meantime."""
        if kept is None:
            return value
        extra = (None,) * (value.ndim - 2)
        now = self.space.no_deal.meanwhile[(..., *extra)]
        found: Floats = value - now
        found *= kept[(..., *extra)]
        found += now
        return found

    def with_tables(self, tables: tuple[Table, ...]) -> Talks:
        """The same space with other tables."""
        return replace(self, tables=tables)


def build_talks(scenario: Scenario, draws: Draws) -> Talks:
    """The talks of a scenario."""
    space = lay_out(scenario, draws)
    return Talks(
        space=space,
        tables=tuple(table_of(scenario, draws, space, k) for k in range(len(scenario.stages))),
        start=int(np.ravel_multi_index(status_quo_places(scenario), space.sizes)),
        guarded=tuple(~deal_truth(scenario, front.holds) for front in scenario.fronts.values()),
        fronts=tuple(
            tuple(space.parties.index(name) for name in front.members)
            for front in scenario.fronts.values()
        ),
    )


def table_of(scenario: Scenario, draws: Draws, space: BargainingSpace, place: int) -> Table:
    """One stage as arrays."""
    stage = scenario.stages[place]
    seats = tuple(space.parties.index(name) for name in stage.table)
    if stage.first is not None:
        seats = tuple(sorted(seats, key=lambda k: space.parties[k] != stage.first))
    discounts = _discounts(scenario, draws, place, tuple(space.parties[k] for k in seats))
    plan = agendas(scenario.stages, space.issues)
    agenda = plan[place]

    def due(part: str, occasion: str = "") -> Floats:
        return _points(draws, space, place, part, occasion, stage)

    def chance(what: str, usual: float) -> Floats:
        stated = getattr(stage, what) is not None
        return draws.of(("stages", str(place), what)) if stated else np.full(draws.count, usual)

    return Table(
        kind=agenda.kind,
        seats=seats,
        free=np.array([issue in agenda.settles for issue in space.issues]),
        consent=_consent(stage, space),
        power=_power(scenario, draws, tuple(space.parties[k] for k in seats), discounts),
        discounts=discounts,
        attend=due("venue") + due("audience", "attending"),
        venue=due("venue"),
        agree=due("audience", "agreeing"),
        fail=due("audience", "failing"),
        away=due("staying_away"),
        adjourn=_adjourning(scenario, draws, space, place, due("audience", "failing")),
        breakdown=chance("breakdown", 0.0),
        held=chance("held", 1.0),
        if_fails=agenda.if_fails,
        protocol=stage.protocol,
        rounds=stage.deadline or DEFAULT_ROUNDS,
        settles=_settles(scenario, plan, place),
        reopens=tuple(map(space.issues.index, stage.agenda.reopens)),
        kept=_kept(scenario, draws, space, place),
        tied=_tied(scenario, place),
        ends=agenda.ends,
        bound=stage.if_fails == "next",
        hands_on=agenda.hands_on,
    )


def _settles(scenario: Scenario, plan: Sequence[Agenda], place: int) -> tuple[int, ...]:
    """The issues that those at a table may settle, where they are open."""
    stage, issues = scenario.stages[place], tuple(scenario.issues)
    if plan[place].kind == "announce":
        return ()
    wanted = {*issues} - {*stage.agenda.leaves}
    if plan[place].kind == "ratify":
        wanted = set()
    if stage.settled is not None or stage.agenda.reopens:
        wanted = {*(stage.settled or ()), *stage.agenda.reopens}
    if place and plan[place - 1].if_fails in ("next", "adjourn") and plan[place - 1].hands_on:
        failed = plan[:place] if plan[place - 1].kind == "ratify" else plan[place - 1 : place]
        wanted |= {issue for agenda in failed for issue in agenda.settles}
    return tuple(
        k for k, issue in enumerate(issues) if issue in wanted and not without_mandate(stage, issue)
    )


def _tied(scenario: Scenario, place: int) -> tuple[int, Truth] | None:
    """The issue that a stage is tied to, and the values of it with which the stage is held."""
    text = scenario.stages[place].condition
    if text is None:
        return None
    compared = atoms(parse(text, scenario.issue_vocabulary))
    issue = next(atom.issue for atom in compared if isinstance(atom, Comparison))
    axis = tuple(scenario.issues).index(issue)
    truth = deal_truth(scenario, text).reshape([len(v) for v in issue_values(scenario)])
    others = tuple(k for k in range(truth.ndim) if k != axis)
    return axis, np.asarray(truth.any(axis=others))


def _adjourning(
    scenario: Scenario, draws: Draws, space: BargainingSpace, place: int, failing: Floats
) -> Floats:
    """Points due where a stage is adjourned, [draw, party]; by default those of failing, or none.

    None where talks can go on to a later stage that bargains.
    """
    plan, stage = agendas(scenario.stages, space.issues), scenario.stages[place]
    later = any(agenda.kind == "bargain" for agenda in plan[place + 1 :])
    found = np.zeros_like(failing) if later and not plan[place].ends else failing.copy()
    for k, party in enumerate(space.parties):
        audience = stage.audience.get(party) if party in stage.table else None
        if audience is not None and audience.adjourning is not None:
            found[:, k] = draws.of(("stages", str(place), "audience", party, "adjourning"))
    return found


def _kept(scenario: Scenario, draws: Draws, space: BargainingSpace, place: int) -> Floats | None:
    """What the wait before a stage leaves of a gain, [draw, party]; None where there is none."""
    if scenario.stages[place].after is None:
        return None
    months = draws.of(("stages", str(place), "after"))
    monthly = np.stack([monthly_discount(scenario, draws, p) for p in space.parties], axis=1)
    return np.asarray(monthly ** months[:, None])


def monthly_discount(scenario: Scenario, draws: Draws, party: str) -> Floats:
    """What a month of waiting leaves of a gain, [draw]: as stated, else from patience.

    Where `waiting` is not stated a month counts as one round of offers.
    """
    if scenario.parties[party].waiting is not None:
        return np.asarray(1 - draws.of(("parties", party, "waiting")))
    return _per_round(_degree(scenario, draws, party, "patience"))


def _per_round(degree: Floats) -> Floats:
    """The discount factor a round that a degree of patience stands for."""
    return np.asarray(LEAST_PATIENT + (MOST_PATIENT - LEAST_PATIENT) * degree / 100)


def _consent(stage: StagedRound, space: BargainingSpace) -> Consent:
    rule, parties = stage.consent, space.parties
    bodies = tuple(
        tuple(parties.index(body) for body in stage.ratifiers.get(party, ())) for party in parties
    )
    seated = np.array([party in stage.table for party in parties])
    if rule.rule == "all":
        return Consent(seated, np.zeros(len(seated), dtype=np.int64), 0, bodies)
    vetoes = np.array([party in rule.vetoes for party in parties]) & seated
    stated = np.array([rule.votes.get(party, 1) for party in parties], dtype=np.int64)
    votes = np.where(seated, stated, 0)
    quota = int(votes.sum()) // 2 + 1 if rule.quota is None else rule.quota
    return Consent(vetoes, votes, quota, bodies)


def _discounts(scenario: Scenario, draws: Draws, place: int, seated: tuple[str, ...]) -> Floats:
    """Discount factors a round, [draw, seat]: the stage's own, else from degrees of patience."""
    columns = []
    for party in seated:
        if party in scenario.stages[place].patience:
            given = draws.of(("stages", str(place), "patience", party))
            columns.append(np.clip(given, 1e-6, 1 - 1e-6))
            continue
        columns.append(_per_round(_degree(scenario, draws, party, "patience")))
    return np.stack(columns, axis=1)


def _power(scenario: Scenario, draws: Draws, seated: tuple[str, ...], discounts: Floats) -> Floats:
    """Nash exponents [draw, seat], summing to 1: patience times stated power."""
    power = np.stack([_degree(scenario, draws, p, "power") for p in seated], axis=1)
    raw = exponents(discounts) * np.maximum(power, 1.0)
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))


def _degree(scenario: Scenario, draws: Draws, party: str, what: str) -> Floats:
    if getattr(scenario.parties[party], what) is None:
        return np.full(draws.count, DEFAULT_DEGREE)
    return draws.of(("parties", party, what))


def _points(
    draws: Draws, space: BargainingSpace, place: int, part: str, occasion: str, stage: StagedRound
) -> Floats:
    """Points of one occasion, [draw, party]; 0 for those who are not at the table."""
    found = np.zeros((draws.count, len(space.parties)))
    for k, party in enumerate(space.parties):
        given = getattr(stage, part).get(party) if party in stage.table else None
        if occasion and given is not None:
            given = getattr(given, occasion)
        if given is not None:
            path = ("stages", str(place), part, party, *([occasion] if occasion else []))
            found[:, k] = draws.of(path)
    return found
