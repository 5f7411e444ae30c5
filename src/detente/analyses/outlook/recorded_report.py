"""The back-test on recorded talks in sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.exhibits import Column, Note, Table
from detente.phrases import Phrases, phrases

if TYPE_CHECKING:
    from detente.analyses.outlook.recorded import RecordedTest


def statements(test: RecordedTest, language: str) -> tuple[Note, ...]:
    """What the chance is worth on each set, and that its level does not carry over."""
    words = phrases(language)
    answer = test.answer()
    said = [
        words(
            "outlook.bt_set",
            set=name,
            talks=words.number(found["talks"]),
            agreed=words.share(found["agreed"]),
            loss=words.number(found["log_loss"], 3),
            base=words.number(found["base_log_loss"], 3),
        )
        for name, found in answer["sets"].items()
    ]
    said += [
        words(
            "outlook.bt_transfer",
            first=found["from"],
            second=found["to"],
            predicted=words.share(found["predicted"]),
            agreed=words.share(found["agreed"]),
        )
        for found in answer["transfer"]
    ]
    return tuple(Note(text, "finding") for text in said)


def tables(test: RecordedTest, language: str) -> tuple[Table, ...]:
    """Scores of the chance, and hits of the bargaining rules."""
    words, answer = phrases(language), test.answer()
    return _scores(answer["sets"], words), _hits(answer["sets"], words)


def _scores(sets: Mapping[str, Any], words: Phrases) -> Table:
    titles = {
        "auc": words("outlook.bt_auc"),
        "log_loss": words("outlook.bt_log_loss"),
        "base_log_loss": words("outlook.bt_base_log_loss"),
        "brier": words("outlook.bt_brier"),
        "calibration_error": words("outlook.bt_calibration_error"),
    }
    columns = (
        Column(words("outlook.bt_name")),
        Column(words("outlook.bt_talks"), "right", digits=0),
        Column(words("outlook.bt_agreed"), "right", digits=1),
        *(Column(title, "right", digits=3) for title in titles.values()),
    )
    rows = tuple(
        (name, found["talks"], 100 * found["agreed"], *(found[key] for key in titles))
        for name, found in sets.items()
    )
    return Table(words("outlook.bt_scores"), columns, rows)


def _hits(sets: Mapping[str, Any], words: Phrases) -> Table:
    names = {
        "nash": words("outlook.bt_nash"),
        "kalai_smorodinsky": words("outlook.bt_kalai_smorodinsky"),
        "egalitarian": words("outlook.bt_egalitarian"),
        "utilitarian": words("outlook.bt_utilitarian"),
        "random": words("outlook.bt_random"),
    }
    columns = (
        Column(words("outlook.bt_name")),
        Column(words("outlook.bt_rule")),
        *(
            Column(title, "right", digits=1)
            for title in (words("outlook.bt_hit"), words("outlook.low"), words("outlook.high"))
        ),
    )
    rows = tuple(
        (name, names[rule], *(100 * hit[part] for part in ("hit", "low", "high")))
        for name, found in sets.items()
        for rule, hit in found["solutions"].items()
    )
    return Table(words("outlook.bt_hits"), columns, rows, note=words("outlook.bt_hits_note"))
