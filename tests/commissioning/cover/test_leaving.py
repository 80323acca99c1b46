"""Somebody leaves: their leads and tasks pass on the same day, and nothing waits for them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from accounts.decisions import deactivate_person, end_holding
from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Person
from accounts.rights import Role
from accounts.rules import day_of
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.asks.decisions import take
from commissioning.asks.models import Ask
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case
from commissioning.casefile.leavers import passing
from commissioning.chasing.decisions import chase
from commissioning.chasing.due import asks_due, steps_in_force
from commissioning.cover.leaving import left_with, pass_on
from commissioning.errors import OvertakenError
from commissioning.telling.models import Message
from commissioning.verbs import Verb
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key, a_person, a_post, appointed
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.cover.covers import TODAY, WEEK, a_post_of, accepted, offered
from tests.commissioning.interests.declared import declares
from tests.council import AT, SERVICE, People, a_case, ask_of, body, does, entry_of

pytestmark = pytest.mark.django_db
TOMORROW = AT + WEEK / 7


def a_colleague(role: Role = Role.COMMISSIONER, slug: str = SERVICE, name: str = "Nia Bell") -> Person:
    """A new person in the post of that role."""
    person = a_person(name)
    appointed(person, a_post(role, body(slug)))
    return person


def leaves(person: Person) -> Person:
    """The person, who has left."""
    left = Person.objects.get(pk=person.pk)
    deactivate_person(left, body=body("council"), reason="Left.", by=None, at=AT, key=a_key())
    return left


def passes(case: Case, people: People, successor: Person, by: str = "head.of.service", key: str = "") -> None:
    """Pass on what the commissioner leaves in a case."""
    pass_on(
        case,
        leaver=people["commissioner"],
        successor=successor,
        reason="Amina moves to another council.",
        by=people[by],
        at=AT,
        key=key or a_key(),
    )


def why_not(act: Callable[[], object]) -> str:
    """The words in which an act is refused."""
    with pytest.raises((NotAllowedError, RefusedError, OvertakenError)) as caught:
        act()
    return str(caught.value)


# Passing on


def test_a_leavers_lead_and_tasks_pass_to_a_successor(people: People) -> None:
    case, nia = a_case(people), a_colleague()
    write = ask_of(case, "Write")
    assert write.taken_by == people["commissioner"]
    passes(case, people, nia, key="pass-1")
    assert Case.objects.get(pk=case.pk).commissioner == Ask.objects.get(pk=write.pk).taken_by == nia
    entry = Entry.objects.get(key="pass-1")
    assert (entry.verb, entry.stream) == (Verb.CASE_PASSED_ON, case.stream_name)
    assert entry.capacity == "Head of service, Adult Social Care"
    told = entry_of(case)["about"]
    assert told == {"leaver": "Amina Begum", "successor": "Nia Bell", "lead": True, "tasks": [write.title]}
    message = Message.objects.get(person=nia, case=case)
    assert message.subject == f"{case.reference} passes to you"
    assert f"the lead of the case and the task “{write.title}” passes to you" in message.text
    assert list(left_with(people["commissioner"]).filter(pk=case.pk)) == []
    with pytest.raises(RepeatedError):
        passes(case, people, nia, key="pass-1")
    assert "has nothing left to pass on" in why_not(lambda: passes(case, people, nia))


def test_it_passes_after_the_account_was_closed_too(people: People) -> None:
    case, nia = a_case(people), a_colleague()
    left = leaves(people["commissioner"])
    pass_on(case, leaver=left, successor=nia, reason="Left.", by=people["admin"], at=AT, key=a_key())
    assert Case.objects.get(pk=case.pk).commissioner == nia


def test_a_task_the_successor_cannot_do_goes_back_to_its_post(case: Case, people: People) -> None:
    finance, task = people["finance"], ask_of(case, "Finance")
    take(task, by=finance, at=AT, key=a_key())
    second = a_colleague(Role.FINANCE_OFFICER, "finance", "Sid Marsh")
    for successor, on_it in ((second, second), (people["director"], None)):
        pass_on(case, leaver=finance, successor=successor, reason="Left.", by=people["director"], at=AT, key=a_key())
        assert Ask.objects.get(pk=task.pk).taken_by == on_it
        finance = successor
    assert Case.objects.get(pk=case.pk).commissioner == people["commissioner"]


def test_a_case_passes_neither_to_nor_by_somebody_whom_a_conflict_keeps_out(people: People) -> None:
    case, nia = a_case(people), a_colleague()
    declares(case, nia)
    assert "kept out of it by a conflict of interest" in why_not(lambda: passes(case, people, nia))
    left = passing(people["commissioner"], nia, case.bodies, AT, by=people["head.of.service"])
    assert [case.reference in words for words in left.staying] == [True]
    omar = a_colleague(name="Omar Reed")
    declares(case, people["head.of.service"])
    assert "You declared a conflict of interest" in why_not(lambda: passes(case, people, omar))
    assert Case.objects.get(pk=case.pk).commissioner == people["commissioner"]
    passes(case, people, omar, by="admin")
    assert Case.objects.get(pk=case.pk).commissioner == omar


def test_a_case_is_named_to_nobody_who_may_not_see_it(people: People) -> None:
    """Administrators pass work on and see no case: how many there are is no secret to them, which they are is."""
    case, nia, admin, head = a_case(people), a_colleague(), people["admin"], people["head.of.service"]
    bodies = case.bodies
    left = passing(people["commissioner"], nia, bodies, AT, by=admin)
    assert case in [one.case for one in left.cases]
    assert left.named == []
    assert re.fullmatch(r"\d cases? that you may not see", left.unnamed)
    assert case in [one.case for one in passing(people["commissioner"], nia, bodies, AT, by=head).named]
    declares(case, nia)
    stays = passing(people["commissioner"], nia, bodies, AT, by=admin).staying
    assert stays == ["A case of Adult Social Care that you may not see: Nia Bell cannot lead it."]
    foreign = [body("finance").pk]
    assert passing(people["commissioner"], nia, foreign, AT, by=admin).staying == []
    sent = {"leaver": people["commissioner"].pk, "successor": nia.pk, "reason": "She moves."}
    page = words(Reader(admin).post("/cover/leaving/", sent, 200))
    assert "A case of Adult Social Care that you may not see" in page
    assert case.reference not in page
    assert case.title not in page


def test_only_who_may_lead_takes_a_lead_over(people: People) -> None:
    case = a_case(people)
    finance = people["finance"]
    words = why_not(lambda: passes(case, people, finance))
    assert words.startswith(f"Ruth Okafor holds no post that leads cases of Adult Social Care, so {case.reference} st")
    assert "to themselves" in why_not(lambda: passes(case, people, people["commissioner"]))
    accepted(offered(people["commissioner"], people["contract.manager"]))
    assert "holds no post that leads" in why_not(lambda: passes(case, people, people["contract.manager"]))
    gone = leaves(a_colleague())
    assert why_not(lambda: passes(case, people, gone)) == "The account of Nia Bell is closed. Choose somebody else."


def test_only_who_arranges_cover_there_passes_on(case: Case, people: People) -> None:
    nia = a_colleague()
    for by in ("finance", "commissioner", "auditor"):
        assert "arrange cover here" in why_not(lambda by=by: passes(case, people, nia, by))  # type: ignore[misc]  # bound in the loop
    task = ask_of(case, "Finance")
    take(task, by=people["finance"], at=AT, key=a_key())
    words = why_not(
        lambda: pass_on(
            case,
            leaver=people["finance"],
            successor=nia,
            reason="Left.",
            by=people["head.of.service"],
            at=AT,
            key=a_key(),
        )
    )
    assert "arrange cover here" in words


# Nothing waits for who has left


def test_a_task_taken_by_who_left_or_lost_the_post_is_taken_by_nobody(case: Case, people: People) -> None:
    finance, lin, task = people["finance"], people["procurement"], ask_of(case, "Finance")
    colleague = a_colleague(Role.FINANCE_OFFICER, "finance", "Sid Marsh")
    accepted(offered(finance, lin))

    def on_it(at: object = AT) -> Person | None:
        [seen] = [found for found in work_list(colleague, AT if at is AT else TOMORROW).asks if found == task]
        assert Ask.objects.filter(pk=task.pk).attended(TODAY).exists() == (seen.on_it is not None) or at is not AT
        return seen.on_it

    take(task, by=lin, at=AT, key=a_key())
    assert on_it() == lin
    end_holding(finance.holdings.get(), on=TODAY, by=None, at=AT, key=a_key())
    assert on_it() == lin
    assert on_it(TOMORROW) is None
    take(task, by=colleague, at=AT, key=a_key())
    assert on_it() == colleague
    leaves(colleague)
    assert Ask.objects.with_taker(TODAY).get(pk=task.pk).on_it is None


def test_what_is_returned_waits_for_the_post_of_a_leader_who_left(case: Case, people: People) -> None:
    nia = a_colleague()
    leaves(people["commissioner"])
    for title in ("Finance", "Policy"):
        does(ask_of(case, title), Action.RETURN, reason="Not ready.")
    does(ask_of(case, "Voluntary"), Action.ADVISE, reason="Fine.")
    write = ask_of(case, "Mend")
    assert write.taken_by is None
    assert write in work_list(nia, AT).asks
    assert not Message.objects.filter(person=people["commissioner"], ask=write).exists()
    assert Message.objects.filter(person=nia, ask=write).exists()


def test_a_reminder_goes_to_who_is_here(case: Case, people: People) -> None:
    finance, task = people["finance"], ask_of(case, "Finance")
    colleague = a_colleague(Role.FINANCE_OFFICER, "finance", "Sid Marsh")
    take(task, by=finance, at=AT, key=a_key())
    leaves(finance)
    soon = AT.replace(day=9)
    for step in steps_in_force(soon):
        if task in asks_due(step, day_of(soon)):
            chase(task, step, at=soon)
    assert not Message.objects.filter(person=finance, event__startswith=f"chain/{task.pk}").exists()
    message = Message.objects.get(person=colleague, event__startswith=f"chain/{task.pk}")
    assert "Nobody has said that they are on it." in message.text


def test_who_covers_for_a_leaver_acts_no_more(case: Case, people: People) -> None:
    finance, lin, task = people["finance"], people["procurement"], ask_of(case, "Finance")
    accepted(offered(finance, lin, post=a_post_of(finance)))
    assert task in work_list(lin, AT).asks
    leaves(finance)
    assert task not in work_list(lin, AT).asks
