"""Answers to questions beyond the plain one, each with its JSON, sentences, tables and charts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from detente.analyses.stability.wording import Wording
    from detente.exhibits import Chart, Table


class Part(ABC):
    """One answered question; `key` is its place in the JSON answer."""

    key: ClassVar[str]

    @abstractmethod
    def answer(self) -> Any:
        """Plain JSON values."""

    def statements(self, wording: Wording) -> list[str]:
        """Findings in sentences."""
        return []

    def tables(self, wording: Wording) -> list[Table]:
        """Findings as tables."""
        return []

    def charts(self, wording: Wording) -> list[Chart]:
        """Findings as charts."""
        return []
