"""Open tasks of the stock flow by the thousand, and what guardian grants of them: how its queue is meant to work."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.timezone import now
from guardian.models import UserObjectPermission
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from accounts.models import Person
from benchmarks.bare.flows import OneSeat
from benchmarks.bare.models import Clerk, Gate
from benchmarks.multiplying import multiply

BATCH = 5000
SIGN = "sign_gate"


def fill(count: int) -> None:
    """Bring the number of open tasks up to `count`: each waits in a process of its own for whoever may sign it."""
    standing = Task.objects.filter(flow_task=OneSeat.instance.first).count()
    if standing == 0:
        _insert(min(count, BATCH))
        standing = min(count, BATCH)
    if count > standing:
        multiply((Process, Gate, Task), count // standing)


def _insert(count: int) -> None:
    kind = ContentType.objects.get_for_model(Gate)
    with transaction.atomic():
        for number in range(count):
            gate = Gate.objects.create(flow_class=OneSeat, title=f"Gate {number}", status=PROCESS.NEW)
            Task.objects.create(
                process=gate,
                flow_task=OneSeat.instance.first,
                flow_task_type="HUMAN",
                status=STATUS.NEW,
                token=Token("start"),
                created=now(),
                owner_permission=f"bare.{SIGN}",
                owner_permission_content_type=kind,
                owner_permission_obj_pk=gate.pk,
            )


def grant(person: Person, count: int) -> None:
    """Let a person sign as many gates, each by a grant of its own, spread over all there are."""
    kind = ContentType.objects.get_for_model(Gate)
    permission, _ = Permission.objects.get_or_create(content_type=kind, codename=SIGN, defaults={"name": "Sign"})
    gates = Gate.objects.order_by("pk").values_list("pk", flat=True)
    every = max(1, gates.count() // count)
    wanted = [str(pk) for pk in gates[::every][:count]]
    grants = [
        UserObjectPermission(user_id=person.pk, permission=permission, content_type=kind, object_pk=pk) for pk in wanted
    ]
    UserObjectPermission.objects.bulk_create(grants, batch_size=BATCH, ignore_conflicts=True)


def queue(person: Person, first: int) -> Sequence[Task]:
    """Return the first tasks of a person's stock queue, as its list shows them."""
    found: Sequence[Task] = Task.objects.queue([OneSeat], Clerk.objects.get(pk=person.pk)).order_by("-created")[:first]
    return list(found)
