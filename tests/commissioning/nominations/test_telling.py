"""Who is told of a nomination, in the same decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.decisions import end_holding
from accounts.errors import NotAllowedError, OvertakenError
from accounts.models import Holding, Nomination
from accounts.nominating import confirm, decline, nominations_seen, seconds
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.telling.models import Message
from tests.accounts.factories import a_key
from tests.commissioning.nominations.nominated import HEAD, covers_for, is_gone, nominated, told
from tests.council import People

pytestmark = pytest.mark.django_db


def test_second_persons_and_who_is_nominated_are_told(people: People) -> None:
    found = nominated(people)
    assert told(people["second.admin"], found) == [f"Jamal Rahman is nominated for {HEAD}: a second person confirms"]
    assert told(people["contract.manager"], found) == [f"You are nominated for {HEAD}"]
    assert told(people["admin"], found) == []
    assert told(people["director"], found) == []
    message = Message.objects.get(person=people["second.admin"], event=f"nomination/{found.pk}/second")
    assert "Robert Lindqvist nominated Jamal Rahman for the post of" in message.text
    assert message.place == f"/bodies/nominations/{found.pk}/"


def test_who_covers_for_who_nominated_is_no_second_person(people: People) -> None:
    covers_for(people["policy"], people["admin"], Role.SYSTEM_ADMINISTRATOR, "council")
    found = nominated(people)
    assert seconds(found, timezone.now()) == [people["second.admin"]]
    assert told(people["policy"], found) == []


def test_where_nobody_can_confirm_who_nominated_is_told(people: People) -> None:
    is_gone(people["second.admin"])
    found = nominated(people)
    assert told(people["admin"], found) == [f"Nobody can confirm the nomination for {HEAD}"]


def test_what_became_of_it_is_told(people: People) -> None:
    found = nominated(people)
    confirm(found, by=people["second.admin"], at=timezone.now(), key=a_key())
    assert told(people["contract.manager"], found)[-1] == f"You hold the post of {HEAD}"
    assert told(people["admin"], found) == [f"Jamal Rahman is appointed to {HEAD}"]


def test_a_declined_one_is_told_with_its_reason(people: People) -> None:
    found = nominated(people)
    decline(found, reason="Not before April.", by=people["second.admin"], at=timezone.now(), key=a_key())
    assert told(people["contract.manager"], found)[-1] == f"The nomination for {HEAD} was declined"
    [text] = Message.objects.filter(person=people["admin"], event__endswith="declined").values_list("text", flat=True)
    assert text.endswith("Not before April.")


def test_one_that_is_taken_back_is_not_told_to_who_takes_it_back(people: People) -> None:
    found = nominated(people)
    decline(found, reason="Another post.", by=people["admin"], at=timezone.now(), key=a_key())
    assert told(people["admin"], found) == []
    with pytest.raises(OvertakenError, match="declined by Robert Lindqvist"):
        confirm(found, by=people["second.admin"], at=timezone.now(), key=a_key())


def test_where_telling_fails_nothing_is_nominated(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("commissioning.nominations.telling.tell", broken)
    with pytest.raises(RuntimeError):
        nominated(people)
    assert not Nomination.objects.exists()


def test_nominations_are_seen_by_who_may_answer_them_and_by_who_is_nominated(people: People) -> None:
    found = nominated(people)
    at = timezone.now()
    seen = {name for name, person in people.items() if found in nominations_seen(person, at)}
    assert seen == {"admin", "second.admin", "contract.manager"}


def test_a_right_lost_in_between_confirms_nothing(people: People) -> None:
    found = nominated(people)
    held, before = Holding.objects.get(person=people["second.admin"]), timezone.now() - timedelta(days=1)
    end_holding(held, on=day_of(before), by=None, at=before, key=a_key())
    with pytest.raises(NotAllowedError):
        confirm(found, by=people["second.admin"], at=timezone.now(), key=a_key())
    assert not Holding.objects.filter(person=people["contract.manager"], post=found.post).exists()
    assert found.starts_on == day_of(found.nominated_at)
