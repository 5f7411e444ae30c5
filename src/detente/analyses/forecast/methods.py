"""The ways to forecast, by name; which of them is the default and which only shows a process."""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import SettingError, sentence

DEFAULT = "half_weighted"
"""Half of the way from the plain mean to the compromise: nowhere clearly worse than either."""

RULES = ("half_weighted", "compromise", "nash", "median", "mode", "mean", "midpoint")
"""Closed rules: they look at where the parties stand now."""

CHALLENGES = ("challenge_own_pair", "challenge_all_pairs")
"""The challenge model; the chance of success divides by the votes on the pair, or on all pairs."""

SPATIALS = ("spatial_first", "spatial", "spatial_joint")
"""The spatial model of politics: after one turn, at rest, and at rest over all issues at once."""

FAILURE = 1.0
"""Cost of failure in the Nash solution: as much as an outcome at the far end of the line."""

PROCESSES = (*CHALLENGES, "exchange", *SPATIALS)
"""Models of a process: they say who moves, trades or joins whom."""

METHODS = (*RULES, *PROCESSES)


def chosen(methods: Sequence[str] | None, known: Sequence[str] = METHODS) -> tuple[str, ...]:
    """The methods asked for, the default first; all of them for None or `all`.

    Raises SettingError for an unknown name.
    """
    asked = list(known) if methods is None or list(methods) == ["all"] else list(methods)
    for name in asked:
        if name not in known:
            raise SettingError(
                "methods", name, sentence("choose among {known}, or all", known=", ".join(known))
            )
    return tuple(name for name in known if name == DEFAULT or name in asked)
