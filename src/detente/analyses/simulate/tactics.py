"""Standard tactics: how a party's target falls from its best deal to its reservation value.

Time-dependent ones follow Faratin, Sierra & Jennings 1998: the share conceded after a share `t` of
the time is `t ** (1 / e)`; `e` below 1 holds out (Boulware), above 1 gives way early. Tit for tat
concedes as much as the other side's last offer improved, after a gesture of its own; the hardliner
asks for its best deal to the end.
"""

from __future__ import annotations

EXPONENTS = {"boulware": 0.2, "linear": 1.0, "conceder": 5.0, "hardliner": 0.0, "tit_for_tat": -1.0}
"""`e` of each tactic; 0 never concedes, -1 answers in kind."""

TACTICS = ("boulware", "conceder", "tit_for_tat", "hardliner")
"""The tactics that play against each other where none is chosen."""

TOLERANCES = {
    "boulware": 5.0,
    "linear": 10.0,
    "conceder": 20.0,
    "hardliner": 0.0,
    "tit_for_tat": -1.0,
}
"""Points that a party is at first ready to lose in one change of a mediator's text."""
