"""Numbers in the cells of a table: decimal points or commas, but no thousands that read as both.

"1.000" is a thousand to some and one to others. It is read as a decimal only where the table shows
which sign it uses by another number, such as 2.5.

>>> Numerals(["2,5", "1.000"]).value("2,5")
2.5
>>> Numerals(["2,5", "1.000"]).value("1.000") is None
True
>>> Numerals(["2.5", "1.234"]).value("1.234")
1.234
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,'’\s]\d{3})+([.,]\d*)?")
_DECIMAL = re.compile(r"[+-]?(0|[1-9]\d*)([.,])\d+")


class Numerals:
    """How the numbers of one table are written."""

    def __init__(self, cells: Iterable[str]) -> None:
        numbers = (cell.rstrip("% ") for cell in cells)
        found = (_DECIMAL.fullmatch(one) for one in numbers if not _may_be_grouped(one))
        self._signs = {decimal[2] for decimal in found if decimal}

    def value(self, cell: str) -> float | None:
        """The number in a cell; NaN where there is none, None where there may be two."""
        if _may_be_grouped(cell) and not self._is_decimal(cell):
            return None
        return float(cell.replace(",", ".")) if _PLAIN.fullmatch(cell) else float("nan")

    def _is_decimal(self, cell: str) -> bool:
        found = _DECIMAL.fullmatch(cell)
        return found is not None and self._signs == {found[2]}


def _may_be_grouped(cell: str) -> bool:
    return _GROUPED.fullmatch(cell) is not None
