"""Judgements: the forms in which they may be written, their words, ranges and distributions."""

from detente.scenario.judgements.forms import (
    FORMS,
    POINT,
    WORDS,
    Expert,
    Judgement,
    is_relative,
    read_judgement,
    read_points,
    without_commas,
    wrong,
)
from detente.scenario.judgements.ranks import read_ranks, read_weights

__all__ = [
    "FORMS",
    "POINT",
    "WORDS",
    "Expert",
    "Judgement",
    "is_relative",
    "read_judgement",
    "read_points",
    "read_ranks",
    "read_weights",
    "without_commas",
    "wrong",
]
