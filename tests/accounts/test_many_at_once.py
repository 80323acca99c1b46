"""Authority asked about many things at once says of each what it says of one, to who asks about somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from accounts.authority import Answer, Over, each_may, may
from accounts.rights import Right, Role
from tests.accounts.factories import AT, a_body, a_council, a_person, a_post, appointed, excluded
from tests.accounts.situations import ACTS, SITUATIONS, Scene, scene

pytestmark = pytest.mark.django_db
Limit = Callable[[int], Any]


class Both(Scene):
    """A scene in which authority is asked both ways."""

    def answer(self, on: Over) -> Answer:
        """What authority says of one thing, having said the same of it among others."""
        alone = super().answer(on)
        elsewhere = Over([self.council.pk + 10_000], scopes=["case/2"], post_id=on.post_id)
        other, together = each_may(self.amina, [(self.right, elsewhere), (self.right, on)], at=AT)
        assert not other
        assert (together.allowed, together.holding) == (alone.allowed, alone.holding)
        assert bool(together.reason) == bool(alone.reason)
        assert not {"you", "You", "your", "Your"} & set(together.reason.split())
        assert "£250,000" not in together.reason, "who asks may not be told what it is worth"
        if "worth" not in alone.reason and "this is for" not in alone.reason and "account" not in alone.reason:
            told = together.reason.replace("They", "You").replace("they", "you").replace("Their", "Your")
            assert alone.reason.startswith(told.replace("let them", "let you"))
        return alone


@pytest.mark.parametrize("right", list(ACTS))
@pytest.mark.parametrize("title", list(SITUATIONS))
def test_of_many_things_authority_says_what_it_says_of_each(title: str, right: Right) -> None:
    here = scene(right)
    both = Both(*(getattr(here, field.name) for field in fields(Scene)))
    SITUATIONS[title](both)


def test_it_says_why_they_may_not_and_costs_the_same_however_many(django_assert_max_num_queries: Limit) -> None:
    council = a_council()
    legal, other = (
        a_post(Role.LEGAL_OFFICER, a_body(name, parent=council), over=[council]) for name in ("Legal", "Law")
    )
    amina = a_person("Amina Khan", body=council)
    appointed(amina, legal, value_limit=Decimal(1_000))
    excluded(amina, "case/1")

    def asked(case: int, **more: Any) -> tuple[Right, Over]:
        on = {"bodies": [council.pk], "scopes": [f"case/{case}"], "post_id": legal.pk, **more}
        return Right.SIGN_GATE, Over(**on)

    things = [
        asked(1),
        asked(2),
        asked(3, amount=Decimal(2_000), valued=True),
        asked(4, post_id=other.pk),
        asked(5, bodies=[a_council("Elsewhere").pk]),
        (Right.DECIDE_GATE, Over([council.pk], post_id=legal.pk)),
    ]
    with django_assert_max_num_queries(5):
        told = [answer.reason for answer in each_may(amina, things * 20, at=AT)]
    assert told == told[:6] * 20
    assert told[:6] == [
        "They wrote this record, so they cannot sign it.",
        "",
        "As Legal officer, Legal they may act up to £1,000 and this is for more, so they cannot sign it.",
        "This waits for the Legal officer, Law, a post they do not hold.",
        "The post of Legal officer, Legal does not let them sign it.",
        "The post of Legal officer, Legal does not let them decide it.",
    ]
    nobody = a_person("Nobody", body=council)
    [never] = each_may(nobody, [(Right.OPEN_CASE, Over([council.pk]))], at=AT)
    assert never.reason == "They hold no post, so they cannot open a case."
    assert (
        never.reason.replace("They", "You").replace("they", "you")
        in may(nobody, Right.OPEN_CASE, on=Over([council.pk]), at=AT).reason
    )
    assert each_may(nobody, [], at=AT) == []
