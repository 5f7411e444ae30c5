"""What is known from where: sources, what they say, and what rests on each statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.forms import items
from detente.scenario import KeyPath
from detente.scenario.names import judgement_name
from detente.web.fields import Fields
from detente.web.screens.sure import where
from detente.web.screens.whatif import judgements
from detente.web.workspace import Bench

SOURCE = ("title", "date", "kind")
SAYS = ("says",)
NAMED: set[KeyPath] = {("outlook", "classes")}
NAMED |= {(part,) for part in ("commitments", "crises", "fronts", "packages", "signals")}
"""What holds parts that have a name or say something, and may cite evidence as a whole."""


def evidence(bench: Bench, query: Mapping[str, str]) -> dict[str, Any]:
    """Sources and statements, each with what rests on it; judgements without any."""
    fields = Fields.of_session(bench.opened, bench.words)
    scenario, words = fields.source.scenario, bench.words
    estimates = scenario.estimates()

    def called(path: KeyPath) -> str:
        """The name of what rests on evidence."""
        if path in estimates or (path[2:] and path[0] == "priorities") or path[-1] == "prior":
            return judgement_name(scenario, path, words)
        if path[0] == "ranking":
            party = scenario.party_name(path[1], words.language)
            return f"{party}: {words('forms.label.ranking')}"
        if path[2:3] == ("delegations",):
            party, what = (
                scenario.party_name(path[3], words.language),
                words("beliefs.kind_delegation"),
            )
            return words("talks.of_stage", n=int(path[1]) + 1, party=party, what=what)
        if path[:-1] in NAMED:
            return scenario.name_of(*path, language=words.language)
        return ".".join(path)

    resting: dict[str, list[tuple[str, str]]] = {}
    for path, because in scenario.citations().items():
        for key in because:
            resting.setdefault(key, []).append((called(path[:-1]), where(scenario, path[:-1])))
    return {
        "sources": [
            (path, fields.split(path, SOURCE)) for path in items(fields.source, ("sources",))
        ],
        "statements": [
            (path, fields.split(path, SAYS), resting.get(path[-1], []))
            for path in items(fields.source, ("evidence",))
        ],
        "judgements": judgements(bench),
        "bare": [
            (judgement_name(scenario, path, words), where(scenario, path))
            for path, judgement in estimates.items()
            if not judgement.because
        ],
        "source_names": [
            (key, scenario.translated(one.title, "sources", key, language=words.language))
            for key, one in scenario.sources.items()
        ],
        "voices": [
            (v, words(f"brief.voice_{v}")) for v in ("party", "reported", "attributed", "author")
        ],
    }
