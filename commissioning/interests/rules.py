"""Pure rules of interests: what a declaration needs, what Procurement may decide about it, whom it keeps out."""

from __future__ import annotations

from commissioning.interests.kinds import Conflict, Verdict

NATURE = "Say what your conflict of interest is."
MITIGATION = "Say what is done, or could be done, to keep it out of this procurement."
NOTHING_TO_REVIEW = "There is nothing to review: no conflict is declared here, and nobody is kept out."
ACTUAL_STANDS = (
    "Whoever has an actual conflict of interest is kept out. If it was declared by mistake, or is over, the person "
    "declares anew; then you review that declaration."
)


def flaws(kind: Conflict, nature: str, mitigation: str) -> dict[str, str]:
    """Return what is missing of a declaration, by question. Who is kept out need not say what is done about it."""
    found = {}
    if kind != Conflict.NONE and not nature.strip():
        found["nature"] = NATURE
    if kind in (Conflict.POTENTIAL, Conflict.PERCEIVED) and not mitigation.strip():
        found["mitigation"] = MITIGATION
    return found


def flaw_in_review(kind: Conflict, verdict: Verdict, *, kept_out: bool) -> str:
    """Return why a declaration cannot be reviewed so; "" where it can."""
    if kind == Conflict.ACTUAL:
        return ACTUAL_STANDS if verdict == Verdict.MAY_ACT else NOTHING_TO_REVIEW
    return NOTHING_TO_REVIEW if kind == Conflict.NONE and not kept_out else ""


def awaits_review(kind: Conflict, *, reviewed: bool, kept_out: bool) -> bool:
    """Whether Procurement has still to look at a person's newest declaration."""
    return not reviewed and kind != Conflict.ACTUAL and (kind != Conflict.NONE or kept_out)
