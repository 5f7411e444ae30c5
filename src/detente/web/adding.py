"""New parts of a file from what was typed: parties, issues, values, options, limits, evidence.

Each function gives the exact changes that make one; keys are made of names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from detente.desk import Change
from detente.errors import SettingError, either, sentence
from detente.forms import Field, Part, numbers_of, read_judged, scale_typed, statement
from detente.scenario import KeyPath, Scenario
from detente.sheets.changes import MISSING, place_of, stated, with_reason
from detente.validation import one_of
from detente.web.requests import key_path

UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
PLAIN = re.compile(r"\d+(\.\d*)?|\.\d+")
HELD = Field("number", "", "", ("held",), {}, low=0, high=1, whole=1)
Form = Mapping[str, str]


def key_of(name: str, taken: Collection[str]) -> str:
    """A key for a name, as it is written in statements; numbered where it is taken.

    >>> key_of("Größe & Zeit", ()), key_of("Price", {"price"}), key_of("14 days", ())
    ('groesse_zeit', 'price_2', 'n14_days')
    """
    plain = unicodedata.normalize("NFKD", name.translate(UMLAUTS))
    key = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode().lower()).strip("_")
    key = key or "item"
    key = key if key[0].isalpha() else f"n{key}"
    number, made = 1, key
    while made in taken or made in ("and", "or", "not", "all"):
        number += 1
        made = f"{key}_{number}"
    return made


def into(values: Any, path: KeyPath, value: Any) -> Change:
    """The change that puts a value at a path, of which the last keys may be new.

    >>> into({"a": {}}, ("a", "b", "c"), 1)
    Change(op='set', path=('a', 'b'), value={'c': 1})
    """
    depth = len(path) - 1
    while depth and not isinstance(stated(values, path[:depth]), dict | list):
        depth -= 1
    for key in reversed(path[depth + 1 :]):
        value = {key: value}
    return Change("set", path[: depth + 1], value)


def onto(values: Any, path: KeyPath, value: Any) -> Change:
    """The change that adds a value to a list, which a single text may stand for."""
    found = stated(values, path)
    if isinstance(found, list):
        return Change("insert", (*path, str(len(found))), value)
    return into(values, path, [value] if found in (MISSING, None) else [found, value])


def _named(form: Form, field: str = "name") -> str:
    name = form.get(field, "").strip()
    if not name:
        raise SettingError(field, name, "give it a name")
    return name


def _party(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    name = _named(form)
    key = key_of(name, scenario.parties)
    return [into(values, ("parties", key), {"name": name})]


def _issue(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """With values, one a line or parted by semicolons or commas, or with a scale `0..10`."""
    name = _named(form)
    given = form.get("values", "").strip()
    scale = scale_typed(given)
    body: dict[str, Any] = {"name": name}
    if scale:
        body |= {"scale": scale.ends, "steps": 11}
        body |= {"unit": scale.unit} if scale.unit else {}
    else:
        body["values"] = _values_listed(given)
        if len(body["values"]) < 2:
            raise SettingError("values", given, "name at least two, or a scale such as 0..10")
    key = key_of(name, scenario.issues)
    found = [into(values, ("issues", key), body)]
    weighed = [
        (party, stated(values, ("preferences", party, "weights"))) for party in scenario.preferences
    ]
    for party, weights in weighed:
        path = ("preferences", party)
        if isinstance(weights, list):
            found.append(Change("insert", (*path, "weights", str(len(weights))), key))
        elif isinstance(weights, dict) and "ranks" not in weights:
            found.append(Change("set", (*path, "weights", key), 50))
        if isinstance(stated(values, (*path, "values")), dict):
            found.append(Change("set", (*path, "values", key), "rising"))
    return found


def _values_listed(given: str) -> list[str]:
    """Values, one a line, or parted by semicolons or commas; not by the comma of a number.

    >>> _values_listed("yes,no"), _values_listed("0,5 %, 1,5 %"), _values_listed("1,2,3")
    (['yes', 'no'], ['0,5 %', '1,5 %'], ['1', '2', '3'])
    """
    signs = ("\n", ";", r",(?!\d)|(?<!\d),", ",")
    sign = next((sign for sign in signs if re.search(sign, given)), ",")
    return [part.strip() for part in re.split(sign, given) if part.strip()]


def _value(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """With it, its worth wherever worths are stated value by value."""
    issue, name = form.get("issue", ""), _named(form)
    found = [onto(values, ("issues", issue, "values"), name)]
    for party in scenario.preferences:
        path = ("preferences", party, "values", issue)
        if isinstance(stated(values, path), dict):
            found.append(Change("set", (*path, name), 50))
    return found


def _stage(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """At the table of it is who is there and judges deals; all where nobody judges any."""
    judging = [party for party in scenario.at_table if party in scenario.preferences]
    body = {"name": _named(form), "table": judging or list(scenario.at_table)}
    return [onto(values, ("stages",), body)]


def _preferences(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """All issues, in their order, each better the further its values go."""
    body = {"weights": list(scenario.issues), "values": dict.fromkeys(scenario.issues, "rising")}
    return [into(values, ("preferences", _known(form, scenario)), body | {"reservation": "30..45"})]


def _ranks(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """The issues of a party in an order, in the place of numbers; that of its numbers if none."""
    path = ("preferences", _judging(form, scenario))
    weights = scenario.preferences[path[1]].weights
    order = sorted(weights, key=lambda issue: -weights[issue].best)
    return [Change("delete", (*path, "weights")), Change("set", (*path, "weights"), order)]


def _numbers(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """Numbers in the place of an order, to go on from."""
    path = ("preferences", _judging(form, scenario), "weights")
    return [Change("delete", path), Change("set", path, numbers_of(scenario.preferences[path[1]]))]


def _known(form: Form, scenario: Scenario) -> str:
    return one_of("party", form.get("party", ""), tuple(scenario.parties))


def _judging(form: Form, scenario: Scenario) -> str:
    return one_of("party", form.get("party", ""), tuple(scenario.preferences))


def _red_line(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """From choices, or a statement as the file writes it."""
    text = form.get("statement", "").strip()
    if not text:
        parts = [
            Part(form[f"about{n}"], form.get(f"relation{n}", "="), form.get(f"value{n}", ""))
            for n in ("1", "2")
            if form.get(f"about{n}")
        ]
        text = statement(scenario, parts)
    return [onto(values, ("preferences", _known(form, scenario), "red_lines"), text)]


def _option(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """With it, a letter of the status quo: it is not taken today."""
    party, name = _known(form, scenario), _named(form)
    key = key_of(name, scenario.options.get(party, ()))
    path, listed = ("options", party), stated(values, ("options", party))
    if isinstance(listed, list):
        kept: dict[str, Any] = {str(one): {} for one in listed}
        found = [Change("set", path, kept | {key: {"name": name}})]
    else:
        found = [into(values, (*path, key), {"name": name})]
    today = stated(values, ("status_quo",))
    if isinstance(today, str) and scenario.option_names:
        order = [*scenario.options] if party in scenario.options else [*scenario.options, party]
        upto = order[: order.index(party) + 1]
        place = sum(len(scenario.options.get(each, ())) for each in upto)
        found.append(Change("set", ("status_quo",), f"{today[:place]}N{today[place:]}"))
    return found


def _priority(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """From choices, or a statement as the file writes it; with `held`, one that is in doubt."""
    text = form.get("statement", "").strip()
    if not text:
        text = statement(scenario, [Part(form.get("about1", ""), form.get("relation1", ""))])
        if form.get("about2"):
            when = statement(scenario, [Part(form["about2"], form.get("relation2", ""))])
            text = f"{when} -> {text}"
    held = form.get("held", "").strip()
    body = {"maybe": text, "held": _percent(held)} if held else text
    return [onto(values, ("priorities", _known(form, scenario)), body)]


def _held(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """How surely a priority is held; nothing for one that is."""
    path = key_path(form.get("path", ""))
    raw, held = stated(values, path), form.get("held", "").strip()
    body = dict(raw) if isinstance(raw, dict) else {"maybe": raw}
    body |= {"held": _percent(held, body.get("held"))} if held else {}
    if not held:
        body.pop("held", None)
    return [Change("set", path, body["maybe"] if body.keys() == {"maybe"} else body)]


def _percent(text: str, raw: Any = None) -> Any:
    """How surely something is held, in percent; up to 1 the sign says which is meant.

    It rests on what `raw`, the judgement of now, rests on.
    """
    plain = text.replace(",", ".")
    if PLAIN.fullmatch(plain) and 0 < float(plain) <= 1:
        shares = [f"{float(plain) * times:g} %" for times in (1, 100)]
        raise SettingError("held", text, sentence("write {what}", what=either(shares)))
    return read_judged(HELD, f"{text.rstrip('% ')}%", raw)


def _source(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    name = _named(form)
    body = {"title": name} | {k: form[k] for k in ("date", "kind") if form.get(k, "").strip()}
    return [into(values, ("sources", key_of(name, scenario.sources)), body)]


def _evidence(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    source = one_of("source", form.get("source", ""), tuple(scenario.sources))
    body = {"source": source} | {k: form[k] for k in ("at", "voice") if form.get(k, "").strip()}
    says = _named(form, "says")
    number = len(scenario.evidence) + 1
    key = key_of(form.get("key", "").strip() or f"e{number}", scenario.evidence)
    found = [into(values, ("evidence", key), body | {"says": says})]
    if form.get("path"):
        found += _attached(scenario, values, {"path": form["path"], "evidence": key})
    return found


def _attached(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """Evidence that a judgement rests on besides what it rests on now."""
    stated_at = key_path(form.get("path", ""))
    path = place_of(values, stated_at) or stated_at
    return [Change("set", path, with_reason(stated(values, path), form.get("evidence", "")))]


def _target(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    """Something to be protected; the first one comes with somebody who protects everything."""
    name, venue = _named(form), scenario.security
    key = key_of(name, venue.targets if venue else ())
    body = {"name": name, "worth": "medium"}
    if venue is not None:
        return [into(values, ("security", "targets", key), body)]
    unit = _unit_named(_named(form, "unit"))
    resources = {key_of(unit["name"], ()): unit}
    return [into(values, ("security",), {"targets": {key: body}, "resources": resources})]


def _unit(scenario: Scenario, values: Any, form: Form) -> list[Change]:
    name, venue = _named(form), scenario.security
    key = key_of(name, venue.resources if venue else ())
    return [into(values, ("security", "resources", key), _unit_named(name))]


def _unit_named(name: str) -> dict[str, Any]:
    return {"name": name, "units": 1, "protects": "all"}


MAKERS: dict[str, Callable[[Scenario, Any, Form], list[Change]]] = {
    "party": _party,
    "issue": _issue,
    "value": _value,
    "stage": _stage,
    "preferences": _preferences,
    "ranks": _ranks,
    "numbers": _numbers,
    "red_line": _red_line,
    "option": _option,
    "priority": _priority,
    "held": _held,
    "source": _source,
    "evidence": _evidence,
    "attach": _attached,
    "target": _target,
    "unit": _unit,
}


def added(scenario: Scenario, values: Any, form: Form) -> Sequence[Change]:
    """The changes that add a part of the kind that the form names.

    Raises SettingError for what is lacking in the form.
    """
    kind = one_of("kind", form.get("kind", ""), tuple(MAKERS))
    return MAKERS[kind](scenario, values, form)
