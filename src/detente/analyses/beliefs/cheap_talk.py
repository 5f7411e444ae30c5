"""How much costless words can say: the partition model of Crawford & Sobel 1982.

The sender knows a number spread evenly over 0..1 and wants the answer `bias` higher than the
listener does. Uniform prior, quadratic losses.
"""

from __future__ import annotations

from detente.errors import SettingError


def most_messages(bias: float) -> int:
    """The largest number of messages that differ in any equilibrium: 2 N (N - 1) bias < 1.

    >>> most_messages(1 / 20), most_messages(1 / 12), most_messages(0.3)
    (3, 2, 1)
    """
    if not bias > 0:
        raise SettingError("bias", bias, "give a positive number; with 0 everything can be told")
    count = 1
    while 2 * (count + 1) * count * bias < 1 - 1e-12:
        count += 1
    return count


def cuts(bias: float, messages: int | None = None) -> tuple[float, ...]:
    """Where one message ends and the next begins, with as many messages as can be.

    >>> [round(cut, 6) for cut in cuts(1 / 20)]
    [0.133333, 0.466667]
    """
    most = most_messages(bias)
    count = most if messages is None else messages
    if not 1 <= count <= most:
        raise SettingError("messages", messages, f"with this bias, 1 to {most} are possible")
    return tuple(i / count + 2 * bias * i * (i - count) for i in range(1, count))
