"""Attach accepted items to the judgements of a scenario, and say what is wrong or weak there.

An attached item is an entry of `evidence:` under its own id, named by a judgement's `because:`.
No number is ever written: what an item may suggest beyond that is a draft for the analyst.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from detente.dossier.records import Document, Item, Voice, edited
from detente.dossier.store import Dossier, stands
from detente.edits.changes import BOM
from detente.edits.changes import Document as Edited
from detente.errors import DetenteError, SettingError, sentence
from detente.phrases import phrases
from detente.scenario import Scenario, loads
from detente.scenario.model import KeyPath
from detente.sheets.changes import stated, with_reason

LONGEST_QUOTE = 200
"""Letters of the longest passage that stands in a scenario as it is; else it has own words."""

_SHORT_FORMS = ("value", "states", "maybe")
"""Keys under which a judgement stands that has a `because` beside it."""

_DRAFTS = {
    "red_line": 'preferences:\n  {holder}:\n    red_lines: ["…"]   # {says}\n',
    "threat": (
        "commitments:\n  {id}:\n    by: {holder}\n    says: {says}\n    against: {target}\n"
        "    cost: …\n    because: [{id}]\n"
    ),
    "promise": (
        "commitments:\n  {id}:\n    by: {holder}\n    says: {says}\n    broken_if: …\n"
        "    cost: …\n    because: [{id}]\n"
    ),
}
_SIGNAL = (
    "signals:\n  {id}:\n    by: {holder}\n    kind: statement\n    says: {says}\n"
    "    likelihood: {{…}}\n    because: [{id}]\n"
)
_NO_SIGNAL = ("assertion", "claim", "framing", "praise")


class Fault(NamedTuple):
    """What is wrong, in a sentence, with the document, item or key path where it is."""

    place: str
    rule: str


def attached(dossier: Dossier, text: str, name: str, path: KeyPath = (), *, says: str = "") -> str:
    """The text of a scenario in which an item is evidence, and a reason of the judgement at a path.

    Raises SettingError for an item that is not accepted, is no longer in its source, or is too long
    to be quoted without `says`; EditRefused and ScenarioError for a path that takes no evidence.
    """
    item, status = dossier.item(name)
    if status != "accepted":
        remedy = "an item becomes evidence when somebody has accepted it: detente dossier review"
        raise SettingError("item", f"{name} ({status})", remedy)
    if dossier.lost(item):
        remedy = "it was not found again in the newer version of its source"
        raise SettingError("item", name, remedy)
    document, made = dossier.documents[item.document], Edited(text)
    before = loads(text.removeprefix(BOM))
    source = dossier.root(document.id)
    if source not in before.sources:
        made = _with_entry(made, "sources", source, _source(document))
    if name not in before.evidence or says:
        made = _with_entry(made, "evidence", name, _evidence(item, document, source, says, before))
    return _reasoned(made, before, path, name).text if path else made.text


def _with_entry(text: Edited, section: str, name: str, entry: dict[str, Any]) -> Edited:
    if section in text.values:
        return text.set((section, name), entry)
    return text.insert((), list(text.values).index("parties"), section, {name: entry})


def _source(document: Document) -> dict[str, Any]:
    day = document.date.isoformat() if document.date else ""
    stated = {"title": document.title, "date": day, "kind": document.genre}
    stated["publisher"] = document.publisher
    return {key: value for key, value in stated.items() if value}


def _evidence(
    item: Item, document: Document, source: str, says: str, scenario: Scenario
) -> dict[str, Any]:
    quoted = " ".join(item.exact.split())
    if not says and len(quoted) > LONGEST_QUOTE:
        remedy = sentence(
            "say it in your own words; a quotation has at most {most} letters", most=LONGEST_QUOTE
        )
        raise SettingError("--says", "nothing", remedy)
    place = place_of(item, document, scenario.language)
    return {"source": source, "at": place, "voice": item.voice, "says": says or quoted}


def place_of(item: Item, document: Document, language: str) -> str:
    """Where an item stands in its document: the paragraph, and the page where there are pages."""
    words, start = phrases(language), item.spans[0].start
    said = words("dossier.paragraph", n=document.paragraph(start))
    page = document.page(start)
    return said if page is None else words("dossier.on_page", place=said, n=page)


def _reasoned(text: Edited, before: Scenario, path: KeyPath, name: str) -> Edited:
    """The same with an item among the reasons of the part at a path, and nothing else changed."""
    text.node(path)
    value = stated(text.values, path)
    refused: DetenteError | None = None
    for key in _SHORT_FORMS[:1] if isinstance(value, dict) else _SHORT_FORMS:
        try:
            made = text.set(path, with_reason(value, name, key))
            after = loads(made.text.removeprefix(BOM))
        except DetenteError as error:
            refused = refused or error
            continue
        if _bare(after) == _bare(before):
            return made
    remedy = "this part of a scenario takes no evidence; name a judgement"
    raise SettingError("judgement", ".".join(path), remedy) from refused


def _bare(scenario: Scenario) -> object:
    """What a scenario states but for its evidence."""
    return _without(scenario.model_dump(exclude={"sources", "evidence"}))


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without(part) for key, part in value.items() if key != "because"}
    return [_without(part) for part in value] if isinstance(value, list | tuple) else value


def draft(item: Item) -> str:
    """What an item may suggest beside being evidence, for the analyst to complete; or nothing."""
    if not item.holder or item.negated or item.act in _NO_SIGNAL:
        return ""
    says = " ".join(item.exact.split())[:LONGEST_QUOTE].replace('"', "'")
    pattern = _DRAFTS.get(item.act, _SIGNAL)
    return pattern.format(
        id=item.id, holder=item.holder, target=item.target or "…", says=f'"{says}"'
    )


def author_alone(scenario: Scenario) -> Iterator[KeyPath]:
    """The judgements that rest on claims of authors alone, by key path."""
    for path, because in scenario.citations().items():
        voices: set[Voice] = {scenario.evidence[name].voice for name in because}
        if voices == {"author"}:
            yield path[:-1]


def faults(dossier: Dossier, scenario: Scenario | None) -> Iterator[Fault]:
    """What is wrong in a dossier, and in the scenario as far as it rests on the dossier."""
    for document in dossier.documents.values():
        if not document.intact:
            yield Fault(document.id, "the text was changed since it was added")
    for item in dossier.items.values():
        source = dossier.documents.get(item.document)
        if source is None:
            yield Fault(item.id, "its document is not in this dossier")
        elif not item.spans or not all(stands(span, source.text) for span in item.spans):
            yield Fault(item.id, "its passage is not in its document word by word")
    for decision in dossier.decisions:
        if decision.item not in dossier.items:
            yield Fault(decision.item, "a decision is about an item that is not in this dossier")
            continue
        try:
            edited(dossier.items[decision.item], decision.changes)
        except SettingError as error:
            yield Fault(decision.item, str(error))
    if scenario is not None:
        yield from _unfit(dossier, scenario)


def _unfit(dossier: Dossier, scenario: Scenario) -> Iterator[Fault]:
    """Where a scenario does not know what items speak of, or says otherwise what they are."""
    for name, (item, status) in dossier.states.items():
        for key, known in (
            (item.holder, scenario.parties),
            (item.target, scenario.parties),
            (item.issue, scenario.issues),
        ):
            if key and key not in known and status != "rejected":
                yield Fault(name, sentence("the scenario has no '{key}'", key=key))
        if name in scenario.evidence and status != "accepted":
            yield Fault(f"evidence.{name}", "this evidence is no accepted item of the dossier")
        elif name in scenario.evidence and scenario.evidence[name].voice != item.voice:
            rule = "its voice is another than the item's; attach it again with --says"
            yield Fault(f"evidence.{name}", rule)
