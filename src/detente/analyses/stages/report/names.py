"""What the stages of one result, its packages and its waits are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.analyses.talks.wording import Names

if TYPE_CHECKING:
    from detente.analyses.spaces.laid_out import BargainingSpace
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases


@dataclass(frozen=True, slots=True)
class StageNames(Names):
    """Names, packages by their place in the space."""

    space: BargainingSpace

    @classmethod
    def of(cls, result: StagesResult, words: Phrases) -> StageNames:
        """The names for a result."""
        space = result.found.talks.space
        return cls(result.scenario, words, space.parties, space)

    def whole(self, deal: int) -> str:
        """A package with all its issues."""
        return self.deal(self.space.named(deal))

    def changed(self, deal: int) -> str:
        """What a package changes."""
        return self.deal(self.space.named(deal), changes_only=True)

    def has_status_quo(self, issue: str) -> bool:
        """Whether the file says how an issue stands without an agreement."""
        return self.scenario.issues[issue].status_quo is not None

    def months(self, place: int) -> int:
        """1 where the wait before a stage is one month, for the singular."""
        after = self.scenario.stages[place].after
        return 1 if after is not None and round(after.low, 1) == round(after.high, 1) == 1 else 2

    def span(self, place: int) -> str:
        """The time before a stage, in months."""
        after = self.scenario.stages[place].after
        if after is None:
            return ""
        low, high = (self.words.stated(round(end, 1)) for end in (after.low, after.high))
        if low == high:
            return self.words.count("stages.months", self.months(place), months=low)
        return self.words("stages.months_between", low=low, high=high)
