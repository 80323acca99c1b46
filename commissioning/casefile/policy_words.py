"""Gate policies as people read them: who may, each gate in words and as a picture, and two versions side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.errors import NotAllowedError
from accounts.models import Body, Person
from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.vocabulary import BodyKind
from commissioning.casefile.drawing import Drawing, drawing_of
from commissioning.casefile.seats import Chair, Tier
from commissioning.casefile.wording import capital, stacked
from commissioning.gate_policies import wording
from commissioning.gate_policies.comparing import Pair
from commissioning.gate_policies.facts import Gate
from commissioning.gate_policies.models import DraftState, PolicyDraft
from commissioning.gate_policies.surroundings import RECORDS, record_at
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy, policy_on, with_terms
from commissioning.gates.terms import EVERY_GATE, JOINING_GATE, PolicyTerms, SeatTerms
from commissioning.vocabulary import Lane, SeatKind, Stage
from govuk.wording import day_in_words, fingerprint, how_many, moment_in_words

NOT_YOURS = (
    "Gate policies say from which values on who is asked, so that only those who may see figures read them. Ask "
    "Procurement what you need to know."
)
DRAFT = "draft-"
COLOURS = {
    DraftState.DRAFTING: "yellow",
    DraftState.PROPOSED: "blue",
    DraftState.PUBLISHED: "green",
    DraftState.WITHDRAWN: "grey",
}
SEAT_HEAD = [{"text": text} for text in ("Seat", "Tier", "What it means", "Why")]


@dataclass(frozen=True)
class Shown:
    """One gate of a policy: its picture, the same in rows, and what holds for the gate as a whole.

    A stage that is decided with the next one has none, and is `gateless`.
    """

    name: str
    key: str
    drawing: Drawing | None
    rows: Sequence[Sequence[Mapping[str, object]]]
    notes: Sequence[str]
    href: str = ""
    gateless: bool = False


def reading(person: Person, at: datetime) -> Reach:
    """Return how far a reader's rights reach. Raises NotAllowedError for those who may not read gate policies."""
    reach = reach_of(person, at)
    if not reach.over(Right.SEE_FIGURES):
        raise NotAllowedError(NOT_YOURS)
    return reach


def owner_for(reach: Reach) -> Body | None:
    """Return the council whose gate policy somebody of this reach may draft; None where there is none."""
    over = Body.objects.filter(pk__in=reach.over(Right.DRAFT_GATE_POLICY), kind=BodyKind.COUNCIL)
    return over.order_by("pk").first()


def drafts(reach: Reach, right: Right) -> bool:
    """Whether somebody of this reach has a right over gate policies."""
    return bool(reach.over(right))


def versions() -> QuerySet[GatePolicy]:
    """Return every version, the newest first, each with all its terms."""
    return with_terms(GatePolicy.objects.order_by("-version"))


def version_named(number: int) -> GatePolicy:
    """Return a version with its terms. Raises Http404 where there is none."""
    return get_object_or_404(versions(), version=number)


def draft_named(number: int) -> PolicyDraft:
    """Return a draft. Raises Http404 where there is none."""
    return get_object_or_404(every_draft(), pk=number)


def every_draft() -> QuerySet[PolicyDraft]:
    """Return every draft, the newest first."""
    return PolicyDraft.objects.select_related("owner", "based_on", "begun_by", "published_as").order_by("-pk")


def terms_named(*names: str) -> list[tuple[str, PolicyTerms]]:
    """Return what versions and drafts are called and what they say, by their names among the `choices`."""
    numbers = [name for name in names if not name.startswith(DRAFT)]
    found = {str(policy.version): (str(policy), of_policy(policy)) for policy in versions().filter(version__in=numbers)}
    ids = [name.removeprefix(DRAFT) for name in names if name.startswith(DRAFT)]
    for draft in every_draft().filter(pk__in=ids):
        found[f"{DRAFT}{draft.pk}"] = (f"Draft {draft.pk}: {draft.title}", draft.terms)
    return [found[name] for name in names]


def choices() -> list[tuple[str, str]]:
    """Return every version and open draft by the name it has in an address."""
    found = [(str(policy.version), str(policy)) for policy in GatePolicy.objects.order_by("-version")]
    open_ones = [draft for draft in every_draft() if draft.open]
    return [*((f"{DRAFT}{draft.pk}", f"Draft {draft.pk}: {draft.title}") for draft in open_ones), *found]


def names() -> dict[str, str]:
    """Return the names of every body by its short name."""
    return dict(Body.objects.order_by("name", "pk").values_list("slug", "name"))


def standing(policy: GatePolicy, in_force: int | None, today: date) -> tuple[str, str]:
    """Return whether a version is in force, in words and a colour."""
    if policy.effective_from > today:
        return "Not in force yet", "blue"
    return ("In force", "green") if policy.version == in_force else ("Superseded", "grey")


def in_force_on(today: date) -> int | None:
    """Return the number of the version in force on a day; None where none is yet."""
    found = policy_on(today)
    return found.version if found else None


def address(policy: GatePolicy) -> str:
    """Return where a version is shown."""
    return reverse("gate-policy", args=[policy.version])


def draft_row(draft: PolicyDraft) -> list[dict[str, object]]:
    """Return a draft as a row of a table."""
    return [
        {
            "text": f"Draft {draft.pk}: {draft.title}",
            "href": reverse("policy-draft", args=[draft.pk]),
            "header": True,
        },
        {"text": draft.begun_by.full_name},
        {"text": moment_in_words(draft.saved_at)},
        {"text": draft.get_state_display()},
    ]


def facts_of_version(policy: GatePolicy, terms: PolicyTerms) -> list[dict[str, str]]:
    """Return what is to be known of a version, for a summary list."""
    return [
        {"key": "In force from", "value": day_in_words(policy.effective_from)},
        {"key": "Published", "value": moment_in_words(policy.published_at)},
        {"key": "Why", "value": policy.reason},
        {"key": "Fingerprint", "value": fingerprint(terms.digest)},
    ]


def facts_of_draft(draft: PolicyDraft) -> list[dict[str, str]]:
    """Return what is to be known of a draft, for a summary list."""
    begun = f"{draft.begun_by.full_name}, {moment_in_words(draft.begun_at)}"
    proposed = [
        {"key": "To be in force from", "value": day_in_words(draft.effective_from) if draft.effective_from else ""},
        {"key": "Why", "value": draft.reason},
    ]
    return [
        {"key": "Begun from", "value": str(draft.based_on) if draft.based_on else "A file"},
        {"key": "Begun by", "value": begun},
        {"key": "Changed last", "value": moment_in_words(draft.saved_at)},
        {"key": "Fingerprint", "value": fingerprint(draft.digest)},
        *(proposed if draft.effective_from else []),
    ]


def offered(terms: PolicyTerms) -> tuple[Gate, ...]:
    """Return the gates that a draft can be given seats at: its own, and joining, which a policy need not have."""
    return tuple(gate for gate in EVERY_GATE if gate in terms.gates or gate == JOINING_GATE)


def key_of(gate: Gate) -> str:
    """Return what tells a gate from the others on a page and in an address."""
    return f"{gate[0]}-{gate[1]}"


def gate_named(stage: str, lane: str) -> Gate:
    """Return the gate that an address names. Raises Http404 for one that no policy has."""
    if stage not in Stage.values or lane not in Lane.values or (Stage(stage), Lane(lane)) not in RECORDS:
        raise Http404
    return Stage(stage), Lane(lane)


def shown(terms: PolicyTerms, gate: Gate, bodies: Mapping[str, str], draft: PolicyDraft | None = None) -> Shown:
    """Return one gate in words and as a picture; with the way to change its seats where it is a draft's."""
    seats = terms.at(gate)
    groups = terms.groups_at(gate)
    notes = [
        wording.group(name, needs, sum(seat.group == name for seat in seats)) for name, needs in sorted(groups.items())
    ]
    sections, everything = record_at(terms, gate).sections, wording.whole(terms, gate)
    means = [wording.seat(seat, bodies, sections, everything) for seat in seats]
    rows = [_row(seat, number, words, draft) for number, (seat, words) in enumerate(zip(seats, means, strict=True), 1)]
    href = reverse("policy-draft-gate", args=[draft.pk, *gate]) if draft else ""
    earlier = terms.earlier(gate)
    records = [wording.gate_name(earlier), wording.gate_name(gate)] if earlier else []
    drawing = drawing_of(_tiers(seats), records) if seats else None
    every = [*notes, *_notes(terms, gate)]
    return Shown(wording.gate_name(gate), key_of(gate), drawing, rows, every, href, gate in terms.combined)


def _notes(terms: PolicyTerms, gate: Gate) -> list[str]:
    """What holds for a gate as a whole; of a stage without one, where its record is decided."""
    if gate in terms.combined:
        return [wording.together(terms, gate)]
    both = [wording.together(terms, gate)] if terms.earlier(gate) else []
    owned = [wording.owned(terms, gate)] if gate in terms.owned else []
    return [*both, wording.when_empty(terms, gate), *owned]


def _row(seat: SeatTerms, number: int, means: str, draft: PolicyDraft | None) -> list[dict[str, object]]:
    href = reverse("policy-draft-seat", args=[draft.pk, *seat.gate, number]) if draft else ""
    group = f" One of “{seat.group}”." if seat.group else ""
    cells: list[dict[str, object]] = [
        {"text": seat.title, "header": True, "href": href},
        {"text": seat.tier},
        {"text": f"{means}{group}"},
        {"text": seat.why},
    ]
    return stacked(SEAT_HEAD, [cells])[0]


def _tiers(seats: Sequence[SeatTerms]) -> list[Tier]:
    return [Tier(number, [_chair(seat) for seat in here]) for number, here in groupby(seats, lambda seat: seat.tier)]


def _chair(seat: SeatTerms) -> Chair:
    """A seat for the picture: what it does, how soon, and whether always."""
    does = SeatKind(seat.kind).label
    state = f"{capital(does)}, {how_many(seat.working_days, 'day,days')}{', not always' if seat.conditions else ''}"
    colour = "blue" if seat.kind == SeatKind.DECIDE else "grey"
    return Chair(seat.title, "", does, state, colour, "", late=False, answers=())


def pairs(found: Sequence[Pair], left: str, right: str) -> list[dict[str, object]]:
    """Return what differs between two policies, gate by gate, as tables; how many rules are the same beside it."""
    head = [{"text": "Rule"}, {"text": left}, {"text": right}, {"text": "From left to right"}]
    tables: list[dict[str, object]] = []
    for where, here in groupby(found, lambda pair: pair.where):
        every = list(here)
        rows: list[list[dict[str, object]]] = [
            [
                {"text": pair.what, "header": True},
                {"text": pair.left or "Not there"},
                {"text": pair.right or "Not there"},
                {"text": pair.differs},
            ]
            for pair in every
            if pair.differs
        ]
        same = len(every) - len(rows)
        tables.append({"where": where, "head": head, "rows": stacked(head, rows), "same": same})
    return tables
