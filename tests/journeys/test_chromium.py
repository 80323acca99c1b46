"""A machine without Chromium leaves the journeys out and says so; CI must have it."""

from __future__ import annotations

import shutil

import pytest

from tests.journeys.conftest import program


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_chromium_the_journeys_are_skipped_but_in_ci_they_fail(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="`apt-get install chromium` brings it"):
        program()
