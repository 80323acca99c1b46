"""People, bodies, posts and who holds them; what keeps a person out; the rights a post has over a body."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from guardian.models import GroupObjectPermissionBase

from accounts.rights import Right, Role
from accounts.vocabulary import BodyKind, Ground, Mail, Nominated
from audit.models import Streamed, Tracked


class PersonManager(BaseUserManager["Person"]):
    """Makes people. There is no way to make a superuser."""

    def joining(self, email: str, full_name: str, *, at: datetime, password: str | None = None) -> Person:
        """Return a person, not saved yet, who joins at `at`. Without a password they can set one by e-mail."""
        person = self.model(email=email.strip().lower(), full_name=full_name.strip(), date_joined=at)
        person.set_password(password)
        return person

    def create_user(self, email: str, full_name: str, *, at: datetime, password: str | None = None) -> Person:
        """Make a person who joined at `at`."""
        person = self.joining(email, full_name, at=at, password=password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find a person by e-mail address, however it was typed."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Who signs in. Deactivated when they leave, never deleted: what they decided refers to them."""

    email = models.EmailField(unique=True, error_messages={"unique": "Someone is registered at this address already."})
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()
    mail = models.CharField(
        max_length=10, choices=Mail, default=Mail.EACH, db_default=Mail.EACH, help_text="How they are told by email."
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_in_small_letters"),
            models.CheckConstraint(condition=~Q(full_name=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """The name as it stands on a trail."""
        return self.full_name

    def get_short_name(self) -> str:
        """The same name: nobody is on first-name terms with a system."""
        return self.full_name


class Body(Tracked, Streamed):
    """A council, service, board, organisation or supplier. Its history keeps the names it had."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=BodyKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    closed_on = models.DateField(null=True, blank=True)
    company_number = models.CharField(max_length=20, blank=True)
    charity_number = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        verbose_name_plural = "bodies"
        default_permissions = ()
        permissions: ClassVar = [(right.value, f"Can {right.label}") for right in Right]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="body_has_a_name"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="body_not_its_own_parent"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(kind=BodyKind.COUNCIL), name="body_council_on_top"),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(closed_on__isnull=False), name="body_succeeded_when_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root_id(self) -> int:
        """The id of the council or organisation it belongs to, which may be itself."""
        return self.parent_id or self.pk

    @property
    def stream_name(self) -> str:
        """The chain of this body: its posts and appointments."""
        return f"body/{self.slug}"


class BodyGroupPermission(Tracked, GroupObjectPermissionBase):
    """A right that a post's group has over a body and the services under it."""

    content_object = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="grants")

    class Meta(GroupObjectPermissionBase.Meta):
        default_permissions = ()


class Post(Tracked):
    """A role at a body. People hold it; its group has the rights."""

    role = models.CharField(max_length=40, choices=Role)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="post")
    deputy = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", help_text="Who is told when its tasks are late."
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "body"], name="post_role_once_a_body")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The post as people say it, such as "Legal officer, Legal Services"."""
        return f"{Role(self.role).label}, {self.body.name}"


class HoldingQuerySet(models.QuerySet["Holding"]):
    """Holdings by what counts on a day."""

    def dated(self, day: date) -> Self:
        """Those whose dates include the day; both the first and the last day count, unless it was ended at once."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, ended_at=None)

    def in_force(self, day: date) -> Self:
        """Those that count on the day: dated, and a cover only while its principal holds the post."""
        return self.dated(day).filter(standing(day))


class Holding(Tracked):
    """A person in a post between dates, perhaps covering for a principal, and up to a value."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="covers"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day.")
    value_limit = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True, help_text="In pounds.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When a cover was ended at once.")

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="holding_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(value_limit=None) | Q(value_limit__gt=0), name="holding_limit_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(principal=None) | ~Q(principal=F("person")), name="holding_not_for_oneself"
            ),
            models.UniqueConstraint(
                fields=["person", "post"], condition=Q(ends_on=None, principal=None), name="holding_open_once"
            ),
            models.UniqueConstraint(
                fields=["person", "post", "principal"],
                condition=Q(ends_on=None, principal__isnull=False),
                name="holding_open_once_a_principal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.post_id}"

    @property
    def title(self) -> str:
        """The post held, as the ledger keeps it."""
        return self.post.title

    @property
    def on_behalf_of(self) -> str:
        """The name of the person covered; empty when the holder acts in their own post."""
        return self.principal.full_name if self.principal else ""


def standing(day: date) -> Q:
    """Return the condition that a holding is one's own, or that its principal holds the post with no lower limit.

    A principal whose account is closed has nothing left to hand on.
    """
    own = Holding.objects.dated(day).filter(
        Q(value_limit=None) | Q(value_limit__gte=OuterRef("value_limit")),
        person=OuterRef("principal"),
        person__is_active=True,
        post=OuterRef("post"),
        principal=None,
    )
    return Q(principal=None) | Q(Exists(own))


class Nomination(Tracked):
    """Somebody whom one person wants in a post with deciding rights. It takes effect once a second one confirms it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="nominations")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="nominations")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day.")
    value_limit = models.DecimalField(max_digits=17, decimal_places=2, null=True, blank=True, help_text="In pounds.")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nominated_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="For whom who nominated acted; None: in a post of their own.",
    )
    nominated_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    holding = models.OneToOneField(
        Holding, on_delete=models.PROTECT, null=True, related_name="+", help_text="What it became once confirmed."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "post"], condition=Q(answered_at=None), name="nomination_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.post_id}"

    @property
    def state(self) -> Nominated:
        """What became of it."""
        if self.answered_at is None:
            return Nominated.WAITING
        return Nominated.CONFIRMED if self.holding_id else Nominated.DECLINED


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    """Exclusions by when they hold."""

    def open_at(self, at: datetime) -> Self:
        """Those that keep a person out at a moment.

        One that stands already counts, though it began after that moment: two requests may take their moments in one
        order and the lock of their case in the other.
        """
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at))


class Exclusion(Tracked):
    """Why a person may not act within a scope. `source` is what made it: there, and only there, they still may."""

    # Both indexes below begin with the person; a third, of the person alone, led databases away from them.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exclusions", db_index=False
    )
    scope = models.CharField(max_length=120)
    ground = models.CharField(max_length=20, choices=Ground)
    source = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "scope"], name="exclusion_by_person_and_scope"),
            models.Index(fields=["person", "ground"], name="exclusion_by_person_and_ground"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(scope="") & ~Q(source=""), name="exclusion_says_where_and_whence"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="exclusion_times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_ground_display()} ({self.scope})"
