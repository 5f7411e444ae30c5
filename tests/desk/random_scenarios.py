"""Random scenario files, and random edits of them with the values that are to come of each."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from random import Random
from typing import Any

from detente.desk import Change
from detente.edits.yaml_values import entry

Path = tuple[str, ...]
WORDS = ("none", "air only", "full", "yes: no", "half # way", "it's", "two  blanks", "ü")


def judgement(rng: Random) -> Any:
    low, high = sorted(rng.sample(range(101), 2))
    forms = (low, f"{low}..{high}", rng.choice(("low", "high..very high")), low + 0.5)
    body: Any = rng.choice((*forms, {"low": low, "best": low, "high": high}))
    if rng.random() < 0.2:
        return {"value": body, "confidence": rng.choice(("low", "high"))}
    return body


def random_values(rng: Random) -> dict[str, Any]:
    """The values of a scenario: parties, issues, what each wants, options and priorities."""
    parties = rng.sample(["north", "south", "city", "guild"], rng.randint(2, 4))
    issues: dict[str, Any] = {}
    for name in rng.sample(["price", "date", "transit", "relief"], rng.randint(1, 3)):
        issues[name] = {"values": rng.sample(WORDS, rng.randint(2, 4))}
    wants = {
        party: {
            "weights": {issue: judgement(rng) for issue in issues},
            "values": {issue: rng.choice(("rising", "falling")) for issue in issues},
        }
        for party in parties
    }
    options = {party: {"sign": {}, "leave": {"name": "Leave the talks"}} for party in parties[:2]}
    return {
        "title": "A random case",
        "parties": {party: {} for party in parties},
        "issues": issues,
        "preferences": wants,
        "options": options,
        "priorities": {p: [f"{p}.sign", f"not {p}.leave"] for p in options},
    }


def random_text(rng: Random, values: dict[str, Any]) -> str:
    """The values as a file with comments, in lines of random width, as one of several systems."""
    lines = ["# Nothing of it is real."]
    for key, part in values.items():
        if rng.random() < 0.5:
            lines += ["", f"# {key}"]
        first, *rest = entry(f"{key}:", part, 0, width=rng.choice((20, 60, 100)))
        lines += [f"{first}  # {key}" if rng.random() < 0.4 and ">" not in first else first, *rest]
    text = "".join(f"{line}\n" for line in lines)
    text = text.replace("\n", "\r\n") if rng.random() < 0.2 else text
    return f"\ufeff{text}" if rng.random() < 0.2 else text


@dataclass
class Wanted:
    """A change, and the values that the file is to have then."""

    change: Change
    values: dict[str, Any]


def random_edit(rng: Random, values: dict[str, Any]) -> Wanted:
    """A change that leaves the scenario whole."""
    new = copy.deepcopy(values)
    party = rng.choice(list(values["preferences"]))
    issue = rng.choice(list(values["issues"]))
    choices = new["issues"][issue]["values"]
    plain = next(
        (f"{issue} = {one}" for one in choices if one.isalpha()), f"{issue} != {choices[0]}"
    )
    wants = ("preferences", party)
    match rng.randrange(11):
        case 0:
            return _set(new, ("title",), rng.choice(WORDS))
        case 1:
            return _set(new, (*wants, "weights", issue), judgement(rng))
        case 2:
            return _set(new, (*wants, "reservation"), judgement(rng))
        case 3:
            about = {"name": rng.choice(WORDS), "power": judgement(rng)}
            return _set(new, ("parties", party), about)
        case 4:
            return _set(new, (*wants, "red_lines"), [plain])
    return _moved(rng, new, party, issue)


def _moved(rng: Random, new: dict[str, Any], party: str, issue: str) -> Wanted:
    """An item of a list or mapping that comes, goes or moves."""
    choices, wants = new["issues"][issue]["values"], new["preferences"][party]
    owner = rng.choice(list(new["priorities"]))
    listed = new["priorities"][owner]
    left = [word for word in WORDS if word not in choices]
    match rng.randrange(6):
        case 0 if "reservation" in wants:
            del wants["reservation"]
            change = Change("delete", ("preferences", party, "reservation"))
        case 1 if left:
            place, word = rng.randint(0, len(choices)), rng.choice(left)
            choices.insert(place, word)
            change = Change("insert", ("issues", issue, "values", str(place)), word)
        case 2:
            place, to = rng.randrange(len(choices)), rng.randrange(len(choices))
            choices.insert(to, choices.pop(place))
            change = Change("move", ("issues", issue, "values", str(place)), to)
        case 3:
            names = list(new["parties"])
            place, to = rng.randrange(len(names)), rng.randrange(len(names))
            names.insert(to, moved := names.pop(place))
            new["parties"] = {name: new["parties"][name] for name in names}
            change = Change("move", ("parties", moved), to)
        case 4 if len(listed) > 1:
            place = rng.randrange(len(listed))
            del listed[place]
            change = Change("delete", ("priorities", owner, str(place)))
        case _:
            held = {"maybe": f"{owner}.leave -> {owner}.sign", "held": f"{rng.randint(1, 99)}%"}
            listed.insert(place := rng.randint(0, len(listed)), held)
            change = Change("insert", ("priorities", owner, str(place)), held)
    return Wanted(change, new)


def _set(values: dict[str, Any], path: Path, value: Any) -> Wanted:
    part = values
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return Wanted(Change("set", path, value), values)
