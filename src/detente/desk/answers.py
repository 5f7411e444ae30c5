"""Answers computed one after the other beside the work on a file: newest text first, quick ones.

What is asked of an older text gives way to what is asked of a newer one; an analysis at work is not
interrupted, its answer is kept for the text that it was computed from.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from detente.analyses.catalogue import find_analysis
from detente.analyses.contract import Result
from detente.errors import DetenteError, InternalError
from detente.scenario import Scenario

MOST_KEPT = 64
"""Answers that are remembered."""

State = Literal["waiting", "working", "ready", "refused", "cancelled"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer belongs to: a text by its digest, a variant, an analysis and its settings.

    `digest` is that of the text without the variant.
    """

    digest: str
    variant: tuple[str, ...]
    analysis: str
    settings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """How far an answer has come; `result` where it is ready, `error` where it was refused."""

    asked: Asked
    state: State
    result: Result | None = None
    error: DetenteError | None = None


class Answers:
    """A queue of answers with one thread that works on them.

    `version` grows with everything that changes, for those who look whether something is new.
    """

    def __init__(self, run: Callable[[Asked, Scenario], Result] | None = None) -> None:
        self.version = 0
        self._run = run or run_analysis
        self._changed = threading.Condition()
        self._kept: dict[Asked, Answer] = {}
        self._waiting: dict[Asked, Scenario] = {}
        self._thread: threading.Thread | None = None
        self._closed = False

    def ask(self, asked: Asked, scenario: Scenario) -> Answer:
        """The answer as it stands, which is waited for if it was not asked for before."""
        with self._changed:
            found = self._kept.get(asked)
            if found is None or found.state == "cancelled":
                found = Answer(asked, "waiting")
                self._waiting[asked] = scenario
                self._keep(found)
                self._start()
        return found

    def supersede(self, digest: str) -> None:
        """From now on this text is the newest: what waits for others is not worked on."""
        with self._changed:
            for asked in [asked for asked in self._waiting if asked.digest != digest]:
                self._drop(asked)

    def cancel(self, asked: Asked) -> None:
        """Do not work on it; where that has begun its answer is not kept."""
        with self._changed:
            if asked in self._kept and self._kept[asked].state in ("waiting", "working"):
                self._drop(asked)

    def settled(self, asked: Sequence[Asked], timeout: float | None = None) -> tuple[Answer, ...]:
        """Wait until these are answered, refused or cancelled; those asked for before."""

        def found() -> tuple[Answer, ...]:
            return tuple(self._kept.get(one, Answer(one, "cancelled")) for one in asked)

        with self._changed:
            self._changed.wait_for(
                lambda: all(one.state not in ("waiting", "working") for one in found()), timeout
            )
            return found()

    def close(self) -> None:
        """Work on nothing more."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()

    def _drop(self, asked: Asked) -> None:
        self._waiting.pop(asked, None)
        self._keep(Answer(asked, "cancelled"))

    def _keep(self, answer: Answer) -> None:
        self._kept.pop(answer.asked, None)
        self._kept[answer.asked] = answer
        settled = [a for a, one in self._kept.items() if one.state not in ("waiting", "working")]
        for asked in settled[: max(0, len(self._kept) - MOST_KEPT)]:
            del self._kept[asked]
        self.version += 1
        self._changed.notify_all()

    def _start(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._work, name="answers", daemon=True)
            self._thread.start()

    def _next(self) -> tuple[Asked, Scenario] | None:
        """The next to work on, in the order in which it was asked; older texts have given way."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            asked, scenario = next(iter(self._waiting.items()))
            del self._waiting[asked]
            self._keep(Answer(asked, "working"))
            return asked, scenario

    def _work(self) -> None:
        while (found := self._next()) is not None:
            asked, scenario = found
            answer = Answer(asked, "refused")
            try:
                answer = Answer(asked, "ready", self._run(asked, scenario))
            except DetenteError as error:
                answer = replace(answer, error=error)
            except Exception as error:  # one broken answer must not end all later ones
                broken = InternalError(f"{asked.analysis}: {type(error).__name__}: {error}")
                answer = replace(answer, error=broken)
            with self._changed:
                if self._kept.get(asked) == Answer(asked, "working"):
                    self._keep(answer)


def run_analysis(asked: Asked, scenario: Scenario) -> Result:
    """The answer of an analysis of the catalogue."""
    return find_analysis(asked.analysis).run(scenario, **dict(asked.settings))


def settings_given(settings: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Settings as part of a key, in the order of their names.

    >>> settings_given({"draws": 10, "party": ["a", "b"]})
    (('draws', 10), ('party', ('a', 'b')))
    """
    frozen = {k: tuple(v) if isinstance(v, list) else v for k, v in settings.items()}
    return tuple(sorted(frozen.items()))
