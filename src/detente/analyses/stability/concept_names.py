"""The names of the concepts of stability, and which is the more demanding."""

from __future__ import annotations

DEFAULT = ("nash", "gmr", "smr", "seq")
BASIC = (*DEFAULT, "sseq")
COALITIONAL = ("cnash", "cgmr", "csmr", "cseq")
DEMANDING = ("cnash", "nash", "cseq", "csmr", "sseq", "seq", "smr", "cgmr", "gmr")
"""The most demanding first."""
