"""Conclusions in words: what `equilibrium.nash.YNN` or `zopa` means to a reader.

A name begins with its kind; what follows depends on it. Kinds that are not known here are shown as
they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.talks.wording import stage_text
from detente.ensembles.shares import Share
from detente.phrases import Phrases
from detente.scenario.wording import value_text

if TYPE_CHECKING:
    from detente.scenario import Scenario

ALL = "all"
EVERYONE = "everyone"
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
RULES = ("half_weighted", "compromise", "mean", "median", "midpoint", "mode", "nash")
STYLES = ("boulware", "conceder", "hardliner", "tit_for_tat")


def conclusion_text(scenario: Scenario, name: str, words: Phrases) -> str:
    """A conclusion as a clause that can stand alone, without a full stop."""
    kind, _, rest = name.partition(".")
    if kind == "zopa" and scenario.consent.rule != "all":
        return words("ensembles.zopa_vote")
    if kind in ("zopa", "zopa_everyone"):
        return words(f"ensembles.{kind}")
    if kind in ("equilibrium", "stable"):
        return _of_state(scenario, kind, rest, words)
    if kind == "acceptable":
        deal, _, party = rest.rpartition(".")
        return _acceptable(scenario, deal, party, words)
    if kind == "utility" and "." in rest:
        party, _, solution = rest.partition(".")
        who = scenario.party_name(party, words.language)
        what = solution_text(scenario, solution, words)
        return words("ensembles.utility", party=who, what=what)
    return _of_deal(scenario, kind, rest, words)


def _of_state(scenario: Scenario, kind: str, rest: str, words: Phrases) -> str:
    if kind == "equilibrium":
        concept, _, state = rest.partition(".")
        named = state_text(scenario, state, words)
        return words("ensembles.equilibrium", concept=_concept(concept, words), state=named)
    party, concept, state = rest.split(".", 2)
    return words(
        "ensembles.stable",
        party=scenario.party_name(party, words.language),
        concept=_concept(concept, words),
        state=state_text(scenario, state, words),
    )


def _of_deal(scenario: Scenario, kind: str, rest: str, words: Phrases) -> str:
    if kind == "efficient":
        return words("ensembles.efficient", deal=deal_text(scenario, rest, words))
    if kind == "solution":
        solution, _, deal = rest.partition(".")
        named = solution_text(scenario, solution, words)
        return words("ensembles.is_solution", solution=named, deal=deal_text(scenario, deal, words))
    if kind in ("worst", "regret"):
        return words(f"ensembles.{kind}_gain", deal=deal_text(scenario, rest, words))
    return _talks_text(scenario, kind, rest.split("."), words) or f"{kind}.{rest}".rstrip(".")


def _acceptable(scenario: Scenario, deal: str, party: str, words: Phrases) -> str:
    named = deal_text(scenario, deal, words)
    if party == EVERYONE:
        return words("ensembles.acceptable_to_everyone", deal=named)
    if party == ALL and scenario.consent.rule != "all":
        return words("ensembles.acceptable_to_enough", deal=named)
    if party == ALL:
        return words("ensembles.acceptable_to_all", deal=named)
    who = scenario.party_name(party, words.language)
    return words("ensembles.acceptable", party=who, deal=named)


def deal_text(scenario: Scenario, deal: str, words: Phrases) -> str:
    """A deal by its values: 'Ceasefire: full; Territory: line of contact'."""
    labels = deal.split(" / ")
    if len(labels) != len(scenario.issues):
        return deal
    return "; ".join(
        f"{scenario.issue_name(issue, words.language)}: {value_text(scenario, issue, label, words)}"
        for issue, label in zip(scenario.issues, labels, strict=True)
    )


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


def _concept(concept: str, words: Phrases) -> str:
    return words(f"ensembles.concept.{concept}") if concept in CONCEPTS else concept


def solution_text(scenario: Scenario, solution: str, words: Phrases) -> str:
    """The name of a bargaining solution, or the deal that is meant."""
    if solution in SOLUTIONS:
        return words(f"ensembles.solution.{solution}")
    return deal_text(scenario, solution, words)


def _talks_text(scenario: Scenario, kind: str, rest: list[str], words: Phrases) -> str:
    """A conclusion of one of these analyses; empty for a kind that is not known."""
    language = words.language
    match kind, rest:
        case "stages", [what, *behind]:
            return _stages(scenario, what, behind, words)
        case "seat", [stage, party]:
            who = scenario.party_name(party, language)
            return words("ensembles.seat", party=who, stage=_stage(scenario, stage, words))
        case "belief", [party, *kinds]:
            who = scenario.party_name(party, language)
            named = scenario.name_of("types", party, ".".join(kinds), language=language)
            return words("ensembles.belief", party=who, type=named)
        case "outcome", [*issue, rule] if rule in RULES:
            name = scenario.issue_name(".".join(issue), language)
            return words("ensembles.outcome", issue=name, rule=words(f"ensembles.rule.{rule}"))
        case "simulate", [what, pair, *party]:
            return _simulated(scenario, what, pair, party, words)
    others = (_outlook, _crisis, _protection)
    return next((text for tell in others if (text := tell(scenario, kind, rest, words))), "")


def _outlook(scenario: Scenario, kind: str, rest: list[str], words: Phrases) -> str:
    match kind, rest:
        case "binding", [stage]:
            return words("ensembles.binding", stage=_stage(scenario, stage, words))
        case "possible", [""]:
            return words("ensembles.possible")
    return ""


def _stages(scenario: Scenario, what: str, behind: list[str], words: Phrases) -> str:
    if what == "dies_at":
        return words("ensembles.stages.dies_at", stage=_stage(scenario, behind[0], words))
    if what in ("utility", "refuses"):
        who = scenario.party_name(".".join(behind), words.language)
        return words(f"ensembles.stages.{what}", party=who)
    known = what in ("agreement", "survives", "win_set")
    return words(f"ensembles.stages.{what}") if known else ""


def _stage(scenario: Scenario, number: str, words: Phrases) -> str:
    """The name of a stage given by its number, counted from 1; talks may have none stated."""
    if not scenario.stages:
        return words("stages.numbered", n=number)
    return stage_text(scenario, int(number) - 1, words)


def _simulated(scenario: Scenario, what: str, pair: str, party: list[str], words: Phrases) -> str:
    styles = [words(f"ensembles.style.{s}") if s in STYLES else s for s in pair.split("-")]
    joined = words.join(styles)
    if what == "agreement":
        return words("ensembles.simulated_agreement", styles=joined)
    if what == "utility" and party:
        who = scenario.party_name(".".join(party), words.language)
        return words("ensembles.simulated_utility", party=who, styles=joined)
    return ""


def _crisis(scenario: Scenario, kind: str, rest: list[str], words: Phrases) -> str:
    match kind, rest:
        case "crisis", ["worth", name, party]:
            who = scenario.party_name(party, words.language)
            shown = scenario.name_of("crises", name, language=words.language)
            return words("ensembles.crisis.worth", crisis=shown, party=who)
        case "crisis", [("war" | "demand" | "shift" | "threat") as what, name]:
            shown = scenario.name_of("crises", name, language=words.language)
            return words(f"ensembles.crisis.{what}", crisis=shown)
    return ""


def _protection(scenario: Scenario, kind: str, rest: list[str], words: Phrases) -> str:
    if kind == "attacked" and rest:
        return words("ensembles.attacked", target=_target(scenario, ".".join(rest), words))
    if kind == "better" and rest == ["uniform"]:
        return words("ensembles.better_uniform")
    if kind == "value":
        return words("ensembles.value_uniform" if rest == ["uniform"] else "ensembles.value")
    return ""


def _target(scenario: Scenario, target: str, words: Phrases) -> str:
    targets = scenario.security.targets if scenario.security else {}
    name = (targets[target].name if target in targets else None) or target
    path = ("security", "targets", target)
    return scenario.translated(name, *path, language=words.language)
