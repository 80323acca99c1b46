"""The golden thread of a case as one reader may see it: in words, strand by strand, both ways, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Person
from commissioning.case.models import Strand
from commissioning.case.rules import WRITABLE
from commissioning.casefile.people import posts_on
from commissioning.casefile.wording import stacked
from commissioning.casefile.writing import own_sections
from commissioning.gates.handing_models import HandedOn
from commissioning.thread.reading import thread_of
from commissioning.thread.rules import Missing, Node, Thread, strands, upward
from commissioning.vocabulary import Stage, ThreadKind

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen

# What whoever sees no figures may see where their own seat answers for the section that states it.
OPEN_IN: Final[Mapping[Stage, Mapping[str, Sequence[ThreadKind]]]] = {
    Stage.NEEDS: {"outcomes": (ThreadKind.OUTCOME,)},
    Stage.SOCIAL_VALUE: {
        "priorities": (ThreadKind.POLICY, ThreadKind.PRIORITY),
        "measures": (ThreadKind.POLICY, ThreadKind.PRIORITY, ThreadKind.MEASURE),
    },
}
MATTERS: Final[Mapping[ThreadKind, str]] = {
    ThreadKind.POLICY: "What is bought cannot be held against what the council set out to do.",
    ThreadKind.PRIORITY: "It would be counted, and serve nothing that the council set out to do.",
    ThreadKind.OUTCOME: "Nobody could say what changes for people because of it.",
    ThreadKind.MEASURE: "Nobody could count whether anything came of it.",
    ThreadKind.CRITERION: "Bidders would offer something on it that no mark depends on.",
    ThreadKind.OFFER: "Marks were given on it, and nothing was promised.",
    ThreadKind.OBLIGATION: "It was promised in the bid, and the contract does not bind anybody to it.",
    ThreadKind.RETURN: "Nobody knows whether what was promised is being delivered.",
    ThreadKind.VERIFIED: "What is claimed counts for nothing until somebody has checked it.",
    ThreadKind.IMPACT: "The next cycle would not know whether it was worth asking for.",
}
SECTIONS: Final[Mapping[Stage, str]] = {
    Stage.NEEDS: "outcomes",
    Stage.SOCIAL_VALUE: "measures",
    Stage.TENDER: "criteria",
    Stage.AWARD: "offers",
    Stage.MONITORING: "delivery",
    Stage.REVIEW: "achievements",
}
ENDS: Final = (ThreadKind.CRITERION, ThreadKind.OBLIGATION)  # from where one asks why it is there
Row = dict[str, object]


def thread_seen(case: Seen, person: Person, at: datetime) -> Thread:
    """Return the thread of a case with what of it a reader may see. Seven queries at most."""
    return thread_of(case, hidden_from(case, person, at))


def hidden_from(case: Seen, person: Person, at: datetime) -> set[ThreadKind]:
    """Return the kinds of a thread that a reader may not see.

    Bids need the right to see them. Without sight of figures these are also weights, contracts and all that follows,
    and what stands in a section that no seat of theirs answers for, or that is being written. No query for whoever
    sees figures.
    """
    if case.sees_figures:
        return set() if case.sees_bids else {ThreadKind.OFFER}
    return set(ThreadKind) - _open_to(case, person, at)


def _open_to(case: Seen, person: Person, at: datetime) -> set[ThreadKind]:
    posts = posts_on(case, person, at)
    written = _being_written(case)
    found: set[ThreadKind] = set()
    for stage, sections in OPEN_IN.items():
        own = set() if stage in written else own_sections(case, stage, posts)
        found |= {kind for section, kinds in sections.items() if section in own for kind in kinds}
    return found


def _being_written(case: Seen) -> set[str]:
    """The stages whose records can be written now, those handed on to the gate of the next one among them."""
    open_now = set(Strand.objects.filter(case=case, state__in=WRITABLE).values_list("stage", flat=True))
    handed = HandedOn.objects.filter(strand__case=case, strand__state__in=WRITABLE)
    on = {was for was, now in handed.values_list("stage", "strand__stage") if Stage(was).following == now}
    return open_now | on


def columns_of(thread: Thread) -> list[ThreadKind]:
    """Return the kinds that a thread has, in order."""
    present = {node.kind for node in thread.nodes}
    return [kind for kind in ThreadKind if kind in present]


def table_of(thread: Thread) -> dict[str, object]:
    """Return the thread from the policy down, a row a strand, as a table."""
    kinds = columns_of(thread)
    head: list[Row] = [{"text": kind.label} for kind in kinds]
    rows: list[list[Row]] = [
        [{"text": _cell([node for node in strand if node.kind == kind])} for kind in kinds]
        for strand in strands(thread)
    ]
    return {"head": head, "rows": stacked(head, rows)}


def _cell(nodes: Sequence[Node]) -> str:
    return "; ".join(_noted(node) for node in nodes) or "None"


def _noted(node: Node) -> str:
    return f"{node.name} ({node.note})" if node.note else node.name


def upwards(thread: Thread) -> list[Row]:
    """Return why each criterion and each obligation is there: what leads from it up to the policy, a line each."""
    found: list[Row] = []
    for node in thread.nodes:
        if node.kind in ENDS:
            steps = [one for one in reversed(upward(thread, node.id)) if one.id != node.id]
            found.append({"kind": node.kind.label, "name": node.name, "steps": [_step(one) for one in steps]})
    return found


def _step(node: Node) -> str:
    return f"{node.kind.label.lower()} {_noted(node)}"


def missing_cards(thread: Thread, case: Seen) -> list[Row]:
    """Return what is missing, each with its stage, why it matters, and where it is mended."""
    nodes = {node.id: node for node in thread.nodes}
    return [
        {
            "why": one.why,
            "broken": one.broken,
            "stage": one.stage.label,
            "kind": one.kind.label,
            "matters": MATTERS[one.kind],
            "href": _mended_at(one, nodes.get(one.at), case),
        }
        for one in thread.missing
    ]


def _mended_at(one: Missing, node: Node | None, case: Seen) -> str:
    """The section where it is mended, for whoever may write it now; else the record that it stands in, if any."""
    if node is None or Stage(case.stage).number < one.stage.number:
        return ""
    if case.writes and case.stage == one.stage:
        address = reverse("section", args=[case.reference, str(one.stage), SECTIONS[one.stage]])
    else:
        address = reverse("record", args=[case.reference, str(one.stage)])
    named = _named(one, node)
    return f"{address}?{urlencode(named)}" if named else address


def _named(one: Missing, node: Node) -> dict[str, int]:
    """What tells the record from others of its stage; an offer may be missing in the award of any part."""
    if node.kind.number < ThreadKind.OFFER.number <= one.kind.number:
        return {}
    year = {"year": node.sequence} if one.stage == Stage.MONITORING else {}
    return {**({"strand": node.strand} if node.strand != 1 else {}), **year}
