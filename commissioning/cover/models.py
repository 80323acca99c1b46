"""An offer to cover a post for somebody, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Holding, Post
from audit.models import Tracked
from commissioning.cover.kinds import OfferState

ANSWERED_BY_NOBODY = (OfferState.OFFERED, OfferState.WITHDRAWN, OfferState.LAPSED)


class CoverOffer(Tracked):
    """One person asked to cover one post for its holder. It gives no right until they accept: then it has a holding."""

    principal = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cover_offers")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day.")
    value_limit = models.DecimalField(max_digits=17, decimal_places=2, null=True, help_text="In pounds.")
    reason = models.TextField(help_text="Why the post needs cover, such as leave.")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OFFERED)
    answered_at = models.DateTimeField(null=True)
    holding = models.OneToOneField(Holding, on_delete=models.PROTECT, null=True, related_name="cover_offer")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "state"], name="cover_by_person"),
            models.Index(fields=["principal", "state"], name="cover_by_principal"),
            models.Index(fields=["state", "starts_on"], name="cover_by_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cover_dates_in_order"),
            models.CheckConstraint(condition=~Q(principal=F("person")), name="cover_not_for_oneself"),
            models.CheckConstraint(
                condition=Q(value_limit=None) | Q(value_limit__gt=0), name="cover_limit_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(holding=None, state__in=[*ANSWERED_BY_NOBODY, OfferState.DECLINED])
                | Q(holding__isnull=False, state__in=[OfferState.ACCEPTED, OfferState.ENDED]),
                name="cover_held_once_accepted",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, state__in=ANSWERED_BY_NOBODY)
                | Q(answered_at__isnull=False) & ~Q(state__in=ANSWERED_BY_NOBODY),
                name="cover_says_when_answered",
            ),
            models.UniqueConstraint(
                fields=["person", "post", "principal", "starts_on"],
                condition=Q(state=OfferState.OFFERED),
                name="cover_offered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.post_id} for {self.principal_id}"

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == OfferState.OFFERED

    @property
    def title(self) -> str:
        """The post it is about."""
        return self.post.title
