"""What was typed, laid on a page as it stands now: somebody else may have added or removed rows meanwhile.

Rows they added are shown among the others, because rows that a page does not send are removed. Rows they removed are
kept as new ones, because somebody was working on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict

from commissioning.casefile.filling import Page
from commissioning.casefile.forms import MOST_ROWS, RowsFormSet
from govuk.formsets import as_sent, counted

Sent = dict[str, list[str]]


@dataclass
class Laid:
    """What was typed, with the rows that only the page or only its writer knows, each by its kind.

    `added` names rows that stand by their ids, `removed` new ones by their place on the page.
    """

    data: QueryDict
    added: set[tuple[str, str]] = field(default_factory=set)
    removed: set[tuple[str, str]] = field(default_factory=set)


def laid(pages: Sequence[Page], typed: QueryDict) -> Laid:
    """Return what was typed with the rows that stand now in their order, and those that are new after them."""
    found = Laid(typed.copy())
    for page in pages:
        for rows in page.rows:
            _lay(rows, found)
    return found


def _lay(rows: RowsFormSet, found: Laid) -> None:
    prefix = rows.row_set.name
    count = counted(found.data, prefix)
    if count is None or count > MOST_ROWS:
        return  # left for the formset to refuse
    sent = [_take(found.data, f"{prefix}-{number}-") for number in range(count)]
    by_id = {_id(row): row for row in sent if _id(row)}
    standing = _standing(rows, by_id, found)
    new = list(_new(sent, by_id.values()))
    for number, (_, removed) in enumerate(new, start=len(standing) + 1):
        if removed:
            found.removed.add((prefix, str(number)))
    _put(found.data, prefix, standing, [row for row, _ in new])


def _standing(rows: RowsFormSet, sent: dict[str, Sent], found: Laid) -> list[Sent]:
    """Take the rows that stand out of what was sent; one that the page did not know, as it is saved."""
    lines = []
    for row, form in zip(rows.standing, rows.forms, strict=False):
        own = sent.pop(str(row.pk), None)
        if own is None:
            found.added.add((rows.row_set.name, str(row.pk)))
        lines.append(own or as_sent(form))
    return lines


def _new(sent: Sequence[Sent], gone: Collection[Sent]) -> Iterator[tuple[Sent, bool]]:
    """Yield the rows that do not stand, and whether they did; not those that were to be removed here too."""
    for row in sent:
        removed = any(row is lost for lost in gone)
        if (removed and DELETION_FIELD_NAME not in row) or not _id(row):
            yield {**row, "id": [""]}, removed


def _put(data: QueryDict, prefix: str, standing: Sequence[Sent], new: Sequence[Sent]) -> None:
    lines = [*standing, *new]
    data[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(len(lines))
    data[f"{prefix}-{INITIAL_FORM_COUNT}"] = str(len(standing))
    for number, row in enumerate(lines):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)


def _id(row: Sent) -> str:
    return row.get("id", [""])[0]


def _take(data: QueryDict, start: str) -> Sent:
    """Take the fields of one row out of what was sent."""
    names = [name for name in data if name.startswith(start)]
    return {name.removeprefix(start): data.pop(name) for name in names}
