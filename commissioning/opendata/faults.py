"""What makes a release unreadable: numbers and dates that do not parse, anywhere in it."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from commissioning.opendata.exact import Flaw, step
from commissioning.opendata.values import UnreadableError, amount, moment, number

DEPTH: Final = 60
AMOUNTS: Final = frozenset({"amount", "amountGross"})
NUMBERS: Final = frozenset(
    {
        "competitiveMaximumPercentage",
        "competitiveMinimumPercentage",
        "durationInDays",
        "durationInMonths",
        "maximumCandidates",
        "maximumLotsAwardedPerSupplier",
        "maximumLotsBidPerSupplier",
        "maximumParticipants",
        "maximumPercentage",
        "maximumRenewals",
        "minimumCandidates",
        "minimumParticipants",
        "minimumPercentage",
        "minimumRenewals",
        "numberOfTenderers",
        "operatorRevenueShare",
        "quantity",
        "shareholding",
    }
)
DATES: Final = frozenset(
    {
        "assessmentSummariesDateSent",
        "date",
        "dateMet",
        "dateModified",
        "datePublished",
        "dateSigned",
        "decisionDate",
        "dueDate",
        "endDate",
        "expressionOfInterestDeadline",
        "finalStatusDate",
        "futureNoticeDate",
        "invitationDate",
        "invitationToConfirmInterestDispatchDate",
        "maxExtentDate",
        "noticePreferredPublicationDate",
        "openFrameworkSchemeEndDate",
        "penaltyDate",
        "startDate",
    }
)
# Amendments quote what stood before, of any kind: nothing is read from them.
QUOTED: Final = frozenset({"changes", "unstructuredChanges"})
PARSERS: Final[dict[str, Callable[[Any], object]]] = {
    **dict.fromkeys(AMOUNTS, amount),
    **dict.fromkeys(NUMBERS, number),
    **dict.fromkeys(DATES, moment),
}


def faults_in(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The JSON pointer within the release and the reason, for each value that is not what its name says."""
    waiting: list[tuple[str, str, Any, int]] = [("", "", data, 0)]
    while waiting:
        pointer, name, value, depth = waiting.pop()
        reason = _fault(name, value, depth)
        if reason:
            yield pointer, reason
        else:
            parts = [(step(pointer, key), _name(name, key), part, depth + 1) for key, part in _inside(value)]
            waiting.extend(reversed(parts))


def _fault(name: str, value: Any, depth: int) -> str:
    if depth > DEPTH:
        return "The parts of this release are nested too deeply."
    if isinstance(value, Flaw):
        return value.reason
    try:
        _parse(name, value)
    except UnreadableError as error:
        return str(error)
    return ""


def _parse(name: str, value: Any) -> None:
    # A budget's `amount` is an object that holds the amount.
    if name in PARSERS and value is not None and not (name == "amount" and isinstance(value, dict)):
        PARSERS[name](value)
    elif isinstance(value, Decimal):
        number(value)


def _name(holder: str, key: str | int) -> str:
    return holder if holder in QUOTED else str(key)


def _inside(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()
