"""Conclusions about stages, seats, beliefs, protection, forecasts and simulated talks in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.deal_wording import stage_text
from detente.phrases import Phrases
from detente.scenario.talks_names import crisis_name, type_name

if TYPE_CHECKING:
    from detente.scenario import Scenario

RULES = ("half_weighted", "compromise", "mean", "median", "midpoint", "mode", "nash")
STYLES = ("boulware", "conceder", "hardliner", "tit_for_tat")


def talks_text(scenario: Scenario, kind: str, rest: list[str], words: Phrases) -> str:
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
            named = type_name(scenario, party, ".".join(kinds), language)
            return words("ensembles.belief", party=who, type=named)
        case "outcome", [*issue, rule] if rule in RULES:
            name = scenario.issue_name(".".join(issue), language)
            return words("ensembles.outcome", issue=name, rule=words(f"ensembles.rule.{rule}"))
        case "simulate", [what, pair, *party]:
            return _simulated(scenario, what, pair, party, words)
    return _crisis(scenario, kind, rest, words) or _protection(scenario, kind, rest, words)


def _stages(scenario: Scenario, what: str, behind: list[str], words: Phrases) -> str:
    if what == "dies_at":
        return words("ensembles.stages.dies_at", stage=_stage(scenario, behind[0], words))
    if what in ("utility", "refuses"):
        who = scenario.party_name(".".join(behind), words.language)
        return words(f"ensembles.stages.{what}", party=who)
    known = what in ("agreement", "survives", "win_set")
    return words(f"ensembles.stages.{what}") if known else ""


def _stage(scenario: Scenario, number: str, words: Phrases) -> str:
    """The name of a stage given by its number, counted from 1."""
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
            shown = crisis_name(scenario, name, words.language)
            return words("ensembles.crisis.worth", crisis=shown, party=who)
        case "crisis", [("war" | "demand" | "shift" | "threat") as what, name]:
            shown = crisis_name(scenario, name, words.language)
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
