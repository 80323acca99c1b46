"""The questions of a nomination. They check shape only; the verbs decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Post
from govuk import fields


class NominationForm(forms.Form):
    """Who is wanted in which post, between which days, up to what value."""

    person = forms.EmailField(label="Who", help_text="The email address that they sign in with.")
    post = forms.TypedChoiceField(
        label="For which post",
        help_text="The posts that decide, publish or appoint. To others one administrator appoints.",
        coerce=int,
        error_messages={"required": "Choose a post"},
    )
    starts_on = fields.DateField(label="First day")
    ends_on = fields.DateField(label="Last day", help_text="Leave it empty where none is known.", required=False)
    value_limit = fields.MoneyField(
        label="Up to what value may they decide?", help_text="With VAT. Leave it empty for any.", required=False
    )
    key = fields.KeyField()

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["post"]
        choice.choices = [("", "Choose a post"), *((post.pk, post.title) for post in posts)]
