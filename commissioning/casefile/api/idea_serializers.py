"""Ideas from communities as a script reads and sends them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from commissioning.casefile.api.serializers import LAST_PAGE, Shape
from commissioning.casefile.finding import LONGEST_SEARCH
from commissioning.ideas.kinds import IdeaKind, IdeaState
from commissioning.ideas.rules import LONGEST_TEXT, LONGEST_TITLE, LONGEST_WARD, MOST_WARDS
from govuk.fields import LONGEST_REASON


class PostIdeaShape(Shape):
    """What an idea says. Without wards it is for the whole borough; without a theme it belongs to none."""

    kind = serializers.ChoiceField(choices=IdeaKind.choices)
    title = serializers.CharField(max_length=LONGEST_TITLE)
    what = serializers.CharField(max_length=LONGEST_TEXT)
    who_benefits = serializers.CharField(max_length=LONGEST_TEXT)
    wards = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_WARD), max_length=MOST_WARDS, required=False, default=list
    )
    theme = serializers.CharField(max_length=LONGEST_TITLE, required=False, default="", allow_blank=True)
    stands_until = serializers.DateField(help_text="Its last day, within two years.")


class IdeaShape(PostIdeaShape):
    """An idea. Whom to contact is not told."""

    number = serializers.IntegerField()
    organisation = serializers.CharField(help_text="In whose name it is posted.")
    signed_in = serializers.BooleanField(
        help_text="Whether it was posted in the name of the poster’s own organisation; if not, the name is as typed."
    )
    state = serializers.ChoiceField(choices=IdeaState.choices)
    said = serializers.SerializerMethodField(help_text="What was said of it last; null but for poster and moderators.")
    posted_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    digest = serializers.CharField(source="terms.digest", help_text="What a moderator names as read.")

    def get_said(self, idea: Any) -> str | None:
        """What a moderator said of it, or why it was withdrawn."""
        return idea.said if self.context.get("own") else None


class IdeaPageShape(Shape):
    """A page of the ideas that stand."""

    count = serializers.IntegerField()
    count_is_capped = serializers.BooleanField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = IdeaShape(many=True)


class IdeaQueryShape(Shape):
    """Which ideas: by words, kind, ward and theme."""

    q = serializers.CharField(max_length=LONGEST_SEARCH, required=False)
    kind = serializers.ChoiceField(choices=IdeaKind.choices, required=False)
    ward = serializers.CharField(max_length=LONGEST_WARD, required=False)
    theme = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    page = serializers.IntegerField(min_value=1, max_value=LAST_PAGE, required=False, default=1)


class UseOfIdeaShape(Shape):
    """What a case made of an idea."""

    case = serializers.CharField(source="case.reference")
    used = serializers.BooleanField()
    text = serializers.CharField()
    answered_at = serializers.DateTimeField()


class OneIdeaShape(IdeaShape):
    """An idea with what those cases made of it that the caller may see."""

    uses = serializers.SerializerMethodField()

    def get_uses(self, _idea: Any) -> list[dict[str, Any]]:
        """The newest answer of each case."""
        return [dict(UseOfIdeaShape(use).data) for use in self.context.get("uses", [])]


class IdeaStepShape(Shape):
    """One step of an idea. `publish` needs `read`, `withdraw` `reason`; `ask_for_change` and `decline` need both."""

    step = serializers.ChoiceField(choices=["publish", "ask_for_change", "decline", "withdraw"])
    read = serializers.CharField(max_length=64, required=False)
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False)


class IdeaOfCaseShape(IdeaShape):
    """An idea that bears on a case, with what the case made of it: null while it is not answered."""

    used = serializers.BooleanField(source="was_used", allow_null=True)
    text = serializers.CharField(source="answer_text", allow_null=True)
    answered_at = serializers.DateTimeField(source="answer_at", allow_null=True)


class IdeasOfCaseShape(Shape):
    """The wards and themes of a case, and the ideas that bear on them; those without an answer first, 100 at most."""

    wards = serializers.ListField(child=serializers.CharField())
    themes = serializers.ListField(child=serializers.CharField())
    results = IdeaOfCaseShape(many=True)


class AnswerIdeaShape(Shape):
    """What a case makes of an idea: used and how, or not and why. Whoever posted it reads this."""

    idea = serializers.IntegerField(min_value=1, max_value=2_147_483_647)
    used = serializers.BooleanField()
    text = serializers.CharField(max_length=LONGEST_TEXT)


class IdeaDecidedShape(Shape):
    """What was decided: the idea it is about, and the chain, number and digest of its ledger entry."""

    idea = serializers.IntegerField()
    stream = serializers.CharField()
    entry = serializers.IntegerField()
    digest = serializers.CharField()
