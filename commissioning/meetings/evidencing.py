"""Files that show that a condition is met, attached by its owner until it is said to be met, and read with the case.

As with every file it is read, judged and stored before the decision begins: nothing slow happens under a lock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.files import File

from accounts.models import Person
from audit.deciding import deciding, refuse_repeat, request_digest
from commissioning.asks.decisions import require_holder, require_open
from commissioning.asks.models import Ask
from commissioning.conditions.models import Condition, ConditionFile
from commissioning.documents.handing_in import document_of
from commissioning.documents.rules import FIELD, refused
from commissioning.documents.storing import Examined, examine, keep
from commissioning.errors import RefusedError
from commissioning.meetings.conditions import MEET, condition_of, keep_apart
from commissioning.verbs import Verb

NOT_ASKED: Final = (
    "Files are attached while its owner is asked to meet the condition. If it is said to be met, whoever set it can "
    "send it back; then they can be attached again."
)


def task_to_meet(condition: Condition) -> Ask:
    """Return the task in which a condition is to be met now. Raises RefusedError where nobody is asked."""
    asked = Ask.objects.filter(source=f"{MEET}/{condition.pk}", closed_at=None)
    found = asked.select_related("case", "strand", "post__body").order_by("-pk").first()
    if found is None:
        raise RefusedError(NOT_ASKED)
    return found


def attach_evidence(task: Ask, sent: File[Any], *, by: Person, at: datetime, key: str) -> ConditionFile:
    """Attach a file to the evidence of a condition that its owner is asked to meet.

    Whoever attaches it does not confirm the condition. Raises NotAllowedError unless the task is theirs to do,
    RefusedError for a file that cannot be taken, stands there already or is one too many.
    """
    found = examine(sent)
    asked: dict[str, object] = {"ask": task.pk, "name": found.name, "sha256": found.sha256}
    refuse_repeat(by, key, request_digest(Verb.CONDITION_EVIDENCED, task.case, asked))
    require_open(task)
    require_holder(by, task, at=at)
    keep(sent, found)
    with deciding(Verb.CONDITION_EVIDENCED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        condition = condition_of(task)
        _require_room(condition, found)
        made = ConditionFile(condition=condition, document=document_of(found, by, at))
        made.save()
        keep_apart(condition, (by, holding.principal), at, source=f"{condition.scope}/files")
        decision.acting(holding.title, holding.on_behalf_of)
        decision.about(stage=task.stage, **task.strand.named, condition=condition.reference, text=condition.text)
        decision.about(owner=condition.post.title, due_on=condition.due_on, sha256=found.sha256, **{FIELD: found.name})
    return made


def _require_room(condition: Condition, found: Examined) -> None:
    standing = [file.document for file in condition.files.select_related("document")]
    if any((file.name, file.sha256) == (found.name, found.sha256) for file in standing):
        raise refused(f"“{found.name}” is attached already, and is the very same. Nothing was changed.")
    if len(standing) >= settings.MOST_FILES_A_SECTION:
        raise refused(f"{condition.reference} has {len(standing)} files, which is as many as it can have.")
