"""What the workbench holds while it runs: the file that is open, and what its windows look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import RLock
from typing import Any

from detente.analyses.catalogue import catalogue
from detente.analyses.contract import Analysis, Result
from detente.brief.facts import analysis_text
from detente.desk import Answer, Session, Store
from detente.errors import DetenteError, InternalError
from detente.phrases import LANGUAGES, Phrases, phrases
from detente.roles import Group
from detente.scenario import Scenario

MOST_PINNED, MOST_LOOKED_AT = 2, 64


class Bench:
    """The state of the workbench: one session at a time, for all windows.

    `language` is that of the surface, the file's own where none was chosen. `deal` is the package
    in the composer, `pinned` are those that are compared, `pair` the parties of the chart,
    `variant` is the one whose answers are shown, `groups` what groups have reached.
    """

    def __init__(self, store: Store, language: str | None = None) -> None:
        self.store = store
        self.session: Session | None = None
        self.chosen_language = language
        self.deal: dict[str, str] = {}
        self.pinned: list[dict[str, str]] = []
        self.pair = ("", "")
        self.variant = ""
        self.groups: list[Group] = []
        self._lock = RLock()
        self.left = False
        self._leave: Callable[[], object] = lambda: None
        self._last: dict[str, Answer] = {}
        self._looked_at: dict[tuple[Any, ...], Result] = {}

    def open(self, file: str) -> None:
        """Open another file, or bundled case, in the place of the one that is open."""
        opened = Session(file, self.store)
        with self._lock:
            self.close()
            self.session = opened
            self.deal, self.pinned, self.variant, self.groups = {}, [], "", []
            self._last.clear()

    def close(self) -> None:
        """Work on no more answers."""
        if self.session is not None:
            self.session.close()

    def on_leaving(self, leave: Callable[[], object]) -> None:
        """Say what ends the server."""
        self._leave = leave

    def leave(self) -> None:
        """End the server."""
        self.left = True
        self._leave()

    @property
    def words(self) -> Phrases:
        """The phrases of the language of the surface."""
        return phrases(self.language)

    @property
    def language(self) -> str:
        """The language chosen, or the file's own."""
        if self.chosen_language in LANGUAGES:
            return str(self.chosen_language)
        scenario = self.readable()
        return "en" if scenario is None else scenario.language

    def title_of(self, analysis: str) -> str:
        """An analysis by the question that it answers."""
        named = self.words.texts("web.answer")
        return named.get(analysis, analysis_text(analysis, self.words))

    def readable(self, variant: str = "") -> Scenario | None:
        """The scenario that is open; None where there is none, or the text has problems."""
        if self.session is None:
            return None
        try:
            return self.session.scenario_of(variant)
        except DetenteError:
            return None

    def answer(self, name: str) -> tuple[Answer, Answer | None]:
        """How far the answer of an analysis has come, and the last one that was ready."""
        session = self.opened
        now = session.answer(name, self.variant)
        if now.state in ("ready", "refused"):
            self._last[name] = now
        return now, self._last.get(name)

    @property
    def opened(self) -> Session:
        """The session of a screen that is shown only where a file is open."""
        if self.session is None:
            raise InternalError("no file is open")
        return self.session

    def look_at(self, scenario: Scenario, deal: Mapping[str, str]) -> Result:
        """What the analysis that looks at single packages says of one."""
        key = (scenario.digest, tuple(deal.items()))
        found = self._looked_at.get(key)
        if found is None:
            found = deals_one().run(scenario, deal=dict(deal))
            with self._lock:
                if len(self._looked_at) >= MOST_LOOKED_AT:
                    self._looked_at.clear()
                self._looked_at[key] = found
        return found


def deals_one() -> Analysis:
    """The analysis of the catalogue that can be asked about one package."""
    able = (each for each in catalogue() if "deal" in {setting.name for setting in each.settings})
    return next(able)
