"""Tables, charts and notes as plain values: what every surface shows, and nothing about how.

An exhibit holds text that is ready to be read (in one language) and numbers that are not yet
rounded; `digits` and `unit` say how a surface prints them. Drawing is the work of `render`.

>>> table = Table("Weights", (Column("Issue"), Column("Weight", "right", digits=0, unit="%")),
...               (("price", 60.0), ("date", 40.0)))
>>> table.rows[0]
('price', 60.0)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Literal

from detente.gone import missing

Cell = str | int | float | bool | None
"""One entry of a table; None is shown as a dash, a truth value as a mark."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: title, side, digits after the decimal sign, unit.

    A `probability` is a share of draws, runs or courses, or a belief, in percent: as nothing is
    certain, it is never shown as 0 or 100. Numbers that count nothing, such as years, are not
    `grouped` by thousands.
    """

    title: str
    align: Literal["left", "right", "centre"] = "left"
    digits: int | None = None
    unit: str = ""
    probability: bool = False
    grouped: bool = True


class Shown:
    """What a notebook shows as HTML, drawn by whatever `show_with` was told."""

    __slots__ = ()

    def to_draw(self, language: str) -> object:
        """What is drawn: an exhibit is drawn as it is."""
        return self

    def display_language(self) -> str:
        """The language of numbers."""
        return "en"

    def _repr_html_(self) -> str | None:
        language = self.display_language()
        return _drawings[-1](self.to_draw(language), language) if _drawings else None


_drawings: list[Callable[[Any, str], str]] = []


def show_with(drawing: Callable[[Any, str], str]) -> None:
    """Say how a notebook draws exhibits; the package does it on import."""
    _drawings[:] = [drawing]


@dataclass(frozen=True, slots=True)
class Table(Shown):
    """Rows of cells under titled columns.

    The first `keys` columns name a row, and stand again wherever a table is parted for want of
    width; None stands for as many columns of text as it takes to tell the rows apart. `key` names
    the table across languages, such as `stages.changes`.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    sources: tuple[str, ...] = ()
    keys: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a brief with its key, and the sources that it rests on."""

    key: str
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note(Shown):
    """A paragraph: a finding, plain text, a heading inside a section, a caution, an assumption.

    One made of sentences with keys has them in `said`; the first of them is set off.
    """

    text: str
    kind: Literal["finding", "text", "heading", "caution", "assumption"] = "text"
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """A numeric axis: title, unit and, where fixed, its ends; `words` name places on it."""

    title: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    words: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a scatter or line chart; `label` is shown on hover, `tag` beside the point."""

    x: float
    y: float
    series: str = ""
    label: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A reference line at a value of one axis, such as a reservation value."""

    axis: Literal["x", "y"]
    value: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn(Shown):
    """What all charts have: a title, a sentence that says what they show, a note below."""

    title: str
    summary: str = field(default="", kw_only=True)
    note: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class _Plot(_Drawn):
    x: Axis
    y: Axis
    points: tuple[Point, ...]
    series: tuple[str, ...] = ()
    guides: tuple[Guide, ...] = ()


@dataclass(frozen=True, slots=True)
class ScatterChart(_Plot):
    """Points in two numeric dimensions; `series` sets colour and shape, in this order."""


@dataclass(frozen=True, slots=True)
class LineChart(_Plot):
    """Points joined in their order, one line a series; `step` draws stairs."""

    step: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `low` and `high` draw its interval."""

    category: str
    value: float
    series: str = ""
    label: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class BarChart(_Drawn):
    """Horizontal bars in the order given, side by side or stacked by series."""

    value: Axis
    bars: tuple[Bar, ...]
    series: tuple[str, ...] = ()
    stacked: bool = False
    guides: tuple[Guide, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """A range with a best value on the line of one category; `weight` (0..1) sets its size."""

    category: str
    low: float
    best: float
    high: float
    series: str = ""
    label: str = ""
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class IntervalChart(_Drawn):
    """Ranges side by side: positions, forecasts, tornado charts. Guides stand on the x axis."""

    value: Axis
    intervals: tuple[Interval, ...]
    series: tuple[str, ...] = ()
    guides: tuple[Guide, ...] = ()


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One field of a heat map; `text` is printed in it."""

    row: str
    column: str
    value: float | None
    text: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class HeatMap(_Drawn):
    """A matrix of shaded fields; `low`..`high` is the range of the shading."""

    row_title: str
    column_title: str
    cells: tuple[HeatCell, ...]
    unit: str = ""
    low: float | None = None
    high: float | None = None


Chart = ScatterChart | LineChart | BarChart | IntervalChart | HeatMap
Exhibit = Table | Note | Chart


@dataclass(frozen=True, slots=True)
class Section(Shown):
    """A titled run of exhibits; `key` names it across languages."""

    key: str
    title: str
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Document(Shown):
    """A whole text: front part first (at most two printed pages in a brief), annexes behind it."""

    title: str
    subtitle: str
    language: str
    front: tuple[Section, ...]
    annexes: tuple[Section, ...] = ()
    footer: str = ""

    def display_language(self) -> str:
        """The document's own language."""
        return self.language


def internal(**given: Any) -> Any:
    """A field of a record that is not part of its plain form."""
    return field(**given, metadata={"internal": True})


def plain(value: Any) -> Any:
    """A value as JSON holds it: records and mappings by name, sequences and arrays as lists.

    >>> plain(Axis("Worth", low=0.0))
    {'title': 'Worth', 'unit': '', 'low': 0.0, 'high': None, 'words': []}
    """
    if is_dataclass(value) and not isinstance(value, type):
        shown = (each.name for each in fields(value) if not each.metadata.get("internal"))
        return {name: plain(getattr(value, name)) for name in shown}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(part) for part in value]
    return value.tolist() if hasattr(value, "tolist") else value


if not TYPE_CHECKING:
    __getattr__ = missing(__name__)
