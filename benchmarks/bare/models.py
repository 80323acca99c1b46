"""What a gate on bare viewflow keeps: one column a seat."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from viewflow.workflow.models import Process

from accounts.models import Person


class Gate(Process):
    """A process with the answers of its seats, as viewflow's own examples keep them."""

    title: models.CharField[str, str] = models.CharField(max_length=200)
    first: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    second: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    third: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    fourth: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.title)


class Clerk(Person):
    """Someone as the stock queue asks about them: people of Tollgate have no permissions or groups of their own."""

    is_superuser = False

    class Meta:
        proxy = True

    @property
    def groups(self) -> models.QuerySet[Group]:
        """No groups: every grant is the person's own."""
        return Group.objects.none()

    def get_all_permissions(self) -> set[str]:
        """May see gates as such; each single one is a grant of guardian's."""
        return {"bare.view_gate"}

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether one of them is this."""
        return obj is None and perm in self.get_all_permissions()
