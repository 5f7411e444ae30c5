"""A comparison of two scenarios as sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.telling import table
from detente.ensembles.compare import Comparison
from detente.ensembles.report.conclusions import conclusion_text, share_text, solution_text
from detente.exhibits import Column, Exhibit, Note, Table
from detente.phrases import Phrases

MOST_ROWS = 20
LONGEST = 120
SAID = ("title", "summary", "language", "sources", "evidence", "translations")
"""Sections that tell the reader something but count in no analysis."""


def comparison_title(found: Comparison, words: Phrases) -> str:
    """'talks.yaml against talks-2.yaml'."""
    return words("ensembles.compare_title", a=found.labels[0], b=found.labels[1])


def comparison_exhibits(found: Comparison, words: Phrases) -> tuple[Exhibit, ...]:
    """For whom B is better, what differs in the answers, what differs in the inputs."""
    said = [
        Note(
            words(
                "ensembles.party_better",
                party=found.b.party_name(change.party, words.language),
                b=found.labels[1],
                how=share_text(change.better, words),
            ),
            "finding",
        )
        for change in found.parties
        if change.measure == "nash" and (change.better.value or change.worse.value)
    ]
    if not found.answers:
        compared = words.join(found.analyses) or words("ensembles.no_analysis")
        said.append(Note(words("ensembles.same_answers", analyses=compared), "finding"))
    if found.of_one:
        said.append(Note(words.count("ensembles.of_one", len(found.of_one)), "caution"))
    told = (party_table(found, words), answer_table(found, words), input_table(found, words))
    same = [] if found.inputs else [Note(words("ensembles.same_inputs"), "caution")]
    return (*said, *(each for each in told if each.rows), *same)


def left_out_note(names: Sequence[str], words: Phrases) -> Note:
    """Which analyses were not compared although both scenarios have what they need."""
    told = {"analyses": words.join(names), "option": f"--analysis {','.join(names)}"}
    return Note(words("ensembles.not_compared", **told), "caution")


def party_table(found: Comparison, words: Phrases) -> Table:
    """By party and solution: in how many draws B is better, equal, worse; mean difference."""
    a, b = found.labels
    rows = [
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
    better = Column(words("ensembles.better", b=b), "right")
    worse = Column(words("ensembles.worse", a=a), "right")
    columns: list[str | Column] = ["party", "measured_by", better, "equal>", worse, "difference>1"]
    return table(words, "ensembles.better_for", columns, rows, a=a, b=b)


def answer_table(found: Comparison, words: Phrases) -> Table:
    """Conclusions whose probability or mean differs, the largest difference first."""
    shown = [c for c in found.answers if c.name.split(".")[0] not in ("regret", "worst")]
    rows = []
    for change in shown[:MOST_ROWS]:
        both = (change.before, change.after)
        means = [words.share(m) if change.truth else words.number(m, 1) for m in both]
        scale = 100 if change.truth else 1
        gap = words.number(scale * change.difference, 1)
        error = words.number(1.96 * scale * change.error, 1)
        rows.append((_named(found, change.name, words), *means, f"{gap} ± {error}"))
    labelled = [Column(label, "right") for label in found.labels]
    note = words.count("ensembles.compare_note", found.draws, seed=found.seed)
    note = f"{note} {_rest(len(shown), words)}".rstrip()
    columns: list[str | Column] = ["conclusion", *labelled, "difference>"]
    return table(words, "ensembles.changed_answers", columns, rows, note)


def _named(found: Comparison, name: str, words: Phrases) -> str:
    """A conclusion by the names of B, or of A where B lacks the party or stage."""
    try:
        return conclusion_text(found.b, name, words)
    except (KeyError, IndexError):
        return conclusion_text(found.a, name, words)


def input_table(found: Comparison, words: Phrases) -> Table:
    """The first parts of the scenarios that differ, what is only said last; long texts cut."""

    def cut(text: str | None) -> str | None:
        return text if text is None or len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"

    ordered = sorted(found.inputs, key=lambda change: change.path.partition(".")[0] in SAID)
    rows = [(change.path, cut(change.before), cut(change.after)) for change in ordered[:MOST_ROWS]]
    columns: list[str | Column] = ["key", *map(Column, found.labels)]
    note = _rest(len(found.inputs), words)
    return table(words, "ensembles.changed_inputs", columns, rows, note)


def _rest(count: int, words: Phrases) -> str:
    """How many rows are left out, and how to get them."""
    left = count - MOST_ROWS
    return words("ensembles.rest", n=words.number(left)) if left > 0 else ""
