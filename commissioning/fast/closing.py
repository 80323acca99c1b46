"""The closing question of a purchase, and Procurement's check of the sample: what is asked, and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from accounts.models import Person
from accounts.rights import Role
from audit.deciding import deciding
from commissioning.asks.decisions import require_holder, require_open
from commissioning.asks.models import Ask
from commissioning.asks.opening import close
from commissioning.case.ports import moved
from commissioning.contract.opening import wind_up
from commissioning.errors import RefusedError
from commissioning.fast.forms import CheckForm, ClosingForm
from commissioning.fast.kinds import Delivered, Found
from commissioning.fast.models import Closing, PurchaseCheck
from commissioning.records.asks import RecordAsk, register
from commissioning.verbs import Verb

SAY_MORE: Final = "Say what is missing, and what is being done about it."
CHECK_SOURCE: Final = "fast/check"


def answer_closing(  # noqa: PLR0913 - the answers to one question, and who, when and once
    task: Ask, *, delivered: Delivered, paid: bool, use_again: bool, note: str, by: Person, at: datetime, key: str
) -> None:
    """Answer the closing question, which closes the purchase. Raises RefusedError where a no is not explained."""
    asked = {"ask": task.pk, "delivered": str(delivered), "paid": paid, "use_again": use_again, "note": note}
    with deciding(Verb.PURCHASE_CLOSED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        if (delivered != Delivered.YES or not paid) and not note.strip():
            raise RefusedError(SAY_MORE, {"note": [SAY_MORE]})
        Closing(
            strand=task.strand,
            delivered=delivered,
            paid=paid,
            use_again=use_again,
            note=note.strip(),
            person=by,
            at=at,
        ).save()
        wind_up(task.strand, at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = note.strip()
        decision.about(
            stage=task.stage,
            lane=task.case.lane,
            task=task.title,
            delivered=str(delivered),
            paid=paid,
            use_again=use_again,
        )
        close(task, by=by, at=at, as_="answered")
        moved(task.case, at)


def record_check(task: Ask, *, found: Found, note: str, by: Person, at: datetime, key: str) -> None:
    """Record what Procurement's check of a purchase found. It holds nothing up, and may come after the closing."""
    asked = {"ask": task.pk, "found": str(found), "note": note}
    with deciding(Verb.PURCHASE_CHECKED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        if found != Found.IN_ORDER and not note.strip():
            words = "Say what you found, and what should be done about it."
            raise RefusedError(words, {"note": [words]})
        PurchaseCheck(strand=task.strand, found=found, note=note.strip(), person=by, at=at).save()
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = note.strip()
        decision.about(stage=task.stage, lane=task.case.lane, task=task.title, found=str(found))
        close(task, by=by, at=at, as_="checked")


def all_well(_task: Ask, _today: date) -> Mapping[str, object]:
    """Delivered, paid, and a supplier to use again."""
    return {"delivered": Delivered.YES, "paid": "yes", "use_again": "yes"}


def nothing_found(_task: Ask, _today: date) -> Mapping[str, object]:
    """In order."""
    return {"found": Found.IN_ORDER}


CLOSING: Final = register(
    RecordAsk(
        source="fast/closing",
        title="Answer the closing question",
        why="the purchase is decided. Order it; once it is delivered and paid, one question closes it.",
        role=Role.COMMISSIONER,
        form=ClosingForm,
        record=answer_closing,
        defaults=all_well,
        offered=False,
    )
)
CHECK: Final = register(
    RecordAsk(
        source=CHECK_SOURCE,
        title="Check a fast-lane purchase",
        why="this purchase is in the sample of the fast lane that Procurement checks. Nothing waits for it.",
        role=Role.PROCUREMENT_OFFICER,
        form=CheckForm,
        record=record_check,
        defaults=nothing_found,
        offered=False,
        working_days=20,
    )
)
