"""Judgements: the forms in which they may be written, their words, ranges and distributions."""

from detente.scenario.judgements.forms import (
    FORMS,
    WORDS,
    Expert,
    Judgement,
    read_judgement,
    read_points,
)
from detente.scenario.judgements.ranks import read_ranks

__all__ = ["FORMS", "WORDS", "Expert", "Judgement", "read_judgement", "read_points", "read_ranks"]
