"""The files of a condition's evidence for those who read the case's conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse

from commissioning.asks.models import Ask
from commissioning.conditions.models import Condition, ConditionFile
from commissioning.meetings.conditions import CONFIRM, MEET
from govuk.wording import fingerprint, moment_in_words

if TYPE_CHECKING:
    from commissioning.casefile.people import Seen


def files_of(condition: Condition, file_id: int) -> ConditionFile:
    """Return a file of a condition. Raises Http404 where there is none."""
    found = ConditionFile.objects.select_related("document__added_by")
    return get_object_or_404(found, pk=file_id, condition=condition)


def evidence_address(task: Ask) -> str:
    """Return where the evidence of the condition stands that a task is about; "" for a task about anything else."""
    kind, _, number = task.source.rpartition("/")
    if kind not in (MEET, CONFIRM):
        return ""
    return reverse("condition-evidence", args=[task.case.reference, Condition.objects.get(pk=int(number)).number])


def every_file(condition: Condition) -> list[ConditionFile]:
    """Return the files of a condition in the order they came. One query."""
    return list(condition.files.select_related("document__added_by").order_by("pk"))


def files_shown(case: Seen, condition: Condition) -> list[dict[str, str]]:
    """Return the files of a condition in words, each with where it is opened. One query."""
    return [
        {
            "name": f"{file.document.name} ({file.document.kind})",
            "href": reverse("condition-file", args=[case.reference, condition.number, file.pk]),
            "added": f"{file.document.added_by.full_name}, {moment_in_words(file.document.added_at)}",
            "fingerprint": fingerprint(file.document.sha256),
        }
        for file in every_file(condition)
    ]
