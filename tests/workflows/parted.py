"""A case in lots, and its parts on their way."""

from datetime import datetime, timedelta
from decimal import Decimal

from commissioning.case.models import Case, Strand
from commissioning.records.decisions import current_record, save_section
from commissioning.tender.sections import LOTS
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Action, AskKind, Stage, State, StrandKind
from tests.accounts.factories import a_key
from tests.council import AT, HOMECARE, People, a_case, ask_of, asks_of, does, strand_of
from workflows.demonstration.walking import answer, who, write_if_open

NAMES = ("North", "South", "East")


def in_lots(people: People, *groups: str) -> Case:
    """A case whose tender, of a lot for each of these words, passed its gate; lots of one word are awarded together."""
    case = a_case(people, until=Stage.TENDER)
    write = ask_of(case, "Write")
    write_if_open(write, HOMECARE, by=who(write, AT), at=AT)
    rows = [
        {"title": name, "value_net": Decimal(60_000), "value_gross": Decimal(72_000), "awarded_with": group}
        for name, group in zip(NAMES, groups, strict=False)
    ]
    save_section(
        TENDER,
        current_record(TENDER, strand_of(case)),
        TENDER.section("lots"),
        values={"divided": True, "no_lots_reason": ""},
        rows={LOTS.name: rows},
        by=who(write, AT),
        at=AT,
        key=a_key(),
    )
    does(write, Action.SUBMIT)
    while case_now(case).stage == Stage.TENDER:
        answer(asks_of(case)[0], HOMECARE, at=AT)
    return case_now(case)


def case_now(case: Case) -> Case:
    """The case, read anew."""
    return Case.objects.get(pk=case.pk)


def parts(case: Case) -> list[Strand]:
    """The strands that a case was parted into, in order."""
    return list(Strand.objects.filter(case=case, kind=StrandKind.LOT).select_related("case").order_by("number"))


def onward(strand: Strand, *, until: tuple[Stage, State], stop: bool = False, at: datetime = AT) -> Strand:
    """Answer what one strand asks until it stands somewhere; with `stop` its decider stops it."""
    for _ in range(60):
        strand = Strand.objects.select_related("case").get(pk=strand.pk)
        if (strand.stage, strand.state) == until:
            return strand
        ask = next(found for found in asks_of(strand.case) if found.strand_id == strand.pk)
        if stop and ask.kind == AskKind.DECIDE:
            does(ask, Action.STOP, reason="No tender met the minimum.", at=at)
        else:
            answer(ask, HOMECARE, at=at)
    raise AssertionError(f"{strand} did not come to {until}.")


def failed(case: Case) -> Strand:
    """The second lot of a case, stopped at its award gate."""
    return onward(parts(case)[1], until=(Stage.AWARD, State.STOPPED), stop=True)


def dated(strand: Strand, people: People, at: datetime = AT) -> None:
    """New dates in the tender record of a further attempt, which begins without any."""
    names = ("tender_opens_on", "tenders_due_on", "award_on", "starts_on")
    save_section(
        TENDER,
        current_record(TENDER, strand),
        TENDER.section("timetable"),
        values={name: at.date() + timedelta(days=40 * place) for place, name in enumerate(names, start=1)},
        rows={},
        by=people["commissioner"],
        at=at,
        key=a_key(),
    )
