"""Asking, answering, taking back and ending: what each decision does, refuses, records and tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.authority import Over, may, posts_of
from accounts.decisions import deactivate_person, end_holding
from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Holding, Person, Post
from accounts.rights import Right, Role
from audit.errors import RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case
from commissioning.cover.decisions import accept_cover, decline_cover, end_cover, withdraw_cover
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.errors import OvertakenError
from commissioning.telling.models import Message
from commissioning.verbs import Verb
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key, a_person, appointed
from tests.commissioning.cover.covers import TODAY, WEEK, a_post_of, accepted, offered
from tests.council import AT, People, ask_of, body, does, entry_of

pytestmark = pytest.mark.django_db


def told(person: Person) -> list[str]:
    """The subjects of what a person was told about cover, the newest first."""
    found = Message.objects.filter(person=person, event__startswith="cover/").order_by("-pk")
    return list(found.values_list("subject", flat=True))


def why_not(act: Callable[[], object]) -> str:
    """The words in which an act is refused."""
    with pytest.raises((NotAllowedError, RefusedError, OvertakenError)) as caught:
        act()
    return str(caught.value)


# Offering


def test_a_holder_asks_a_colleague(people: People) -> None:
    finance, lin = people["finance"], people["procurement"]
    offer = offered(finance, lin, value_limit=Decimal(50000), key="offer-1")
    entry = Entry.objects.get(key="offer-1")
    assert (entry.verb, entry.stream, entry.capacity) == (Verb.COVER_OFFERED, "body/finance", offer.post.title)
    assert (offer.state, offer.holding, offer.value_limit) == (OfferState.OFFERED, None, Decimal(50000))
    assert not Holding.objects.filter(person=lin, principal=finance).exists()
    assert told(lin) == ["Ruth Okafor asks you to cover Finance officer, Finance"]
    message = Message.objects.get(person=lin, event=f"cover/{offer.pk}/offered")
    assert message.place == f"/cover/offers/{offer.pk}/"
    assert "from 1 April 2026 to 8 April 2026, up to £50,000: Annual leave." in message.text
    assert told(finance) == []


def test_the_same_request_offers_once(people: People) -> None:
    finance, lin = people["finance"], people["procurement"]
    offered(finance, lin, key="offer-1")
    with pytest.raises(RepeatedError):
        offered(finance, lin, key="offer-1")
    assert CoverOffer.objects.count() == 1


def test_nobody_is_asked_twice_for_the_same_days(people: People) -> None:
    finance, lin = people["finance"], people["procurement"]
    offered(finance, lin)
    assert why_not(lambda: offered(finance, lin, starts_on=TODAY + WEEK, ends_on=TODAY + 2 * WEEK)) == (
        "Lin Chen is asked already, from 1 April 2026. Withdraw that offer first."
    )
    offered(finance, lin, starts_on=TODAY + 2 * WEEK, ends_on=TODAY + 3 * WEEK)
    offered(finance, people["legal"])


def test_a_cover_begins_no_earlier_than_today(people: People) -> None:
    words = why_not(lambda: offered(people["finance"], people["legal"], starts_on=TODAY - timedelta(days=1)))
    assert words == "The first day, 31 March 2026, has passed. Choose today or a later day."


def test_a_cover_says_why(people: People) -> None:
    offer = offered(people["finance"], people["legal"])
    assert offer.reason == "Annual leave."
    assert why_not(lambda: decline_cover(offer, reason=" ", by=people["legal"], at=AT, key=a_key())) == "Say why."


def test_only_an_own_post_is_handed_on(people: People) -> None:
    finance, lin, omar = people["finance"], people["procurement"], people["legal"]
    post = a_post_of(finance)
    assert why_not(lambda: offered(lin, omar, post=post)).startswith("You can ask a colleague to cover only a post of")
    accepted(offered(finance, lin))
    assert why_not(lambda: offered(lin, omar, post=post)).startswith("You cover this post yourself, and a cover cannot")


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("supplier", "Chloe Barker holds no post in this organisation."),
        ("voluntary.sector", "Grace Mensah holds no post in this organisation."),
        ("auditor", "Mei Tanaka audits, scrutinises or administers this work"),
        ("finance", "Ruth Okafor cannot cover for themselves."),
    ],
)
def test_who_is_asked_is_a_colleague_who_takes_part(people: People, person: str, words: str) -> None:
    assert why_not(lambda: offered(people["finance"], people[person])).startswith(words)


def test_a_cover_rests_on_no_other_cover(people: People) -> None:
    outsider = a_person("Nia Bell")
    appointed(outsider, a_post_of(people["legal"]), principal=people["legal"])
    assert why_not(lambda: offered(people["finance"], outsider)).startswith("Nia Bell holds no post in this organis")


def test_a_suppliers_contact_is_not_covered(people: People) -> None:
    colleague = a_person("Sid Marsh")
    appointed(colleague, a_post_of(people["supplier"]))
    words = why_not(lambda: offered(people["supplier"], colleague))
    assert words.startswith("The post of Supplier contact, Harbour Care Ltd is a supplier’s, and nobody covers it.")


def test_a_cover_goes_no_further_than_its_holder(people: People) -> None:
    limited = a_person("Nia Bell")
    post = a_post_of(people["finance"])
    appointed(limited, post, value_limit=1000, ends_on=TODAY + WEEK)
    legal = people["legal"]
    assert "may act up to £1,000" in why_not(lambda: offered(limited, legal, post=post))
    late = TODAY + 2 * WEEK
    words = why_not(lambda: offered(limited, legal, post=post, ends_on=late, value_limit=Decimal(1000)))
    assert "until 8 April 2026. End the cover on that day or before." in words
    assert offered(limited, legal, post=post, value_limit=Decimal(1000)).open


# Arranging for others


def test_a_manager_arranges_cover_in_their_service(people: People) -> None:
    head, commissioner, jamal = people["head.of.service"], people["commissioner"], people["contract.manager"]
    offer = offered(commissioner, jamal, by=head, key="arrange-1")
    assert Entry.objects.get(key="arrange-1").capacity == "Head of service, Adult Social Care"
    assert told(jamal) == ["Gareth Pryce asks you to cover Commissioner, Adult Social Care for Amina Begum"]
    assert told(commissioner) == ["Gareth Pryce arranges cover for you"]
    withdraw_cover(offer, reason="I am back.", by=commissioner, at=AT, key=a_key())
    assert told(head) == told(jamal)[:1] == ["The offer to cover Commissioner, Adult Social Care is withdrawn"]


def test_a_manager_arranges_nothing_elsewhere(people: People) -> None:
    words = why_not(lambda: offered(people["finance"], people["legal"], by=people["head.of.service"]))
    assert "does not let you arrange cover here" in words
    assert "Sunita Rao can." in words


def test_the_administrator_arranges_cover_anywhere(people: People) -> None:
    offered(people["finance"], people["legal"], by=people["admin"], key="arrange-1")
    assert Entry.objects.get(key="arrange-1").capacity == "System administrator, Riverside Borough Council"


def test_managers_do_not_choose_who_watches_them(people: People) -> None:
    second = a_person("Nia Bell")
    appointed(second, a_post_of(people["auditor"]))
    words = why_not(lambda: offered(people["auditor"], people["scrutiny"], by=people["director"]))
    assert "Its own holder or an administrator asks for cover." in words
    assert offered(people["auditor"], people["scrutiny"], by=people["admin"]).open


def test_nobody_arranges_that_they_cover_themselves(people: People) -> None:
    head = people["head.of.service"]
    assert why_not(lambda: offered(people["commissioner"], head, by=head)).startswith("You cannot arrange that you")


def test_a_manager_who_is_covered_is_not_handed_on(people: People) -> None:
    head, director, jamal = people["head.of.service"], people["director"], people["contract.manager"]
    post = a_post_of(head)
    accepted(offered(head, jamal, post=post))
    words = why_not(lambda: offered(head, director, post=post, by=jamal))
    assert words.startswith("You cover this post yourself, and a cover cannot be handed on.")
    offer = offered(people["commissioner"], director, by=jamal, key="arrange-1")
    assert offer.post.title == "Commissioner, Adult Social Care"
    assert Entry.objects.get(key="arrange-1").on_behalf_of == "Gareth Pryce"


# Answering


def test_who_is_asked_accepts_and_acts_for_the_holder(case: Case, people: People) -> None:
    finance, lin = people["finance"], people["procurement"]
    offer = offered(finance, lin)
    task = ask_of(case, "Finance")
    assert not may(lin, Right.SIGN_GATE, on=task, at=AT)
    accept_cover(offer, by=lin, at=AT, key="accept-1")
    assert (offer.state, offer.answered_at) == (OfferState.ACCEPTED, AT)
    assert offer.holding in posts_of(lin, AT)
    assert told(finance) == ["Lin Chen covers Finance officer, Finance"]
    does(task, Action.SIGN, by=lin)
    assert Entry.objects.filter(stream=case.stream_name).latest("number").on_behalf_of == "Ruth Okafor"
    assert entry_of(case)["about"]["action"] == Action.SIGN
    assert verify().breaks == []


def test_only_who_is_asked_answers(people: People) -> None:
    offer = offered(people["finance"], people["procurement"])
    for person in (people["finance"], people["admin"]):
        words = why_not(lambda person=person: accept_cover(offer, by=person, at=AT, key=a_key()))  # type: ignore[misc]  # bound in the loop
        assert words == "This asks Lin Chen, so only they can answer it."


def test_an_offer_is_answered_once(people: People) -> None:
    offer = accepted(offered(people["finance"], people["procurement"]))
    again = "This offer is closed: accepted. Nothing of yours was changed."
    lin = people["procurement"]
    assert why_not(lambda: accept_cover(offer, by=lin, at=AT, key=a_key())) == again
    assert why_not(lambda: decline_cover(offer, reason="No.", by=lin, at=AT, key=a_key())) == again
    assert why_not(lambda: withdraw_cover(offer, by=people["finance"], at=AT, key=a_key())) == again


def test_declining_says_why(people: People) -> None:
    offer = offered(people["finance"], people["procurement"])
    decline_cover(offer, reason="I am away too.", by=people["procurement"], at=AT, key=a_key())
    assert (offer.state, offer.holding) == (OfferState.DECLINED, None)
    assert told(people["finance"]) == ["Lin Chen declined to cover Finance officer, Finance"]
    assert "I am away too." in Message.objects.get(event=f"cover/{offer.pk}/declined").text


def test_it_is_accepted_on_its_first_day_at_the_latest(people: People) -> None:
    offer = offered(people["finance"], people["procurement"])
    late = AT + timedelta(days=1)
    words = why_not(lambda: accept_cover(offer, by=people["procurement"], at=late, key=a_key()))
    assert words == "It could be answered until 1 April 2026, its first day. Ask Ruth Okafor to offer it again."


def test_what_was_checked_is_checked_again_when_it_is_accepted(people: People) -> None:
    finance, lin = people["finance"], people["procurement"]
    offer = offered(finance, lin, starts_on=TODAY + WEEK, ends_on=TODAY + 2 * WEEK)
    end_holding(finance.holdings.get(), on=TODAY, by=None, at=AT, key=a_key())
    words = why_not(lambda: accept_cover(offer, by=lin, at=AT, key=a_key()))
    assert words.startswith("Ruth Okafor does not hold the post of Finance officer, Finance on 8 April 2026")
    leaver = Person.objects.get(pk=finance.pk)
    deactivate_person(leaver, body=body("finance"), reason="Left.", by=None, at=AT, key=a_key())
    words = why_not(lambda: accept_cover(CoverOffer.objects.get(pk=offer.pk), by=lin, at=AT, key=a_key()))
    assert words == "The account of Ruth Okafor is closed, so nothing is left to cover."


def test_what_a_manager_offered_who_may_no_longer_is_not_accepted(people: People) -> None:
    commissioner, head, jamal = people["commissioner"], people["head.of.service"], people["contract.manager"]
    offer = offered(commissioner, jamal, starts_on=TODAY + WEEK, ends_on=TODAY + 2 * WEEK, by=head)
    for held in head.holdings.all():
        end_holding(held, on=TODAY, by=None, at=AT, key=a_key())
    later = AT + timedelta(days=1)
    words = why_not(lambda: accept_cover(offer, by=jamal, at=later, key=a_key()))
    assert words == "Gareth Pryce asked you and may not arrange this cover any more. Amina Begum can ask you."
    assert not Holding.objects.filter(person=jamal, principal=commissioner).exists()
    accepted(offered(commissioner, jamal, starts_on=TODAY + 3 * WEEK, ends_on=TODAY + 4 * WEEK, at=later), later)


def test_who_lost_their_own_post_no_longer_accepts(people: People) -> None:
    finance, lin = people["finance"], people["procurement"]
    offer = offered(finance, lin, starts_on=TODAY + WEEK, ends_on=TODAY + 2 * WEEK)
    end_holding(lin.holdings.get(), on=TODAY, by=None, at=AT, key=a_key())
    later = AT + timedelta(days=1)
    assert "holds no post in this organisation" in why_not(lambda: accept_cover(offer, by=lin, at=later, key=a_key()))


# Ending


@pytest.mark.parametrize("name", ["finance", "procurement", "admin", "director"])
def test_either_party_and_who_arranges_end_a_cover_at_once(people: People, case: Case, name: str) -> None:
    finance, lin = people["finance"], people["procurement"]
    offer = accepted(offered(finance, lin))
    task = ask_of(case, "Finance")
    assert task in work_list(lin, AT).asks
    end_cover(offer, on=None, reason="Back early.", by=people[name], at=AT, key="end-1")
    assert offer.state == OfferState.ENDED
    assert task not in work_list(lin, AT).asks
    assert not may(lin, Right.SIGN_GATE, on=task, at=AT)
    assert task in work_list(finance, AT).asks
    assert told(finance)[0] == "The cover of Finance officer, Finance has ended"
    text = Message.objects.get(person=finance, event=f"cover/{offer.pk}/ended/now").text
    asked = "Sign: needs analysis"
    assert f"1 task is open in this post and with you again: {case.reference}, {asked} (is due 10 April 2026)." in text
    assert (told(lin)[0] == told(finance)[0]) == (name != "procurement")
    assert Entry.objects.get(key="end-1").verb == Verb.COVER_ENDED


def test_a_third_party_ends_no_cover(people: People) -> None:
    offer = accepted(offered(people["finance"], people["procurement"]))
    for name in ("legal", "head.of.service"):
        words = why_not(lambda name=name: end_cover(offer, on=None, by=people[name], at=AT, key=a_key()))  # type: ignore[misc]  # bound in the loop
        assert "arrange cover here" in words


def test_a_cover_is_given_an_earlier_last_day(people: People) -> None:
    lin = people["procurement"]
    offer = accepted(offered(people["finance"], lin))
    end_cover(offer, on=TODAY + timedelta(days=2), by=lin, at=AT, key=a_key())
    fresh = CoverOffer.objects.select_related("holding").get(pk=offer.pk)
    assert (fresh.state, fresh.holding and fresh.holding.ends_on) == (OfferState.ACCEPTED, date(2026, 4, 3))
    assert fresh.holding in posts_of(lin, AT + timedelta(days=2))
    assert fresh.holding not in posts_of(lin, AT + timedelta(days=3))
    yesterday = TODAY - timedelta(days=1)
    words = why_not(lambda: end_cover(fresh, on=yesterday, by=lin, at=AT, key=a_key()))
    assert words == "The last day, 31 March 2026, has passed. Choose today or a later day, or end it now."
    words = why_not(lambda: end_cover(fresh, on=TODAY + WEEK, by=lin, at=AT, key=a_key()))
    assert words.startswith("The appointment ends on 3 April 2026 already.")


def test_a_cover_is_ended_before_it_begins(people: People) -> None:
    lin = people["procurement"]
    offer = accepted(offered(people["finance"], lin, starts_on=TODAY + WEEK, ends_on=TODAY + 2 * WEEK))
    end_cover(offer, on=None, by=people["finance"], at=AT, key=a_key())
    assert offer.holding not in posts_of(lin, AT + WEEK)
    assert why_not(lambda: end_cover(offer, on=None, by=lin, at=AT, key=a_key())).startswith("There is no cover to end")
    accepted(offered(people["finance"], lin, starts_on=TODAY + WEEK, ends_on=TODAY + 2 * WEEK))


def test_a_conflicted_holder_is_not_got_round(case: Case, people: People) -> None:
    """Whoever covers is kept out by what keeps the holder out, however the cover came about."""
    author, jamal = people["commissioner"], people["contract.manager"]
    post = Post.objects.get(role=Role.FINANCE_OFFICER)
    appointed(author, post)
    accepted(offered(author, jamal, post=post))
    answer = may(jamal, Right.SIGN_GATE, on=ask_of(case, "Finance"), at=AT)
    assert answer.reason.startswith("You act for Amina Begum, who wrote this record, so you cannot sign it.")


def test_a_cover_stops_at_its_limit(case: Case, people: People) -> None:
    """The case is worth £240,000 with VAT."""
    finance, lin, omar = people["finance"], people["procurement"], people["legal"]
    accepted(offered(finance, lin, value_limit=Decimal(239999)))
    accepted(offered(finance, omar, value_limit=Decimal(240000)))
    task = ask_of(case, "Finance")
    assert "you may act up to £239,999 and this is for £240,000" in may(lin, Right.SIGN_GATE, on=task, at=AT).reason
    assert may(omar, Right.SIGN_GATE, on=task, at=AT)
    assert not may(omar, Right.SIGN_GATE, on=Over(task.bodies, valued=True, post_id=task.post_id), at=AT)


def test_a_cover_lapses_with_its_holders_post(case: Case, people: People) -> None:
    finance, lin = people["finance"], people["procurement"]
    accepted(offered(finance, lin))
    end_holding(finance.holdings.get(), on=TODAY, by=None, at=AT, key=a_key())
    tomorrow = AT + timedelta(days=1)
    answer = may(lin, Right.SIGN_GATE, on=ask_of(case, "Finance"), at=tomorrow)
    assert answer.reason.startswith("You act as Finance officer, Finance for Ruth Okafor, whose own appointment does")
