"""Which deals are possible, efficient and fair, and what stands in the way of one.

A deal settles every issue. A party accepts it when it is worth at least the party's reservation
value and breaks none of its red lines; what all whose consent is needed accept is the zone of
possible agreement (ZOPA). `map_deals` finds it, its efficient frontier and the bargaining
solutions, exactly and mostly without enumerating the space.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast

from detente.analyses.contract import (
    Analysis,
    BriefPlace,
    Room,
    require_sections,
    with_known_settings,
)
from detente.analyses.settings import Setting
from detente.analyses.spaces.example import EXAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.deals.draws.laid_out import Asked
    from detente.analyses.deals.result import DealMap
    from detente.scenario import Draws, Scenario


class DealSettings(TypedDict, total=False):
    """The settings of `map_deals`; their defaults are those of the catalogue entry."""

    all_deals: bool
    full: bool
    epsilon: float | None
    consent: str
    power: Sequence[str] | Mapping[str, float]
    deal: str | Mapping[str, object] | None
    draft: str | Path | None
    otherwise: str | Mapping[str, object] | None
    seat: Sequence[str]
    leverage: bool
    agenda: bool


@with_known_settings
def map_deals(scenario: Scenario, **settings: Unpack[DealSettings]) -> DealMap:
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
    asked = {
        setting.name: _plain(setting, settings.get(setting.name, setting.default))
        for setting in ANALYSIS.settings
    }
    with naming_tied(tuple(scenario.issues)):
        return assemble(scenario, settings=asked)


def _plain(setting: Setting, given: object) -> object:
    """A setting as a result keeps it."""
    if isinstance(given, Mapping):
        return dict(given)
    if setting.kind == "texts":
        return [given] if isinstance(given, str) else list(cast("Sequence[str]", given))
    return str(given) if setting.kind == "path" and given is not None else given


def deal_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Whether there is a deal, who accepts which, and what the solutions give, over draws.

    Of the settings, `consent` and `power` count here; the others shape what is listed. `only`
    names the one conclusion that is wanted; others may be left out then. `tracked` are conclusions
    of another scenario: the deals they are about are looked at instead of this scenario's own.
    """
    from detente.analyses.deals.draws.conclusions import conclusions
    from detente.analyses.deals.solve.frontier import naming_tied

    tracked = tuple(settings.get("tracked") or ())
    with naming_tied(tuple(scenario.issues)):
        return conclusions(scenario, draws, _asked(settings), settings.get("only"), tracked)


def _asked(settings: Mapping[str, Any]) -> Asked:
    from detente.analyses.deals.draws.laid_out import Asked

    power = settings.get("power") or ()
    if isinstance(power, Mapping):
        power = tuple(f"{party}={value}" for party, value in power.items())
    return Asked(settings.get("consent", "stated"), tuple(power))


def _ready(scenario: Scenario) -> None:
    """Refuse a space without anybody at the table, or a rule of consent that nobody can meet."""
    from detente.analyses.spaces.problem import deal_problem
    from detente.analyses.spaces.rule_of_consent import rule_of
    from detente.scenario import best_draws

    rule_of(scenario, deal_problem(scenario, best_draws(scenario)), "stated")


ANALYSIS = Analysis(
    name="deals",
    summary="which deals are possible, efficient and fair, or who blocks them",
    run=map_deals,
    needs=("issues", "preferences"),
    example=EXAMPLE,
    settings=(
        Setting("all_deals", "flag", "efficient frontier of the whole space", default=False),
        Setting("full", "flag", "list every efficient deal, however many", default=False),
        Setting("epsilon", "number", "frontier within so many points instead of the exact one"),
        Setting(
            "consent",
            "text",
            "whose consent counts",
            default="stated",
            choices=("stated", "all", "majority", "everyone"),
        ),
        Setting("power", "texts", "exponents of the Nash solution: north=2, or stated", default=()),
        Setting("deal", "text", 'look at one deal: "ceasefire=full, territory=…"'),
        Setting("draft", "path", "look at the deal in a YAML file"),
        Setting("otherwise", "text", "values of --deal that hold if an event does not happen"),
        Setting("seat", "texts", "parties for whom offers are worked out", default=()),
        Setting("leverage", "flag", "how the Nash deal moves with each number", default=False),
        Setting("agenda", "flag", "worth of each value, and of a further issue", default=False),
    ),
    brief=BriefPlace(
        lead=2, sections=(("deals", Room(3, 1, 1)), ("obstacles", Room(3))), counted=True
    ),
    conclusions=deal_conclusions,
    selects=True,
    tracks=True,
    ready=_ready,
)
