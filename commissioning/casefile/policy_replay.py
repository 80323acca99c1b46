"""What a replay came to, in words, as a picture and in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from commissioning.case.models import CaseQuerySet
from commissioning.casefile.wording import stacked
from commissioning.gate_policies.models import Replay
from commissioning.vocabulary import Stage
from govuk.wording import how_many

STAGE_HEAD = [
    {"text": "Stage"},
    *(
        {"text": text, "numeric": True}
        for text in ("Gates", "Otherwise", "Blocked", "Seats added", "Seats removed", "Sign-offs", "Working days")
    ),
]
COLUMNS = ("gates", "changed", "blocked", "seats_added", "seats_removed", "sign_offs", "working_days")
SIGNED = ("sign_offs", "working_days")
CASE_HEAD = [{"text": text} for text in ("Case", "Stage", "What would have been otherwise", "Sign-offs", "Days")]
BAR, LINE, LABEL, RIGHT = 320, 34, 190, 110


@dataclass(frozen=True)
class Bar:
    """One line of the picture: a stage, how many gates it had, and how many would have been otherwise."""

    y: int
    name: str
    width: int
    changed: int
    words: str

    @property
    def text_y(self) -> int:
        """The line of its words."""
        return self.y + LINE // 2


@dataclass(frozen=True)
class Picture:
    """Where everything stands, in units of the picture."""

    width: int
    height: int
    bars: Sequence[Bar]
    words: str
    left: int = LABEL
    thickness: int = LINE - 12

    @property
    def after(self) -> int:
        """Where the words behind a bar begin."""
        return LABEL + BAR + 10


def told(replay: Replay) -> list[dict[str, str]]:
    """Return the figures of a replay for a summary list."""
    tally = replay.tally
    return [
        {"key": "Looked at", "value": how_many(replay.done, "gate,gates")},
        {"key": "Would have been otherwise", "value": how_many(tally["changed"], "gate,gates")},
        {"key": "Of these still open", "value": how_many(tally["open_changed"], "gate,gates")},
        {"key": "Would have been blocked", "value": how_many(tally["blocked"], "gate,gates")},
        {"key": "Would have left the fast lane", "value": how_many(tally["left_fast_lane"], "purchase,purchases")},
        {"key": "Sign-offs", "value": _more(tally["sign_offs"], "sign-off,sign-offs")},
        {"key": "Working days, at the longest", "value": _more(tally["working_days"], "working day,working days")},
    ]


def _more(number: int, words: str) -> str:
    if not number:
        return "As many as before"
    return f"{how_many(abs(number), words)} {'more' if number > 0 else 'fewer'}"


def picture_of(replay: Replay) -> Picture:
    """Return the stages as bars: all gates that were looked at, and those that would have been otherwise."""
    stages = _stages(replay.tally)
    most = max((figures["gates"] for _, figures in stages), default=1)
    bars = [
        Bar(
            y=number * LINE + 6,
            name=stage.label,
            width=figures["gates"] * BAR // most,
            changed=figures["changed"] * BAR // most,
            words=f"{figures['changed']:,} of {figures['gates']:,}",
        )
        for number, (stage, figures) in enumerate(stages)
    ]
    words = "; ".join(f"{bar.name}: {bar.words} gates would have been otherwise" for bar in bars)
    return Picture(LABEL + BAR + RIGHT, len(bars) * LINE + 12, bars, words)


def _stages(tally: Mapping[str, Any]) -> list[tuple[Stage, Mapping[str, int]]]:
    return [(stage, tally["stages"][stage.value]) for stage in Stage if stage.value in tally["stages"]]


def rows_of(replay: Replay, visible: CaseQuerySet) -> dict[str, object]:
    """Return what a replay found, stage by stage, seat by seat, and for the cases that its reader may see."""
    tally = replay.tally
    references = {change["case"] for change in tally["changes"]}
    seen = set(visible.filter(reference__in=references).values_list("reference", flat=True))
    cases = [_case_row(change) for change in tally["changes"] if change["case"] in seen]
    return {
        "stage_head": STAGE_HEAD,
        "stage_rows": [_stage_row(stage, figures) for stage, figures in _stages(tally)],
        "added": _titles(tally["added"]),
        "removed": _titles(tally["removed"]),
        "case_head": CASE_HEAD,
        "case_rows": stacked(CASE_HEAD, cases),
    }


def _stage_row(stage: Stage, figures: Mapping[str, int]) -> list[dict[str, object]]:
    cells = [f"{figures[name]:+,}" if name in SIGNED else f"{figures[name]:,}" for name in COLUMNS]
    return [{"text": stage.label, "header": True}, *({"text": text, "numeric": True} for text in cells)]


def _titles(found: Mapping[str, int]) -> list[str]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [f"{title} ({how_many(count, 'gate,gates')})" for title, count in ordered]


def _case_row(change: Mapping[str, Any]) -> list[dict[str, object]]:
    what = [
        change["lane"],
        change["blocked"],
        f"Added: {', '.join(change['added'])}." if change["added"] else "",
        f"Removed: {', '.join(change['removed'])}." if change["removed"] else "",
    ]
    return [
        {"text": change["case"], "href": reverse("case", args=[change["case"]]), "header": True},
        {"text": f"{Stage(change['stage']).label}{', open' if change['open'] else ''}"},
        {"text": " ".join(part for part in what if part) or "The same seats, asked otherwise."},
        {"text": f"{change['sign_offs']:+}"},
        {"text": f"{change['working_days']:+}"},
    ]
