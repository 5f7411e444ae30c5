"""A scenario as fields that people fill in, and what they typed as values of the file."""

from detente.forms.fields import Choice, Field, Form, Kind
from detente.forms.from_model import form, items
from detente.forms.judgements import TypedScale, read_judged, scale_typed
from detente.forms.limits import Part, in_words, statement
from detente.forms.reading import changes, read
from detente.forms.swings import Swings, numbers_of, swing_questions, swing_weights

__all__ = [
    "Choice",
    "Field",
    "Form",
    "Kind",
    "Part",
    "Swings",
    "TypedScale",
    "changes",
    "form",
    "in_words",
    "items",
    "numbers_of",
    "read",
    "read_judged",
    "scale_typed",
    "statement",
    "swing_questions",
    "swing_weights",
]
