"""One whole cycle in a browser: from a need, through six gates, to the case of the next need."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.rules import day_of
from commissioning.case.models import Case
from commissioning.contract.kinds import NextYear
from commissioning.vocabulary import Stage
from tests.journeys.site import Backstage
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.content import Purchase, Said, sections_of
from workflows.demonstration.walking import answer, open_asks, walk

pytestmark = pytest.mark.browser
PURCHASE = Purchase(
    what="lunch clubs",
    whom="older people",
    where="in three wards",
    net=Decimal("60000.00"),
    gross=Decimal("72000.00"),
    cpv="85312000",
    supplier="Harbour Care Ltd",
    next_year=NextYear.END,
)
TITLE = "Lunch clubs"
GAP = "Say whom the last cycle reached, not only how many meals it served."
MENDED = "The last cycle counted meals alone. We ask now whom they reach."
ADVICE = "Ask the lunch clubs that run already."
DOUBT = "The term of two years leaves no time to train volunteers."
REPLY = "A longer term would bind the council beyond its budget."
OVER = "The contract has run its term."
CARRIED = "Its answer to submission 1 still stands"

# Who answers at the later gates that are walked here, in the order of their tiers, and what they do.
SIGN, AGREE, END = "I sign these sections", "Agree", "End: go to review"
LATER_GATES = {
    Stage.AWARD: {
        "legal": SIGN,
        "finance": SIGN,
        "procurement": SIGN,
        "economic.development": SIGN,
        "director": AGREE,
    },
    Stage.MONITORING: {"finance": SIGN, "economic.development": SIGN, "head.of.service": END},
    Stage.REVIEW: {"head.of.service": AGREE},
}
AUTHORS = {Stage.AWARD: "commissioner", Stage.MONITORING: "contract.manager", Stage.REVIEW: "commissioner"}


def test_a_need_goes_round_the_whole_cycle(visitors: Visitors, backstage: Backstage) -> None:
    author = visitors("commissioner")
    case = opens_a_case(author)
    sets_the_regime(visitors("procurement"), case)
    writes_in_two_sittings(author, case)
    submits(author, case, Stage.NEEDS)
    comes_back(visitors, case)
    is_asked_again_where_it_changed(visitors, case)
    backstage(lambda: walk(Case.objects.get(), PURCHASE, until=Stage.TENDER, at=timezone.now()))
    backstage(lambda: answer(open_asks(Case.objects.get())[0], PURCHASE, at=timezone.now()))
    goes_on_against_advice(visitors, case)
    for stage in LATER_GATES:
        passes(visitors, case, stage)
    goes_round_again(author, case)
    assert "Sound: " in backstage(verified)
    assert not visitors.faults, "\n".join(visitors.faults)


def opens_a_case(author: Visitor) -> str:
    """Open a case, having been told first what was left out. Returns its reference."""
    author.opens("/")
    author.follows("Cases")
    author.follows("Open a case")
    author.presses("Open the case", status=422)
    author.sees("There is a problem")
    value = {"value_net": "60,000", "value_gross": "£72,000"}
    author.fills_in({"title": TITLE, "service": "Adult Social Care", **value})
    author.presses("Open the case")
    author.sees("is open. Write its needs first.", "The record of needs analysis is being written.")
    return author.page.url.rstrip("/").rpartition("/")[2]


def sets_the_regime(officer: Visitor, case: str) -> None:
    """Say under which law the case runs, and why."""
    officer.opens(f"/cases/{case}/")
    officer.follows("Set the regime")
    officer.fills_in({"regime": "below_threshold", "reason": "Below the threshold for services."})
    officer.presses("Set the regime")
    officer.sees(f"The regime of {case} is")


def said_of(stage: Stage) -> dict[str, Said]:
    """What the record of a stage says, section by section."""
    return dict(sections_of(stage, PURCHASE, day_of(timezone.now())))


def writes_in_two_sittings(author: Visitor, case: str) -> None:
    """Save one answer, go away, come back to it, and write the rest."""
    answers = said_of(Stage.NEEDS)["need"].values
    author.takes_up("Write the record of needs analysis", case)
    author.follows("Go to the record")
    author.follows("The need")
    author.fills_in({"statement": answers["statement"]})
    author.presses("Save")
    author.sees("is saved", "In progress")
    author.opens("/cases/")
    author.opens(f"/cases/{case}/records/needs/need/")
    assert author.page.locator('[name="statement"]').input_value() == answers["statement"]
    writes(author, case, Stage.NEEDS)


def writes(author: Visitor, case: str, stage: Stage) -> None:
    """Write every section of a record, one after the other."""
    sections = said_of(stage)
    author.opens(f"/cases/{case}/records/{stage}/{next(iter(sections))}/")
    for left, said in enumerate(sections.values(), start=1 - len(sections)):
        author.fills_in(said.values, said.rows)
        author.presses("Save and go on to" if left else "Save")
    author.sees(f"{len(sections)} of {len(sections)} sections are complete.")


def submits(author: Visitor, case: str, stage: Stage, *asked: str) -> None:
    """Check all answers, see who will be asked, and submit."""
    author.opens(f"/cases/{case}/records/{stage}/")
    author.follows("Check your answers")
    author.follows("Continue")
    author.sees("Who will be asked", "Until when", "Why them", *asked)
    author.presses("Submit to the gate")
    author.sees("The record is at its gate", "Your receipt: entry")


def answers(person: Visitor, case: str, what: str = "", **more: Any) -> None:
    """Take up the task that waits in a case, read it and answer it; the receipt follows."""
    person.takes_up("", case)
    person.sees("All you answer for", "You answer for the text shown here: fingerprint")
    if what:
        person.page.get_by_label(what, exact=True).check()
    person.fills_in(more)
    person.presses("Confirm")
    person.sees("Your receipt: entry", "What happens next")


def comes_back(visitors: Visitors, case: str) -> None:
    """Finance signs, Policy returns it; the author reads why, and takes it back without waiting for the others."""
    visitors("finance").takes_up("Sign", case)
    visitors("finance").presses("Say that you are on it")
    answers(visitors("finance"), case, SIGN)
    policy = visitors("policy")
    policy.takes_up("Sign", case)
    policy.page.get_by_label("Not ready: return to the author").check()
    policy.presses("Confirm", status=422)
    policy.sees("There is a problem", "Say why.")
    policy.fills_in({"reason": GAP})
    policy.presses("Confirm")
    policy.sees("You returned the record")
    author = visitors("commissioner")
    author.takes_up("Mend the record of needs analysis", case)
    author.sees("Returned as not ready", GAP, "Hannah Weiss")
    author.page.locator("#take_back_reason").fill("The gap is small.")
    author.presses("Take the record back")
    author.sees("The record is yours again")
    author.takes_up("Mend the record of needs analysis", case)
    author.follows("Go to the record")
    author.sees(GAP, "Returned")


def is_asked_again_where_it_changed(visitors: Visitors, case: str) -> None:
    """One section is mended: Policy sees the difference and signs, Finance is not asked again; the head decides."""
    author = visitors("commissioner")
    author.opens(f"/cases/{case}/records/needs/lessons/")
    author.sees(GAP)
    author.fills_in({"lessons": MENDED})
    author.presses("Save")
    submits(author, case, Stage.NEEDS, "Not asked again: their answer still stands")
    visitors("finance").opens("/")
    visitors("finance").sees("Nothing waits for you.")
    policy = visitors("policy")
    policy.takes_up("Sign", case)
    policy.sees("What changed", "1 of the", MENDED, CARRIED)
    assert policy.page.locator("ins").count()
    assert policy.page.locator("del").count()
    answers(policy, case, SIGN)
    answers(visitors("voluntary.sector"), case, reason=ADVICE)
    author.opens(f"/cases/{case}/gates/")
    author.follows("Needs analysis")
    author.sees("carried over", CARRIED, ADVICE)
    answers(visitors("head.of.service"), case, AGREE)
    visitors("head.of.service").sees("You agreed", "The record of social value priorities is being written.")


def goes_on_against_advice(visitors: Visitors, case: str) -> None:
    """Legal does not support the tender plan; the director goes on all the same, and must say why."""
    for name in ("procurement", "finance"):
        answers(visitors(name), case, SIGN)
    answers(visitors("legal"), case, "I sign, not supported", reason=DOUBT)
    director = visitors("director")
    director.takes_up("Decide", case)
    director.sees("not supported", DOUBT)
    director.page.get_by_label(AGREE, exact=True).check()
    director.presses("Confirm", status=422)
    director.sees("A seat signed “not supported”. Say why you agree all the same.")
    director.fills_in({"reason": REPLY})
    director.presses("Confirm")
    director.sees("You agreed", "Your receipt: entry")


def passes(visitors: Visitors, case: str, stage: Stage) -> None:
    """Write and submit the record of a stage, answer at its gate, and record what has to be recorded after it."""
    author = visitors(AUTHORS.get(stage, "commissioner"))
    author.takes_up(f"Write the record of {stage.label.lower()}", case)
    writes(author, case, stage)
    submits(author, case, stage)
    for name, what in LATER_GATES[stage].items():
        answers(visitors(name), case, what, **({"reason": OVER} if what == END else {}))
    if stage == Stage.AWARD:
        records_the_signature(visitors("legal"), case)


def records_the_signature(officer: Visitor, case: str) -> None:
    """Below the threshold neither notice nor standstill is owed: the contract can be signed at once."""
    officer.takes_up("Record the signature of the contract", case)
    officer.presses("Record it")
    officer.sees("It is recorded", "monitoring")


def goes_round_again(author: Visitor, case: str) -> None:
    """The cycle is closed, and the next one has begun with what this one taught."""
    author.opens(f"/cases/{case}/")
    author.sees("this cycle of the case is closed", "Next cycle")
    for page in ("Records", "Gates", "Timetable", "Trail", "Overview"):
        author.follows(page)
    author.follows("Open")
    author.sees(TITLE, "The record of needs analysis is being written.", "Next cycle of")
    author.opens(author.page.url + "records/needs/lessons/")
    lessons = said_of(Stage.REVIEW)["lessons"].rows["lessons"]
    assert lessons[0]["text"] in author.page.locator('[name="lessons"]').input_value()


def verified() -> str:
    """What an auditor's check of the whole ledger says."""
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    return said.getvalue()
