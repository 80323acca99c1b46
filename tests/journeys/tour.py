"""Which pages are photographed, and as whom: every address of the casefile, told by the name it has in the URLconf."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Nomination, Person
from accounts.reach import reach_of
from commissioning.asks.models import Ask
from commissioning.asks.worklist import work_list
from commissioning.case.models import Case, CaseLink, Strand
from commissioning.casefile.people import readable_within
from commissioning.casefile.stages import room_for
from commissioning.conditions.models import Condition
from commissioning.cover.models import CoverOffer
from commissioning.gate_policies.models import PolicyDraft
from commissioning.gates.models import Gate, SignOff
from commissioning.interests.models import Declaration
from commissioning.meetings.models import Meeting, MeetingDecision
from commissioning.ownership.kinds import AcceptanceState
from commissioning.ownership.models import Acceptance
from commissioning.policies.models import Policy
from commissioning.reorganising.kinds import ReorganisationState
from commissioning.reorganising.models import Reorganisation
from commissioning.searches.models import SavedSearch
from commissioning.vocabulary import Stage, State
from commissioning.waivers.kinds import WaiverState
from commissioning.waivers.models import Waiver
from tests.journeys.whole import DRAFTED, ENDORSED, NOTICED, PARTED, SMALL, UNENDORSED
from workflows.demonstration import stories
from workflows.demonstration.council import DOMAIN, PARTS

FORBIDDEN, MISSING = 403, 404
AUTHOR, READER, SIGNER, OWNER, MANAGER = "commissioner", "auditor", "finance", "procurement", "head.of.service"
RECORDER = "democratic.services"
MOST_TASKS = 5  # of one person
CASES = {
    "needs": stories.BEFRIENDING.title,
    "needs-overdue": stories.OVERDUE.title,
    "social-value-returned": stories.RETURNED.title,
    "tender": stories.AT_TOLLGATE_ONE.title,
    "award-standstill": stories.STANDSTILL.title,
    "monitoring": stories.DELIVERING.title,
    "review": stories.REVIEWING.title,
    "stopped": stories.STOPPED.title,
    "closed": stories.ROUND_AGAIN.title,
    "fast-ordered": stories.RESEARCH.title,
    "fast-written": SMALL,
    "imported": NOTICED,
    "lots": PARTED,
    "condition": ENDORSED,
    "joining": stories.LED_OUTSIDE.title,
}


@dataclass(frozen=True)
class Stop:
    """One page to be photographed: by whom, what it shows, where it is, and how it should answer."""

    who: str
    shows: str
    path: str
    status: int = 200


Found = Iterator[Stop]


def person(name: str) -> Person:
    """One of the demonstration's people."""
    return Person.objects.get(email=f"{name}@{DOMAIN}")


def case(kind: str) -> Case:
    """The case that shows something."""
    return Case.objects.filter(title=CASES[kind]).order_by("pk")[0]


def everyone(name: str, *more: Stop) -> Callable[[], Found]:
    """A page that each of the demonstration's people has."""

    def way() -> Found:
        yield from (Stop(part.email, name, reverse(name)) for part in PARTS)
        yield from more

    return way


def each_case(name: str, *people: str) -> Callable[[], Found]:
    """A page that every case has."""

    def way() -> Found:
        for kind in CASES:
            path = reverse(name, args=[case(kind).reference])
            yield from (Stop(who, f"{name}-{kind}", path) for who in people)

    return way


def one_case(name: str, who: str, kind: str) -> Callable[[], Found]:
    """A page of one case, where there is something to do on it."""
    return lambda: iter([Stop(who, f"{name}-{kind}", reverse(name, args=[case(kind).reference]))])


def cases_seen() -> Found:
    """Every kind of case for its author and the auditor, and of everyone else's cases the first."""
    yield from each_case("case", AUTHOR, READER)()
    for part in PARTS:
        found = readable_within(reach_of(person(part.email), timezone.now())).order_by("pk").first()
        if found and part.email not in (AUTHOR, READER):
            yield Stop(part.email, "case", reverse("case", args=[found.reference]))


def records() -> Found:
    """The newest records of each kind of case."""
    for kind in CASES:
        for stage in stages_of(case(kind)):
            yield Stop(AUTHOR, f"record-{kind}-{stage}", reverse("record", args=[case(kind).reference, stage]))


def stages_of(found: Case) -> list[Stage]:
    """The newest two stages that a case has a record of."""
    return [
        stage for stage in Stage if room_for(found, stage).record._default_manager.filter(strand__case=found).exists()
    ][-2:]


def sections() -> Found:
    """Every section of the records that are being written."""
    for kind in ("needs", "social-value-returned", "review"):
        found = case(kind)
        for section in room_for(found, Stage(found.stage)).sections:
            path = reverse("section", args=[found.reference, found.stage, section.key])
            yield Stop(AUTHOR, f"section-{found.stage}-{section.key}", path)


def of_record(name: str) -> Callable[[], Found]:
    """A page of the records that are about to be handed in."""

    def way() -> Found:
        for kind in ("needs", "social-value-returned"):
            found = case(kind)
            yield Stop(AUTHOR, f"{name}-{kind}", reverse(name, args=[found.reference, found.stage]))

    return way


def gates() -> Found:
    """The newest gate of each case shown."""
    for kind in CASES:
        for gate in Gate.objects.filter(strand__case=case(kind)).order_by("-pk")[:1]:
            path = reverse("case-gate", args=[case(kind).reference, gate.pk])
            yield Stop(READER, f"case-gate-{kind}-{gate.stage}", path)


def tasks() -> Found:
    """What waits for each person, a few of each kind; a task that is closed, and one that is somebody else's."""
    for part in PARTS:
        seen: set[tuple[str, str]] = set()
        for ask in work_list(person(part.email), timezone.now()).asks:
            if (ask.kind, ask.stage) not in seen and len(seen) < MOST_TASKS:
                seen.add((ask.kind, ask.stage))
                words = slugify(f"task {ask.kind} {ask.stage} {ask.title}")[:60]
                yield Stop(part.email, words, reverse("task", args=[ask.pk]))
    for shows, open_, status in (("task-of-others", True, FORBIDDEN), ("task-closed", False, 200)):
        ask = Ask.objects.filter(closed_at__isnull=open_).order_by("pk")[0]
        yield Stop(READER, shows, reverse("task", args=[ask.pk]), status)


def putting_aside() -> Found:
    """What is asked of whoever puts a task aside."""
    ask = work_list(person("policy"), timezone.now()).asks[0]
    yield Stop("policy", "put-task-aside", reverse("put-task-aside", args=[ask.pk]))


def receipts() -> Found:
    """What those who signed were shown afterwards."""
    firsts = SignOff.objects.values("action").annotate(first=Min("pk")).values_list("first", flat=True)
    for act in SignOff.objects.filter(pk__in=firsts).select_related("seat", "person").order_by("pk"):
        ask = Ask.objects.get(source=act.seat.source, kind=act.seat.kind)
        entry = SignOff.history.get(id=act.pk).history_number
        who = act.person.email.partition("@")[0]
        yield Stop(who, f"receipt-{act.action}", f"{reverse('task-receipt', args=[ask.pk])}?entry={entry}")


def again() -> Found:
    """The part of a case that failed."""
    strand = Strand.objects.get(case=case("lots"), state=State.STOPPED)
    yield Stop(AUTHOR, "tender-again", reverse("tender-again", args=[strand.case.reference, strand.number]))


def unlink() -> Found:
    """A link that can be taken back."""
    link = CaseLink.objects.filter(case=case("lots")).order_by("-pk")[0]
    yield Stop(AUTHOR, "unlink-case", reverse("unlink-case", args=[link.case.reference, link.pk]))


def reviews() -> Found:
    """A declaration that Procurement can look at."""
    made = Declaration.objects.select_related("case").order_by("-pk")[0]
    yield Stop("procurement", "review-interest", reverse("review-interest", args=[made.case.reference, made.pk]))


def policy() -> Found:
    """Every policy of the register."""
    for found in Policy.objects.order_by("pk"):
        yield Stop("policy", f"policy-{found.code}", reverse("policy", args=[found.code]))


def threads() -> Found:
    """Every golden thread as its author reads it, and one as the voluntary sector does."""
    yield from each_case("case-thread", AUTHOR)()
    yield Stop("voluntary.sector", "case-thread-sector", reverse("case-thread", args=[case("tender").reference]))


def trails() -> Found:
    """Every trail, and one that is narrowed down; not for those who may not read it."""
    yield from each_case("case-trail", READER)()
    path = reverse("case-trail", args=[case("tender").reference])
    yield Stop(READER, "case-trail-narrowed", f"{path}?stage=tender")
    yield Stop("voluntary.sector", "case-trail-refused", path, FORBIDDEN)


def waivers() -> Found:
    """Every waiver: as its author checks it, and as it was answered."""
    for found in Waiver.objects.select_related("case").order_by("pk"):
        path = reverse("waiver", args=[found.case.reference, found.number])
        yield Stop(AUTHOR, f"waiver-{found.state}-{found.ground}", path)


def of_waiver(name: str) -> Callable[[], Found]:
    """A page of the waiver that is being drafted."""

    def way() -> Found:
        found = Waiver.objects.select_related("case").filter(state=WaiverState.DRAFTING).order_by("pk")[0]
        yield Stop(AUTHOR, name, reverse(name, args=[found.case.reference, found.number]))

    return way


def meetings() -> Found:
    """A meeting as its recorder and a reader have it, and where its next decision is recorded."""
    held = Meeting.objects.order_by("pk")[0]
    for who in (RECORDER, READER):
        yield Stop(who, "meeting", reverse("meeting", args=[held.pk]))


def meetings_to_correct() -> Found:
    """Where the record of a meeting is corrected."""
    held = Meeting.objects.order_by("pk")[0]
    yield Stop(RECORDER, "correct-meeting", reverse("correct-meeting", args=[held.pk]))


def decisions_to_correct() -> Found:
    """Where it is corrected how a decision was minuted and counted."""
    made = MeetingDecision.objects.order_by("pk")[0]
    yield Stop(RECORDER, "correct-decision", reverse("correct-decision", args=[made.meeting_id, made.pk]))


def nominations() -> Found:
    """A nomination for who made it, for who can confirm it, and for who is nominated."""
    path = reverse("nomination", args=[Nomination.objects.order_by("pk")[0].pk])
    yield from (Stop(who, "nomination", path) for who in ("admin", "second.admin", "contract.manager"))


def nominations_to_decline() -> Found:
    """Declining a nomination."""
    found = Nomination.objects.filter(answered_at=None).order_by("pk")[0]
    yield Stop("second.admin", "decline-nomination", reverse("decline-nomination", args=[found.pk]))


def declined() -> Found:
    """Accepting a stage after all, for who answers for the body that declined it."""
    found = Acceptance.objects.select_related("case").filter(state=AcceptanceState.DECLINED).order_by("pk")[0]
    path = reverse("reconsider-ownership", args=[found.case.reference, found.pk])
    yield Stop("head.of.service", "reconsider-ownership", path)


def decisions() -> Found:
    """Where the decision of a meeting is recorded, of a case that waits for it."""
    held, ask = Meeting.objects.order_by("pk")[0], waiting_for_the_board()
    yield Stop(RECORDER, "record-decision", reverse("record-decision", args=[held.pk, ask.pk]))


def clearances() -> Found:
    """Where it is recorded that a seat was cleared elsewhere."""
    yield Stop(RECORDER, "record-clearance", reverse("record-clearance", args=[waiting_for_the_board().pk]))


def waiting_for_the_board() -> Ask:
    """A seat of the Board that waits."""
    return Ask.objects.filter(case__title=UNENDORSED, closed_at=None, source__startswith="seat/").order_by("pk")[0]


def conditions() -> Found:
    """Adding a condition to a meeting's decision, and waiving one."""
    made = MeetingDecision.objects.select_related("case").order_by("pk")[0]
    yield Stop(RECORDER, "add-condition", reverse("add-condition", args=[made.case.reference, made.pk]))


def waived() -> Found:
    """Waiving a condition, for whoever set it."""
    found = Condition.objects.select_related("case").order_by("pk")[0]
    yield Stop("board", "waive-condition", reverse("waive-condition", args=[found.case.reference, found.number]))


def evidence() -> Found:
    """The evidence of a condition, for whoever set it."""
    found = Condition.objects.select_related("case").order_by("pk")[0]
    yield Stop("board", "condition-evidence", reverse("condition-evidence", args=[found.case.reference, found.number]))


def acts() -> Found:
    """Each reorganisation, for who proposed it and for who confirms it."""
    for act in Reorganisation.objects.order_by("pk"):
        path = reverse("reorganisation", args=[act.pk])
        yield from (Stop(who, f"reorganisation-{act.state}", path) for who in ("admin", "director"))


def acts_to_decline() -> Found:
    """A reorganisation that is about to be declined by who could confirm it."""
    yield Stop("director", "decline-reorganisation", reverse("decline-reorganisation", args=[_act_that_waits()]))


def acts_to_withdraw() -> Found:
    """A reorganisation that is about to be withdrawn."""
    yield Stop("admin", "withdraw-reorganisation", reverse("withdraw-reorganisation", args=[_act_that_waits()]))


def _act_that_waits() -> int:
    return Reorganisation.objects.filter(state=ReorganisationState.PROPOSED).order_by("pk")[0].pk


def searches() -> Found:
    """What can be done with a search that was saved."""
    saved = SavedSearch.objects.order_by("pk")[0]
    yield Stop(AUTHOR, "change-search", reverse("change-search", args=[saved.pk]))


def sharing() -> Found:
    """A search before it is shared, and once it is."""
    mine, shared = SavedSearch.objects.order_by("pk")[0], shared_search()
    yield Stop(AUTHOR, "share-search", reverse("share-search", args=[mine.pk]))
    yield Stop(AUTHOR, "share-search-shared", reverse("share-search", args=[shared.pk]))


def opening(name: str) -> Callable[[], Found]:
    """What colleagues find at the link of a search."""

    def way() -> Found:
        yield Stop(READER, name, reverse(name, args=[shared_search().token]))
        yield Stop(READER, f"{name}-no-longer", reverse(name, args=["no-more"]), MISSING)

    return way


def shared_search() -> SavedSearch:
    """The search that is shared."""
    return next(search for search in SavedSearch.objects.order_by("pk") if search.token)


def offers() -> Found:
    """Each offer of cover, for who is asked and for who asked."""
    for offer in CoverOffer.objects.select_related("person", "offered_by").order_by("pk"):
        for person_, what in ((offer.person, "asked"), (offer.offered_by, "asking")):
            path = reverse("cover-offer", args=[offer.pk])
            yield Stop(person_.email.partition("@")[0], f"cover-{offer.state}-{what}", path)


def of_draft(name: str, who: str = OWNER, title: str = DRAFTED, *more: object) -> Callable[[], Found]:
    """A page of a draft of the gate policy."""

    def way() -> Found:
        draft = next(found for found in PolicyDraft.objects.order_by("pk") if found.title == title)
        yield Stop(who, name, reverse(name, args=[draft.pk, *more]))

    return way


def compared() -> Found:
    """Two gate policies side by side."""
    draft = PolicyDraft.objects.order_by("pk")[0]
    path = reverse("compare-gate-policies")
    yield Stop(READER, "compare-gate-policies", f"{path}?left=1&right=draft-{draft.pk}")
