"""The picture of a thread shows the links that there are, and none that there are not."""

from __future__ import annotations

from commissioning.casefile.thread_drawing import BOX_HEIGHT, BOX_WIDTH, Box, Line, map_of
from commissioning.thread.rules import Row, weave
from commissioning.vocabulary import ThreadKind

K = ThreadKind


def touches(line: Line, box: Box) -> bool:
    """Whether a line goes through a box, or behind it."""
    at = [
        (line.x1 + (line.x2 - line.x1) * part / 100, line.y1 + (line.y2 - line.y1) * part / 100) for part in range(101)
    ]
    return any(box.x < x < box.x + BOX_WIDTH and box.y <= y <= box.y + BOX_HEIGHT for x, y in at)


def test_a_link_passes_between_the_boxes_that_it_does_not_join() -> None:
    """A measure without an outcome: drawn behind the outcomes, its line would seem to join them."""
    rows = [
        Row(K.PRIORITY, 1, "P1", "Work"),
        *(Row(K.OUTCOME, pk, f"O{pk}", "Less alone") for pk in (1, 2, 3)),
        Row(K.MEASURE, 1, "M1", "Jobs", [(K.PRIORITY, 1)]),
    ]
    picture = map_of(weave(rows))
    assert picture.words == "P1 Work leads to M1 Jobs"
    assert not any(touches(line, box) for line in picture.lines for box in picture.boxes)
    first, last = picture.lines[0], picture.lines[-1]
    assert (first.x1, last.x2) == (picture.boxes[0].x + BOX_WIDTH, picture.boxes[-1].x)
    assert all(
        (one.x2, one.y2) == (other.x1, other.y1) for one, other in zip(picture.lines, picture.lines[1:], strict=False)
    )
