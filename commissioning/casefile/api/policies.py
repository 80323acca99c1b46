"""The policy register: policies, their versions as documents, and the steps from a draft to its approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rules import day_of
from audit.errors import RepeatedError
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.policy_serializers import (
    AdoptShape,
    AnswerShape,
    BeginPolicyShape,
    CommentsShape,
    NothingAskedShape,
    PoliciesShape,
    PolicyDecidedShape,
    PolicyDocumentShape,
    PolicyOfCaseShape,
    PolicyShape,
    SaveDraftShape,
    StepShape,
    UseQueryShape,
    UsesShape,
    WriteCommentShape,
)
from commissioning.casefile.policy_of_case import held_by
from commissioning.casefile.policy_register import (
    Register,
    approved_among,
    body_kept,
    comment_read,
    comments_of,
    current_of,
    every_policy,
    policy_read,
    register_for,
    version_read,
)
from commissioning.casefile.policy_use import uses_of
from commissioning.casefile.reading import case_read, first_answer
from commissioning.casefile.trail import body_of
from commissioning.policies.approving import approve, proposal_of, put_forward, send_back
from commissioning.policies.consulting import answer, comment, enter_comment, open_consultation
from commissioning.policies.documents import from_document, to_document
from commissioning.policies.drafting import begin_policy, begin_version, save_draft, withdraw
from commissioning.policies.models import Policy, PolicyVersion
from commissioning.social_value.adopting import adopt

CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="The policy's code, such as social-value."
)
NUMBER = OpenApiParameter(
    "number", OpenApiTypes.INT, OpenApiParameter.PATH, description="The number of the version, from 1."
)
COMMENT = OpenApiParameter(
    "comment", OpenApiTypes.INT, OpenApiParameter.PATH, description="The number of the comment, from 1."
)
STEPS: Mapping[str, tuple[Callable[..., object], tuple[str, ...]]] = {
    "consult": (open_consultation, ("until", "read")),
    "propose": (put_forward, ("effective_from", "review_on", "reason")),
    "approve": (approve, ("read", "approved_on", "approval")),
    "send_back": (send_back, ("reason",)),
    "withdraw": (withdraw, ("reason",)),
}
ENTERED = ("side", "sender", "received", "received_on")


class Registered(Address):
    """An address of the register, and how a decision on it is answered."""

    def register(self) -> Register:
        """The register as the caller reads it."""
        return register_for(self.person(), self.now())

    def told(self, act: Callable[..., object], key: str, **given: Any) -> Response:
        """Carry out a decision, or find that it was carried out under this key before."""
        with suppress(RepeatedError):  # answered as it was the first time
            act(**given, by=self.person(), at=self.now(), key=key)
        entry = first_answer(self.person(), key)
        about = body_of(entry).get("about", {}) if entry else {}
        told = {
            "version": about.get("version"),
            "stream": entry and entry.stream,
            "entry": entry and entry.number,
            "digest": entry and entry.digest,
        }
        return Response(PolicyDecidedShape(told).data, status=status.HTTP_201_CREATED)


def _policy(policy: Policy, versions: list[PolicyVersion], register: Register) -> dict[str, Any]:
    current = current_of(versions, day_of(register.at))
    return {
        "code": policy.code,
        "title": policy.title,
        "owner": policy.owner.slug,
        "in_force": current.number if current else None,
        "versions": versions,
    }


class Policies(Registered):
    """The policies of the council."""

    @documented("list_policies", PoliciesShape)
    def get(self, _request: Request) -> Response:
        """List every policy with the versions that the caller may read, by title."""
        register = self.register()
        found = [_policy(policy, versions, register) for policy, versions in every_policy(register)]
        return Response(PoliciesShape({"results": found}).data)

    @documented("begin_policy", PolicyDecidedShape, request=BeginPolicyShape, status=201, parameters=[NEEDED_KEY])
    def post(self, request: Request) -> Response:
        """Begin a policy that the council does not have yet."""
        asked, key = read(BeginPolicyShape, request.data), key_of(request, needed=True)
        owner = body_kept(self.register(), asked["owner"])
        return self.told(begin_policy, key, title=asked["title"], owner=owner)


class OnePolicy(Registered):
    """One policy."""

    @documented("read_policy", PolicyShape, parameters=[CODE])
    def get(self, _request: Request, code: str) -> Response:
        """Read a policy with the versions that the caller may read."""
        register = self.register()
        policy, versions = policy_read(register, code)
        return Response(PolicyShape(_policy(policy, versions, register)).data)

    @documented(
        "begin_policy_version",
        PolicyDecidedShape,
        request=NothingAskedShape,
        status=201,
        parameters=[CODE, NEEDED_KEY],
    )
    def post(self, request: Request, code: str) -> Response:
        """Begin its next version, as the newest one reads."""
        key = key_of(request, needed=True)
        policy, _ = policy_read(self.register(), code)
        return self.told(partial(begin_version, policy), key)


class OneVersion(Registered):
    """One version of a policy."""

    @documented("read_policy_version", PolicyDocumentShape, parameters=[CODE, NUMBER])
    def get(self, _request: Request, code: str, number: int) -> Response:
        """Read a version with all that it says."""
        found = version_read(self.register(), code, number)
        told = {**vars(found), "document": to_document(found.wording), "proposal": proposal_of(found)}
        return Response(PolicyDocumentShape(told).data)

    @documented(
        "save_policy_draft",
        PolicyDecidedShape,
        request=SaveDraftShape,
        status=201,
        parameters=[CODE, NUMBER, NEEDED_KEY],
    )
    def patch(self, request: Request, code: str, number: int) -> Response:
        """Write another document into a draft. `read` is its digest as it was read: 409 where it is another one now."""
        asked, key = read(SaveDraftShape, request.data), key_of(request, needed=True)
        found, wording = version_read(self.register(), code, number), from_document(asked["document"])
        return self.told(partial(save_draft, found, wording), key, read=asked["read"])


class VersionSteps(Registered):
    """What is decided about a version."""

    @documented(
        "take_policy_step",
        PolicyDecidedShape,
        request=StepShape,
        status=201,
        parameters=[CODE, NUMBER, NEEDED_KEY],
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Open a version to comments, put it forward, approve it, send it back or withdraw it."""
        asked, key = read(StepShape, request.data), key_of(request, needed=True)
        act, needed = STEPS[asked.pop("step")]
        given = only(asked, needed)
        found = version_read(self.register(), code, number)
        return self.told(partial(act, found), key, **given)


class VersionComments(Registered):
    """The comments on a version."""

    @documented("list_policy_comments", CommentsShape, parameters=[CODE, NUMBER])
    def get(self, _request: Request, code: str, number: int) -> Response:
        """List every comment with its answer: the council and the voluntary sector read them, others their own."""
        register = self.register()
        found = version_read(register, code, number)
        return Response(CommentsShape({"results": comments_of(register, found)}).data)

    @documented(
        "comment_on_policy",
        PolicyDecidedShape,
        request=WriteCommentShape,
        status=201,
        parameters=[CODE, NUMBER, NEEDED_KEY],
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Comment in one's own post; with who from, how and when, enter what reached the council otherwise."""
        asked, key = read(WriteCommentShape, request.data), key_of(request, needed=True)
        found = version_read(self.register(), code, number)
        if set(asked) & set(ENTERED):
            return self.told(partial(enter_comment, found), key, **only(asked, ("text", *ENTERED)))
        return self.told(partial(comment, found), key, **asked)


class OneComment(Registered):
    """One comment on a version."""

    @documented(
        "answer_policy_comment",
        PolicyDecidedShape,
        request=AnswerShape,
        status=201,
        parameters=[CODE, NUMBER, COMMENT, NEEDED_KEY],
    )
    def post(self, request: Request, code: str, number: int, comment: int) -> Response:
        """Answer a comment, saying what was changed because of it."""
        asked, key = read(AnswerShape, request.data), key_of(request, needed=True)
        register = self.register()
        found = comment_read(register, version_read(register, code, number), comment)
        return self.told(partial(answer, found), key, **asked)


class PolicyUse(Registered):
    """What serves the priorities of a policy."""

    @documented("read_policy_use", UsesShape, parameters=[CODE, UseQueryShape])
    def get(self, _request: Request, code: str) -> Response:
        """Count cases, measures and live contracts for each priority of a version."""
        asked, register = self.asked(UseQueryShape), self.register()
        _, versions = policy_read(register, code)
        version = approved_among(versions, asked.get("version"), day_of(register.at))
        return Response(UsesShape({"version": version.number, "results": uses_of([version], register.reach)}).data)


class PolicyOfCase(Registered):
    """The version of the policy that a case holds."""

    @documented("read_policy_of_case", PolicyOfCaseShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """Read which version a case holds, and whether it may adopt a newer one."""
        held = held_by(case_read(self.person(), reference, self.now()), day_of(self.now()))
        told = {
            "policy": held.version.policy.code if held.version else None,
            "version": held.version.number if held.version else None,
            "newer": held.newer.number if held.newer else None,
            "may_adopt": held.may_adopt,
            "why_not": held.why_not,
        }
        return Response(PolicyOfCaseShape(told).data)

    @documented("adopt_policy", PolicyDecidedShape, request=AdoptShape, status=201, parameters=[REFERENCE, NEEDED_KEY])
    def post(self, request: Request, reference: str) -> Response:
        """Adopt the newer version before the tender is handed in; the social value gate signs again."""
        asked, key = read(AdoptShape, request.data), key_of(request, needed=True)
        return self.told(partial(adopt, case_read(self.person(), reference, self.now())), key, **asked)


def only(asked: dict[str, Any], needed: tuple[str, ...]) -> dict[str, Any]:
    """Return what was asked. Raises ValidationError for what is missing, or belongs to something else."""
    wrong = {name: ["Send this, too."] for name in needed if name not in asked}
    wrong |= {name: ["Leave this out here."] for name in asked if name not in needed}
    if wrong:
        raise ValidationError(wrong)
    return asked
