"""Once and whole: a repeated request gets its first answer, a failing one leaves no trace in any table."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Person
from audit import deciding as ledger
from audit.errors import KeyReusedError, RepeatedError
from audit.models import Payload
from audit.verify import verify
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case
from commissioning.case.models import Case
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.gates.models import SignOff
from commissioning.vocabulary import Action, Stage
from tests.accounts.factories import a_key, a_person, appointed
from tests.council import (
    AT,
    HOMECARE,
    SERVICE,
    People,
    a_case,
    a_new_case,
    ask_of,
    asks_of,
    at_gate,
    body,
    changes,
    does,
)
from tests.kept import everything
from workflows import stages
from workflows.demonstration.council import SINCE
from workflows.demonstration.walking import defaults_of, walk

pytestmark = pytest.mark.django_db

FINANCE, POLICY, ADVICE = "Finance officer", "Policy officer", "Voluntary-sector representative"
HEAD = "Decision: head of service"


def test_the_same_request_again_is_answered_with_the_first_entry(case: Case) -> None:
    ask, key = ask_of(case, FINANCE), a_key()
    first = does(ask, Action.SIGN, key=key)
    before = everything()
    again = does(ask, Action.SIGN, by=first.person, key=key)
    assert again == first
    assert everything() == before


def test_the_same_key_with_another_body_is_refused(case: Case) -> None:
    ask, key = ask_of(case, FINANCE), a_key()
    signer = does(ask, Action.SIGN, key=key).person
    before = everything()
    for action, reason in ((Action.OBJECT, "No."), (Action.SIGN, "Gladly."), (Action.TAKE, "")):
        with pytest.raises(KeyReusedError, match="send a new key"):
            does(ask, action, by=signer, key=key, reason=reason)
    with pytest.raises(KeyReusedError):
        does(ask_of(case, POLICY), Action.SIGN, by=signer, key=key)
    assert everything() == before


def test_a_key_used_in_one_case_is_not_free_in_another(people: People, case: Case) -> None:
    other, key = at_gate(people), a_key()
    signer = does(ask_of(case, FINANCE), Action.SIGN, key=key).person
    with pytest.raises(KeyReusedError):
        does(ask_of(other, FINANCE), Action.SIGN, by=signer, key=key)


def test_of_two_holders_of_one_post_the_first_answers(people: People, case: Case) -> None:
    second = a_person("Sam Osei", body=body("finance"))
    ask = ask_of(case, FINANCE)
    appointed(second, ask.post, starts_on=SINCE)
    as_both_had_it = Ask.objects.select_related("case").get(pk=ask.pk)
    does(ask, Action.SIGN, by=people["finance"])
    before = everything()
    with pytest.raises(OvertakenError, match="Ruth Okafor, sign"):
        does(as_both_had_it, Action.SIGN, by=second)
    assert everything() == before
    assert SignOff.objects.filter(seat__gate__strand__case=case).count() == 1


def test_a_case_opened_twice_with_one_key_is_one_case(people: People) -> None:
    commissioner, key = people["commissioner"], a_key()
    asked: dict[str, Any] = {"service": body(SERVICE), "by": commissioner, "at": AT, "key": key}
    opened = open_case(title="Day centres", **asked)
    with pytest.raises(RepeatedError) as again:
        open_case(title="Day centres", **asked)
    assert again.value.entry.stream == opened.stream_name
    with pytest.raises(KeyReusedError):
        open_case(title="Another", **asked)
    assert Case.objects.filter(title__in=["Day centres", "Another"]).count() == 1


def fail(*_: object, **__: object) -> Any:
    raise OSError("the disk is full")


def ledger_fails_at_the_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "entry_digest", fail)


def ledger_fails_at_the_payload(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Payload, "save", fail)


def ledger_fails_at_the_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_move_head", fail)


FAILING = (ledger_fails_at_the_entry, ledger_fails_at_the_payload, ledger_fails_at_the_head)


def saving(people: People, case: Case) -> Callable[[], object]:
    drafting = a_case(people)
    return lambda: changes(drafting, "lessons", lessons="Ask for outcomes.")


def submitting(people: People, case: Case) -> Callable[[], object]:
    does(ask_of(case, FINANCE), Action.RETURN, reason="Not yet.")
    does(ask_of(case, "Mend"), Action.TAKE_BACK, reason="At once.")
    mend = ask_of(case, "Mend")
    return lambda: does(mend, Action.SUBMIT)


def signing(people: People, case: Case) -> Callable[[], object]:
    ask = ask_of(case, FINANCE)
    return lambda: does(ask, Action.SIGN)


def deciding_the_gate(people: People, case: Case) -> Callable[[], object]:
    """The last answer, with which the next stage begins."""
    for title, action in ((FINANCE, Action.SIGN), (POLICY, Action.SIGN), (ADVICE, Action.ADVISE)):
        does(ask_of(case, title), action, reason="Fine.")
    ask = ask_of(case, HEAD)
    return lambda: does(ask, Action.PASS)


def taking_back(people: People, case: Case) -> Callable[[], object]:
    does(ask_of(case, FINANCE), Action.RETURN, reason="Not yet.")
    mend = ask_of(case, "Mend")
    return lambda: does(mend, Action.TAKE_BACK, reason="At once.")


def taking(people: People, case: Case) -> Callable[[], object]:
    ask = ask_of(case, FINANCE)
    return lambda: does(ask, Action.TAKE)


def opening(people: People, case: Case) -> Callable[[], object]:
    return lambda: a_new_case(people, HOMECARE, "Day centres", AT)


@pytest.mark.parametrize("fails", FAILING)
@pytest.mark.parametrize("act", [saving, submitting, signing, deciding_the_gate, taking_back, taking, opening])
def test_where_the_ledger_cannot_be_written_nothing_at_all_changes(
    people: People,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[People, Case], Callable[[], object]],
    fails: Callable[[pytest.MonkeyPatch], None],
) -> None:
    deed = act(people, case)
    before = everything()
    with monkeypatch.context() as failing:
        fails(failing)
        with pytest.raises(OSError, match="the disk is full"):
            deed()
    assert everything() == before
    deed()
    assert verify().sound


def test_recording_a_signature_leaves_nothing_either(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case(people, until=Stage.AWARD)
    walk(case, HOMECARE, until=None, at=AT, while_=lambda found: len(asks_of(found)) != 1 or not signature_of(found))
    [ask] = asks_of(case)
    before = everything()
    with monkeypatch.context() as failing:
        ledger_fails_at_the_entry(failing)
        with pytest.raises(OSError, match="the disk is full"):
            does(ask, Action.DONE, fields=defaults_of(ask, AT))
    assert everything() == before


def signature_of(case: Case) -> bool:
    return "signature" in asks_of(case)[0].source


def test_a_flow_that_fails_at_the_last_seat_undoes_the_answer_and_keeps_no_trace_of_it(
    people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed = deciding_the_gate(people, case)
    before = everything()
    with monkeypatch.context() as failing:
        failing.setattr(stages, "begin", fail)
        with pytest.raises(OSError, match="the disk is full"):
            deed()
    assert everything() == before
    deed()
    case.refresh_from_db()
    assert case.stage == Stage.SOCIAL_VALUE


def test_refusals_store_nothing(people: People, case: Case) -> None:
    author: Person = people["commissioner"]
    appointed(author, ask_of(case, FINANCE).post, starts_on=SINCE)
    before = everything()
    ask = ask_of(case, FINANCE)
    refusals: list[tuple[Person, Action, dict[str, Any]]] = [
        (author, Action.SIGN, {}),
        (people["finance"], Action.OBJECT, {"reason": ""}),
        (people["finance"], Action.SIGN, {"digest": "0" * 64}),
        (people["finance"], Action.GIVE_BACK, {"reason": "Busy."}),
    ]
    for by, action, more in refusals:
        with pytest.raises((NotAllowedError, RefusedError, OvertakenError)):
            does(ask, action, by=by, **more)
    assert everything() == before
