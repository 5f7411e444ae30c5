"""The brief of the flagship case in both languages, written once for all tests of briefs."""

from __future__ import annotations

import pytest

import detente
from detente.brief import write_brief
from detente.exhibits import Document
from detente.phrases import LANGUAGES


@pytest.fixture(scope="session", params=LANGUAGES)
def document(request: pytest.FixtureRequest) -> Document:
    return write_brief(detente.load("anchorage"), language=request.param)
