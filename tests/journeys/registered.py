"""The pages of the policy register: of a version in consultation, of one being drafted, and one put forward."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.urls import reverse

from commissioning.policies.group_models import Evidence, GroupMember
from commissioning.policies.models import Linkage, PolicyVersion
from tests.journeys.tour import FORBIDDEN, Found, Stop, case
from workflows.demonstration.policies import CLIMATE, SKILLS

KEEPER, SECTOR = "policy", "voluntary.sector"
SOCIAL = "social-value"


def of_policy(name: str, who: str = KEEPER, code: str = SOCIAL) -> Callable[[], Found]:
    """A page of a policy."""

    def way() -> Found:
        yield Stop(who, name, reverse(name, args=[code]))

    return way


def of_version(name: str, who: str = KEEPER, code: str = SOCIAL, *more: object) -> Callable[[], Found]:
    """A page of the version of a policy that is open."""

    def way() -> Found:
        number = PolicyVersion.objects.filter(policy__code=code).order_by("-number").values_list("number", flat=True)[0]
        yield Stop(who, name, reverse(name, args=[code, number, *more]))

    return way


def plain(name: str, *who: str) -> Callable[[], Found]:
    """A page of its own, as some see it."""
    return lambda: iter([Stop(one, name, reverse(name)) for one in who])


def versions() -> Found:
    """A version in consultation, as its keeper and as the voluntary sector see it, one drafted, one put forward."""
    yield from of_version("policy-version")()
    yield from (Stop(stop.who, f"{stop.shows}-sector", stop.path) for stop in of_version("policy-version", SECTOR)())
    for code in (CLIMATE, SKILLS):
        found = of_version("policy-version", KEEPER, code)()
        yield from (Stop(stop.who, f"{stop.shows}-{code}", stop.path) for stop in found)


def linkage() -> Found:
    """How one policy bears on another."""
    found = Linkage.objects.select_related("policy").order_by("pk")[0]
    yield Stop(KEEPER, "policy-linkage", reverse("policy-linkage", args=[found.policy.code, found.pk]))


def of_case() -> Found:
    """The version that a case holds."""
    yield Stop("commissioner", "case-policy", reverse("case-policy", args=[case("tender").reference]))


def beside_priorities(name: str) -> Callable[[], Found]:
    """What helps to write a social value record, of a case whose record came back and of one that is over."""

    def way() -> Found:
        yield Stop("commissioner", name, reverse(name, args=[case("social-value-returned").reference]))
        yield Stop("finance", f"{name}-read", reverse(name, args=[case("closed").reference]))

    return way


def of_group(name: str) -> Callable[[], Found]:
    """A page of one member, or of one piece of evidence, of the delivery group."""

    def way() -> Found:
        rows = GroupMember if name == "leave-policy-group" else Evidence
        yield Stop(KEEPER, name, reverse(name, args=[SOCIAL, rows._default_manager.order_by("pk")[0].pk]))

    return way


REGISTER: Mapping[str, Callable[[], Found]] = {
    "begin-policy": lambda: iter(
        [
            Stop(KEEPER, "begin-policy", reverse("begin-policy")),
            Stop("finance", "begin-policy-refused", reverse("begin-policy"), FORBIDDEN),
        ]
    ),
    "policy-synergies": plain("policy-synergies", KEEPER, SECTOR),
    "policy-gaps": plain("policy-gaps", KEEPER),
    "policy-use": of_policy("policy-use"),
    "policy-history": of_policy("policy-history"),
    "begin-policy-version": of_policy("begin-policy-version"),
    "link-policy": of_policy("link-policy"),
    "policy-linkage": linkage,
    "policy-version": versions,
    "policy-summary": of_version("policy-summary", KEEPER, CLIMATE),
    "policy-section": of_version("policy-section", KEEPER, CLIMATE, 1),
    "policy-section-new": of_version("policy-section-new", KEEPER, CLIMATE),
    "policy-priority": of_version("policy-priority", KEEPER, CLIMATE, 1),
    "policy-priority-new": of_version("policy-priority-new", KEEPER, CLIMATE),
    "policy-priority-cases": lambda: iter(
        [
            Stop(who, "policy-priority-cases", reverse("policy-priority-cases", args=[SOCIAL, 1, 1]))
            for who in (KEEPER, SECTOR)
        ]
    ),
    "policy-fates": of_version("policy-fates", KEEPER, CLIMATE),
    "withdraw-policy": of_version("withdraw-policy", KEEPER, CLIMATE),
    "import-policy": of_version("import-policy", KEEPER, CLIMATE),
    "consult-policy": of_version("consult-policy", KEEPER, CLIMATE),
    "policy-comments": of_version("policy-comments", KEEPER),
    "policy-comment": of_version("policy-comment", SECTOR),
    "enter-policy-comment": of_version("enter-policy-comment"),
    "answer-policy-comment": of_version("answer-policy-comment", KEEPER, SOCIAL, 2),
    "propose-policy": of_version("propose-policy"),
    "approve-policy": of_version("approve-policy", "director", SKILLS),
    "case-policy": of_case,
    "case-social-value": beside_priorities("case-social-value"),
    "suggested-measures": beside_priorities("suggested-measures"),
    "policy-group": of_policy("policy-group"),
    "join-policy-group": of_policy("join-policy-group"),
    "policy-group-meeting": of_policy("policy-group-meeting"),
    "policy-evidence": of_policy("policy-evidence"),
    "leave-policy-group": of_group("leave-policy-group"),
    "policy-findings": of_group("policy-findings"),
}
