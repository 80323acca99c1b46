"""What people do in a case from its opening to the gate of its needs, and at every later gate in the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.rules import day_of
from commissioning.vocabulary import Regime, Stage
from tests.journeys.visitors import Visitor, Visitors
from workflows.demonstration.content import Purchase, Said, sections_of

TITLE = "Lunch clubs"
# A key decision above the threshold and below the Board's value, so that everything is owed before the signature.
PURCHASE = Purchase(
    what="lunch clubs",
    whom="older people",
    where="in three wards",
    net=Decimal("190000.00"),
    gross=Decimal("228000.00"),
    cpv="55320000",
    supplier="Harbour Care Ltd",
    key_decision=True,
)
GAP = "Say whom the last cycle reached, not only how many meals it served."
MENDED = "The last cycle counted meals alone. We ask now whom they reach."
ADVICE = "Ask the lunch clubs that run already."
CARRIED = "Its answer to submission 1 still stands"
SIGN, AGREE = "I sign these sections", "Agree"


@dataclass(frozen=True)
class Journey:
    """A case on its way, and the people who take it there."""

    visitors: Visitors
    case: str

    def __call__(self, name: str) -> Visitor:
        """Return the person of that name."""
        return self.visitors(name)


def said_of(stage: Stage, purchase: Purchase = PURCHASE) -> Mapping[str, Said]:
    """What the record of a stage says, section by section."""
    return sections_of(stage, purchase, day_of(timezone.now()))


def opens_a_case(author: Visitor) -> str:
    """Open a case, having been told first what was left out. Returns its reference."""
    author.opens("/")
    author.follows("Cases")
    author.follows("Open a case")
    author.presses("Open the case", status=422)
    author.sees("There is a problem")
    value = {"value_net": "190,000", "value_gross": "£228,000"}
    author.fills_in({"title": TITLE, "service": "Adult Social Care", **value})
    author.presses("Open the case")
    author.sees("is open. Write its needs first.", "The record of needs analysis is being written.")
    return author.page.url.rstrip("/").rpartition("/")[2]


def sets_the_regime(officer: Visitor, case: str) -> None:
    """Say under which law the case runs, and why."""
    officer.opens(f"/cases/{case}/")
    officer.follows("Set the regime")
    officer.fills_in({"regime": Regime.PA2023, "reason": "A covered procurement: above the threshold for services."})
    officer.presses("Set the regime")
    officer.sees(f"The regime of {case} is")


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
    writes(author, case, Stage.NEEDS, PURCHASE)


def writes(author: Visitor, case: str, stage: Stage, purchase: Purchase) -> None:
    """Write every section that a record asks, one after the other."""
    sections = said_of(stage, purchase)
    base = f"/cases/{case}/records/{stage}/"
    author.opens(f"{base}{next(iter(sections))}/")
    for key, said in sections.items():
        if author.path() != f"{base}{key}/":
            continue  # the page before led past it: it is not asked here
        author.fills_in(said.values, said.rows)
        author.presses("Save and go on" if author.page.locator('button[name="then"]').count() else "Save")
    assert re.search(r"\b(\d+) of \1 sections are complete", author.words()), author.words()


def submits(author: Visitor, case: str, stage: Stage, *asked: str) -> None:
    """Check all answers, see who will be asked, and submit."""
    author.opens(f"/cases/{case}/records/{stage}/")
    author.follows("Check your answers")
    author.follows("Continue")
    author.sees("Who will be asked", "Until when", "Why them", *asked)
    author.presses("Submit to the gate")
    author.sees("The record is at its gate", "Your receipt: entry")


def declares_nothing(person: Visitor, case: str) -> None:
    """Follow the word on one's work to the declaration, and declare no conflict of interest."""
    person.opens("/")
    person.follows("Declare your interests")
    person.page.locator('[name="kind"][value="none"]').check()
    person.presses("Continue")
    person.sees("Check your answers before you declare", "No conflict of interest")
    person.presses("Declare")
    person.sees("Your interests are declared", "You declared that you have no conflict of interest")


def answers(person: Visitor, case: str, what: str = "", **more: Any) -> None:
    """Take up the task that waits in a case, read it and answer it; the receipt follows."""
    person.takes_up("", case)
    person.sees("All you answer for", "You answer for the sections shown here, as part of submission")
    if what:
        person.page.get_by_label(what, exact=True).check()
    person.fills_in(more)
    person.presses("Confirm")
    person.sees("Your receipt: entry", "What happens next")


def comes_back(who: Journey) -> None:
    """Finance signs, Policy returns it; the author reads why, and takes it back without waiting for the others."""
    who("finance").takes_up("Sign", who.case)
    who("finance").presses("Say that you are on it")
    answers(who("finance"), who.case, SIGN)
    policy = who("policy")
    policy.takes_up("Sign", who.case)
    policy.page.get_by_label("Not ready: return to the author").check()
    policy.presses("Confirm", status=422)
    policy.sees("There is a problem", "Say why.")
    policy.fills_in({"reason": GAP})
    policy.presses("Confirm")
    policy.sees("You returned the record")
    author = who("commissioner")
    author.takes_up("Mend the record of needs analysis", who.case)
    author.sees("Returned as not ready", GAP, "Hannah Weiss")
    author.page.locator("#take_back_reason").fill("The gap is small.")
    author.presses("Take the record back")
    author.sees("The record is yours again")
    author.takes_up("Mend the record of needs analysis", who.case)
    author.follows("Go to the record")
    author.sees(GAP, "Returned")


def is_asked_again_where_it_changed(who: Journey) -> None:
    """One section is mended: Policy sees the difference and signs, Finance is not asked again; the head decides."""
    author = who("commissioner")
    author.opens(f"/cases/{who.case}/records/needs/lessons/")
    author.sees(GAP)
    author.fills_in({"lessons": MENDED})
    author.presses("Save")
    submits(author, who.case, Stage.NEEDS, "Not asked again: their answer still stands")
    who("finance").opens("/")
    who("finance").sees("Nothing waits for you.")
    policy = who("policy")
    policy.takes_up("Sign", who.case)
    policy.sees("What changed", "1 of the", MENDED, CARRIED)
    assert policy.page.locator("ins").count()
    assert policy.page.locator("del").count()
    answers(policy, who.case, SIGN)
    answers(who("voluntary.sector"), who.case, reason=ADVICE)
    author.opens(f"/cases/{who.case}/gates/")
    author.follows("Needs analysis")
    author.sees("carried over", CARRIED, ADVICE)
    answers(who("head.of.service"), who.case, AGREE)
    who("head.of.service").sees("You agreed", "The record of social value priorities is being written.")


def passes_the_needs(visitors: Visitors) -> Journey:
    """From an idea to the decision to go on with it, through a return."""
    author = visitors("commissioner")
    case = opens_a_case(author)
    sets_the_regime(visitors("procurement"), case)
    writes_in_two_sittings(author, case)
    submits(author, case, Stage.NEEDS)
    who = Journey(visitors, case)
    comes_back(who)
    is_asked_again_where_it_changed(who)
    return who
