"""Which documents share what they ever said, so that whoever wrote it is known."""

from __future__ import annotations

import pytest

from audit.history import sharing

BEGUN, HERS, CHANGED = "a", "b", "c"


@pytest.mark.parametrize(
    ("rows", "copied", "shared"),
    [
        ([(1, BEGUN), (1, HERS), (2, BEGUN), (2, HERS), (2, CHANGED)], True, [1, 2]),
        ([(1, BEGUN), (2, BEGUN), (2, CHANGED)], True, [2]),
        ([(1, BEGUN), (2, BEGUN), (2, BEGUN)], True, [1, 2]),
        ([(1, HERS), (2, HERS), (2, CHANGED)], False, [1, 2]),
        ([(1, HERS), (2, CHANGED)], False, [2]),
        ([(1, ""), (2, "")], False, [2]),
        ([], True, [2]),
    ],
)
def test_what_a_document_ever_said_it_shares_with_others(
    rows: list[tuple[int, str]], shared: list[int], *, copied: bool
) -> None:
    assert sharing(rows, 2, copied=copied) == shared
