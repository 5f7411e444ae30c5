"""What a judgement of the security section is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.phrases import Phrases
    from detente.scenario.model import KeyPath, Scenario


def security_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str:
    """A short name such as 'Meeting hall: our loss'; empty for any other path."""
    security = scenario.security
    if security is None or path[0] != "security":
        return ""
    match path[1:]:
        case ("targets", target, what):
            whose = _named(scenario, words, "targets", target)
        case ("adversaries", kind, ("gain" | "cost") as what, target):
            at = _named(scenario, words, "targets", target)
            whose = f"{_named(scenario, words, 'adversaries', kind)}, {at}"
        case ("adversaries", kind, what):
            whose = _named(scenario, words, "adversaries", kind)
        case ("probes", probe, what):
            whose = _named(scenario, words, "probes", probe)
        case ("accreditation", "subjects", subject, what) if security.accreditation:
            stated = security.accreditation.subjects[subject].name or subject
            keys = ("security", "accreditation", "subjects", subject)
            whose = scenario.translated(stated, *keys, language=words.language)
        case _:
            return ""
    return f"{whose}: {words(f'security.judged_{what}')}"


def _named(scenario: Scenario, words: Phrases, part: str, name: str) -> str:
    stated = getattr(scenario.security, part)[name].name or name
    return scenario.translated(stated, "security", part, name, language=words.language)
