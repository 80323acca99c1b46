"""What an offer of cover may be: the pure rules."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.rights import Role
from accounts.vocabulary import BodyKind
from commissioning.cover.rules import flaw_in_person, flaw_in_start, terms_in_words, unfit_post, watches

TODAY = date(2026, 4, 1)


def test_those_who_hold_the_council_to_account_or_keep_its_posts_watch() -> None:
    watching = {role for role in Role if watches(role)}
    assert watching == {Role.AUDITOR, Role.SCRUTINY_OFFICER, Role.SYSTEM_ADMINISTRATOR, Role.SUPPLIER_CONTACT}


def test_a_cover_begins_today_or_later() -> None:
    assert flaw_in_start(TODAY, TODAY) == flaw_in_start(date(2026, 4, 2), TODAY) == ""
    words = "The first day, 31 March 2026, has passed. Choose today or a later day."
    assert flaw_in_start(date(2026, 3, 31), TODAY) == words


def test_a_suppliers_post_is_not_covered() -> None:
    assert unfit_post("Legal officer, Legal Services", BodyKind.SERVICE) == ""
    assert unfit_post("Supplier contact, Harbour", BodyKind.SUPPLIER).startswith(
        "The post of Supplier contact, Harbour"
    )


@pytest.mark.parametrize(
    ("role", "held", "words"),
    [
        (Role.FINANCE_OFFICER, [(Role.LEGAL_OFFICER, 1)], ""),
        (Role.FINANCE_OFFICER, [(Role.LEGAL_OFFICER, 2)], "Lin Chen holds no post in this organisation."),
        (Role.FINANCE_OFFICER, [], "Lin Chen holds no post in this organisation."),
        (Role.FINANCE_OFFICER, [(Role.AUDITOR, 1)], "Lin Chen audits, scrutinises or administers this work"),
        (Role.FINANCE_OFFICER, [(Role.LEGAL_OFFICER, 1), (Role.AUDITOR, 1)], "Lin Chen audits"),
        (Role.FINANCE_OFFICER, [(Role.LEGAL_OFFICER, 1), (Role.AUDITOR, 2)], ""),
        (Role.AUDITOR, [(Role.AUDITOR, 1)], ""),
        (Role.AUDITOR, [(Role.LEGAL_OFFICER, 1)], "Lin Chen takes part in the work that this post audits"),
        (Role.AUDITOR, [(Role.AUDITOR, 1), (Role.LEGAL_OFFICER, 1)], "Lin Chen takes part in the work"),
    ],
)
def test_a_colleague_may_be_asked_who_neither_watches_nor_is_watched(
    role: Role, held: list[tuple[Role, int]], words: str
) -> None:
    found = flaw_in_person("Lin Chen", held, role=role, root=1)
    assert found.startswith(words)
    assert bool(found) == bool(words)


def test_terms_are_said_in_words() -> None:
    last = date(2026, 4, 8)
    assert terms_in_words(TODAY, last, None) == "from 1 April 2026 to 8 April 2026"
    assert terms_in_words(TODAY, last, Decimal(50000)) == "from 1 April 2026 to 8 April 2026, up to £50,000"
