"""Ideas from communities, whom to contact about them, and what the cases that looked at them made of them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Body, Person
from accounts.reach import Reach
from accounts.rights import Right
from audit.models import Appended, Streamed, Tracked
from commissioning.case.models import Case
from commissioning.ideas.kinds import IdeaKind, IdeaState
from commissioning.ideas.rules import Contact, IdeaTerms
from commissioning.ideas.standing import moderates


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Ideas by who may read them."""

    def standing(self, today: date) -> Self:
        """The ideas that are published and stand: open to everybody."""
        return self.filter(state=IdeaState.PUBLISHED, stands_until__gte=today)

    def visible_to(self, person: Person | None, reach: Reach | None, today: date) -> Self:
        """The ideas somebody may read: those that stand, their own, and once published to who sees cases.

        Moderators read every idea; whoever is not signed in reads what stands.
        """
        seen = Q(state=IdeaState.PUBLISHED, stands_until__gte=today)
        if person is None or reach is None:
            return self.filter(seen)
        if moderates(reach):
            return self.all()
        seen |= Q(posted_by=person)
        return self.filter(seen | Q(published_at__isnull=False) if reach.over(Right.VIEW_CASE) else seen)


class Idea(Streamed, Tracked):
    """A need or an offer of a voluntary or community organisation, moderated before it is public."""

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=IdeaKind)
    title = models.CharField(max_length=200)
    what = models.TextField()
    who_benefits = models.TextField()
    wards = models.JSONField(default=list, blank=True, help_text="Names of the wards; none: the whole borough.")
    places = models.TextField(blank=True, help_text="The wards as they are looked up.")
    theme = models.CharField(max_length=200, blank=True, help_text="The theme of a policy priority; empty for none.")
    stands_until = models.DateField()
    organisation = models.CharField(max_length=200, help_text="In whose name it is posted; public.")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=IdeaState, default=IdeaState.POSTED)
    said = models.TextField(blank=True, help_text="What the moderator, or whoever withdrew it, said of it last.")
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="When it was declined or withdrawn.")

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-posted_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "stands_until"], name="idea_standing")]

    def __str__(self) -> str:
        return f"idea {self.number}, “{self.title}”"

    @property
    def stream_name(self) -> str:
        """The chain of this idea."""
        return f"idea/{self.number}"

    @property
    def scope(self) -> str:
        """The scope that its poster is kept out of: nobody moderates their own."""
        return self.stream_name

    @property
    def terms(self) -> IdeaTerms:
        """What it says."""
        return IdeaTerms(
            IdeaKind(self.kind),
            self.title,
            self.what,
            self.who_benefits,
            self.stands_until,
            tuple(self.wards),
            self.theme,
        )

    @property
    def where(self) -> str:
        """Its wards in words."""
        return ", ".join(self.wards) if self.places else "The whole borough"

    @property
    def signed_in(self) -> bool:
        """Whether it was posted in the name of its poster's own organisation; else the name is as somebody typed it."""
        return self.posted_by_id is not None

    @property
    def sender(self) -> str:
        """In whose name it is posted, and where nobody knows whether rightly, that too."""
        return self.organisation if self.signed_in else f"{self.organisation} (posted without an account)"

    def standing(self, today: date) -> bool:
        """Whether everybody may read it on a day."""
        return self.state == IdeaState.PUBLISHED and self.stands_until >= today


class IdeaContact(models.Model):
    """Whom to contact about an idea that was posted without an account.

    It stands outside history and ledger, which forget nothing: details of people outside can be deleted.
    """

    idea = models.OneToOneField(Idea, on_delete=models.PROTECT, related_name="contact")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.idea_id}"

    @property
    def details(self) -> Contact:
        """Who it is."""
        return Contact(self.name, self.email, self.phone)


class IdeaAnswer(Appended):
    """What a case made of an idea: used and how, or not and why. The newest counts; a second thought is another row."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="answers")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="idea_answers")
    used = models.BooleanField()
    text = models.TextField(help_text="How it was used, or why not. Whoever posted it reads this.")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=300)
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{'used' if self.used else 'not used'}: {self.idea_id}"
