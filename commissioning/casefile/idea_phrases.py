"""What the trail of a case says of ideas it answered, and the history of an idea of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from commissioning.verbs import Verb

Facts = Mapping[str, Any]
Phrase = Callable[[Facts], str]

OF_IDEAS = (
    Verb.IDEA_POSTED,
    Verb.IDEA_CHANGED,
    Verb.IDEA_WITHDRAWN,
    Verb.IDEA_PUBLISHED,
    Verb.IDEA_CHANGE_ASKED,
    Verb.IDEA_DECLINED,
)


def _named(about: Facts) -> str:
    return f"idea {about.get('idea', '')}, “{about.get('title', '')}”, of {about.get('organisation', 'a community')}"


def _answered(about: Facts) -> str:
    return f"{'used' if about.get('used') else 'did not use'} {_named(about)}"


def _more_of_answer(about: Facts) -> str:
    return str(about.get("text") or "")


def _of_idea(verb: Verb) -> Phrase:
    return lambda about: f"{verb.label}, “{about.get('title', '')}”"


PHRASES: Mapping[str, Phrase] = {Verb.IDEA_ANSWERED: _answered, **{verb: _of_idea(verb) for verb in OF_IDEAS}}
MORE: Mapping[str, Phrase] = {Verb.IDEA_ANSWERED: _more_of_answer}
