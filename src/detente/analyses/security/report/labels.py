"""Names of targets, resources, forces and adversaries: keys for JSON, wording for readers."""

from __future__ import annotations

from detente.analyses.security.game import Node
from detente.analyses.security.problem import OBSERVER
from detente.phrases import Phrases
from detente.scenario import Scenario


class Labels:
    """The wording of one scenario in one language."""

    def __init__(self, scenario: Scenario, words: Phrases) -> None:
        self.scenario, self.words = scenario, words

    def node(self, node: Node) -> str:
        """A target, with its shift where there are shifts."""
        name, shift = node
        return self._with_shift(self.target(name), shift)

    def row(self, row: Node) -> str:
        """A resource, with its shift where there are shifts."""
        name, shift = row
        return self._with_shift(self.resource(name), shift)

    def target(self, name: str) -> str:
        """A target."""
        return self._stated("targets", name)

    def resource(self, name: str) -> str:
        """A type of unit."""
        return self._stated("resources", name)

    def kind(self, name: str) -> str:
        """A kind of adversary."""
        security = self.scenario.security
        if security is None or (name == OBSERVER and name not in security.adversaries):
            return self.words("security.observer")
        return self._stated("adversaries", name)

    def probe(self, name: str) -> str:
        """A kind of probe."""
        return self._stated("probes", name)

    def subject(self, name: str) -> str:
        """A group that is vetted."""
        security = self.scenario.security
        stated = None
        if security is not None and security.accreditation is not None:
            stated = security.accreditation.subjects[name].name
        return self._worded(stated or name, "accreditation", "subjects", name)

    def force(self, name: str) -> str:
        """A guard force."""
        security = self.scenario.security
        stated = security.forces.get(name, name) if security is not None else name
        return self._worded(stated, "forces", name)

    def sector(self, name: str) -> str:
        """A part of the venue."""
        return self._worded(name, "sectors", name)

    def shift(self, name: str) -> str:
        """A shift."""
        return self._worded(name, "shifts", name)

    def _stated(self, section: str, name: str) -> str:
        stated = getattr(self.scenario.security, section)[name].name
        return self._worded(stated or name, section, name)

    def _worded(self, text: str, *path: str) -> str:
        return self.scenario.translated(text, "security", *path, language=self.words.language)

    def _with_shift(self, text: str, shift: str) -> str:
        return f"{text} · {self.shift(shift)}" if shift else text
