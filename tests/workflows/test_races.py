"""Many people at one moment, on both databases: each answer counts once, nothing is stuck, nothing breaks."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from viewflow.workflow.models import Task

from accounts.errors import NotAllowedError
from accounts.models import Holding, Person
from accounts.rights import Role
from audit.errors import KeyReusedError, RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case
from commissioning.case.models import Case, Strand
from commissioning.casefile.stages import ROOMS
from commissioning.errors import OvertakenError
from commissioning.gates.models import SignOff, Submission
from commissioning.gates.policy import publish_gate_policy
from commissioning.gates.terms import PolicyTerms, SeatTerms
from commissioning.interests.decisions import declare
from commissioning.interests.kinds import Conflict
from commissioning.records.decisions import current_record, save_section
from commissioning.vocabulary import Action, Lane, Outcome, SeatState, Stage, State
from tests.accounts.factories import a_key, a_person, appointed
from tests.commissioning.fast.bought import a_purchase, quotes, written
from tests.council import (
    AT,
    SERVICE,
    People,
    a_case,
    a_demo_council,
    ask_of,
    asks_of,
    at_gate,
    body,
    digest_of,
    does,
    gate_of,
    seats_of,
    strand_of,
)
from tests.workflows.racing import together
from workflows import advancing
from workflows.demonstration.council import SINCE
from workflows.demonstration.gate_policy import sign
from workflows.sweeping import begin_cycles, lapse, sweep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("side_by_side")]

Act = Callable[[], Entry]
EIGHT = {
    Role.PROCUREMENT_OFFICER: "procurement",
    Role.LEGAL_OFFICER: "legal",
    Role.FINANCE_OFFICER: "finance",
    Role.ECONOMIC_DEVELOPMENT_OFFICER: "economic.development",
    Role.POLICY_OFFICER: "policy",
    Role.BOARD_MEMBER: "board",
    Role.CORPORATE_DIRECTOR: "director",
    Role.HEAD_OF_SERVICE: "head.of.service",
}


def rounds() -> int:
    """PostgreSQL lets people in side by side, so it is tried more often."""
    return 4 if connection.vendor == "postgresql" else 1


def publish_eight_seats() -> None:
    """From now on eight posts sign at the gate of needs, in one tier, and nobody decides."""
    seats = tuple(SeatTerms(stage=Stage.NEEDS, **sign(role, "All of them together.")) for role in EIGHT)
    publish_gate_policy(
        PolicyTerms("Eight", seats),
        effective_from=AT.date(),
        reason="All at once.",
        at=AT,
        key=a_key(),
    )


def signing(ask: Ask, by: Person, *, key: str = "", action: Action = Action.SIGN, **more: Any) -> Act:
    """An answer by a person who has the page before them: the ask and what it is about have been read."""
    return partial(does, ask, action, by=by, key=key or a_key(), digest=digest_of(ask), **more)


def unlike(found: list[Any], *kinds: type) -> list[Any]:
    """Whatever is of none of these kinds."""
    return [one for one in found if not isinstance(one, kinds)]


def at_rest(case: Case) -> None:
    """Nothing is stuck or doubled: one engine task at most waits, the ledger holds, a sweep finds nothing to do."""
    waiting = Task.objects.filter(process__stageprocess__strand__case=case, finished__isnull=True)
    assert waiting.count() == (1 if strand_of(case).state not in (State.CLOSED, State.STOPPED) else 0)
    assert sweep(AT)["moved"] == 0
    assert verify().breaks == []


def test_eight_people_answer_one_gate_at_once() -> None:
    people = a_demo_council()
    publish_eight_seats()
    for _ in range(rounds()):
        case = at_gate(people)
        asks = {Role(ask.post.role): ask for ask in asks_of(case)}
        given = together([signing(asks[role], people[name]) for role, name in EIGHT.items()])
        assert unlike(given, Entry) == []
        acts = Counter(SignOff.objects.filter(seat__gate=gate_of(case)).values_list("seat", flat=True))
        assert (len(acts), set(acts.values())) == (8, {1})
        assert {seat.state for seat in seats_of(case).values()} == {SeatState.SIGNED}
        assert gate_of(case).outcome == Outcome.PASSED
        assert [ask.title for ask in asks_of(case)] == ["Write the record of social value priorities"]
        at_rest(case)


def test_eight_people_of_whom_one_returns() -> None:
    people = a_demo_council()
    publish_eight_seats()
    for _ in range(rounds()):
        case = at_gate(people)
        asks = {Role(ask.post.role): ask for ask in asks_of(case)}
        acts = [signing(asks[role], people[name]) for role, name in list(EIGHT.items())[1:]]
        back = signing(asks[Role.PROCUREMENT_OFFICER], people["procurement"], action=Action.RETURN, reason="Not yet.")
        assert unlike(together([*acts, back]), Entry) == []
        assert gate_of(case).outcome == Outcome.RETURNED
        assert [ask.title for ask in asks_of(case)] == ["Mend the record of needs analysis"]
        at_rest(case)


def test_two_holders_of_one_post_answer_the_same_seat() -> None:
    people = a_demo_council()
    second = a_person("Sam Osei", body=body("finance"))
    for turn in range(rounds()):
        case = at_gate(people)
        ask = ask_of(case, "Finance")
        if not turn:
            appointed(second, ask.post, starts_on=SINCE)
        given = together([signing(ask, people["finance"]), signing(ask, second, action=Action.OBJECT, reason="No.")])
        assert sorted(type(one).__name__ for one in given) == ["Entry", "OvertakenError"]
        assert SignOff.objects.filter(seat__gate=gate_of(case)).count() == 1
        at_rest(case)


def test_one_key_four_times_at_once_is_one_answer() -> None:
    people = a_demo_council()
    for _ in range(rounds()):
        case = at_gate(people)
        act = signing(ask_of(case, "Finance"), people["finance"])
        given = together([act] * 4)
        assert unlike(given, Entry) == []
        assert len({one.pk for one in given if isinstance(one, Entry)}) == 1
        assert SignOff.objects.filter(seat__gate=gate_of(case)).count() == 1
        at_rest(case)


def test_one_key_in_two_cases_at_once_answers_one_of_them() -> None:
    people = a_demo_council()
    for _ in range(rounds()):
        cases, key = [at_gate(people), at_gate(people)], a_key()
        given = together([signing(ask_of(case, "Finance"), people["finance"], key=key) for case in cases])
        assert sorted(type(one).__name__ for one in given) == ["Entry", "KeyReusedError"]
        assert unlike(given, Entry, KeyReusedError) == []
        assert SignOff.objects.filter(seat__gate__strand__case__in=cases).count() == 1
        at_rest(cases[0])


def test_the_last_two_signers_conclude_their_tier_once() -> None:
    people = a_demo_council()
    for _ in range(rounds()):
        case = at_gate(people)
        does(ask_of(case, "Voluntary"), Action.ADVISE, reason="None.")
        last = [signing(ask_of(case, "Finance"), people["finance"]), signing(ask_of(case, "Policy"), people["policy"])]
        assert unlike(together(last), Entry) == []
        assert [ask.title for ask in asks_of(case)] == ["Decision: head of service"]
        assert Ask.objects.filter(case=case, title="Decision: head of service").count() == 1
        at_rest(case)


def test_taking_back_while_the_last_seat_signs_leaves_nothing_half_done() -> None:
    people = a_demo_council()
    for _ in range(rounds()):
        case = at_gate(people)
        does(ask_of(case, "Voluntary"), Action.ADVISE, reason="None.")
        does(ask_of(case, "Finance"), Action.RETURN, reason="Not yet.")
        mend = ask_of(case, "Mend")
        back: Callable[[], Entry] = partial(
            does, mend, Action.TAKE_BACK, by=people["commissioner"], reason="At once.", key=a_key()
        )
        given = together([back, signing(ask_of(case, "Policy"), people["policy"])])
        assert Counter(isinstance(one, Entry) for one in given)[True] >= 1
        assert unlike(given, Entry, OvertakenError) == []
        assert gate_of(case).outcome == Outcome.RETURNED
        assert [ask.title for ask in asks_of(case)] == ["Mend the record of needs analysis"]
        at_rest(case)


def test_cases_opened_at_once_have_references_of_their_own() -> None:
    people = a_demo_council()
    common: dict[str, Any] = {"service": body(SERVICE), "by": people["commissioner"], "at": AT}
    opened = together([partial(open_case, title=f"Case {number}", key=a_key(), **common) for number in range(8)])
    assert unlike(opened, Case) == []
    numbers = sorted(case.reference for case in opened if isinstance(case, Case))
    assert numbers == [f"TG-2026-{number:04d}" for number in range(1, 9)]
    same = together([partial(open_case, title="One more", key="one-more", **common)] * 4)
    assert sorted(type(one).__name__ for one in same) == ["Case", *["RepeatedError"] * 3]
    assert unlike(same, Case, RepeatedError) == []
    assert Case.objects.count() == 9
    assert verify().breaks == []


def test_one_record_is_handed_in_once() -> None:
    people = a_demo_council()
    for _ in range(rounds()):
        case = at_gate(people)
        does(ask_of(case, "Finance"), Action.RETURN, reason="Not yet.")
        does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="At once.")
        mend = ask_of(case, "Mend")
        given = together([partial(does, mend, Action.SUBMIT, by=people["commissioner"], key=a_key()) for _ in range(4)])
        assert Counter(type(one).__name__ for one in given) == {"Entry": 1, "OvertakenError": 3}
        assert Submission.objects.filter(gate=gate_of(case)).count() == 2
        at_rest(case)


NEEDS = ("79310000", "79210000", "79410000", "79810000")  # CPV codes of different classes, one a round
HALF_AND_MORE = {"value_net": Decimal("21666.67"), "value_gross": Decimal("26000.00"), "budget": "Research, 40213"}


def test_two_purchases_sent_at_once_that_belong_together_do_not_both_stay_in_the_fast_lane() -> None:
    """Each fits the limit of 50,000 pounds, both together do not: the later has to see the earlier."""
    people = a_demo_council()
    for need in NEEDS[: rounds()]:
        pair = [half_of_a_need(need, people, title=f"{need}, {part}") for part in ("north", "south")]
        tasks = [ask_of(case, "Write the fast-lane page") for case in pair]
        sending = [partial(does, task, Action.SUBMIT, by=people["commissioner"], key=a_key()) for task in tasks]
        given = together(sending)
        assert sorted(type(one).__name__ for one in given) == ["Entry", "OvertakenError"]
        later = next(place for place, one in enumerate(given) if isinstance(one, OvertakenError))
        with pytest.raises(OvertakenError, match="belongs in the standard lane"):
            does(ask_of(pair[later], "fast-lane page"), Action.SUBMIT, by=people["commissioner"])
        for case in pair:
            case.refresh_from_db()
            at_rest(case)
        assert (pair[1 - later].lane, pair[1 - later].state) == (Lane.FAST, State.IN_GATE)
        assert (pair[later].lane, pair[later].state) == (Lane.STANDARD, State.DRAFTING)


def half_of_a_need(need: str, people: People, *, title: str) -> Case:
    """A purchase of a need, from a supplier of its own, whose page is written."""
    price = {"rows": quotes((f"Supplier of {title}", "21600", "25900", True)), "quotes_reason": "The only one."}
    case = a_purchase(people, title=title, net="21666.67", gross="26000")
    return written(case, people, need={"cpv": need}, budget=HALF_AND_MORE, quotes=price)


def test_two_writers_of_one_section_do_not_overwrite_each_other() -> None:
    people = a_demo_council()
    case = a_case(people)
    room, strand = ROOMS[Stage.NEEDS], strand_of(case)
    section = room.section("lessons")
    read = section.freeze(current_record(room, strand)).digest

    def save(text: str) -> str:
        record = current_record(room, Strand.objects.select_related("case").get(pk=strand.pk))
        values = {"lessons": text}
        by = people["commissioner"]
        save_section(room, record, section, values=values, rows={}, read=read, by=by, at=AT, key=a_key())
        return text

    given = together([partial(save, "Ask for outcomes."), partial(save, "Ask for visits.")])
    assert Counter(type(one).__name__ for one in given) == {"str": 1, "OvertakenError": 1}
    kept = current_record(room, strand_of(case))
    assert [vars(kept)["lessons"]] == [one for one in given if isinstance(one, str)]
    at_rest(case)


def test_workers_that_sweep_at_once_do_each_thing_once(people_and_reviewed: tuple[People, Case]) -> None:
    people, reviewed = people_and_reviewed
    assert not Case.objects.filter(links__other=reviewed).exists()
    assert unlike(together([partial(begin_cycles, AT)] * 3), int) == []
    assert Case.objects.filter(links__other=reviewed).count() == 1
    silent = [at_gate(people), at_gate(people)]
    for case in silent:
        for title in ("Finance", "Policy"):
            does(ask_of(case, title), Action.SIGN)
    late = AT.replace(month=6)
    assert unlike(together([partial(lapse, late)] * 3), int) == []
    for case in silent:
        assert Ask.objects.filter(case=case, title="Decision: head of service").count() == 1
        assert Entry.objects.filter(stream=case.stream_name, verb="gate.advice_lapsed").count() == 1
        at_rest(case)


@pytest.fixture
def people_and_reviewed(side_by_side: None) -> tuple[People, Case]:
    """A council with a case whose review was closed, and whose next cycle could not be opened at once."""
    people = a_demo_council()
    with pytest.MonkeyPatch.context() as failing:
        failing.setattr(advancing, "begin_next_cycle", unable)
        return people, a_case(people, until=None)


def unable(*_: object) -> None:
    raise OSError("the disk is full")


def test_a_conflict_declared_while_its_person_signs_leaves_no_signature_that_counts() -> None:
    """Whichever is first: the signature is refused, or it is void and the seat asked again."""
    people = a_demo_council()
    ruth, other = people["finance"], a_person("Sam Osei", body=body("finance"))
    for _ in range(rounds()):
        case = at_gate(people)
        task = ask_of(case, "Finance officer")
        declaring = partial(
            declare, case, kind=Conflict.ACTUAL, nature="My brother owns it.", by=ruth, at=AT, key=a_key()
        )
        acts: list[Callable[[], Any]] = [signing(task, ruth), declaring]
        signed, declared = together(acts)
        assert unlike([signed], Entry, NotAllowedError) == []
        assert not isinstance(declared, Exception)
        assert seats_of(case)["Finance officer"].state == SeatState.OPEN
        if not Holding.objects.filter(person=other).exists():
            appointed(other, task.post, starts_on=SINCE)
        does(ask_of(case, "Finance officer"), Action.SIGN, by=other)
        assert seats_of(case)["Finance officer"].state == SeatState.SIGNED
        at_rest(case)
