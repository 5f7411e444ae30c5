"""Which deals are possible, efficient and fair, and what stands in the way of one.

A deal settles every issue. A party accepts it when it is worth at least the party's reservation
value and breaks none of its red lines; what all whose consent is needed accept is the zone of
possible agreement (ZOPA). `map_deals` finds it, its efficient frontier and the bargaining
solutions, exactly and mostly without enumerating the space.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, require_sections
from detente.analyses.settings import Settings, option, with_settings
from detente.analyses.spaces import EXAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.deals.result import DealMap
    from detente.scenario import Draws, Scenario

CONSENT = ("stated", "all", "majority", "everyone")


@dataclass(frozen=True, slots=True, kw_only=True)
class DealSettings(Settings):
    """The settings of `map_deals`."""

    all_deals: bool = option(False, "efficient frontier of the whole space")
    full: bool = option(False, "list every efficient deal, however many")
    epsilon: float | None = option(None, "frontier within so many points instead of the exact one")
    consent: str = option("stated", "whose consent counts", choices=CONSENT)
    power: Sequence[str] | Mapping[str, float] = option(
        (), "exponents of the Nash solution: north=2, or stated", kind="texts"
    )
    deal: str | Mapping[str, object] | None = option(
        None, 'look at one deal: "ceasefire=full, territory=…"', kind="text"
    )
    draft: str | Path | None = option(None, "look at the deal in a YAML file", kind="path")
    otherwise: str | Mapping[str, object] | None = option(
        None, "values of --deal that hold if an event does not happen", kind="text"
    )
    seat: Sequence[str] = option((), "parties for whom offers are worked out", kind="texts")
    leverage: bool = option(False, "how the Nash deal moves with each number")
    agenda: bool = option(False, "worth of each value, and of a further issue")


@with_settings(DealSettings)
def map_deals(scenario: Scenario, settings: DealSettings) -> DealMap:
    """Map the deal space of a scenario.

    `all_deals` shows the efficient frontier of the whole space instead of that of the deals that
    pass; `full` lists all of it, however long; `epsilon`, in points, asks for a frontier within
    that tolerance instead of the exact one. `consent` is the scenario's rule, or all at the table,
    a majority of them, or everyone with preferences. `power` holds exponents of the Nash solution,
    or `stated` for those of the scenario's parties.

    `deal` (a mapping or `issue=value, …`) or `draft` (a YAML file) is looked at from every side;
    with `otherwise`, a package that depends on an event: the deal if it happens, the other values
    if not. `seat` names parties at the table for whom packages and concessions are worked out;
    `leverage` and `agenda` say how the Nash deal moves when a number or the agenda changes and what
    a further issue would have to be worth to move it. All of it holds under the rule of consent.

    Raises MissingSection without issues or without preferences of a party at the table,
    SettingError when a statement joins too many values or a setting names what does not exist.

    >>> from detente.scenario import loads
    >>> scenario = loads('''
    ... title: A trade
    ... parties: {a: {}, b: {}}
    ... issues: {x: {scale: 0..10, steps: 11}, y: {scale: 0..10, steps: 11}}
    ... preferences:
    ...   a: {weights: {x: 80, y: 20}, values: {x: rising, y: rising}}
    ...   b: {weights: {x: 20, y: 80}, values: {x: falling, y: falling}}
    ... ''')
    >>> [dict(package.deal) for package in map_deals(scenario).solutions["nash"]]
    [{'x': '10', 'y': '0'}]
    """
    from detente.analyses.deals.assemble import assemble
    from detente.analyses.deals.solve.frontier import naming_tied

    require_sections(ANALYSIS, scenario)
    with naming_tied(tuple(scenario.issues)):
        return assemble(scenario, settings)


def deal_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Whether there is a deal, who accepts which, and what the solutions give, over draws.

    Of the settings, `consent` and `power` count here; the others shape what is listed. `only`
    names the one conclusion that is wanted; others may be left out then. `tracked` are conclusions
    of another scenario: the deals they are about are looked at instead of this scenario's own.
    """
    from detente.analyses.deals.draws.conclusions import conclusions
    from detente.analyses.deals.draws.judged import Asked
    from detente.analyses.deals.solve.frontier import naming_tied

    power = settings.get("power") or ()
    if isinstance(power, Mapping):
        power = [f"{party}={value}" for party, value in power.items()]
    asked = Asked(settings.get("consent", "stated"), tuple(power))
    tracked = tuple(settings.get("tracked") or ())
    with naming_tied(tuple(scenario.issues)):
        return conclusions(scenario, draws, asked, settings.get("only"), tracked)


def _ready(scenario: Scenario) -> None:
    """Refuse a space without anybody at the table, a rule that nobody can meet, issues too tied."""
    from detente.analyses.deals.assemble import refuse_many
    from detente.analyses.deals.solve.frontier import naming_tied, refuse_tied
    from detente.analyses.spaces.consent import rule_of
    from detente.analyses.spaces.exact import unheard
    from detente.analyses.spaces.problem import deal_problem
    from detente.scenario import best_draws

    problem = deal_problem(scenario, best_draws(scenario))
    rule = rule_of(scenario, problem, "stated")
    scopes = [term.scope for term in problem.terms] + [line.scope for line in problem.lines]
    scopes += [front.scope for front in problem.fronts if unheard(problem, rule, front)]
    refuse_many(problem.sizes, rule)
    with naming_tied(tuple(scenario.issues)):
        refuse_tied(problem.sizes, scopes)


ANALYSIS = Analysis(
    name="deals",
    summary="which deals are possible, efficient and fair, or who blocks them",
    run=map_deals,
    needs=("issues", "preferences"),
    example=EXAMPLE,
    settings=DealSettings.options(),
    lead=2,
    live=True,
    counted=True,
    conclusions=deal_conclusions,
    selects=True,
    tracks=True,
    ready=_ready,
)
