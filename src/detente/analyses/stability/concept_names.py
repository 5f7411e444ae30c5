"""The names of the concepts of stability, and which is the more demanding."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detente.errors import SettingError, sentence

DEFAULT = ("nash", "gmr", "smr", "seq")
BASIC = (*DEFAULT, "sseq")
TWO_PARTY = ("nonmyopic", "stackelberg")
COALITIONAL = ("cnash", "cgmr", "csmr", "cseq")
ALL = (*BASIC, "sim", *TWO_PARTY, "l3", *COALITIONAL)
"""All names, with `l3` for the limited moves of any horizon."""
DEMANDING = ("cnash", "nash", "cseq", "csmr", "sseq", "seq", "smr", "cgmr", "gmr")
"""The most demanding first."""


def horizon_of(concept: str) -> int | None:
    """The horizon of `l<h>`; None for other concepts."""
    found = re.fullmatch(r"l([1-9]\d?)", concept)
    return int(found.group(1)) if found else None


def check_concepts(concepts: Sequence[str]) -> tuple[str, ...]:
    """The concepts asked for, each once; SettingError for one that there is not."""
    for concept in concepts:
        if concept not in ALL and horizon_of(concept) is None:
            names = ", ".join(ALL)
            remedy = sentence("choose among {known} (l1 to l99: horizon)", known=names)
            raise SettingError("concepts", concept, remedy)
    return tuple(dict.fromkeys(concepts))
