"""The golden thread as nodes and links, and what of it is missing. Pure: rows in, a thread out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from commissioning.records.broken import Broken, Spot
from commissioning.social_value.rules import NO_MEASURE
from commissioning.vocabulary import Stage, ThreadKind

STAGES: Final[Mapping[ThreadKind, Stage]] = {
    ThreadKind.POLICY: Stage.SOCIAL_VALUE,
    ThreadKind.PRIORITY: Stage.SOCIAL_VALUE,
    ThreadKind.OUTCOME: Stage.NEEDS,
    ThreadKind.MEASURE: Stage.SOCIAL_VALUE,
    ThreadKind.CRITERION: Stage.TENDER,
    ThreadKind.OFFER: Stage.AWARD,
    ThreadKind.OBLIGATION: Stage.MONITORING,
    ThreadKind.RETURN: Stage.MONITORING,
    ThreadKind.VERIFIED: Stage.MONITORING,
    ThreadKind.IMPACT: Stage.REVIEW,
}
# What a row waits for, once its time has come; and what leads a row back to the policy, where nothing does.
AWAITED: Final[Mapping[ThreadKind, str]] = {
    ThreadKind.MEASURE: NO_MEASURE,
    ThreadKind.OFFER: "The bid that won offers nothing on {name}.",
    ThreadKind.OBLIGATION: "{name} did not become an obligation of the contract.",
    ThreadKind.RETURN: "Nothing has been claimed yet as delivered of {name}.",
    ThreadKind.VERIFIED: "Nothing has been verified yet of {name}.",
    ThreadKind.IMPACT: "Nothing is said yet of what changed because of {name}.",
}
LOOSE: Final[Mapping[ThreadKind, tuple[ThreadKind, str]]] = {
    ThreadKind.MEASURE: (ThreadKind.PRIORITY, "{name} serves no priority."),
    ThreadKind.CRITERION: (ThreadKind.MEASURE, "{name} stands for no measure."),
    ThreadKind.OFFER: (ThreadKind.CRITERION, "{name} answers no criterion, and counts under no measure."),
    ThreadKind.OBLIGATION: (ThreadKind.OFFER, "{name} came from no offer, and counts under no measure."),
}

NEAREST: Final = {ThreadKind.OFFER, ThreadKind.OBLIGATION}  # of their keys the first that stands leads back


@dataclass(frozen=True)
class Row:
    """A row that may become a node: `above` are the rows that its keys lead to, `awaits` what should follow it by now.

    `strand` and `sequence` say which record of its stage it stands in.
    """

    kind: ThreadKind
    pk: int
    reference: str
    title: str
    above: Sequence[Spot] = ()
    awaits: Sequence[ThreadKind] = ()
    note: str = ""
    strand: int = 1
    sequence: int = 1

    @property
    def spot(self) -> Spot:
        """What it is, and its id."""
        return self.kind, self.pk


@dataclass(frozen=True)
class Node:
    """One thing in the thread. `id` is the same for ever; `stage` is where it is stated."""

    id: str
    kind: ThreadKind
    reference: str
    title: str
    note: str = ""
    strand: int = 1
    sequence: int = 1

    @property
    def stage(self) -> Stage:
        """The stage in which it is stated."""
        return STAGES[self.kind]

    @property
    def name(self) -> str:
        """What it is called: its reference and title; a policy by its title, what was delivered by its year."""
        if self.kind == ThreadKind.POLICY:
            return self.title
        of_a_year = self.kind in (ThreadKind.RETURN, ThreadKind.VERIFIED)
        return f"{self.reference}{':' if of_a_year else ''} {self.title}".strip()


@dataclass(frozen=True)
class Link:
    """From one node to the next one on the way from the policy to what was proved."""

    source: str
    target: str


@dataclass(frozen=True)
class Missing:
    """What is missing: in which stage, what, why in words, and at which node; "" for the whole.

    Where the gate of its stage refuses a record because of it the link is broken; else it is only worth a look.
    """

    stage: Stage
    kind: ThreadKind
    why: str
    at: str = ""
    broken: bool = False


@dataclass(frozen=True)
class Thread:
    """All of it. Nodes come in the order of their kinds."""

    nodes: Sequence[Node] = ()
    links: Sequence[Link] = ()
    missing: Sequence[Missing] = ()

    def of(self, kind: ThreadKind) -> list[Node]:
        """Return the nodes of a kind, in order."""
        return [node for node in self.nodes if node.kind == kind]


def name_of(spot: Spot) -> str:
    """Return the id of a node."""
    kind, pk = spot
    return f"{kind}-{pk}"


def weave(
    rows: Iterable[Row], told: Iterable[tuple[Stage, Broken]] = (), *, rooted: bool = True, why: str = ""
) -> Thread:
    """Return the thread of rows, with what is missing named once: as its stage names it in `told`, else by the rows.

    What is in `told` is broken; the rest is worth a look.
    `rooted` is False where the case states no priorities, so that nothing leads back to the policy; `why` says so once.
    """
    found = {row.spot: row for row in sorted(rows, key=lambda row: row.kind.number)}
    links = _links(found)
    missing = [_broken(stage, link) for stage, link in told if link.at in found]
    if rooted:
        missing += _loose(found.values(), _held(links) | {one.at for one in missing})
    elif why:
        missing.append(Missing(Stage.SOCIAL_VALUE, ThreadKind.POLICY, why))
    missing += _awaited(found.values(), links)
    once = {(one.at, one.kind): one for one in reversed(missing)}
    order = {name_of(spot): place for place, spot in enumerate(found)}
    return Thread(
        [_node(row) for row in found.values()],
        links,
        sorted(once.values(), key=lambda one: (one.stage.number, order.get(one.at, -1), one.kind.number)),
    )


def _broken(stage: Stage, link: Broken) -> Missing:
    return Missing(stage, link.missing, link.text, name_of(link.at), broken=True)


def _node(row: Row) -> Node:
    return Node(name_of(row.spot), row.kind, row.reference, row.title, row.note, row.strand, row.sequence)


def _links(rows: Mapping[Spot, Row]) -> list[Link]:
    """The keys of rows as links, and for each measure its priority with its outcome, which it alone brings together."""
    pairs: dict[tuple[Spot, Spot], None] = {}
    for row in rows.values():
        above = [spot for spot in row.above if spot in rows]
        above = above[:1] if row.kind in NEAREST else above
        pairs |= dict.fromkeys((spot, row.spot) for spot in above)
        pairs |= dict.fromkeys(
            (one, other)
            for one in above
            for other in above
            if (one[0], other[0]) == (ThreadKind.PRIORITY, ThreadKind.OUTCOME)
        )
    return [Link(name_of(one), name_of(other)) for one, other in pairs]


def _held(links: Iterable[Link]) -> set[str]:
    """The nodes that something leads back to the policy: a measure by its priority, not by its outcome alone."""
    by_outcome = {(ThreadKind.OUTCOME, ThreadKind.MEASURE)}
    return {link.target for link in links if (_kind(link.source), _kind(link.target)) not in by_outcome}


def _loose(rows: Iterable[Row], held: AbstractSet[str]) -> Iterator[Missing]:
    """Rows that nothing leads back to the policy; an outcome is held once a measure is for it."""
    for row in rows:
        if row.kind in LOOSE and name_of(row.spot) not in held:
            kind, words = LOOSE[row.kind]
            yield Missing(STAGES[row.kind], kind, words.format(name=_called(row)), name_of(row.spot))


def _awaited(rows: Iterable[Row], links: Iterable[Link]) -> Iterator[Missing]:
    after = _steps(links)
    for row in rows:
        name = name_of(row.spot)
        followed = {_kind(one) for one in _reached(name, after)} if row.awaits else set()
        for kind in row.awaits:
            if kind not in followed:
                yield Missing(STAGES[kind], kind, AWAITED[kind].format(name=_called(row)), name)


def _called(row: Row) -> str:
    return (
        f"{row.kind.label.lower() if row.kind != ThreadKind.RETURN else 'what was claimed in'} {row.reference}".strip()
    )


def without(thread: Thread, hidden: AbstractSet[ThreadKind]) -> Thread:
    """Return the thread without what a reader may not see; what was held together by it is linked directly.

    What is missing of that kind, or at such a node, is not told either.
    """
    gone = {node.id for node in thread.nodes if node.kind in hidden}
    links = list(thread.links)
    for name in gone:
        before = [link.source for link in links if link.target == name]
        after = [link.target for link in links if link.source == name]
        kept = [link for link in links if name not in (link.source, link.target)]
        links = list(dict.fromkeys([*kept, *(Link(one, other) for one in before for other in after)]))
    return Thread(
        [node for node in thread.nodes if node.id not in gone],
        links,
        [one for one in thread.missing if one.kind not in hidden and one.at not in gone],
    )


def upward(thread: Thread, name: str) -> list[Node]:
    """Return a node with all that leads to it from the policy, in the order of the thread.

    From a measure to its own priority, and not by its outcome to those that others bring it about for.
    """
    before: defaultdict[str, list[str]] = defaultdict(list)
    for link in thread.links:
        if _kind(link.target) != ThreadKind.OUTCOME or link.target == name:
            before[link.target].append(link.source)
    return _among(thread, _reached(name, before))


def downward(thread: Thread, name: str) -> list[Node]:
    """Return a node with all that follows from it, in the order of the thread."""
    return _among(thread, _reached(name, _steps(thread.links)))


def _steps(links: Iterable[Link]) -> Mapping[str, Sequence[str]]:
    after: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        after[link.source].append(link.target)
    return after


def _reached(name: str, steps: Mapping[str, Sequence[str]]) -> set[str]:
    seen, waiting = {name}, [name]
    while waiting:
        for found in steps.get(waiting.pop(), ()):
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    return seen


def _among(thread: Thread, names: AbstractSet[str]) -> list[Node]:
    return [node for node in thread.nodes if node.id in names]


def _kind(name: str) -> str:
    return name.partition("-")[0]


def strands(thread: Thread) -> list[list[Node]]:
    """Return the thread strand by strand, from the policy down: one for each measure, then what hangs on none.

    Together they hold every node.
    """
    found = [
        list(dict.fromkeys([*upward(thread, node.id), *downward(thread, node.id)]))
        for node in thread.of(ThreadKind.MEASURE)
    ]
    told = {node.id for strand in found for node in strand}
    for node in thread.nodes:
        if node.id not in told and node.kind != ThreadKind.POLICY:
            rest = [one for one in downward(thread, node.id) if one.id == node.id or one.id not in told]
            found.append(list(dict.fromkeys([*upward(thread, node.id), *rest])))
            told |= {one.id for one in found[-1]}
    return sorted(found, key=lambda strand: _place(thread, strand))


def _place(thread: Thread, strand: Sequence[Node]) -> list[int]:
    order = {node.id: place for place, node in enumerate(thread.nodes)}
    return [order[node.id] for node in sorted(strand, key=lambda node: (node.kind.number, order[node.id]))]
