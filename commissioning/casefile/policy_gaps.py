"""How policies bear on one another, where they conflict, and what is missing: from the register and from the cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.rules import day_of
from commissioning.casefile.policy_register import Register, current_of, every_policy
from commissioning.casefile.policy_use import Use, uses_of
from commissioning.casefile.synergy import SynergyMap, map_of
from commissioning.casefile.wording import stacked
from commissioning.policies.kinds import Bond
from commissioning.policies.models import Linkage, Policy, PolicyVersion
from commissioning.policies.register import SOCIAL_VALUE
from govuk.wording import day_in_words

LINKAGE_HEAD: Final = [
    {"text": text} for text in ("Number", "Policy", "How it bears", "On", "Why", "Looked after by", "To be reviewed")
]
NO_CASES: Final = "Gaps are found by looking at cases, which none of your posts lets you see."
GAP_HEAD: Final = [{"text": text} for text in ("Policy", "What was found", "What to do")]
Row = dict[str, object]


class GapKind(TextChoices):
    """What kind of gap or conflict it is."""

    CONFLICT = "conflict", "Policies that conflict"
    NOT_IN_FORCE = "not_in_force", "Policy not in force"
    NOT_REVIEWED = "not_reviewed", "Policy not reviewed"
    LINKAGE_NOT_REVIEWED = "linkage_not_reviewed", "Linkage not reviewed"
    UNLINKED = "unlinked", "Policy without a linkage"
    WITHOUT_MEASURES = "without_measures", "Priority without measures"
    WITHOUT_CONTRACT = "without_contract", "Priority no live contract serves"


@dataclass(frozen=True)
class Gap:
    """One conflict or gap: of which policy, what, and what to do about it."""

    kind: GapKind
    policy: Policy
    text: str
    advice: str


def linkages_read(register: Register) -> list[Linkage]:
    """Return the linkages that stand, between policies that the reader may know of. Two queries."""
    known = {policy.pk for policy, _ in every_policy(register)}
    return [one for one in _linkages() if {one.policy_id, one.other_id} <= known]


def _linkages() -> Iterator[Linkage]:
    found = Linkage.objects.filter(ended_at=None).select_related("policy__owner", "other", "owner")
    yield from found.order_by("policy__title", "pk")


def linkage_read(register: Register, policy: Policy, linkage_id: int) -> Linkage:
    """Return a linkage of a policy. Raises Http404 where there is none, or the reader may not know of the other."""
    found = get_object_or_404(Linkage.objects.select_related("other", "owner"), pk=linkage_id, policy=policy)
    if found.other_id not in {known.pk for known, _ in every_policy(register)}:
        raise Http404
    found.policy = policy
    return found


def linkages_of(register: Register, policy: Policy) -> list[Row]:
    """Return how a policy bears on others that the reader may know of, and they on it, in words. Two queries."""
    rows: list[Row] = []
    for one in linkages_read(register):
        if policy.pk == one.policy_id:
            href = reverse("policy-linkage", args=[policy.code, one.pk])
            rows.append({"text": f"{one.get_bond_display()} {one.other.title}: {one.rationale}", "href": href})
        elif policy.pk == one.other_id:
            bond = one.get_bond_display().lower()
            rows.append({"text": f"{one.policy.title} {bond} it: {one.rationale}", "href": ""})
    return rows


def synergies(register: Register) -> tuple[SynergyMap | None, list[list[Row]]]:
    """Return the map of how policies bear on one another, and the same as rows of a table. Two queries."""
    policies = [policy for policy, _ in every_policy(register)]
    places = {policy.pk: place for place, policy in enumerate(policies)}
    found = [one for one in _linkages() if {one.policy_id, one.other_id} <= set(places)]
    linked = {pk for one in found for pk in (one.policy_id, one.other_id)}
    drawn = [policy for policy in policies if policy.pk in linked]
    at = {policy.pk: place for place, policy in enumerate(drawn)}
    bonds = [(at[one.policy_id], at[one.other_id], one.bond, str(one)) for one in found]
    picture = map_of([policy.title for policy in drawn], bonds) if bonds else None
    return picture, stacked(LINKAGE_HEAD, [_linkage_row(number, one) for number, one in enumerate(found, start=1)])


def _linkage_row(number: int, one: Linkage) -> list[Row]:
    return [
        {"text": number},
        {"text": one.policy.title, "href": reverse("policy", args=[one.policy.code])},
        {"text": one.get_bond_display()},
        {"text": one.other.title},
        {"text": one.rationale},
        {"text": one.owner.name},
        {"text": day_in_words(one.review_on)},
    ]


def gaps(register: Register) -> list[Gap]:
    """Return every conflict and gap that the reader may know of, kind by kind. Nine queries."""
    today, policies = day_of(register.at), every_policy(register)
    known = {policy.pk for policy, _ in policies}
    linkages = [one for one in _linkages() if {one.policy_id, one.other_id} <= known]
    current = {policy.pk: current_of(versions, today) for policy, versions in policies}
    found = [
        *_of_linkages(linkages, today),
        *(gap for policy, _ in policies for gap in _of_policy(policy, current[policy.pk], linkages, today)),
        *_of_priorities(uses_of(_served(current.values()), register.reach)),
    ]
    order = list(GapKind)
    return sorted(found, key=lambda gap: (order.index(gap.kind), gap.policy.title))


def _served(versions: Iterable[PolicyVersion | None]) -> list[PolicyVersion]:
    """The versions whose priorities procurements choose: that of the social value policy."""
    return [version for version in versions if version is not None and version.policy.code == SOCIAL_VALUE]


def _of_linkages(linkages: Sequence[Linkage], today: date) -> Iterator[Gap]:
    for one in linkages:
        if one.bond == Bond.CONFLICTS:
            text = f"It conflicts with {one.other.title}: {one.rationale}"
            yield Gap(GapKind.CONFLICT, one.policy, text, f"{one.owner.name} brings the two together.")
        if one.review_on < today:
            text = f"How it bears on {one.other.title} was to be reviewed on {day_in_words(one.review_on)}."
            yield Gap(GapKind.LINKAGE_NOT_REVIEWED, one.policy, text, f"{one.owner.name} reviews the linkage.")


def _of_policy(
    policy: Policy, version: PolicyVersion | None, linkages: Sequence[Linkage], today: date
) -> Iterator[Gap]:
    keeper = policy.owner.name
    if version is None:
        yield Gap(GapKind.NOT_IN_FORCE, policy, "No version of it is in force.", f"{keeper} brings one to approval.")
        return
    if version.review_on is None:
        yield Gap(GapKind.NOT_REVIEWED, policy, "It has no day of review.", f"{keeper} sets one in the next version.")
    elif version.review_on < today:
        text = f"It was to be reviewed on {day_in_words(version.review_on)}."
        yield Gap(GapKind.NOT_REVIEWED, policy, text, f"{keeper} begins the next version.")
    if not any(policy.pk in (one.policy_id, one.other_id) for one in linkages):
        text = "Nothing is said of how it bears on other policies."
        yield Gap(GapKind.UNLINKED, policy, text, f"{keeper} links it.")


def _of_priorities(uses: Sequence[Use]) -> Iterator[Gap]:
    for use in uses:
        policy = use.priority.version.policy
        if not use.measures:
            text = f"No case measures {use.priority}."
            first = "Choose it" if use.catalogue else "Add a measure for it to the catalogue, and choose it"
            yield Gap(GapKind.WITHOUT_MEASURES, policy, text, f"{first} in the next procurement that bears on it.")
        elif not use.contracts:
            text = f"No live contract is bound to deliver on {use.priority}."
            yield Gap(GapKind.WITHOUT_CONTRACT, policy, text, "Look at what is tendered next that could.")


def gap_tables(found: Sequence[Gap]) -> list[dict[str, object]]:
    """Return conflicts and gaps as tables, one a kind."""
    tables: list[dict[str, object]] = []
    for kind in GapKind:
        here = [gap for gap in found if gap.kind == kind]
        rows: list[list[Row]] = [
            [
                {"text": gap.policy.title, "href": reverse("policy", args=[gap.policy.code]), "header": True},
                {"text": gap.text},
                {"text": gap.advice},
            ]
            for gap in here
        ]
        if rows:
            tables.append({"caption": str(kind.label), "rows": stacked(GAP_HEAD, rows)})
    return tables
