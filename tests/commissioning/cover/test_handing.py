"""A manager hands over what somebody is on: to whom authority would let answer, once, each in its own case's chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.decisions import deactivate_person, end_holding
from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Person
from accounts.rights import Role
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.errors import KeyReusedError, RepeatedError
from audit.models import Entry
from commissioning.asks.decisions import take
from commissioning.asks.models import Ask
from commissioning.case.models import Case, scope_of_case
from commissioning.casefile.trail import body_of, sentence
from commissioning.cover.handing import hand_over
from commissioning.errors import OvertakenError
from commissioning.telling.models import Message
from commissioning.telling.outbox import drain
from commissioning.verbs import Verb
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key, a_person, a_post, appointed, excluded
from tests.commissioning.cover.covers import accepted, offered
from tests.council import AT, People, a_case, ask_of, at_gate, body, does

pytestmark = pytest.mark.django_db
WHY = "Ruth is ill."


@pytest.fixture
def sid(people: People) -> Person:
    """A second finance officer."""
    return a_finance_officer("Sid Marsh")


def a_finance_officer(name: str, value_limit: Decimal | None = None) -> Person:
    person = a_person(name)
    appointed(person, a_post(Role.FINANCE_OFFICER, body("finance")), value_limit=value_limit)
    return person


@pytest.fixture
def task(case: Case, people: People) -> Ask:
    """The signature of Finance, which Ruth Okafor is on."""
    found = ask_of(case, "Finance")
    take(found, by=people["finance"], at=AT, key=a_key())
    return found


def handed(
    task: Ask,
    people: People,
    to: Person | None,
    *,
    holder: str = "finance",
    by: str = "director",
    reason: str = WHY,
    together: str = "round",
    key: str = "",
) -> None:
    hand_over(
        task,
        holder=people[holder],
        to=to,
        reason=reason,
        together=together,
        by=people[by],
        at=AT,
        key=key or a_key(),
    )


def why_not(act: Callable[[], object]) -> str:
    """The words in which an act is refused, having changed nothing."""
    before = list(Ask.objects.order_by("pk").values()), Entry.objects.count(), Message.objects.count()
    with pytest.raises((NotAllowedError, RefusedError, OvertakenError)) as caught:
        act()
    assert (list(Ask.objects.order_by("pk").values()), Entry.objects.count(), Message.objects.count()) == before
    return str(caught.value)


def on_it(task: Ask) -> Person | None:
    return Ask.objects.select_related("taken_by").get(pk=task.pk).taken_by


# What it does


def test_a_task_goes_to_a_colleague_once_and_its_case_says_so(task: Ask, people: People, sid: Person) -> None:
    handed(task, people, sid, key="hand-1")
    assert on_it(task) == sid
    entry = Entry.objects.select_related("payload").get(key="hand-1")
    assert (entry.verb, entry.stream) == (Verb.ASK_HANDED_OVER, task.case.stream_name)
    assert entry.capacity.startswith("Corporate director")
    assert sentence(entry, body_of(entry)) == (
        f"{people['director'].full_name} ({entry.capacity}) handed the task “{task.title}” "
        "from Ruth Okafor to Sid Marsh: Ruth is ill."
    )
    with pytest.raises(RepeatedError):
        handed(task, people, sid, key="hand-1")
    with pytest.raises(KeyReusedError):
        handed(task, people, None, key="hand-1")
    does(task, Action.SIGN, by=sid)


def test_a_task_is_freed_for_its_post(task: Ask, people: People) -> None:
    handed(task, people, None, key="free-1")
    assert on_it(task) is None
    entry = Entry.objects.select_related("payload").get(key="free-1")
    assert entry.verb == Verb.ASK_FREED
    assert f"freed the task “{task.title}” that Ruth Okafor was on: Ruth is ill." in sentence(entry, body_of(entry))
    does(task, Action.SIGN, by=people["finance"])


def test_who_covers_the_post_can_get_it(task: Ask, people: People) -> None:
    lin = people["procurement"]
    assert "a post they do not hold" in why_not(lambda: handed(task, people, lin))
    accepted(offered(people["finance"], lin))
    handed(task, people, lin)
    assert on_it(task) == lin


# Who may not get it


def test_nobody_gets_what_authority_would_refuse(task: Ask, people: People, sid: Person) -> None:
    poor = a_finance_officer("Pia Low", value_limit=Decimal(1_000))
    assert why_not(lambda: handed(task, people, poor)) == (
        "As Finance officer, Finance they may act up to £1,000 and this is for more, so they cannot sign it."
    )
    assert "This waits for the Finance officer, Finance" in why_not(lambda: handed(task, people, people["legal"]))
    excluded(sid, task.scope)
    assert why_not(lambda: handed(task, people, sid)) == "They wrote this record, so they cannot sign it."
    conflicted = a_finance_officer("Con Flict")
    excluded(conflicted, scope_of_case(task.case_id), ground=Ground.CONFLICT)
    assert "They declared a conflict of interest" in why_not(lambda: handed(task, people, conflicted))
    assert why_not(lambda: handed(task, people, people["finance"])) == "Ruth Okafor is on it already."


def test_nobody_gets_it_who_left_or_lost_the_post_meanwhile(task: Ask, people: People, sid: Person) -> None:
    end_holding(sid.holdings.get(), on=day_of(AT) - timedelta(days=1), by=None, at=AT, key=a_key())
    assert "Their appointment as Finance officer, Finance ended on" in why_not(lambda: handed(task, people, sid))
    gone = a_finance_officer("Gil Gone")
    deactivate_person(gone, body=body("council"), reason="Left.", by=None, at=AT, key=a_key())
    gone.refresh_from_db()
    assert "Their account is closed" in why_not(lambda: handed(task, people, gone))


def test_a_reason_is_needed(task: Ask, people: People, sid: Person) -> None:
    assert why_not(lambda: handed(task, people, sid, reason="  ")) == "Say why, such as that they are ill."


# Who may not hand it over


def test_only_who_arranges_cover_at_the_post_hands_it_over(task: Ask, people: People, sid: Person) -> None:
    for by in ("finance", "commissioner", "head.of.service", "auditor", "admin"):
        assert "arrange cover here" in why_not(lambda by=by: handed(task, people, sid, by=by))  # type: ignore[misc]  # bound in the loop


def test_who_may_not_answer_it_does_not_choose_who_does(task: Ask, people: People, sid: Person) -> None:
    director = people["director"]
    excluded(director, task.scope)
    words = why_not(lambda: handed(task, people, sid))
    assert words.startswith("You wrote this record, so you cannot arrange cover here.")
    other = ask_of(at_gate(people), "Finance")
    take(other, by=people["finance"], at=AT, key=a_key())
    excluded(director, scope_of_case(other.case_id), ground=Ground.CONFLICT)
    assert "You declared a conflict of interest" in why_not(lambda: handed(other, people, sid))


def test_a_right_lost_in_between_stops_it(task: Ask, people: People, sid: Person) -> None:
    held = people["director"].holdings.get()
    end_holding(held, on=day_of(AT) - timedelta(days=1), by=None, at=AT, key=a_key())
    assert "ended on" in why_not(lambda: handed(task, people, sid))


def test_nobody_chooses_who_holds_them_to_account(task: Ask, people: People, sid: Person) -> None:
    scrutiny = a_post(Role.SCRUTINY_OFFICER, body("finance"))
    Ask.objects.filter(pk=task.pk).update(post=scrutiny)
    task.refresh_from_db()
    assert "holds this work to account" in why_not(lambda: handed(task, people, sid))


# Two at once


def test_who_comes_second_is_told_who_was_first(task: Ask, people: People, sid: Person) -> None:
    third = a_finance_officer("Tam Third")
    handed(task, people, sid)
    words = why_not(lambda: handed(task, people, third))
    assert words == "Ruth Okafor is not on this task any more: Sid Marsh is. Nothing was changed."
    hand_over(task, holder=sid, to=None, reason=WHY, together="x", by=people["director"], at=AT, key=a_key())
    assert "nobody is. Nothing was changed." in why_not(lambda: handed(task, people, third))


def test_what_is_done_meanwhile_stays(task: Ask, people: People, sid: Person) -> None:
    does(task, Action.SIGN, by=people["finance"])
    assert "This task is closed: Ruth Okafor" in why_not(lambda: handed(task, people, sid))


# Who is told


def test_each_person_is_told_once_of_all_that_was_sent_together(task: Ask, people: People, sid: Person) -> None:
    other = ask_of(at_gate(people), "Finance")
    take(other, by=people["finance"], at=AT, key=a_key())
    for found in (task, other):
        handed(found, people, sid, key=f"round/{found.pk}")
        with pytest.raises(RepeatedError):
            handed(found, people, sid, key=f"round/{found.pk}")
    to = Message.objects.get(person=sid, event__startswith="handed/")
    assert to.subject == f"{people['director'].full_name} hands tasks to you"
    assert to.text.endswith(
        f"\n\n- {task.case.reference}, Sign: needs analysis\n- {other.case.reference}, Sign: needs analysis"
    )
    assert "which Ruth Okafor was on. Why: Ruth is ill." in to.text
    assert (to.case, to.place) == (None, "/")
    assert (
        "hands these tasks to Sid Marsh"
        in Message.objects.get(person=people["finance"], event__startswith="handed/").text
    )
    assert not Message.objects.filter(person=people["director"], event__startswith="handed/").exists()


def test_what_is_sent_already_is_not_written_into(task: Ask, people: People, sid: Person) -> None:
    other = ask_of(at_gate(people), "Finance")
    take(other, by=people["finance"], at=AT, key=a_key())
    handed(task, people, sid)
    drain(AT)
    handed(other, people, sid)
    first, second = Message.objects.filter(person=sid, event__startswith="handed/").order_by("pk")
    assert first.sent_at is not None
    assert other.case.reference not in first.text
    assert second.text.endswith(f"- {other.case.reference}, Sign: needs analysis")
    assert second.event == f"{first.event}/1"


def test_who_hands_a_task_to_themselves_needs_no_telling(people: People) -> None:
    case = a_case(people)
    write, head = ask_of(case, "Write"), people["head.of.service"]
    appointed(head, write.post)
    hand_over(write, holder=people["commissioner"], to=head, reason=WHY, together="x", by=head, at=AT, key=a_key())
    assert not Message.objects.filter(person=head, event__startswith="handed/").exists()
    assert Message.objects.filter(person=people["commissioner"], event__startswith="handed/").exists()
