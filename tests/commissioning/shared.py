"""Records and figures collected for trials that are not part of the project: tests that use them skip without them."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TOLLGATE_SHARED", Path(__file__).parents[3] / "shared"))


def shared(name: str) -> Path:
    """The collected file or folder of that name; the test skips, saying so, where it is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine (set TOLLGATE_SHARED to the folder that holds it)")
    return path
