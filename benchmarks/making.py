"""Made-up cases for a measurement, as `seed_load` makes them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from unittest.mock import patch

from django.utils.timezone import now

from benchmarks.figures import Size
from workflows.demonstration.stories import STORIES
from workflows.seeding.loading import Loaded, goes_through_six_stages, load

FEW = 3
Tell = Callable[[str], object]


def make(cases: int, size: Size, tell: Tell = lambda line: sys.stderr.write(f"{line}\n")) -> Loaded:
    """Load as many cases; to see that it runs, from the stories that are told soonest."""
    standard = sorted(
        (story for story in STORIES if goes_through_six_stages(story.purchase)),
        key=lambda story: story.began,
    )
    grown = standard[:FEW] if size is Size.TINY else STORIES
    with patch("workflows.seeding.loading.STORIES", tuple(grown)):
        return load(cases, 1, now(), tell)
