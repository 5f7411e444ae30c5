"""The brief of the open file as `detente brief` writes it, and sentences of the user's own."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from detente.brief.compose import DRAWS, compose
from detente.brief.data import data_files
from detente.brief.facts import Facts, gather
from detente.brief.first_page import first_page
from detente.brief.overrides import Overrides, mark_of
from detente.brief.writer import Sentence, Writer
from detente.edits import delete, set_value
from detente.exhibits import Document
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.web.workspace import Bench
from detente.writing import write_whole

ZIPPED = (1980, 1, 1, 0, 0, 0)
"""The date of files in an archive, so that the same file gives the same bytes."""

SEED = 0

_held: dict[tuple[str, str, bool], Facts] = {}
_lock = Lock()


def facts_of(scenario: Scenario, words: Phrases, *, apart: bool = False) -> Facts:
    """What the brief rests on, or its data files too (`apart`); kept for the last scenario."""
    key = (scenario.digest, words.language, apart)
    with _lock:
        if key not in _held:
            _held.clear()
            _held[key] = gather(scenario, words, draws=DRAWS, seed=SEED, apart=apart)
        return _held[key]


class Drafted(NamedTuple):
    """The brief of the file that is open, with its sentences as they are without replacement."""

    document: Document
    facts: Facts
    sentences: dict[str, Sentence]
    replaced: Overrides


def drafted(bench: Bench) -> Drafted:
    """Write the brief, with the sentences that the file beside the scenario replaces."""
    words = bench.words
    facts = facts_of(bench.opened.scenario, words)
    replaced = Overrides.read(overrides_file(bench))
    document = compose(facts, words, replaced)
    said = {one.key: one for paragraph in first_page(Writer(facts, words)) for one in paragraph}
    return Drafted(document, facts, said, replaced)


def overrides_path(bench: Bench) -> Path:
    """Where replaced sentences are kept: beside the scenario."""
    path = Path(bench.opened.file)
    return path.with_name(f"{path.stem}.overrides.yaml")


def overrides_file(bench: Bench) -> Path | None:
    """The same, None where nothing was replaced."""
    path = overrides_path(bench)
    return path if path.is_file() else None


def replace_sentence(bench: Bench, key: str, says: str) -> None:
    """Say a sentence in other words, or with no words as the program does."""
    found = drafted(bench)
    path = overrides_file(bench)
    text = path.read_text(encoding="utf-8") if path else "{}\n"
    if not says or (key in found.sentences and says == found.sentences[key].text):
        text = delete(text, (key,)) if key in found.replaced.says else text
    else:
        own = {"says": says}
        if key in found.sentences:
            own["over"] = mark_of(found.sentences[key].figures)
        if found.replaced.says:
            text = set_value(text, (key,), own)
        else:
            text = f"{json.dumps({key: own}, ensure_ascii=False)}\n"
    write_whole(overrides_path(bench), text, force=True)


def archive(bench: Bench) -> bytes:
    """The data files as one archive."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as book:
        facts = facts_of(bench.opened.scenario, bench.words, apart=True)
        for name, text in data_files(facts, bench.words).items():
            book.writestr(zipfile.ZipInfo(name, ZIPPED), text)
    return sink.getvalue()
