"""Stability of states in the graph model for conflict resolution.

A state is every party's choice of options; it is stable for a party that has no move worth making,
by a concept of how far the party looks ahead. `analyze_stability` judges every state for every
party under every concept asked for.

Reference: Fang, Hipel & Kilgour (1993), *Interactive Decision Making: The Graph Model for
Conflict Resolution*, Wiley.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.analyses.contract import Analysis, Origin, require_sections
from detente.analyses.settings import with_settings
from detente.analyses.stability.concept_names import BASIC, COALITIONAL, DEFAULT
from detente.analyses.stability.settings import StabilitySettings
from detente.errors import SettingError, sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.analyses.stability.result import StabilityResult
    from detente.scenario import Draws, Scenario


@with_settings(StabilitySettings)
def analyze_stability(scenario: Scenario, settings: StabilitySettings) -> StabilityResult:
    """Judge the stability of every state for every party.

    `concepts` are among nash, gmr, smr, seq, sseq, sim, l1 to l99 (limited moves), nonmyopic,
    stackelberg, cnash, cgmr, csmr and cseq; `parties` are those whose stability counts (by default
    all with preferences over the states); `full` lists every state in the answer whatever their
    number. Judgements have their best values: a group of unknown order is read as written, a
    priority counts as held when that is at least as likely as not.

    Further questions: `coalitions` ("all" or "a+b"), `behaviour` ("a=nash"), `start` (state to set
    out from), `desired` (state that should last), `explain` (state whose verdicts are proved).

    Raises MissingSection without options or preferences over states, SettingError for a setting
    that cannot be used.

    >>> from detente.scenario import loads
    >>> scenario = loads('''
    ... title: Prisoner's dilemma
    ... parties: {a: {}, b: {}}
    ... options: {a: [defect], b: [defect]}
    ... ranking: {a: [YN, NN, YY, NY], b: [NY, NN, YY, YN]}
    ... ''')
    >>> result = analyze_stability(scenario)
    >>> result.equilibria("nash"), result.equilibria("seq")
    (('YY',), ('NN', 'YY'))
    """
    from detente.analyses.stability import answers
    from detente.analyses.stability.coalitions import chosen_coalitions
    from detente.analyses.stability.concepts import verdicts_of
    from detente.analyses.stability.problem import build_problem
    from detente.analyses.stability.result import StabilityResult
    from detente.scenario import best_draws

    require_sections(ANALYSIS, scenario)
    problem = build_problem(scenario, best_draws(scenario), settings.parties)
    answers.check_questions(problem, settings)
    behaviour = tuple(answers.behaving(problem, settings).values())
    by_default = () if {*settings.concepts, *behaviour}.isdisjoint(COALITIONAL) else ("all",)
    groups = chosen_coalitions(problem, settings.coalitions or by_default)
    return StabilityResult(
        origin=Origin.of(scenario),
        settings=settings.told([problem.parties[party] for party in problem.counted]),
        assumptions=answers.assumptions(scenario, problem),
        notes=answers.notes(scenario, problem),
        scenario=scenario,
        problem=problem,
        verdicts=verdicts_of(problem, tuple(settings.concepts), groups, behaviour),
        asked=settings,
    )


def stability_conclusions(
    scenario: Scenario, draws: Draws, **settings: Any
) -> Mapping[str, NDArray[np.float64]]:
    """Map `equilibrium.<concept>.<state>` to 1 where a draw makes the state an equilibrium.

    Above 256 states only those are named that are an equilibrium in some draw, or `tracked` because
    they are one in another scenario. Up to 16 states, `stable.<party>.<concept>.<state>` says for
    whom a state is stable.
    """
    from detente.analyses.stability.answers import conclusions

    require_sections(ANALYSIS, scenario)
    given = settings.get("concepts") or DEFAULT
    concepts = (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))
    for concept in concepts:
        if concept not in BASIC:
            remedy = sentence("over draws, choose among {known}", known=", ".join(BASIC))
            raise SettingError("concepts", concept, remedy)
    return conclusions(scenario, draws, concepts, settings)


def _ready(scenario: Scenario) -> None:
    """Refuse more states, or moves between them, than are analysed."""
    from detente.analyses.stability.problem import states_and_moves
    from detente.scenario.states import feasible_states

    if scenario.graph is not None:
        return
    options = [option for own in scenario.options.values() for option in own.values()]
    if scenario.same or any(option.moves != "both" for option in options):
        states_and_moves(scenario)
    else:
        feasible_states(scenario)


ANALYSIS = Analysis(
    name="stability",
    summary="which states can last if nothing is agreed, and for whom not",
    run=analyze_stability,
    needs=("options|graph", "priorities|ranking|option_weights|outcomes|graph"),
    example="""options: {a: [leave], b: [strike]}
ranking: {a: [NN, YN, YY, NY]}        # best first; one letter an option
priorities: {b: ["not a.leave", "b.strike"]}""",
    settings=StabilitySettings.options(),
    lead=3,
    live=True,
    counted=True,
    conclusions=stability_conclusions,
    tracks=True,
    ready=_ready,
)
