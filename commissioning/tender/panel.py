"""The evaluation panel: what does not hold together in it, who of it has to be named, and who of it has left it. Pure.

Who has an actual conflict of interest is off the panel at once, for nobody has to take them off; their place is open
until somebody else is named in it, or it is removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Protocol, TypeVar

from commissioning.tender.kinds import CriterionKind, Procedure
from commissioning.vocabulary import Regime
from govuk.wording import in_words

COVERED: Final = (Regime.PA2023, Regime.PCR2015, Regime.PSR)
NAMED_FIRST: Final = (
    "Name who evaluates the tenders, and who moderates. They declare their interests before the tender gate, and "
    "decide on no award of what they evaluated."
)
NOT_NAMED: Final = (
    "Nobody is named who evaluates the tenders. A panel keeps apart who evaluates and who decides, also where the law "
    "asks for none."
)
NOBODY_MODERATES: Final = "Nobody on the panel moderates. Say who brings the marks of several together."
OFF: Final = "Off the panel: a conflict of interest"


class Named(Protocol):
    """Somebody on a panel, as the rules need them. `person_id` is None for somebody from outside.

    `off` says whether a conflict of interest took them off it.
    """

    @property
    def reference(self) -> str: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def signed_on(self) -> date | None: ...
    @property
    def who(self) -> str: ...
    @property
    def assesses(self) -> Sequence[CriterionKind]: ...
    @property
    def moderates(self) -> bool: ...
    @property
    def off(self) -> bool: ...


AnyNamed = TypeVar("AnyNamed", bound=Named)


def owed(regime: Regime, procedure: str, *, light_touch: bool, taken_on: bool) -> bool:
    """Whether a panel has to be named: where the procurement is covered by law in full, and bids are compared.

    Light touch, below the threshold and what came from outside it is only advised; a direct award compares nothing.
    """
    return compared(procedure) and regime in COVERED and not light_touch and not taken_on


def compared(procedure: str) -> bool:
    """Whether bids are compared, by the procedure that was chosen; "" while none is."""
    return procedure not in ("", Procedure.DIRECT_AWARD)


def sitting(panel: Iterable[AnyNamed]) -> list[AnyNamed]:
    """Return who is on a panel: not those whom a conflict of interest keeps out of the case."""
    return [found for found in panel if not found.off]


def flaws(panel: Sequence[Named]) -> list[str]:
    """Return what does not hold together in a panel, row by row, and who stands in it twice."""
    texts = [text for found in panel for text in _of_one(found)]
    known = [found for found in panel if found.who.strip()]
    times = Counter(map(_identity, known))
    twice = {_identity(found): found.who for found in known if times[_identity(found)] > 1}
    return [*texts, *(f"{who} is on the panel twice. Keep one, with all that they assess." for who in twice.values())]


def _identity(found: Named) -> object:
    """What tells one on a panel from another: the person, else name and organisation however they are typed."""
    typed = (" ".join(text.split()).casefold() for text in (found.name, found.organisation))
    return tuple(typed) if found.person_id is None else found.person_id


def _of_one(found: Named) -> Iterator[str]:
    if not found.who.strip():
        yield f"Say who {found.reference} is: choose a person of this council, or name somebody from outside."
        return
    if found.person_id is not None and found.name.strip():
        yield f"{found.reference} names a person of this council and somebody from outside. Keep one of them."
    if found.off:
        yield (
            f"{found.who} has a conflict of interest and is off the panel. A replacement is owed: name somebody else "
            f"for {found.reference}, or remove it."
        )
    if found.person_id is None:
        yield from _of_outsider(found)
    if not found.assesses and not found.moderates:
        yield f"Say what {found.who} assesses, or that they moderate."


def _of_outsider(found: Named) -> Iterator[str]:
    if not found.organisation.strip():
        yield f"Say which organisation {found.who} comes from."
    if found.signed_on is None:
        yield (
            f"Enter on which day {found.who} signed a declaration of interests: whoever is from outside declares on "
            "paper. Attach it."
        )


def gaps(panel: Iterable[Named], kinds: Iterable[str]) -> list[str]:
    """Return which of the kinds that criteria judge by nobody on the panel assesses. Price may be a sum."""
    assessed = {kind for found in sitting(panel) for kind in found.assesses}
    open_ones = [kind for kind in CriterionKind if kind in kinds and kind not in assessed]
    missing = [kind.label.lower() for kind in open_ones if kind != CriterionKind.PRICE]
    return [f"Nobody on the panel assesses {in_words(missing)}. Say who does."] if missing else []


def unmoderated(panel: Iterable[Named]) -> list[str]:
    """Advice: where several give marks somebody brings them together."""
    here = sitting(panel)
    several = sum(bool(found.assesses) for found in here) > 1
    return [NOBODY_MODERATES] if several and not any(found.moderates for found in here) else []


def stated(found: Named) -> dict[str, object]:
    """Return somebody on a panel as a record states them."""
    does = [*(kind.label.lower() for kind in found.assesses), *(["moderation"] if found.moderates else [])]
    return {
        "reference": found.reference,
        "name": found.who,
        "organisation": found.organisation,
        "assesses": in_words(does),
        "declared_on": found.signed_on,
        "standing": OFF if found.off else "",
    }
