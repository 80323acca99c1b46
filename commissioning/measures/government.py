"""The government's Social Value Model as facts: what holds for a procurement by the day on which it commenced.

It is made for central government. To a council it is advice, whatever the note says of itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from commissioning.timetable.duties import Confidence

FACTS: Final = Path(__file__).parent / "data" / "social_value_model.json"
SURE: Final = {
    Confidence.LEGISLATION: "From the law itself",
    Confidence.GUIDANCE: "From the government’s own note",
    Confidence.RECORDS: "From published records",
    Confidence.SECONDARY: "From secondary sources alone: read the note before you rely on it",
    Confidence.UNVERIFIED: "Not verified",
}


@dataclass(frozen=True)
class Fact:
    """An outcome or an award criterion of a model. What is not `verified` says so wherever it is shown."""

    code: str
    title: str
    verified: bool = True
    criteria: tuple[Fact, ...] = ()

    def __str__(self) -> str:
        doubt = "" if self.verified else " (title not verified)"
        return f"{self.code} {self.title}".strip() + doubt


@dataclass(frozen=True)
class Theme:
    """A mission of a model, with its outcomes."""

    title: str
    outcomes: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Model:
    """One version of the Social Value Model. It binds no council: `binds_councils` is false for each of them."""

    code: str
    title: str
    published_on: date
    holds_from: date
    holds_until: date | None
    applies: str
    weight: str
    source: str
    confidence: Confidence
    notes: tuple[str, ...]
    themes: tuple[Theme, ...]
    binds_councils: bool = False

    def __str__(self) -> str:
        return self.title

    def holds_on(self, commenced_on: date) -> bool:
        """Whether it is the one for a procurement that commenced on the day."""
        return self.holds_from <= commenced_on and (self.holds_until is None or commenced_on <= self.holds_until)

    @property
    def sure(self) -> str:
        """How sure what is held of it is, in words."""
        return SURE[self.confidence]


def models() -> Sequence[Model]:
    """Return every model held, the earliest first."""
    return MODELS


def model_for(commenced_on: date) -> Model | None:
    """Return the model for a procurement that commenced on a day; None where none is held."""
    return next((model for model in MODELS if model.holds_on(commenced_on)), None)


def model_named(code: str) -> Model | None:
    """Return the model of that short name, if there is one."""
    return next((model for model in MODELS if model.code == code), None)


def _model(stated: Mapping[str, Any]) -> Model:
    until = stated.get("until")
    return Model(
        **{name: stated[name] for name in ("code", "title", "applies", "weight", "source")},
        published_on=date.fromisoformat(stated["published_on"]),
        holds_from=date.fromisoformat(stated["from"]),
        holds_until=date.fromisoformat(until) if until else None,
        confidence=Confidence(stated["confidence"]),
        notes=tuple(stated["notes"]),
        themes=tuple(Theme(one["title"], tuple(map(_fact, one["outcomes"]))) for one in stated["themes"]),
    )


def _fact(stated: Mapping[str, Any]) -> Fact:
    criteria = tuple(map(_fact, stated.get("criteria", ())))
    return Fact(stated.get("code", ""), stated["title"], stated.get("verified", True), criteria)


MODELS: Final = tuple(_model(one) for one in json.loads(FACTS.read_text("utf-8"))["models"])
