"""What a terminal's encoding lacks, in signs that it has.

>>> "60–70 % ─ ✓".encode("ascii", READABLE)
b'60-70 % - y'
>>> "Übersicht → 中".encode("latin-1", READABLE)
b'\\xdcbersicht > ??'
"""

from __future__ import annotations

import codecs
import unicodedata

from rich.cells import cell_len

READABLE = "detente-readable"
"""The name of the error handler, for `str.encode` and the `errors` of a stream."""

_LONGER = """
→:> ▶:> ←:< ◀:< ↔:<> ✓:y ✗:n ≥:>= ≤:<= ≠:!= ∞:inf €:EUR ×:x …:...
ä:ae ö:oe ü:ue Ä:Ae Ö:Oe Ü:Ue ß:ss æ:ae œ:oe ł:l Ł:L đ:d Đ:D ø:o Ø:O ı:i
"""

_SIGNS: dict[str, str] = {
    **dict.fromkeys("–—−‐‑─┄·", "-"),
    **dict.fromkeys("═", "="),
    **dict.fromkeys("│┊", "|"),
    **dict.fromkeys("├┤└┼", "+"),
    **dict.fromkeys("█▉▊▋▌", "#"),
    **dict.fromkeys("▍▎▏", " "),
    **dict.fromkeys("▪•●■▲◆▼✚", "*"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("\u00a0\u202f\u2009", " "),
    **dict(pair.split(":") for pair in _LONGER.split()),
}


def _readable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(map(_in_ascii, missing)), error.end


def _in_ascii(sign: str) -> str:
    """One sign in ASCII: its like, its letter without accents, or a question mark a column."""
    if sign in _SIGNS:
        return _SIGNS[sign]
    plain = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode("ascii")
    return plain or "?" * cell_len(sign)


codecs.register_error(READABLE, _readable)
