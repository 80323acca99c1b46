"""Policies, their versions, comments and decisions as a script reads and sends them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.policy_register_forms import LONGEST_COMMENT
from commissioning.policies.documents import LONGEST_TITLE
from commissioning.policies.kinds import Received, Side, VersionState
from govuk.fields import LONGEST_REASON


class PolicyVersionShape(Shape):
    """A version of a policy."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=VersionState.choices)
    effective_from = serializers.DateField(allow_null=True)
    approved_on = serializers.DateField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    superseded_from = serializers.DateField(allow_null=True)
    consulted_from = serializers.DateField(allow_null=True)
    consulted_until = serializers.DateField(allow_null=True)
    approval = serializers.CharField(help_text="Where it was approved, as the minutes name it.")
    reason = serializers.CharField(help_text="Why the policy changes.")
    digest = serializers.CharField(help_text="SHA-256 of the document's exact bytes; what changes a draft names it.")


class PolicyShape(Shape):
    """A policy with the versions that the caller may read, the newest first."""

    code = serializers.CharField()
    title = serializers.CharField()
    owner = serializers.CharField(help_text="The short name of the body that keeps it.")
    in_force = serializers.IntegerField(allow_null=True, help_text="The number of the version in force today.")
    versions = PolicyVersionShape(many=True)


class PoliciesShape(Shape):
    """Every policy that the caller may know of."""

    results = PolicyShape(many=True)


class PolicyDocumentShape(PolicyVersionShape):
    """A version with all that it says."""

    document = serializers.DictField(help_text="Its summary, sections, priorities, and fates of earlier priorities.")
    proposal = serializers.CharField(
        help_text="SHA-256 of text, days, reason and number of comments put forward, which its approval names; else ''."
    )


class BeginPolicyShape(Shape):
    """A policy to begin: its title, and the short name of the body that keeps it."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    owner = serializers.SlugField(max_length=80)


class NothingAskedShape(Shape):
    """A request that says nothing but who makes it."""


class SaveDraftShape(Shape):
    """What a draft is to say, and the digest of the draft as it was read."""

    document = serializers.DictField(allow_empty=False)
    read = serializers.CharField(max_length=64)


class StepShape(Shape):
    """One step of a version. Each needs its own answers: those that belong to other steps are left out.

    `consult`: `until`, `read`. `propose`: `effective_from`, `review_on`, `reason`. `approve`: `read`, `approved_on`,
    `approval`. `send_back` and `withdraw`: `reason`. `read` is the `digest` of a draft, and the `proposal` of what is
    approved.
    """

    step = serializers.ChoiceField(choices=["consult", "propose", "approve", "send_back", "withdraw"])
    read = serializers.CharField(max_length=64, required=False)
    until = serializers.DateField(required=False)
    effective_from = serializers.DateField(required=False)
    review_on = serializers.DateField(required=False)
    approved_on = serializers.DateField(required=False)
    approval = serializers.CharField(max_length=300, required=False)
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False)


class AnswerShape(Shape):
    """The answer to a comment, and what was changed because of it."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)
    changed = serializers.CharField(max_length=LONGEST_COMMENT)
    shown = serializers.BooleanField(
        required=False, default=True, help_text="Whether a comment from the public page is shown there with its answer."
    )


class CommentShape(Shape):
    """A comment on a version, with its answer where there is one."""

    number = serializers.IntegerField()
    side = serializers.ChoiceField(choices=Side.choices)
    sender = serializers.CharField()
    received = serializers.ChoiceField(choices=Received.choices)
    received_on = serializers.DateField()
    text = serializers.CharField()
    answer = serializers.SerializerMethodField()

    def get_answer(self, comment: Any) -> dict[str, str] | None:
        """The answer; null while there is none."""
        found = getattr(comment, "answer", None)
        return {"text": found.text, "changed": found.changed} if found else None


class CommentsShape(Shape):
    """Every comment on a version, in the order they came."""

    results = CommentShape(many=True)


class WriteCommentShape(Shape):
    """A comment: one's own, or one that reached the council otherwise, with who from, how and when."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)
    side = serializers.ChoiceField(choices=Side.choices, required=False)
    sender = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    received = serializers.ChoiceField(choices=Received.choices, required=False)
    received_on = serializers.DateField(required=False)


class PolicyDecidedShape(Shape):
    """What was decided: the version it is about, and the chain, number and digest of its ledger entry."""

    version = serializers.IntegerField(allow_null=True)
    stream = serializers.CharField()
    entry = serializers.IntegerField()
    digest = serializers.CharField()


class UseShape(Shape):
    """What serves one priority, among the cases that the caller may see."""

    code = serializers.CharField(source="priority.code")
    place = serializers.IntegerField(source="priority.position", help_text="Its place in the version, from 1.")
    title = serializers.CharField(source="priority.title")
    cases = serializers.IntegerField(help_text="Cases that chose it.")
    measures = serializers.IntegerField()
    catalogue = serializers.IntegerField(help_text="Measures of the council's catalogue that serve it.")
    contracts = serializers.IntegerField(help_text="Live contracts that are bound to deliver on it.")
    counted_with = serializers.ListField(child=serializers.CharField(), help_text="Priorities of other versions.")


class UsesShape(Shape):
    """What serves the priorities of a version, whatever version a case holds."""

    version = serializers.IntegerField()
    results = UseShape(many=True)


class UseQueryShape(Shape):
    """Of which version; the one in force unless another is named."""

    version = serializers.IntegerField(min_value=1, max_value=32_767, required=False)


class PolicyOfCaseShape(Shape):
    """The version of the policy that a case holds, the newer one in force, and why it cannot be adopted."""

    policy = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    newer = serializers.IntegerField(allow_null=True)
    may_adopt = serializers.BooleanField()
    why_not = serializers.CharField(help_text="Empty where the newer version can be adopted, or none is in force.")


class AdoptShape(Shape):
    """The number of the newer version that the case adopts, and why."""

    version = serializers.IntegerField(min_value=1, max_value=32_767)
    reason = serializers.CharField(max_length=LONGEST_REASON)
