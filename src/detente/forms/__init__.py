"""A scenario as fields that people fill in, and what they typed as values of the file."""

from detente.forms.asking import Swings, numbers_of, swing_questions, swing_weights
from detente.forms.fields import Choice, Field, Form, Kind
from detente.forms.judged import TypedScale, read_judged, scale_typed
from detente.forms.limits import Part, in_words, statement
from detente.forms.reading import changes, read
from detente.forms.walk import form, items

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
