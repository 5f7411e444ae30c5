"""Names of targets, resources, forces and adversaries as a reader knows them."""

from __future__ import annotations

from typing import NamedTuple

from detente.phrases import phrases
from detente.scenario import Scenario

PLAIN = ("forces", "sectors", "shifts")
"""Parts of the section that hold names alone, without anything else about them."""


class Labels(NamedTuple):
    """The wording of one scenario in one language."""

    scenario: Scenario
    language: str

    def __call__(self, part: str, key: str) -> str:
        """The wording of what a part of the section has under a key: `targets`, `subjects`, …

        Where there are shifts, a target or resource in one of them has the key `name@shift`.
        """
        security, (name, _, shift) = self.scenario.security, key.partition("@")
        if security is None or (part == "adversaries" and name not in security.adversaries):
            return phrases(self.language)("security.observer")
        path: tuple[str, ...] = (part, name)
        if part == "subjects" and security.accreditation:
            stated, path = security.accreditation.subjects[name].name, ("accreditation", *path)
        elif part in PLAIN:
            stated = security.forces.get(name) if part == "forces" else None
        else:
            stated = getattr(security, part)[name].name
        text = stated or name
        label = self.scenario.translated(text, "security", *path, language=self.language)
        return f"{label} · {self('shifts', shift)}" if shift else label
