"""The brief of the flagship case in both languages, composed once for all tests of briefs."""

from __future__ import annotations

import pytest

from briefs import composed
from detente.exhibits import Document
from detente.phrases import LANGUAGES


@pytest.fixture(scope="session", params=LANGUAGES)
def document(request: pytest.FixtureRequest) -> Document:
    return composed("anchorage", request.param)
