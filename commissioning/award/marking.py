"""The panel of an award and what each on it gave the bids before moderation: the rules, and what follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.exclusions import end_exclusions, exclusion
from accounts.models import Exclusion, Person
from accounts.vocabulary import Ground
from commissioning.award.models import AwardEvaluator, AwardRecord, EvaluatorMark
from commissioning.case.models import Case, scope_of_evaluation
from commissioning.errors import RefusedError
from commissioning.gates.models import Gate
from commissioning.interests.requiring import undeclared
from commissioning.records.copying import copy_row
from commissioning.records.rooms import RowSet, ever
from commissioning.tender import panel
from commissioning.tender.kinds import CriterionKind
from commissioning.tender.models import Evaluator
from commissioning.vocabulary import Outcome, Regime, Stage
from govuk.wording import in_words

ONE = "the evaluation panel"
NAMED_BEFORE = "The tender named who evaluates. Name who evaluated these bids."


@dataclass(frozen=True, slots=True)
class Sat:
    """Somebody on a panel as the rules of marks see them; `off` where a conflict of interest took them off it."""

    who: str
    assesses: Sequence[CriterionKind]
    off: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """One evaluator's marks for one bid, by their ids, and for what they were given."""

    evaluator: int
    bid: int
    kinds: Collection[CriterionKind] = field(default_factory=frozenset)


def of_marks(sitting: Mapping[int, Sat], bids: Mapping[int, str], given: Sequence[Given]) -> list[str]:
    """Return what is wrong with the marks that were given. Who sits on the panel, and bids, by their ids."""
    texts = []
    for evaluator, sat in sitting.items():
        own = [mark for mark in given if mark.evaluator == evaluator]
        if sat.off and own:
            texts.append(
                f"{sat.who} is off the panel for a conflict of interest: their marks do not count. Remove them, and "
                "enter those of whoever takes their place."
            )
        texts += _of_one(sat, own, bids)
    return texts


def _of_one(sat: Sat, own: Sequence[Given], bids: Mapping[int, str]) -> list[str]:
    times = [mark.bid for mark in own]
    twice = [name for bid, name in bids.items() if times.count(bid) > 1]
    beyond = [kind.label.lower() for kind in CriterionKind if any(kind in mark.kinds for mark in own)]
    beyond = [label for label in beyond if label not in {kind.label.lower() for kind in sat.assesses}]
    return [
        *(f"{sat.who} has marked {name} twice. Keep one." for name in twice),
        *(f"{sat.who} does not assess {label}. Remove those marks, or say that they do." for label in beyond),
    ]


def unmarked(sitting: Mapping[int, Sat], bids: Mapping[int, str], given: Sequence[Given]) -> list[str]:
    """Return whose marks are missing, and for which bids and what: a sentence for each on the panel."""
    texts = []
    for evaluator, sat in sitting.items():
        if sat.off or not sat.assesses:
            continue
        own = [mark for mark in given if mark.evaluator == evaluator]
        kinds = {bid: {kind for mark in own if mark.bid == bid for kind in mark.kinds} for bid in bids}
        open_ones = [name for bid, name in bids.items() if not set(sat.assesses) <= kinds[bid]]
        if open_ones:
            what = in_words(kind.label.lower() for kind in sat.assesses)
            texts.append(f"Enter what {sat.who} gave for {what}, before moderation: {in_words(open_ones)}.")
    return texts


def named_first(record: AwardRecord, evaluators: RowSet) -> None:
    """Begin with the panel that the tender named, within an open decision; not once there was one here."""
    if record.tender is None or ever(AwardEvaluator, record, "reference"):
        return
    for row in Evaluator.objects.filter(record=record.tender).select_related("person").order_by("pk"):
        copy_row(evaluators, row, record)


def flaws_of_panel(record: AwardRecord) -> list[str]:
    """Return what does not hold together in the panel; that it is gone, where the tender had named one."""
    here = list(record.evaluators.all())
    if here:
        return panel.flaws(here)
    return [NAMED_BEFORE] if getattr(record.tender, "panelled", False) else []


def flaws_of_marks(record: AwardRecord) -> list[str]:
    """Return what is wrong with marks; where a panel was owed, also which are missing."""
    read = _read(record)
    missing = unmarked(*read) if _owed(record) else []
    return [*of_marks(*read), *missing]


def advice_on_marks(record: AwardRecord) -> list[str]:
    """Advice: which marks are missing, where no panel was owed."""
    return [] if _owed(record) else unmarked(*_read(record))


def _owed(record: AwardRecord) -> bool:
    tender, case = record.tender, record.strand.case
    if tender is None:
        return False
    light = bool(tender.light_touch)
    return panel.owed(Regime(case.regime), tender.procedure, light_touch=light, taken_on=bool(case.taken_on_at))


def _read(record: AwardRecord) -> tuple[Mapping[int, Sat], Mapping[int, str], Sequence[Given]]:
    rows: Iterable[AwardEvaluator] = record.evaluators.all()
    marks: Iterable[EvaluatorMark] = record.marks.all()
    sat = {row.pk: Sat(row.who, row.assesses, off=row.off) for row in rows}
    return sat, {bid.pk: str(bid) for bid in record.bids.all()}, [_given(mark) for mark in marks]


def _given(mark: EvaluatorMark) -> Given:
    told = {
        CriterionKind.QUALITY: mark.quality_mark,
        CriterionKind.PRICE: mark.price_mark,
        CriterionKind.SOCIAL_VALUE: mark.social_value_mark,
    }
    return Given(mark.evaluator_id, mark.bid_id, frozenset(kind for kind, given in told.items() if given is not None))


def require_panel_declared(record: AwardRecord) -> None:
    """Raise RefusedError, naming them, while somebody of the panel has still to declare their interests."""
    people = [row.person for row in record.evaluators.select_related("person") if row.person is not None]
    silent = undeclared(record.strand.case, Stage.AWARD, people)
    if silent:
        who = in_words(person.full_name for person in silent)
        words = (
            f"{who} evaluated bids and {'has' if len(silent) == 1 else 'have'} still to declare their interests: each "
            "opens the case, then “Interests”. Nobody can do it for another (Procurement Act 2023 ss.81 to 83)."
        )
        raise RefusedError(words, {"panel.evaluators": [words]})


def keep_evaluators_apart(record: AwardRecord, at: datetime) -> None:
    """Keep whoever evaluated out of the decision on the award, within the submission that says who did.

    Somebody who was named by mistake, gave no mark and did not moderate is let in again by the next submission, which
    does not name them.
    """
    strand = record.strand
    scope, named, marked = scope_of_evaluation(strand.pk), f"panel/{strand.pk}", f"marks/{strand.pk}"
    gave = set(record.marks.values_list("evaluator", flat=True))
    rows = [(row, row.person) for row in record.evaluators.select_related("person")]
    people = {person.pk for _, person in rows if person is not None}
    for row, person in rows:
        if person is not None:
            source = marked if row.pk in gave or row.moderates else named
            exclusion(person, scope=scope, ground=Ground.EVALUATOR, source=source, at=at)
    mistaken = Exclusion.objects.open_at(at).filter(scope=scope, source=named).exclude(person__in=people)
    for kept in mistaken.select_related("person").order_by("pk"):
        end_exclusions(kept.person, scope=scope, source=named, at=at)


def panels_with(case: Case, person: Person) -> list[str]:
    """Return the evaluation panels of a case that a person is on, in words; of lots once they are awarded apart."""
    found = AwardEvaluator.objects.filter(record__strand__case=case, person=person).select_related("record__strand")
    parts = [row.record.strand.part for row in found.order_by("pk")]
    if parts:
        return list(dict.fromkeys(f"{ONE} of {part}" if part else ONE for part in parts))
    return [ONE] if Evaluator.objects.filter(record__strand__case=case, person=person).exists() else []


def marked_before(case: Case, person: Person) -> list[str]:
    """Return in words that marks of a person were handed in to an award's gate, where it did not come back."""
    at_gate = Gate.objects.filter(strand__case=case, stage=Stage.AWARD).exclude(outcome=Outcome.RETURNED)
    marks = EvaluatorMark.objects.filter(evaluator__person=person, record__strand__in=at_gate.values("strand"))
    strands = {mark.record.strand_id: mark.record.strand for mark in marks.select_related("record__strand")}
    parts = [strands[pk].part for pk in sorted(strands)]
    return [f"gave bids{f' of {part}' if part else ''} marks on {ONE}" for part in parts]
