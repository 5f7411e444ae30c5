"""The one sign that would tell most, and what it would change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from detente.analyses.findings import (
    Cheap,
    Test,
)
from detente.brief.grammar import Who, sentence_case
from detente.brief.writer import Sentence, Writer
from detente.phrases import likelihood_key
from detente.scenario.wording import said

CHEAP = ("praise", "offer", "delegation", "statement", "lowering", "framing")
PLURAL_KINDS = {
    "en": {"offer", "statement", "lowering"},
    "de": {"offer", "statement", "lowering", "framing"},
}
SURE = ("likely", "very_likely", "almost_certain")
KONJUNKTIV = {"will": "wollte", "spielt": "spielte", "ist": "wäre", "hat": "hätte"}


def sign_to_watch(w: Writer) -> Iterator[Sentence]:
    """The one sign that would tell most, what it would change, and what proves nothing."""
    test = w.facts.one(Test)
    if test is not None:
        lead = max(test.now, key=test.now.__getitem__)
        after = max(test.if_seen, key=test.if_seen.__getitem__)
        moved = likelihood_key(test.now[lead]) != likelihood_key(test.if_seen[lead])
        if test.turns or moved:
            sign = sign_phrase(w, test.signal)
            yield w.say("test", test.signal, because=test.because, sign=sign)
            yield _now_then(w, test, lead, after)
        else:
            yield w.say("no_test")
            yield _still(w, test, lead)
    kinds: dict[str, None] = {}
    for cheap in w.facts.all(Cheap):
        kinds.update(dict.fromkeys(kind for kind in CHEAP if kind in cheap.kinds))
    told = [kind for kind in CHEAP if kind in kinds][:3]
    if told:
        many = len(told) > 1 or told[0] in PLURAL_KINDS[w.language]
        prove = w.words(f"page.prove_{'many' if many else 'one'}")
        listed = w.listed([w.words(f"page.kind.{kind}") for kind in told])
        yield w.say("cheap", kinds=listed, prove=prove, drop=6)


_ARTICLE = {"en": r"(An?|The) ", "de": r"(Eine?|Der|Die|Das) "}
_VERB_FIRST = {
    "en": r"[A-Z][a-z]+s (?!of |on |to |for |in |at |with |\w+ed )",
    "de": r"[A-ZÄÖÜ]\w+t (eine?[nmr]? |den |die |das |dem |sich |keine?n? |seine?n? |ihre?n? )",
}
"""A sign told by what its party does: `Leaves the talks`, `Nimmt ein Wahlmodell an`."""


def sign_phrase(w: Writer, signal: str) -> str:
    """A sign as what to watch: a noun phrase, whether a party does something, or quoted."""
    name, by = w.scenario.name_of("signals", signal, language=w.language), _by(w, signal)
    if re.match(_ARTICLE[w.language], name):
        return name[:1].lower() + name[1:]
    if _verb_first(w, name):
        first, _, rest = name.partition(" ")
        if w.language == "en":
            return f"whether {by} {first.lower()} {rest}"
        return f"{first} {by} {rest}?"
    return name if _in_language(w, signal, name) else f"{w.quoted(name)} ({by})"


def sign_clause(w: Writer, signal: str) -> str:
    """A sign as what has happened: a noun phrase, or that a party does something."""
    name, by = w.scenario.name_of("signals", signal, language=w.language), _by(w, signal)
    if _verb_first(w, name):
        clause = f"{by} {name[:1].lower()}{name[1:]}"
        return sentence_case(clause) if w.language == "de" else clause
    return sign_phrase(w, signal)


def _by(w: Writer, signal: str) -> Who:
    return w.who([w.scenario.signals[signal].by])


def _verb_first(w: Writer, name: str) -> bool:
    return bool(re.match(_VERB_FIRST[w.language], name))


def _in_language(w: Writer, signal: str, name: str) -> bool:
    """Whether a sign's words are in the brief's language."""
    return w.language == w.scenario.language or name != w.scenario.name_of("signals", signal)


def object_phrase(w: Writer, phrase: str) -> str:
    """A noun phrase as the object of a verb: in German masculine ones change."""
    if w.language == "en":
        return phrase
    changed = re.sub(r"^ein (\w+)er ", r"einen \1en ", phrase)
    return re.sub(r"^der ", "den ", changed)


def _still(w: Writer, test: Test, lead: str) -> Sentence:
    """That even the sign that tells most would leave the same type in the lead."""
    name = w.scenario.name_of("signals", test.signal, language=w.language)
    kind = w.scenario.name_of("types", test.party, lead, language=w.language)
    return w.say(
        "no_test_still",
        test.signal,
        figures={"now": test.now[lead], "then": test.if_seen[lead]},
        who=w.who([test.party]),
        sign=name,
        type=kind.replace("_", " "),
        word=w.words.likelihood(test.if_seen[lead]),
        p=w.percent(test.now[lead]),
        q=w.percent(test.if_seen[lead]),
    )


def _now_then(w: Writer, test: Test, lead: str, after: str) -> Sentence:
    """What a party is likely after today, and after the sign."""
    p, q = test.now[lead], test.if_seen[after]
    names = [verb_first(w, test.party, kind) for kind in (lead, after)]
    figures = {"now": p, "then": q}
    who = w.who([test.party])
    keys = [likelihood_key(value) for value in (p, q)]
    shown: dict[str, Any] = {"p": w.percent(p), "q": w.percent(q)}
    if all(names) and all(key in SURE for key in keys) and not who.plural:
        verbs = [str(name).split(" ", 1) for name in names]
        base = _infinitive(verbs[1][0]) if w.language == "en" else KONJUNKTIV.get(verbs[1][0], "")
        if base:
            return w.say(
                "now_then_sign",
                test.signal,
                figures=figures,
                who=who,
                adverb=w.words(f"page.adverb.{keys[0]}"),
                adverb2=w.words(f"page.adverb.{keys[1]}"),
                type=names[0],
                type2=f"{base} {verbs[1][1]}",
                verb=verbs[0][0],
                rest=verbs[0][-1],
                verb2=base,
                rest2=verbs[1][-1],
                **shown,
            )
    words = [w.likelihood(value) for value in (p, test.if_seen[lead])]
    shown["q"] = w.percent(test.if_seen[lead])
    chances = [
        w.words(f"page.{when}_{'there' if noun else 'is'}", word=word)
        for when, (word, noun) in zip(("chance", "then"), words, strict=True)
    ]
    that = w.words(f"page.that_{'there' if words[0][1] else 'is'}")
    named = w.scenario.name_of("types", test.party, lead, language=w.language).replace("_", " ")
    told = names[0] or f"is of the type {w.quoted(named)}" if w.language == "en" else named
    return w.say(
        "now_then_type",
        test.signal,
        figures={"now": p, "then": test.if_seen[lead]},
        who=who,
        type=told,
        that=that,
        chance=chances[0],
        chance2=chances[1],
        **shown,
    )


def verb_first(w: Writer, party: str, kind: str) -> str | None:
    """A type's words where they begin with a finite verb, shortened if the file says how."""
    about = w.scenario.types[party][kind]
    path = ("types", party, kind, "short")
    name = said(w.scenario, w.language, path, about.short) or w.scenario.name_of(
        *path[:3], language=w.language
    )
    first = name.split(" ", 1)[0]
    if " " not in name or not first.islower():
        return None
    if w.language == "en":
        return name if first.endswith("s") else None
    return name if first in KONJUNKTIV or first.endswith("t") else None


def _infinitive(verb: str) -> str:
    irregular = {"is": "be", "has": "have", "does": "do", "goes": "go"}
    if verb in irregular:
        return irregular[verb]
    return f"{verb[:-3]}y" if verb.endswith("ies") else verb.removesuffix("s")
