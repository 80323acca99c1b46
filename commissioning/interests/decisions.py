"""What is decided about interests: declaring one's own, reviewing what was declared, asking people to declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.authority import Over, may, require
from accounts.models import Holding, Person
from accounts.rights import Right
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_holder, require_open, require_reason
from commissioning.asks.models import Ask
from commissioning.case.models import Case, Strand
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.interests.keeping_out import keep_out, let_in
from commissioning.interests.kinds import Conflict, Verdict
from commissioning.interests.models import Declaration, InterestReview, Invitation
from commissioning.interests.rules import NATURE, flaw_in_review, flaws
from commissioning.interests.standing import Named, missing, reviewers, standing_of
from commissioning.records.decisions import of_lane
from commissioning.telling.outbox import tell
from commissioning.verbs import Verb
from commissioning.vocabulary import Stage

REVIEWERS = "Procurement reviews what is declared on a case."
OWN = "Nobody reviews their own declaration: ask a colleague in Procurement."


def declare(
    case: Case, *, kind: Conflict, nature: str = "", mitigation: str = "", by: Person, at: datetime, key: str
) -> Declaration:
    """Declare one's own interests in a case one may see. An actual conflict keeps out at once, mid-task included.

    What was declared before stands in the trail; the newest counts. Whoever is kept out stays so until Procurement has
    reviewed the new declaration.
    """
    asked = {"kind": str(kind), "nature": nature, "mitigation": mitigation}
    with deciding(Verb.INTEREST_DECLARED, case, by=by, at=at, key=key, asked=asked) as decision:
        holding = require(by, Right.VIEW_CASE, on=Over(case.bodies), at=at)
        found = flaws(kind, nature, mitigation)
        if found:
            errors = {name: [text] for name, text in found.items()}
            raise RefusedError("Some of your declaration is missing. Nothing was declared.", errors)
        return _declare(decision, case, holding, kind, nature, mitigation, by=by)


def declare_at(task: Ask, *, reason: str, by: Person, at: datetime, key: str) -> Declaration:
    """Declare an actual conflict of interest instead of answering at a seat: the task waits for another of the post."""
    asked = {"ask": task.pk, "reason": reason}
    with deciding(Verb.CONFLICT_DECLARED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        nature = require_reason(reason, NATURE)
        lane = of_lane(task.strand)
        decision.about(stage=task.stage, **lane, **task.strand.named, seat=task.title, task=task.pk)
        return _declare(decision, task.case, holding, Conflict.ACTUAL, nature, "", by=by)


def _declare(
    decision: Decision, case: Case, holding: Holding, kind: Conflict, nature: str, mitigation: str, *, by: Person
) -> Declaration:
    made = Declaration(
        case=case,
        person=by,
        capacity=holding.title,
        kind=kind,
        nature=nature.strip() if kind != Conflict.NONE else "",
        mitigation=mitigation.strip() if kind != Conflict.NONE else "",
        stage=case.stage,
        at=decision.at,
    )
    made.save()
    decision.acting(holding.title)
    decision.reason = made.nature
    decision.about(declared=str(kind), mitigation=made.mitigation)
    left = keep_out(decision, case, by, decision.at) if kind == Conflict.ACTUAL else []
    _tell_reviewers(made, left)
    return made


def _tell_reviewers(made: Declaration, left: Sequence[Ask]) -> None:
    """Tell Procurement of whatever it reviews, and of tasks that nobody can do any more."""
    case, person, kind = made.case, made.person, Conflict(made.kind)
    if kind == Conflict.NONE and not _kept_out(case, person):
        return
    then = "They are kept out of the case." if kind == Conflict.ACTUAL else "Please review it on the case’s interests."
    nobody = f" Nobody else can do: {', '.join(ask.title for ask in left)}. Have someone appointed." if left else ""
    tell(
        [found for found in reviewers(case, made.at) if found.pk != person.pk],
        case=case,
        event=f"interests/declared/{made.pk}",
        subject=f"{case.reference}: {person.full_name} declared: {kind.label.lower()}",
        text=f"{person.full_name} ({made.capacity}) declared on {case.title}: {kind.label.lower()}. {then}{nobody}",
        at=made.at,
    )


def _kept_out(case: Case, person: Person) -> bool:
    found = standing_of(case, person)
    return found is not None and found.kept_out


def review(declaration: Declaration, *, verdict: Verdict, reason: str, by: Person, at: datetime, key: str) -> None:
    """Decide whether what is done about a declared conflict is enough, or keeps its person out of the case.

    It also lets in again whoever declared a conflict by mistake and has declared anew. Nobody reviews their own.
    """
    case = declaration.case
    asked = {"declaration": declaration.pk, "verdict": str(verdict), "reason": reason}
    with deciding(Verb.INTEREST_REVIEWED, case, by=by, at=at, key=key, asked=asked) as decision:
        holding = _require_reviewer(declaration, by, at)
        found = standing_of(case, declaration.person)
        if found is None or found.declaration.pk != declaration.pk:
            raise OvertakenError(
                f"{declaration.person.full_name} has declared anew meanwhile. Review that declaration."
            )
        flaw = flaw_in_review(Conflict(declaration.kind), verdict, kept_out=found.kept_out)
        if flaw:
            raise RefusedError(flaw, {"verdict": [flaw]})
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = require_reason(reason)
        decision.about(person=declaration.person.full_name, declared=declaration.kind, verdict=str(verdict))
        made = InterestReview(declaration=declaration, verdict=verdict, reason=decision.reason, person=by, at=at)
        made.capacity = holding.title
        made.save()
        _carry_out(decision, declaration, verdict)
        _tell_of_review(made)


def _require_reviewer(declaration: Declaration, by: Person, at: datetime) -> Holding:
    case, whose = declaration.case, declaration.person
    over = Over(case.bodies, scopes=case.scopes)
    answer = may(by, Right.RECORD_NOTICE, on=over, at=at, not_for=whose)
    if by.pk == whose.pk and answer.holding is not None:
        raise NotAllowedError(f"{REVIEWERS} {OWN}")
    if answer.holding is not None:
        return answer.holding
    if may(by, Right.RECORD_NOTICE, on=over, at=at):
        raise NotAllowedError(f"{REVIEWERS} You act for {whose.full_name}, who made this declaration. {OWN}")
    raise NotAllowedError(f"{REVIEWERS} {answer.reason}")


def _carry_out(decision: Decision, declaration: Declaration, verdict: Verdict) -> None:
    if verdict == Verdict.KEEP_OUT:
        keep_out(decision, declaration.case, declaration.person, decision.at)
    else:
        let_in(declaration.case, declaration.person, decision.at)


def _tell_of_review(made: InterestReview) -> None:
    declaration, case = made.declaration, made.declaration.case
    done = "You may act on the case" if made.verdict == Verdict.MAY_ACT else "You are kept out of the case from now on"
    tell(
        [declaration.person],
        case=case,
        event=f"interests/review/{made.pk}",
        subject=f"{case.reference}: Procurement reviewed what you declared",
        text=f"{made.person.full_name} reviewed your declaration on {case.title}. {done}. Why: {made.reason}",
        at=made.at,
    )


def ask_missing(strand: Strand, facts: Mapping[str, object], *, by: Person, at: datetime, key: str) -> list[Named]:
    """Ask everyone who has still to declare before the tender gate, those who were asked before once more."""
    case = strand.case
    with deciding(Verb.INTERESTS_ASKED, case, by=by, at=at, key=key, asked={"strand": strand.number}) as decision:
        holding = require(by, Right.WRITE_RECORD, on=Over(case.bodies, scopes=case.scopes), at=at)
        asked = missing(strand, facts, at)
        if not asked:
            raise OvertakenError("Everyone has declared already, so nobody was asked.")
        invite(case, asked, at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(stage=Stage.TENDER, **strand.named, asked=[named.person.full_name for named in asked])
    return asked


def invite(case: Case, asked: Sequence[Named], at: datetime) -> None:
    """Ask people to declare, within an open decision."""
    before = set(Invitation.objects.filter(case=case).values_list("person", flat=True))
    for named in asked:
        if named.person.pk not in before:
            Invitation(case=case, person=named.person, why=named.why, at=at).save(force_insert=True)
    tell(
        [named.person for named in asked],
        case=case,
        event=f"interests/ask/{case.pk}/{at:%Y-%m-%d %H:%M}",
        subject=f"{case.reference}: declare your interests",
        text=(
            f"{case.title} ({case.reference}) is about to be tendered. Everyone named on it says before its gate "
            "whether they have a conflict of interest (Procurement Act 2023 ss.81 to 83). Open the case’s interests."
        ),
        at=at,
    )
