"""One whole cycle in a browser: from a need, through six gates and two years, to the case of the next need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts.rules import day_of
from commissioning.contract.kinds import NextYear
from commissioning.vocabulary import Stage
from tests.journeys.site import Backstage
from tests.journeys.steps import (
    AGREE,
    PURCHASE,
    SIGN,
    TITLE,
    Journey,
    answers,
    declares_nothing,
    passes_the_needs,
    said_of,
    submits,
    writes,
)
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.content import Purchase
from workflows.sweeping import sweep

pytestmark = pytest.mark.browser
DOUBT = "The term of two years leaves no time to train volunteers."
REPLY = "A longer term would bind the council beyond its budget."
OVER = "The contract has run its term."
END = "End: go to review"
A_FORTNIGHT, A_SEASON, A_YEAR = timedelta(days=14), timedelta(days=110), timedelta(days=365)
# Who leads it, advises on it or has a seat at the gates of its tender and award.
NAMED = (
    "commissioner",
    "voluntary.sector",
    "procurement",
    "legal",
    "finance",
    "economic.development",
    "director",
    "mayor.office",
)
MONITORS = ("finance", "economic.development")
# They come without JavaScript, to pages that others come to with it.
WITHOUT_SCRIPT = frozenset({"finance", "economic.development", "voluntary.sector", "director"})


def test_a_need_goes_round_the_whole_cycle(
    visitors: Visitors, backstage: Backstage, clock: time_machine.Traveller
) -> None:
    def later(time: timedelta) -> dict[str, int]:
        clock.shift(time)
        done: dict[str, int] = backstage(lambda: sweep(timezone.now()))
        return done

    visitors.without_script = WITHOUT_SCRIPT
    who = passes_the_needs(visitors)
    chooses_priorities(who)
    assert later(A_FORTNIGHT)["lapsed"] == 1
    goes_on_without_advice(who)
    goes_on_against_a_doubt(who)
    later(A_SEASON)
    decided_on = is_decided_as_a_key_decision(who)
    later(A_FORTNIGHT)
    is_published(who, decided_on)
    later(A_FORTNIGHT)
    is_signed(who)
    later(A_YEAR)
    goes_on_for_another_year(who)
    later(A_YEAR)
    ends(who)
    goes_round_again(who("commissioner"), who.case)
    assert "Sound: " in backstage(verified)


def hands_in(who: Journey, stage: Stage, purchase: Purchase = PURCHASE, by: str = "commissioner") -> None:
    """Write and submit the record of a stage."""
    who(by).takes_up(f"Write the record of {stage.label.lower()}", who.case)
    writes(who(by), who.case, stage, purchase)
    submits(who(by), who.case, stage)


def chooses_priorities(who: Journey) -> None:
    """The voluntary sector is asked for advice, and says nothing."""
    hands_in(who, Stage.SOCIAL_VALUE)
    for name in ("economic.development", "policy", "procurement"):
        answers(who(name), who.case, SIGN)


def goes_on_without_advice(who: Journey) -> None:
    """Advice that was not given in time holds nobody up, and is not asked for any more."""
    who("voluntary.sector").opens("/")
    who("voluntary.sector").sees("Nothing waits for you.")
    head = who("head.of.service")
    head.takes_up("Decide", who.case)
    head.sees("No advice given")
    answers(head, who.case, AGREE)


def goes_on_against_a_doubt(who: Journey) -> None:
    """Legal does not support the tender plan; the director goes on all the same, and must say why."""
    for name in NAMED:
        declares_nothing(who(name), who.case)
    hands_in(who, Stage.TENDER)
    for name in ("procurement", "finance"):
        answers(who(name), who.case, SIGN)
    answers(who("legal"), who.case, "I sign, not supported", reason=DOUBT)
    director = who("director")
    director.takes_up("Decide", who.case)
    director.sees("not supported", DOUBT)
    director.page.get_by_label(AGREE, exact=True).check()
    director.presses("Confirm", status=422)
    director.sees("A seat signed “not supported”. Say why you agree all the same.")
    director.fills_in({"reason": REPLY})
    director.presses("Confirm")
    director.sees("You agreed", "Your receipt: entry")


def is_decided_as_a_key_decision(who: Journey) -> date:
    """The Mayor in Cabinet awards; that call-in is over cannot be recorded on the same day. Returns the day."""
    hands_in(who, Stage.AWARD)
    for name in ("legal", "finance", "procurement", "economic.development"):
        answers(who(name), who.case, SIGN)
    recorder, today = who("mayor.office"), day_of(timezone.now())
    answers(recorder, who.case, AGREE)
    recorder.takes_up("Record the outcome of call-in", who.case)
    recorder.fills_in({"published_on": today})
    recorder.presses("Record it", status=422)
    recorder.sees("Call-in runs until")
    return today


def is_published(who: Journey, decided_on: date) -> None:
    """Nobody called it in and the notice is published; until standstill is over nobody can sign."""
    recorder, officer, lawyer = who("mayor.office"), who("procurement"), who("legal")
    recorder.takes_up("Record the outcome of call-in", who.case)
    recorder.fills_in({"published_on": decided_on})
    recorder.presses("Record it")
    recorder.sees("It is recorded")
    officer.takes_up("Record the contract award notice", who.case)
    officer.fills_in({"number": "094477-2026"})
    officer.presses("Record it")
    officer.sees("It is recorded")
    lawyer.takes_up("Record the signature of the contract", who.case)
    lawyer.presses("Record it", status=422)
    lawyer.sees("Standstill runs until", "sign after it")


def is_signed(who: Journey) -> None:
    """Standstill is over."""
    lawyer = who("legal")
    lawyer.takes_up("Record the signature of the contract", who.case)
    lawyer.sees("Nobody has declared anything about their interests since")
    lawyer.presses("Record it", status=422)
    lawyer.sees("Say whether the conflicts assessment is still true")
    lawyer.page.locator('[name="conflicts_reconfirmed"][value="yes"]').check()
    lawyer.presses("Record it")
    lawyer.sees("It is recorded", "The record of monitoring is being written.")


def goes_on_for_another_year(who: Journey) -> None:
    """After the contract's first year its gate is passed; the second year is to be written."""
    hands_in(who, Stage.MONITORING, by="contract.manager")
    for name in MONITORS:
        answers(who(name), who.case, SIGN)
    answers(who("head.of.service"), who.case, AGREE)
    who("head.of.service").sees("The record of monitoring is being written.")


def ends(who: Journey) -> None:
    """After the second year the contract ends, and is reviewed."""
    hands_in(who, Stage.MONITORING, replace(PURCHASE, next_year=NextYear.END), by="contract.manager")
    for name in MONITORS:
        answers(who(name), who.case, SIGN)
    answers(who("head.of.service"), who.case, END, reason=OVER)
    hands_in(who, Stage.REVIEW)
    answers(who("head.of.service"), who.case, AGREE)


def goes_round_again(author: Visitor, case: str) -> None:
    """The cycle is closed, and the next one has begun with what this one taught."""
    author.opens(f"/cases/{case}/")
    author.sees("this cycle of the case is closed", "Next cycle")
    for page in ("Records", "Gates", "Timetable", "Trail", "Overview"):
        author.follows(page)
    author.follows("Open TG-")
    author.sees(TITLE, "The record of needs analysis is being written.", "Next cycle of")
    author.opens(author.page.url + "records/needs/lessons/")
    lessons = said_of(Stage.REVIEW)["lessons"].rows["lessons"]
    assert f"Do you adopt L1: “{lessons[0]['text']}”?" in author.page.locator("main form").inner_text()


def verified() -> str:
    """What an auditor's check of the whole ledger says."""
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    return said.getvalue()
