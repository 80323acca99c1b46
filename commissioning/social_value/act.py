"""What the Public Services (Social Value) Act 2012 asks of a procurement, and where what it asks stands answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from accounts.rules import pounds
from commissioning.case.models import Case
from commissioning.social_value.choosing import began
from commissioning.timetable.duties import DutyKey, Facts
from commissioning.timetable.social_value_act import Part, PartRule, parts_on
from commissioning.timetable.statutes import duties_for, rules_held
from commissioning.timetable.thresholds import ThresholdKind, kind_of, threshold
from commissioning.vocabulary import Regime

if TYPE_CHECKING:
    from commissioning.social_value.models import SocialValueRecord

UNANSWERED: Final = "Not answered yet"
NEVER_ASKED: Final = "The needs of this case do not say"
ADVISED: Final = (
    "All its parts are asked. None of them is verified by its wording, so that one of the three kinds of well-being is "
    "enough to hand the record in, and the others are advised."
)
URGENT: Final = (
    "It yields where urgency that the council did not bring about leaves no time for it; whether that is so stands "
    "nowhere here, so say it in your answers and ask Legal."
)
SHORT: Final = (
    "The council asks for its own sake: one of the three kinds of well-being is enough, with how the procurement "
    "secures it."
)


@dataclass(frozen=True)
class Bearing:
    """Whether the Act binds a procurement, and why. None: no rules are held for its regime."""

    owed: bool | None
    why: str

    @property
    def all_parts(self) -> bool:
        """Whether each question is asked: only where the Act is known not to bind is none of the others advised."""
        return self.owed is not False


@dataclass(frozen=True)
class Answered:
    """One part of what the Act asks, with what the case says of it; "" where that stands in the record itself."""

    rule: PartRule
    answer: str
    complete: bool


def bearing(case: Case, on: date, *, calls_off: bool) -> Bearing:
    """Return whether the Act binds a procurement that commenced on a day. No query.

    A CPV code alone never says that it does not: that a code means works or goods is not verified. Nor is it known
    whether a case is urgent, for which the Act has an exemption.
    """
    regime = Regime(case.regime)
    if not rules_held(regime):
        words = f"Under the regime “{regime.label}” it is not held whether the Act binds this procurement."
        return Bearing(owed=None, why=f"{words} {ADVISED}")
    limit = _limit(case, on)
    if regime == Regime.BELOW_THRESHOLD:
        return Bearing(
            owed=False, why=f"This procurement is below the threshold{limit}: the Act does not bind it. {SHORT}"
        )
    facts = Facts(light_touch=case.light_touch, call_off=calls_off)
    if not any(duty.key == DutyKey.SOCIAL_VALUE for duty in duties_for(regime, on, facts)):
        return Bearing(
            owed=False, why=f"A call-off under a framework is not bound by the Act, the framework was. {SHORT}"
        )
    binds = f"The Act binds contracts for services at or above the threshold{limit}.{_of_works(case)}"
    return Bearing(owed=True, why=f"{binds} {URGENT} {ADVISED}")


def _limit(case: Case, on: date) -> str:
    """The threshold in words. Light touch has one of its own; whether a case is light touch its tender may yet say."""
    kind = kind_of(case.cpv, light_touch=case.light_touch)
    limit, light = threshold(kind, on), threshold(ThresholdKind.LIGHT_TOUCH, on)
    if limit is None or light is None:
        return ""
    if kind == ThresholdKind.GOODS_AND_SERVICES:
        return f" ({pounds(limit)} with VAT; {pounds(light)} for light touch services)"
    return f" ({'light touch' if case.light_touch else 'for works'}, {pounds(limit)} with VAT)"


def _of_works(case: Case) -> str:
    if kind_of(case.cpv, light_touch=case.light_touch) != ThresholdKind.WORKS:
        return ""
    return (
        " By its CPV code this one is works, which the Act binds only as a part of services. That the code decides is "
        "not verified: ask Legal."
    )


def bearing_on(record: SocialValueRecord) -> Bearing:
    """Return whether the Act binds a record's procurement."""
    return bearing(record.strand.case, began(record), calls_off=record.calls_off)


def asks_all(record: SocialValueRecord) -> bool:
    """Whether a record is asked, as advice, for each of the three kinds of well-being."""
    return bearing_on(record).all_parts


def consultation(record: SocialValueRecord) -> dict[str, object]:
    """Whether people are consulted, as the needs record says (s.1(7)): read there, not asked again."""
    if record.needs is None:
        return {}
    return {"consulted": record.needs.consultation, "consulted_why": record.needs.consultation_reason}


def of_consultation(record: SocialValueRecord) -> list[str]:
    """Advice: the third part is answered where the needs are written, and nothing is said of it there."""
    if record.needs is not None and record.needs.consultation is not None:
        return []
    return ["No needs record of this case says whether people are consulted (Social Value Act s.1(7))."]


def answers(record: SocialValueRecord) -> Sequence[Answered]:
    """Return what the Act asks, part by part, with whether the case answers it."""
    return [_answer(record, rule) for rule in parts_on(began(record))]


def _answer(record: SocialValueRecord, rule: PartRule) -> Answered:
    if rule.part == Part.CONSULTATION:
        return Answered(rule, _consults(record), complete=bool(record.needs and record.needs.consultation is not None))
    texts = [record.securing]
    if rule.part == Part.WELLBEING:
        texts = [record.economic, record.social, record.environmental]
    done = sum(bool(text.strip()) for text in texts)
    said = UNANSWERED if not done else "Answered in this record"
    if 0 < done < len(texts):
        said = f"Answered in this record for {done} of {len(texts)} kinds of well-being"
    return Answered(rule, said, complete=done == len(texts))


def _consults(record: SocialValueRecord) -> str:
    if record.needs is None or record.needs.consultation is None:
        return NEVER_ASKED
    return (
        f"{'Yes' if record.needs.consultation else 'No'}, as the needs say: {record.needs.consultation_reason}".strip()
    )
