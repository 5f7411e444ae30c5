"""Conclusions in words: what `equilibrium.nash.YNN` or `zopa` means to a reader.

A name begins with its kind; what follows depends on it. Kinds that are not known here are shown as
they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.talks.wording import stage_at, stage_text
from detente.ensembles.result import Share
from detente.phrases import Phrases
from detente.scenario.wording import deal_text

if TYPE_CHECKING:
    from detente.scenario import Scenario

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
RULES = ("half_weighted", "compromise", "mean", "median", "midpoint", "mode", "nash")
STYLES = ("boulware", "conceder", "hardliner", "tit_for_tat")
BARE = (
    *("zopa", "zopa_everyone", "possible", "better.uniform", "value.uniform", "value"),
    *("stages.agreement", "stages.survives", "stages.win_set"),
)
"""Conclusions that name nothing."""


def conclusion_text(scenario: Scenario, name: str, words: Phrases) -> str:
    """A conclusion as a clause that can stand alone, without a full stop."""
    name = name.removesuffix(".")
    if name == "zopa" and scenario.consent.rule != "all":
        return words("ensembles.zopa_vote")
    if name in BARE:
        parted = name if name.startswith("stages.") else name.replace(".", "_")
        return words(f"ensembles.{parted}")
    kind, _, rest = name.partition(".")
    return (
        _of_a_deal(scenario, kind, rest, words)
        or _of_a_state(scenario, kind, rest, words)
        or _of_talks(scenario, kind, rest.split("."), words)
        or _of_force(scenario, kind, rest.split("."), words)
        or name
    )


def _of_a_deal(scenario: Scenario, kind: str, rest: str, words: Phrases) -> str:
    language, text = words.language, ""
    first, _, behind = rest.partition(".")
    if kind == "acceptable":
        deal, _, party = rest.rpartition(".")
        told = package_text(scenario, deal, words)
        if party in ("all", "everyone"):
            enough = party == "all" and scenario.consent.rule != "all"
            return words(f"ensembles.acceptable_to_{'enough' if enough else party}", deal=told)
        who = scenario.party_name(party, language)
        text = words("ensembles.acceptable", party=who, deal=told)
    elif kind == "utility" and behind:
        who, what = scenario.party_name(first, language), solution_text(scenario, behind, words)
        text = words("ensembles.utility", party=who, what=what)
    elif kind == "solution":
        named, told = solution_text(scenario, first, words), package_text(scenario, behind, words)
        text = words("ensembles.is_solution", solution=named, deal=told)
    elif kind in ("efficient", "worst", "regret"):
        key = kind if kind == "efficient" else f"{kind}_gain"
        text = words(f"ensembles.{key}", deal=package_text(scenario, rest, words))
    return text


def _of_a_state(scenario: Scenario, kind: str, rest: str, words: Phrases) -> str:
    if kind not in ("equilibrium", "stable"):
        return ""
    party, _, judged = rest.partition(".") if kind == "stable" else ("", "", rest)
    concept, _, state = judged.partition(".")
    by = words(f"ensembles.concept.{concept}") if concept in CONCEPTS else concept
    who = {"party": scenario.party_name(party, words.language)} if party else {}
    return words(f"ensembles.{kind}", concept=by, state=state_text(scenario, state, words), **who)


def _of_talks(scenario: Scenario, kind: str, rest: list[str], words: Phrases) -> str:
    """A conclusion on stages, seats, beliefs, forecasts, outlook or simulated talks."""
    language = words.language

    def stage(number: str) -> str:
        """The name of a stage given by its number, from 1; talks may have none stated."""
        if not scenario.stages:
            return words("stages.numbered", n=number)
        return stage_text(scenario, int(number) - 1, words)

    text = ""
    match kind, rest:
        case "stages", ["dies_at", number]:
            text = words("ensembles.stages.dies_at", at=stage_at(scenario, int(number) - 1, words))
        case "stages", [("utility" | "refuses") as what, *party]:
            who = scenario.party_name(".".join(party), language)
            text = words(f"ensembles.stages.{what}", party=who)
        case "seat", [number, party]:
            who = scenario.party_name(party, language)
            text = words("ensembles.seat", party=who, at=stage_at(scenario, int(number) - 1, words))
        case "binding", [number]:
            text = words("ensembles.binding", stage=stage(number))
        case "belief", [party, *kinds]:
            who = scenario.party_name(party, language)
            named = scenario.name_of("types", party, ".".join(kinds), language=language)
            text = words("ensembles.belief", party=who, type=named)
        case "outcome", [*issue, rule] if rule in RULES:
            about = scenario.issue_name(".".join(issue), language)
            text = words("ensembles.outcome", issue=about, rule=words(f"ensembles.rule.{rule}"))
        case "simulate", [("agreement" | "utility") as what, pair, *party]:
            styles = words.join(
                words(f"ensembles.style.{s}") if s in STYLES else s for s in pair.split("-")
            )
            whose = {"party": scenario.party_name(".".join(party), language)} if party else {}
            text = words(f"ensembles.simulated_{what}", styles=styles, **whose)
    return text


def _of_force(scenario: Scenario, kind: str, rest: list[str], words: Phrases) -> str:
    """A conclusion on a crisis or on protection."""
    language = words.language
    match kind, rest:
        case "crisis", ["worth", name, party]:
            who = scenario.party_name(party, language)
            named = scenario.name_of("crises", name, language=language)
            return words("ensembles.crisis.worth", crisis=named, party=who)
        case "crisis", [("war" | "demand" | "shift" | "threat") as what, name]:
            named = scenario.name_of("crises", name, language=language)
            return words(f"ensembles.crisis.{what}", crisis=named)
        case "attacked", [_, *_]:
            named = scenario.name_of("security", "targets", ".".join(rest), language=language)
            return words("ensembles.attacked", target=named)
    return ""


def package_text(scenario: Scenario, deal: str, words: Phrases) -> str:
    """A deal by its values: 'Ceasefire: full; Territory: line of contact'."""
    labels = deal.split(" / ")
    if len(labels) != len(scenario.issues):
        return deal
    return deal_text(scenario, dict(zip(scenario.issues, labels, strict=True)), words)


def solution_text(scenario: Scenario, solution: str, words: Phrases) -> str:
    """The name of a bargaining solution, or the deal that is meant."""
    if solution in SOLUTIONS:
        return words(f"ensembles.solution.{solution}")
    return package_text(scenario, solution, words)


def state_text(scenario: Scenario, state: str, words: Phrases) -> str:
    """A state by the options taken in it: 'Russia: press the offensive'."""
    options = scenario.option_names
    if len(state) != len(options) or set(state) - {"Y", "N"}:
        return state
    taken: dict[str, list[str]] = {}
    for (party, option), letter in zip(options, state, strict=True):
        if letter == "Y":
            taken.setdefault(party, []).append(scenario.option_name(party, option, words.language))
    if not taken:
        return words("ensembles.nothing_taken")
    return "; ".join(
        f"{scenario.party_name(party, words.language)}: {words.join(names)}"
        for party, names in taken.items()
    )


def share_text(share: Share, words: Phrases) -> str:
    """A share of cases: 'in most of our calculations (87 % of 100 cases; error bar 79 to 92 %)'."""
    how, cases = words.in_calculations(share.value), words.count("common.cases", share.draws)
    bar = words.shares(share.low, share.high)
    if share.value in (0.0, 1.0):
        return words("ensembles.share_exact", how=how, cases=cases, bar=bar)
    part = words.share(share.value)
    return words("ensembles.share_counted", how=how, percent=part, cases=cases, bar=bar)
