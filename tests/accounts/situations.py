"""How a person may stand to what they want to do: each situation makes a council of its own and asks authority once.

Amina Khan asks. Omar Haddad holds the same post; Sam Osei is whom she covers for, where she does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.authority import Answer, Over, may
from accounts.decisions import deactivate_person, end_holding
from accounts.models import Body, Person, Post
from accounts.rights import Right, Role
from accounts.vocabulary import Ground
from tests.accounts.factories import AT, a_body, a_council, a_key, a_person, a_post, appointed, excluded

ACTS: Mapping[Right, Role] = {
    Right.CONSULT_GATE: Role.VOLUNTARY_SECTOR_REPRESENTATIVE,
    Right.SIGN_GATE: Role.LEGAL_OFFICER,
    Right.DECIDE_GATE: Role.HEAD_OF_SERVICE,
    Right.RECORD_SIGNATURE: Role.LEGAL_OFFICER,
    Right.VERIFY_DELIVERY: Role.ECONOMIC_DEVELOPMENT_OFFICER,
}
THE_CASE, ITS_BIDS = "case/1", "evaluated/1"
YESTERDAY, TOMORROW = date(2026, 10, 5), date(2026, 10, 7)
LOW, HIGH = Decimal(100_000), Decimal(250_000)


@dataclass(frozen=True)
class Scene:
    """A council with one post that may do one thing to one case, and a colleague who holds it."""

    right: Right
    council: Body
    post: Post
    amina: Person
    omar: Person

    def asks(self, *, of: Body | None = None, amount: Decimal | None = HIGH, valued: bool = True) -> Answer:
        """Ask authority for Amina, about a case of the council's or of another body. What she decides is an award."""
        return self.answer(
            Over(
                [(of or self.council).pk],
                amount=amount,
                scopes=[THE_CASE, *([ITS_BIDS] if self.right == Right.DECIDE_GATE else [])],
                source="ask/2",
                post_id=self.post.pk,
                valued=valued,
            )
        )

    def answer(self, on: Over) -> Answer:
        """What authority says."""
        return may(self.amina, self.right, on=on, at=AT)


def scene(right: Right) -> Scene:
    """A new council for one right."""
    council = a_council()
    post = a_post(ACTS[right], a_body("Adult Social Care", parent=council), over=[council])
    omar, amina = a_person("Omar Haddad", body=council), a_person("Amina Khan", body=council)
    appointed(omar, post)
    return Scene(right, council, post, amina, omar)


def holds_it(here: Scene) -> Answer:
    appointed(here.amina, here.post)
    return here.asks()


def has_not_begun(here: Scene) -> Answer:
    appointed(here.amina, here.post, starts_on=TOMORROW)
    return here.asks()


def lapsed(here: Scene) -> Answer:
    end_holding(appointed(here.amina, here.post), on=YESTERDAY, by=None, at=AT, key=a_key())
    return here.asks()


def lapsed_with_another(here: Scene) -> Answer:
    appointed(here.amina, a_post(Role.SCRUTINY_OFFICER, here.council, over=[here.council]))
    return lapsed(here)


def no_post(here: Scene) -> Answer:
    return here.asks()


def another_post(here: Scene) -> Answer:
    appointed(here.amina, a_post(ACTS[here.right], a_body("Housing", parent=here.council), over=[here.council]))
    return here.asks()


def another_body(here: Scene) -> Answer:
    appointed(here.amina, here.post)
    return here.asks(of=a_council("Southbridge Council"))


def inactive(here: Scene) -> Answer:
    appointed(here.amina, here.post)
    deactivate_person(here.amina, body=here.council, reason="Left", by=None, at=AT, key=a_key())
    here.amina.refresh_from_db()
    return here.asks()


def within_limit(here: Scene) -> Answer:
    appointed(here.amina, here.post, value_limit=HIGH)
    return here.asks()


def over_limit(here: Scene) -> Answer:
    appointed(here.amina, here.post, value_limit=LOW)
    return here.asks()


def unknown_value(here: Scene) -> Answer:
    appointed(here.amina, here.post, value_limit=LOW)
    return here.asks(amount=None)


def no_value(here: Scene) -> Answer:
    appointed(here.amina, here.post, value_limit=LOW)
    return here.asks(amount=None, valued=False)


def _kept_out(ground: Ground, scope: str = THE_CASE) -> Callable[[Scene], Answer]:
    def asked(here: Scene) -> Answer:
        appointed(here.amina, here.post)
        excluded(here.amina, scope, ground=ground)
        return here.asks()

    return asked


def own_ask(here: Scene) -> Answer:
    appointed(here.amina, here.post)
    excluded(here.amina, THE_CASE, source="ask/2")
    return here.asks()


def nobody_else(here: Scene) -> Answer:
    end_holding(here.omar.holdings.get(), on=YESTERDAY, by=None, at=AT, key=a_key())
    return _kept_out(Ground.AUTHOR)(here)


def _covers(here: Scene, limit: Decimal | None = None) -> Person:
    sam = a_person("Sam Osei", body=here.council)
    appointed(sam, here.post)
    appointed(here.amina, here.post, principal=sam, value_limit=limit)
    return sam


def covers(here: Scene) -> Answer:
    _covers(here)
    return here.asks()


def covers_up_to(here: Scene) -> Answer:
    _covers(here, LOW)
    return here.asks()


def covers_one_who_left(here: Scene) -> Answer:
    sam = _covers(here)
    end_holding(sam.holdings.get(), on=YESTERDAY, by=None, at=AT, key=a_key())
    return here.asks()


def _covers_kept_out(ground: Ground, scope: str = THE_CASE) -> Callable[[Scene], Answer]:
    def asked(here: Scene) -> Answer:
        excluded(_covers(here), scope, ground=ground)
        return here.asks()

    return asked


def covers_and_wrote(here: Scene) -> Answer:
    _covers(here)
    excluded(here.amina, THE_CASE)
    return here.asks()


def covers_and_holds(here: Scene) -> Answer:
    excluded(_covers(here), THE_CASE)
    appointed(here.amina, here.post)
    return here.asks()


SITUATIONS: Mapping[str, Callable[[Scene], Answer]] = {
    "She holds the post": holds_it,
    "She holds the post from tomorrow": has_not_begun,
    "She held the post until yesterday": lapsed,
    "She held the post until yesterday, and holds another today": lapsed_with_another,
    "She holds no post": no_post,
    "She holds another post with the same right": another_post,
    "She holds the post, and the case is another council's": another_body,
    "She holds the post, and her account is closed": inactive,
    "She holds the post up to £250,000, and the case is worth just that": within_limit,
    "She holds the post up to £100,000, and the case is worth £250,000": over_limit,
    "She holds the post up to £100,000, and what the case is worth is not known": unknown_value,
    "She holds the post up to £100,000, and no amount bears on what is asked": no_value,
    "She holds the post, and wrote it": _kept_out(Ground.AUTHOR),
    "She holds the post, and wrote it in answer to this very task": own_ask,
    "She holds the post, wrote it, and nobody else holds the post": nobody_else,
    "She holds the post, and signed at an earlier tier": _kept_out(Ground.SIGNER),
    "She holds the post, and evaluated the bids that are awarded": _kept_out(Ground.EVALUATOR, ITS_BIDS),
    "She holds the post, and declared an actual conflict": _kept_out(Ground.CONFLICT),
    "She covers the post for Sam Osei": covers,
    "She covers the post up to £100,000, and the case is worth £250,000": covers_up_to,
    "She covers the post for Sam Osei, who left it yesterday": covers_one_who_left,
    "She covers the post for Sam Osei, who wrote it": _covers_kept_out(Ground.AUTHOR),
    "She covers the post for Sam Osei, who signed at an earlier tier": _covers_kept_out(Ground.SIGNER),
    "She covers the post for Sam Osei, who evaluated the bids": _covers_kept_out(Ground.EVALUATOR, ITS_BIDS),
    "She covers the post for Sam Osei, who declared an actual conflict": _covers_kept_out(Ground.CONFLICT),
    "She covers the post for Sam Osei, and wrote it herself": covers_and_wrote,
    "She covers the post for Sam Osei, who wrote it, and holds it herself as well": covers_and_holds,
}


def told(answer: Answer) -> str:
    """An answer as the table has it."""
    if not answer:
        return f"No. “{answer.reason}”"
    assert answer.holding is not None
    return f"Yes, for {answer.holding.on_behalf_of}." if answer.holding.on_behalf_of else "Yes."


def section(title: str) -> str:
    """A situation as the document has it: every act with its answer. It makes a council for each."""
    rows = [f"| {right.label} | {told(SITUATIONS[title](scene(right)))} |" for right in ACTS]
    return "\n".join([f"## {title}", "", "| To | Authority says |", "|---|---|", *rows])
