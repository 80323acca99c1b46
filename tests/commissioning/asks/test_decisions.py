"""Taking a task for oneself, and giving it back."""

import pytest

from audit.models import Entry
from commissioning.asks.decisions import give_back, take
from commissioning.case.models import Case
from commissioning.casefile.tasks import task_of
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key, a_person, appointed
from tests.council import AT, People, ask_of, body, does, entry_of
from workflows.demonstration.council import SINCE

pytestmark = pytest.mark.django_db

FINANCE = "Finance officer"


def test_a_task_is_taken_and_given_back_on_record(people: People, case: Case) -> None:
    signer, ask = people["finance"], ask_of(case, FINANCE)
    assert Action.TAKE in task_of(ask, signer, AT).actions
    take(ask, by=signer, at=AT, key=a_key())
    ask.refresh_from_db()
    assert ask.taken_by == signer
    assert entry_of(case)["about"] == {"stage": "needs", "task": FINANCE}
    assert Action.GIVE_BACK in task_of(ask, signer, AT).actions
    with pytest.raises(RefusedError, match="Say why"):
        give_back(ask, reason=" ", by=signer, at=AT, key=a_key())
    give_back(ask, reason="On leave.", by=signer, at=AT, key=a_key())
    assert ask_of(case, FINANCE).taken_by is None
    verbs = Entry.objects.filter(stream=case.stream_name).order_by("-number").values_list("verb", flat=True)
    assert list(verbs[:2]) == ["ask.given_back", "ask.taken"]


def test_only_a_holder_takes_and_only_who_took_gives_back(people: People, case: Case) -> None:
    ask, colleague = ask_of(case, FINANCE), a_person("Sam Osei", body=body("finance"))
    for deed in (take, give_back):
        more = {"reason": "Busy."} if deed is give_back else {}
        with pytest.raises(NotAllowedError, match="This waits for the Finance officer, Finance"):
            deed(ask, by=people["policy"], at=AT, key=a_key(), **more)
    appointed(colleague, ask.post, starts_on=SINCE)
    take(ask, by=people["finance"], at=AT, key=a_key())
    with pytest.raises(RefusedError, match="You have not taken this task"):
        give_back(ask, reason="Busy.", by=colleague, at=AT, key=a_key())


def test_a_closed_task_is_neither_taken_nor_given_back(people: People, case: Case) -> None:
    ask = ask_of(case, FINANCE)
    take(ask, by=people["finance"], at=AT, key=a_key())
    does(ask, Action.SIGN)
    with pytest.raises(OvertakenError, match="This task is closed: Ruth Okafor, sign"):
        take(ask, by=people["finance"], at=AT, key=a_key())
    with pytest.raises(OvertakenError, match="This task is closed"):
        give_back(ask, reason="Busy.", by=people["finance"], at=AT, key=a_key())
