"""A draft is kept for its person alone, until it is saved, thrown away or old; an open page is seen for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import QueryDict

from accounts.models import Person
from audit.history import Kept
from commissioning.drafts import keeping
from commissioning.drafts.keeping import KEPT_FOR, LONGEST, MOST_KEPT, OPEN_FOR, Desk
from commissioning.drafts.models import LONGEST_READ, Draft
from commissioning.drafts.slips import Slip
from commissioning.errors import RefusedError
from tests.accounts.factories import AT, a_person

pytestmark = pytest.mark.django_db
PLACE, SECTION, URL = "write/3/needs/1", "need", "/cases/TG-2026-0001/records/needs/need/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def amina() -> Person:
    return a_person("Amina Begum")


@pytest.fixture
def lin() -> Person:
    return a_person("Lin Chen")


def slip_of(person: Person, section: str = SECTION) -> Slip:
    return Slip(person.pk, PLACE, section, URL)


def sent(**fields: Any) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, value in fields.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


def opened(person: Person, at: Any = AT, section: str = SECTION) -> Desk:
    return keeping.open_page(PLACE, section, by=person, at=at)


def test_what_was_typed_comes_back_as_it_was_sent(amina: Person) -> None:
    page = {"csrfmiddlewaretoken": "secret", "draft": "slip", "key": "k1", "then": "next", "read": "d1"}
    keeping.keep(slip_of(amina), sent(**page, statement="Nine weeks. ½ “ok” \\u0000", wards=["Mill", "Quay"]), at=AT)
    desk = opened(amina, AT + MINUTE)
    assert desk.typed is not None
    assert dict(desk.typed.lists()) == {"statement": ["Nine weeks. ½ “ok” \\u0000"], "wards": ["Mill", "Quay"]}
    assert (desk.own.typed_at, desk.own.read) == (AT, "d1")
    assert "secret" not in Draft.objects.get().typed


def test_nobody_else_reads_it(amina: Person, lin: Person) -> None:
    keeping.keep(slip_of(amina), sent(statement="Mine."), at=AT)
    desk = opened(lin, AT + MINUTE)
    assert desk.typed is None
    assert [(one.person, "typed" in vars(one), vars(one)["kept"]) for one in desk.others] == [(amina, False, "")]
    assert keeping.own_draft(PLACE, SECTION, by=lin) is None


def test_a_second_draft_of_a_page_takes_the_place_of_the_first(amina: Person) -> None:
    for words in ("One.", "Two."):
        keeping.keep(slip_of(amina), sent(statement=words), at=AT)
    desk = keeping.own_draft(PLACE, SECTION, by=amina)
    assert desk is not None
    assert desk.typed == sent(statement="Two.")
    assert Draft.objects.count() == 1


def test_a_nul_is_left_out(amina: Person) -> None:
    keeping.keep(slip_of(amina), sent(**{"state\0ment": "a\0b", "read": "d\0", "key": "k\0"}), at=AT)
    assert opened(amina).typed == sent(statement="ab")
    assert Draft.objects.get().read == "d"


def test_what_is_too_long_is_refused_and_what_was_kept_before_stays(amina: Person) -> None:
    keeping.keep(slip_of(amina), sent(statement="Short."), at=AT)
    with pytest.raises(RefusedError, match="too long"):
        keeping.keep(slip_of(amina), sent(statement="x" * LONGEST), at=AT)
    assert opened(amina).typed == sent(statement="Short.")
    keeping.keep(slip_of(amina), sent(statement="Short.", read="d" * (LONGEST_READ + 1)), at=AT)
    assert Draft.objects.get().read == ""


def test_of_too_many_drafts_the_oldest_goes(amina: Person, lin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_KEPT > 100
    monkeypatch.setattr(keeping, "MOST_KEPT", 2)
    keeping.keep(slip_of(lin), sent(statement="Hers."), at=AT)
    opened(amina, section="open")
    for number in range(3):
        keeping.keep(slip_of(amina, f"s{number}"), sent(statement="Mine."), at=AT + number * MINUTE)
    assert set(Draft.objects.filter(person=amina).values_list("section", flat=True)) == {"open", "s1", "s2"}
    assert Draft.objects.filter(person=lin).exists()


def test_whoever_has_left_keeps_nothing(amina: Person) -> None:
    amina.is_active = False
    amina.save(update_fields=["is_active"])
    with pytest.raises(RefusedError, match="account is closed"):
        keeping.keep(slip_of(amina), sent(statement="One."), at=AT)
    assert not Draft.objects.exists()


def test_an_open_page_is_seen_by_others_until_nothing_is_heard_of_it(amina: Person, lin: Person) -> None:
    opened(amina)
    assert [one.person for one in opened(lin, AT + MINUTE).others] == [amina]
    assert [one.person for one in opened(amina, AT + MINUTE).others] == [lin]
    assert opened(lin, AT + MINUTE + OPEN_FOR).others == []
    assert opened(lin, AT + MINUTE, "evidence").others == []


def test_typing_shows_that_a_page_is_still_open(amina: Person, lin: Person) -> None:
    opened(amina)
    keeping.keep(slip_of(amina), sent(statement="One."), at=AT + OPEN_FOR)
    [seen] = opened(lin, AT + OPEN_FOR + MINUTE).others
    assert seen.opened_at == AT


def test_a_page_that_was_left_is_opened_anew(amina: Person) -> None:
    opened(amina)
    assert opened(amina, AT + OPEN_FOR - MINUTE).own.opened_at == AT
    later = AT + 2 * OPEN_FOR
    assert opened(amina, later).own.opened_at == later
    assert opened(amina, later + MINUTE / 2).own.seen_at == later


def test_who_opens_a_page_in_two_windows_at_once_has_it_open_all_the_same(
    amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: Any, **__: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Draft, "save", too_late)
    desk = opened(amina)
    assert (desk.own.person, desk.typed, desk.others) == (amina, None, [])


def test_a_draft_is_thrown_away_by_its_person_alone(amina: Person, lin: Person) -> None:
    keeping.keep(slip_of(amina), sent(statement="One."), at=AT)
    with pytest.raises(RefusedError, match="not yours"):
        keeping.throw_away(slip_of(amina), by=lin)
    assert Draft.objects.exists()
    keeping.throw_away(slip_of(amina), by=amina)
    assert not Draft.objects.exists()


def test_what_nobody_comes_back_to_is_deleted(amina: Person, lin: Person) -> None:
    keeping.keep(slip_of(amina), sent(statement="Old."), at=AT)
    opened(lin, AT + MINUTE)
    assert keeping.clear_old(AT + KEPT_FOR - MINUTE) == 0
    assert keeping.clear_old(AT + KEPT_FOR) == 1
    assert [one.person for one in Draft.objects.all()] == [lin]


def test_a_draft_has_no_history_and_stands_in_no_ledger() -> None:
    assert not any(isinstance(value, Kept) for value in vars(Draft).values())
    assert not hasattr(Draft, "history")
