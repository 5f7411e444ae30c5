"""The screens in the order of work: for each the values that its template shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detente.web.screens import (
    brief,
    dossier,
    evidence,
    failure,
    more,
    raw,
    situation,
    sure,
    wants,
    whatif,
)
from detente.web.workspace import Bench

Screen = Callable[[Bench, Mapping[str, str]], dict[str, Any]]

SCREENS: dict[str, Screen] = {
    "situation": situation.situation,
    "wants": wants.wants,
    "failure": failure.failure,
    "whatif": whatif.whatif,
    "sure": sure.sure,
    "dossier": dossier.dossier,
    "evidence": evidence.evidence,
    "brief": brief.brief,
    "protection": more.protection,
    "teaching": more.teaching,
    "raw": raw.raw,
    "traces": raw.traces,
}
