"""Everything that détente raises.

DetenteError
├── InputError              the user's input is at fault; exit code 2
│   ├── ScenarioError       problems of a scenario file, all of them at once
│   ├── MissingSection      an analysis lacks a section of the scenario
│   ├── SettingError        an option of an analysis or command has a wrong value
│   ├── FileError           a file cannot be read or written
│   ├── EditRefused         a text cannot be changed exactly as wanted
│   └── Conflict            a change was made for a text that has changed since
└── InternalError           détente is at fault; exit code 3
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 60
"""Letters of a name, or of anything given, that a message repeats."""


def shortened(text: str, most: int = LONGEST) -> str:
    """A text on one line, cut where it is long.

    >>> shortened("a\\n" * 4, 7), shortened("short")
    ('a a ...', 'short')
    """
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most and len(text) <= 4 * most else f"{line[: most - 3]}..."


class Sentence(str):
    """A sentence in English that knows its pattern and values, to be said in another language."""

    pattern: str
    values: dict[str, object]


def sentence(pattern: str, **values: object) -> Sentence:
    """Fill a pattern; its wording in another language is found by the pattern.

    >>> sentence("choose among {known}", known="a, b")
    'choose among a, b'
    """
    made = Sentence(pattern.format(**values))
    made.pattern, made.values = pattern, values
    return made


GIVEN_TWICE = "it is given twice; leave one of the two out"


def either(choices: Iterable[str]) -> str:
    """What can be chosen, joined by "or" in every language.

    >>> either([".csv", ".ics", ".xlsx"]), either(["3"])
    ('.csv, .ics or .xlsx', '3')
    """
    *first, last = choices
    return sentence("{what} or {value}", what=", ".join(first), value=last) if first else last


class DetenteError(Exception):
    """Root of all errors that détente raises on purpose."""

    exit_code = 3


class InputError(DetenteError):
    """The input is at fault; the message says where and what to do."""

    exit_code = 2


class InternalError(DetenteError):
    """A result failed its own check; the message says which."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where it stands, which rule it breaks, what to do.

    `line` and `column` count from 1; they are None where the file as a whole is meant.

    >>> print(Problem("talks.yaml", "weights are not negative", given="-5",
    ...               remedy="write a number of at least 0", line=7, column=12))
    talks.yaml:7:12: weights are not negative; given: -5; write a number of at least 0
    """

    file: str
    rule: str
    given: str = ""
    remedy: str = ""
    line: int | None = None
    column: int | None = None
    path: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        said = [f"{place}: {self.path}: {self.rule}" if self.path else f"{place}: {self.rule}"]
        if self.given:
            said.append(f"given: {self.given}")
        if self.remedy:
            said.append(self.remedy)
        return "; ".join(said)


class ScenarioError(InputError):
    """A scenario cannot be used as it stands; `problems` lists all that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class MissingSection(InputError):
    """An analysis needs a section that the scenario does not have."""

    def __init__(self, analysis: str, section: str, example: str) -> None:
        self.analysis, self.section, self.example = analysis, section, example
        super().__init__(
            f"the analysis '{analysis}' needs the section '{section}', which this scenario does "
            f"not have; the shortest example of it is:\n\n{example}"
        )


class SettingError(InputError):
    """An option of an analysis or a command has a value that it cannot take.

    `given` is that value, or a `sentence` on what is wrong where there is none.
    """

    def __init__(self, setting: str, given: object, remedy: str) -> None:
        self.setting, self.given, self.remedy = setting, given, remedy
        shown = given if isinstance(given, Sentence) else f"{shortened(repr(given))} cannot be used"
        super().__init__(f"{setting}: {shown}; {remedy}")


class FileError(InputError):
    """A file cannot be read or written."""

    def __init__(self, file: str, rule: str, remedy: str = "") -> None:
        self.file, self.rule, self.remedy = file, rule, remedy
        super().__init__(f"{shortened(file, 300)}: {rule}" + (f"; {remedy}" if remedy else ""))


class EditRefused(InputError):
    """A change of a scenario file cannot be made exactly, so that it is not made at all."""

    def __init__(self, path: tuple[str, ...], rule: str, remedy: str = "") -> None:
        self.rule, self.remedy = rule, remedy or "change it by hand"
        self.place = ".".join(map(shortened, path))
        super().__init__(f"{': '.join(filter(None, (self.place, rule)))}; {self.remedy}")


class Conflict(InputError):
    """A change was made for a text that has been changed since by somebody else.

    `yours` is what was to be written, `theirs` what stands there now: values at the key path
    `path`, or whole texts where that is empty. None stands for nothing there.
    """

    def __init__(self, path: tuple[str, ...], yours: object, theirs: object) -> None:
        self.path, self.yours, self.theirs = path, yours, theirs
        self.rule = "this has been changed by somebody else since it was shown"
        self.remedy = "look at both and say which one is to stay"
        self.place = ".".join(map(shortened, path))
        super().__init__(f"{': '.join(filter(None, (self.place, self.rule)))}; {self.remedy}")
