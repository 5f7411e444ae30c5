"""Statements: grammar, precedence, values as they are declared, columns of errors, round trip."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.scenario.statements import (
    Comparison,
    Expression,
    ExpressionError,
    Joined,
    Not,
    OptionTaken,
    Vocabulary,
    atoms,
    evaluate,
    parse,
)

OPTIONS = Vocabulary(options={"north": ("sign", "re-arm"), "süd": ("block",)})
ISSUES = Vocabulary(
    issues={
        "ceasefire": ("none", "air", "air and infrastructure only", "full"),
        "land": ("low", "or not", 'the "line"', "50%"),
        "relief": None,
    }
)
SIGN, BLOCK = OptionTaken("north", "sign"), OptionTaken("süd", "block")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("north.sign", SIGN),
        ("  ( north.sign )  ", SIGN),
        ("not north.sign", Not(SIGN)),
        ("not not north.sign", Not(Not(SIGN))),
        ("not north.sign and süd.block", Joined("and", Not(SIGN), BLOCK)),
        ("not (north.sign and süd.block)", Not(Joined("and", SIGN, BLOCK))),
        (
            "north.sign or süd.block and north.sign",
            Joined("or", SIGN, Joined("and", BLOCK, SIGN)),
        ),
        (
            "north.sign and süd.block and north.sign",
            Joined("and", Joined("and", SIGN, BLOCK), SIGN),
        ),
        (
            "north.sign -> süd.block -> north.sign",
            Joined("->", SIGN, Joined("->", BLOCK, SIGN)),
        ),
        (
            "north.sign or süd.block -> north.sign",
            Joined("->", Joined("or", SIGN, BLOCK), SIGN),
        ),
        (
            "north.sign <-> süd.block -> north.sign",
            Joined("<->", SIGN, Joined("->", BLOCK, SIGN)),
        ),
        ("north.re-arm->süd.block", Joined("->", OptionTaken("north", "re-arm"), BLOCK)),
    ],
)
def test_precedence(text: str, meant: Expression) -> None:
    assert parse(text, OPTIONS) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ceasefire = air", Comparison("ceasefire", "=", "air")),
        (
            "ceasefire = air and infrastructure only",
            Comparison("ceasefire", "=", "air and infrastructure only"),
        ),
        (
            "ceasefire >= air and infrastructure only and relief < 5",
            Joined(
                "and",
                Comparison("ceasefire", ">=", "air and infrastructure only"),
                Comparison("relief", "<", 5.0),
            ),
        ),
        (
            "ceasefire = air and relief != 1e2",
            Joined("and", Comparison("ceasefire", "=", "air"), Comparison("relief", "!=", 100.0)),
        ),
        ("land = or not or land = low", None),
        ("land = 'the \"line\"' and land != 50%", None),
        ("(land = 50%)", Comparison("land", "=", "50%")),
        ('ceasefire="full"', Comparison("ceasefire", "=", "full")),
        ("relief<=-2.5", Comparison("relief", "<=", -2.5)),
        ("relief > .5", Comparison("relief", ">", 0.5)),
    ],
)
def test_values_are_read_as_declared(text: str, meant: Expression | None) -> None:
    read = parse(text, ISSUES)
    assert meant is None or read == meant
    assert parse(str(read), ISSUES) == read


def test_quotes_tell_values_apart_and_are_kept() -> None:
    values = Vocabulary(issues={"a": ("air", "air and sea"), "sea": ("open",)})
    assert str(parse("a = 'air' and sea = open", values)) == "a = 'air' and sea = open"
    with pytest.raises(ExpressionError) as caught:
        parse("a = air and sea = open", values)
    assert caught.value.column == len("a = air and sea ")


@pytest.mark.parametrize(
    ("text", "column", "given"),
    [
        ("", 0, ""),
        ("   ", 0, ""),
        ("north", 0, "north"),
        ("north.sgn", 6, "sgn"),
        ("  nroth.sign", 2, "nroth"),
        ("north.sign north.sign", 11, "north.sign"),
        ("north.sign and", 14, "the end"),
        ("and north.sign", 0, "and north.sign"),
        ("north.sign and (süd.block", 25, "the end"),
        ("north.sign)", 10, ")"),
        ("north.sign && süd.block", 11, "&& süd.block"),
        ("not", 3, "the end"),
        ("north.sign -> ", 14, "the end"),
        ("north.sign = yes", 11, "= yes"),
    ],
)
def test_errors_point_at_the_column(text: str, column: int, given: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, OPTIONS)
    assert (caught.value.column, caught.value.given) == (column, given)
    assert caught.value.remedy


def test_unknown_names_come_with_a_suggestion() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("ceasefire = ful", ISSUES)
    assert caught.value.remedy == "did you mean full?"


def expressions(vocabulary: Vocabulary) -> st.SearchStrategy[Expression]:
    options = [OptionTaken(p, o) for p, names in vocabulary.options.items() for o in names]
    relations = st.sampled_from(["=", "!=", ">=", "<=", ">", "<"])
    kinds: list[st.SearchStrategy[Expression]] = [st.sampled_from(options)] if options else []
    for issue, values in vocabulary.issues.items():
        value = (
            st.floats(allow_nan=False, allow_infinity=False)
            if values is None
            else st.sampled_from([name for name in values if name != "air"])
        )
        kinds.append(st.builds(Comparison, st.just(issue), relations, value))
    return st.recursive(
        st.one_of(kinds),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(Joined, st.sampled_from(["and", "or", "->", "<->"]), inner, inner),
        ),
        max_leaves=12,
    )


@given(st.data(), st.sampled_from([OPTIONS, ISSUES]))
def test_what_is_printed_reads_the_same(data: st.DataObject, vocabulary: Vocabulary) -> None:
    expression = data.draw(expressions(vocabulary))
    assert parse(str(expression), vocabulary) == expression


@given(expressions(OPTIONS))
def test_truth_is_that_of_python(expression: Expression) -> None:
    names = [OptionTaken("north", "sign"), OptionTaken("north", "re-arm"), BLOCK]
    rows = list(itertools.product([False, True], repeat=3))
    columns = dict(zip(names, np.array(rows).T, strict=True))
    truth = evaluate(expression, lambda atom: columns[atom])
    for row, said in zip(rows, truth, strict=True):
        assert meaning(expression, dict(zip(names, row, strict=True))) == said


def meaning(expression: Expression, taken: dict[OptionTaken, bool]) -> bool:
    match expression:
        case Not(part):
            return not meaning(part, taken)
        case Joined("and", left, right):
            return meaning(left, taken) and meaning(right, taken)
        case Joined("or", left, right):
            return meaning(left, taken) or meaning(right, taken)
        case Joined("->", left, right):
            return not meaning(left, taken) or meaning(right, taken)
        case Joined(_, left, right):
            return meaning(left, taken) is meaning(right, taken)
        case _:
            return taken[expression]


@given(st.text(alphabet="nortsigdablck.()-<>=! andor'\"\t", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for vocabulary in (OPTIONS, ISSUES, Vocabulary()):
        try:
            column = -1
            assert list(atoms(parse(text, vocabulary)))
        except ExpressionError as error:
            column = error.column
        assert column <= len(text)


def test_statements_may_be_long_and_deep_within_bounds() -> None:
    chain = " and ".join(["north.sign"] * 200)
    assert len(list(atoms(parse(chain, OPTIONS)))) == 200
    assert str(parse(chain, OPTIONS)) == chain
    deep = "(" * 49 + "not north.sign" + ")" * 49
    assert parse(deep, OPTIONS) == Not(SIGN)
