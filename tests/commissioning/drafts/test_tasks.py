"""What somebody typed at a task ends as they act on it, in the same transaction, whether a screen or a script does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Person
from commissioning.asks.models import Ask
from commissioning.drafts.keeping import WHOLE
from commissioning.drafts.models import Draft
from commissioning.errors import RefusedError
from commissioning.vocabulary import Action
from tests.commissioning.fast.bought import a_purchase, decided, submitted
from tests.council import AT, People, ask_of, at_gate, does
from tests.council import people as people

pytestmark = pytest.mark.django_db
WELL = {"delivered": "yes", "paid": "yes", "use_again": "yes"}


def typed(task: Ask, by: Person) -> Draft:
    named = {"person": by, "place": task.drafted_as, "section": WHOLE}
    found, _ = Draft.objects.get_or_create(**named, defaults={"opened_at": AT, "seen_at": AT, "typed_at": AT})
    return found


def ends(task: Ask, action: Action, by: Person, **more: Any) -> bool:
    """Whether acting on a task leaves nothing of what was typed at it, and another's text there alone."""
    other = Person.objects.exclude(pk=by.pk).order_by("pk")[0]
    typed(task, by)
    typed(task, other)
    does(task, action, by=by, **more)
    left = list(Draft.objects.filter(place=task.drafted_as))
    assert [draft.person for draft in left if draft.person != by] == [other]
    return len(left) == 1


def test_every_act_at_a_gate_ends_the_draft_of_whoever_acts(people: People) -> None:
    case, finance, author = at_gate(people), people["finance"], people["commissioner"]
    assert not ends(ask_of(case, "Finance"), Action.TAKE, finance)  # nobody types anything for that
    assert ends(ask_of(case, "Finance"), Action.GIVE_BACK, finance, reason="I am away.")
    assert ends(ask_of(case, "Finance"), Action.RETURN, finance, reason="Not yet.")
    assert ends(ask_of(case, "Mend"), Action.TAKE_BACK, author, reason="At once.")
    assert ends(ask_of(case, "Mend"), Action.SUBMIT, author)
    for title, name in (("Finance", "finance"), ("Policy", "policy"), ("Voluntary", "voluntary.sector")):
        action = Action.ADVISE if title == "Voluntary" else Action.SIGN
        assert ends(ask_of(case, title), action, people[name], reason="As agreed.")
    until = AT.date() + timedelta(days=30)
    assert ends(ask_of(case, "Decision"), Action.DEFER, people["head.of.service"], reason="Wait.", until=until)


def test_every_act_of_the_fast_lane_ends_it_too(people: People) -> None:
    author, head = people["commissioner"], people["head.of.service"]
    lifted = a_purchase(people)
    assert ends(ask_of(lifted, "Write"), Action.LIFT, author, reason="It may grow.")
    case = submitted(a_purchase(people, title="Another survey"), people)
    assert ends(ask_of(case, "Decision"), Action.DECLARE, head, reason="My brother owns it.")


def test_what_is_recorded_ends_it_too(people: People) -> None:
    task = ask_of(decided(a_purchase(people), people), "closing question")
    assert ends(task, Action.DONE, people["commissioner"], fields=WELL)


def test_what_is_refused_leaves_the_draft(people: People) -> None:
    task = ask_of(at_gate(people), "Finance")
    draft = typed(task, people["finance"])
    with pytest.raises(RefusedError):
        does(task, Action.RETURN, by=people["finance"], reason=" ")
    assert Draft.objects.filter(pk=draft.pk).exists()
