"""A comparison of two scenarios as sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence

from detente.ensembles.compare import AnswerChange, Comparison
from detente.ensembles.report.conclusions import conclusion_text, share_text, solution_text
from detente.exhibits import Cell, Column, Exhibit, Note, Table
from detente.phrases import Phrases

MOST_ROWS = 20
LONGEST = 120
SAID = ("title", "summary", "language", "sources", "evidence", "translations")
"""Sections that tell the reader something but count in no analysis."""
HEADLINE = "nash"


def comparison_exhibits(found: Comparison, words: Phrases) -> tuple[Exhibit, ...]:
    """For whom B is better, what differs in the answers, what differs in the inputs."""
    said = [Note(text, "finding") for text in _headlines(found, words)]
    tables = [
        table for table in (party_table(found, words), answer_table(found, words)) if table.rows
    ]
    inputs = input_table(found, words)
    last = inputs if inputs.rows else Note(words("ensembles.same_inputs"), "caution")
    if not found.answers:
        compared = words.join(found.analyses) or words("ensembles.no_analysis")
        said.append(Note(words("ensembles.same_answers", analyses=compared), "finding"))
    if found.of_one:
        said.append(Note(words.count("ensembles.of_one", len(found.of_one)), "caution"))
    return (*said, *tables, last)


def left_out_note(names: Sequence[str], words: Phrases) -> Note:
    """Which analyses were not compared although both scenarios have what they need."""
    told = {"analyses": words.join(names), "option": f"--analysis {','.join(names)}"}
    return Note(words("ensembles.not_compared", **told), "caution")


def comparison_title(found: Comparison, words: Phrases) -> str:
    """'talks.yaml against talks-2.yaml'."""
    return words("ensembles.compare_title", a=found.labels[0], b=found.labels[1])


def _headlines(found: Comparison, words: Phrases) -> list[str]:
    return [
        words(
            "ensembles.party_better",
            party=found.b.party_name(change.party, words.language),
            b=found.labels[1],
            how=share_text(change.better, words),
        )
        for change in found.parties
        if change.measure == HEADLINE and (change.better.value or change.worse.value)
    ]


def party_table(found: Comparison, words: Phrases) -> Table:
    """By party and solution: in how many draws B is better, equal, worse; mean difference."""
    a, b = found.labels
    rows: list[tuple[Cell, ...]] = [
        (
            found.b.party_name(change.party, words.language),
            solution_text(found.b, change.measure, words),
            words.share(change.better.value),
            words.share(change.equal),
            words.share(change.worse.value),
            change.mean,
        )
        for change in found.parties
        if change.equal < 1
    ]
    columns = (
        Column(words("ensembles.party")),
        Column(words("ensembles.measured_by")),
        Column(words("ensembles.better", b=b), "right"),
        Column(words("ensembles.equal"), "right"),
        Column(words("ensembles.worse", a=a), "right"),
        Column(words("ensembles.difference"), "right", digits=1),
    )
    return Table(words("ensembles.compare_parties", a=a, b=b), columns, tuple(rows))


def answer_table(found: Comparison, words: Phrases) -> Table:
    """Conclusions whose probability or mean differs, the largest difference first."""
    shown = [c for c in found.answers if c.name.split(".")[0] not in ("regret", "worst")]
    rows = tuple(_answer_row(found, change, words) for change in shown[:MOST_ROWS])
    columns = (
        Column(words("ensembles.conclusion")),
        Column(found.labels[0], "right"),
        Column(found.labels[1], "right"),
        Column(words("ensembles.difference"), "right"),
    )
    note = words.count("ensembles.compare_note", found.draws, seed=found.seed)
    note = f"{note} {_rest(len(shown), words)}".rstrip()
    return Table(words("ensembles.compare_answers"), columns, rows, note)


def _rest(count: int, words: Phrases) -> str:
    """How many rows are left out, and how to get them."""
    left = count - MOST_ROWS
    return words("ensembles.rest", n=words.number(left)) if left > 0 else ""


def _answer_row(found: Comparison, change: AnswerChange, words: Phrases) -> tuple[Cell, ...]:
    text = _conclusion(found, change.name, words)
    scale = 100 if change.truth else 1
    gap = words.number(scale * change.difference, 1)
    error = words.number(1.96 * scale * change.error, 1)
    if change.truth:
        return (
            text,
            words.share(change.before),
            words.share(change.after),
            f"{gap} ± {error}",
        )
    before, after = (words.number(each, 1) for each in (change.before, change.after))
    return (text, before, after, f"{gap} ± {error}")


def _conclusion(found: Comparison, name: str, words: Phrases) -> str:
    """A conclusion by the names of B, or of A where B lacks the party or stage."""
    try:
        return conclusion_text(found.b, name, words)
    except (KeyError, IndexError):
        return conclusion_text(found.a, name, words)


def input_table(found: Comparison, words: Phrases) -> Table:
    """The first parts of the scenarios that differ, what is only said last; long texts cut."""
    ordered = sorted(found.inputs, key=lambda change: change.path.partition(".")[0] in SAID)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (change.path, _cut(change.before), _cut(change.after)) for change in ordered[:MOST_ROWS]
    )
    heads = (words("ensembles.key"), *found.labels)
    note = _rest(len(found.inputs), words)
    return Table(words("ensembles.compare_inputs"), tuple(map(Column, heads)), rows, note)


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
