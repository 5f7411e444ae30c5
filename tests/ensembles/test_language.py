"""Likelihood words, error bars and the rules of estimative language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs import FILES
from detente import render
from detente.analyses.catalogue import NAMES, find_analysis
from detente.brief.compose import compose
from detente.brief.facts import gather
from detente.brief.overrides import Overrides
from detente.ensembles import run_ensemble
from detente.ensembles.report.conclusions import conclusion_text, share_text
from detente.ensembles.result import Share
from detente.phrases import LANGUAGES, phrases
from detente.scenario import case_names, load, loads
from estimative_language import slips


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (0.0, "none", "keine"),
        (1e-4, "hardly any", "kaum eine"),
        (0.0499, "hardly any", "kaum eine"),
        (0.05, "few", "wenige"),
        (0.25, "about a third", "etwa ein Drittel"),
        (0.416, "about a third", "etwa ein Drittel"),
        (0.417, "about half", "etwa die Hälfte"),
        (0.583, "about half", "etwa die Hälfte"),
        (0.584, "about two thirds", "etwa zwei Drittel"),
        (0.75, "most", "die meisten"),
        (0.95, "nearly all", "fast alle"),
        (0.9999, "nearly all", "fast alle"),
        (1.0, "all", "alle"),
    ],
)
def test_bins_of_shares_are_closed_below(value: float, english: str, german: str) -> None:
    assert phrases("en").how_many(value) == english
    assert phrases("de").how_many(value) == german


def test_a_share_of_cases_is_no_likelihood() -> None:
    share = Share.of(8800, 10_000)
    assert share_text(share, phrases("en")) == (
        "in most of our calculations (88 % of 10,000 cases computed; error bar 87 to 89 %)"
    )
    assert share_text(share, phrases("de")) == (
        "in den meisten unserer Rechnungen (88 % von 10.000 durchgerechneten Fällen; "
        "Fehlerbereich 87 bis 89 %)"
    )
    assert share_text(Share.of(20, 20), phrases("en")) == (
        "in all of our calculations (20 cases computed; error bar 84 to over 99 %)"
    )


@given(st.integers(1, 5000), st.floats(0, 1))
def test_nothing_is_ever_certain(draws: int, part: float) -> None:
    share = Share.of(round(part * draws), draws)
    assert 0 <= share.low <= share.value <= share.high <= 1
    for language in ("en", "de"):
        words = phrases(language)
        for text in (words.share(share.value), words.shares(share.low, share.high)):
            assert text not in ("0 %", "100 %")


def _place(text: str) -> tuple[float, float]:
    """The shares, in percent, that a printed end stands for."""
    number = float(re.findall(r"\d+", text)[0])
    if "under" in text or "unter" in text:
        return 0.0, 1.0
    return (99.0, 100.0) if "over" in text or "über" in text else (number, number)


@given(st.integers(1, 5000), st.floats(0, 1), st.sampled_from(["en", "de"]))
def test_an_error_bar_includes_its_estimate_as_printed(
    draws: int, part: float, language: str
) -> None:
    share, words = Share.of(round(part * draws), draws), phrases(language)
    low, high = _place(words.share(share.value))
    ends = re.split(" to | bis ", words.shares(share.low, share.high))
    assert _place(ends[0])[0] <= low
    assert high <= _place(ends[-1])[1]


@pytest.mark.parametrize("case", [name for name in case_names() if name not in FILES])
def test_every_case_has_a_brief_that_keeps_the_rules(case: str) -> None:
    """The others have theirs in `brief/test_language.py`."""
    facts = gather(load(case), phrases("en"), draws=64, seed=0)
    for language in LANGUAGES:
        document = compose(facts, phrases(language), Overrides())
        text = render.markdown(document, language=language)
        assert text.startswith("# ")
        assert document.front[0].exhibits
        assert list(slips(text)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("So it is in 63 % of cases: that is likely.", "likelihood"),
        ("In 63 % der Fälle, also wahrscheinlich.", "likelihood"),
        ("The chance of that is 0 %.", "extreme"),
        ("Die Wahrscheinlichkeit beträgt 100 %.", "extreme"),
        ("This will certainly fail.", "certain"),
        ("Das scheitert mit Sicherheit.", "certain"),
        ("The probability of peace is 40 %.", "peace"),
    ],
)
def test_the_rules_find_what_breaks_them(text: str, rule: str) -> None:
    assert [found for found, _ in slips(f"All is well.\n\n{text}\n")] == [rule]


@pytest.mark.parametrize("name", NAMES)
def test_every_conclusion_has_words(name: str) -> None:
    analysis, scenario = find_analysis(name), load("anchorage")
    result = run_ensemble(analysis, scenario, draws=2, seed=0, progress=False)
    for conclusion in result.names:
        english, german = (
            conclusion_text(scenario, conclusion, phrases(language)) for language in ("en", "de")
        )
        assert english != german, conclusion
        assert conclusion not in (english, german)


def test_a_vote_is_not_called_everybody_s_consent() -> None:
    text = (
        "title: t\nparties: {a: {}, b: {}, c: {}}\nissues: {x: {values: [u, v]}}\n"
        "preferences:\n"
        "  a: {weights: {x: 1}, values: {x: rising}, reservation: 40..60}\n"
        "  b: {weights: {x: 1}, values: {x: rising}, reservation: 50}\n"
        "  c: {weights: {x: 1}, values: {x: falling}, reservation: 50}\n"
    )
    for rule, said in (("all", "all parties at the table"), ("majority", "enough of the parties")):
        scenario = loads(f"{text}consent: {rule}\n")
        for name in ("zopa", "acceptable.v.all"):
            assert said in conclusion_text(scenario, name, phrases("en"))
