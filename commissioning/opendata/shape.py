"""Which parts of a release are read, and what each must be.

Lists of objects are merged by id from release to release; a `Whole` list replaces the earlier one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Leaf(StrEnum):
    """What a single field holds."""

    TEXT = "text"
    PROSE = "prose"
    TEXTS = "texts"
    FLAG = "flag"
    AMOUNT = "amount"
    DAY = "day"


@dataclass(frozen=True)
class ById:
    """A list of objects, each known by its id from release to release."""

    of: dict[str, Any]


@dataclass(frozen=True)
class Whole:
    """A list of objects that a later release states anew."""

    of: dict[str, Any]


Shape = dict[str, Any]
VALUE: Final[Shape] = {"amount": Leaf.AMOUNT, "amountGross": Leaf.AMOUNT, "currency": Leaf.TEXT}
PERIOD: Final[Shape] = {"startDate": Leaf.DAY, "endDate": Leaf.DAY}
CLASSIFICATION: Final[Shape] = {"scheme": Leaf.TEXT, "id": Leaf.TEXT, "description": Leaf.TEXT, "uri": Leaf.TEXT}
ADDRESS: Final[Shape] = {
    "streetAddress": Leaf.TEXT,
    "locality": Leaf.TEXT,
    "region": Leaf.TEXT,
    "postalCode": Leaf.TEXT,
    "countryName": Leaf.TEXT,
    "country": Leaf.TEXT,
}
DOCUMENTS: Final = ById(
    {"documentType": Leaf.TEXT, "noticeType": Leaf.TEXT, "url": Leaf.TEXT, "datePublished": Leaf.DAY}
)
ITEMS: Final = ById({"classification": CLASSIFICATION, "additionalClassifications": Whole(CLASSIFICATION)})
NAMED: Final[Shape] = {"title": Leaf.TEXT, "description": Leaf.PROSE, "status": Leaf.TEXT, "value": VALUE}
PARTIES: Final = ById(
    {
        "name": Leaf.TEXT,
        "roles": Leaf.TEXTS,
        "identifier": {"scheme": Leaf.TEXT, "id": Leaf.TEXT},
        "address": ADDRESS,
        "contactPoint": {"email": Leaf.TEXT},
        "details": {"url": Leaf.TEXT, "scale": Leaf.TEXT, "vcse": Leaf.FLAG},
    }
)
TENDER: Final[Shape] = {
    **NAMED,
    "procurementMethod": Leaf.TEXT,
    "procurementMethodDetails": Leaf.TEXT,
    "mainProcurementCategory": Leaf.TEXT,
    "classification": CLASSIFICATION,
    "additionalClassifications": Whole(CLASSIFICATION),
    "items": ITEMS,
    "lots": ById({**NAMED, "contractPeriod": PERIOD}),
    "tenderPeriod": PERIOD,
    "contractPeriod": PERIOD,
    "legalBasis": CLASSIFICATION,
    "specialRegime": Leaf.TEXTS,
    "aboveThreshold": Leaf.FLAG,
    "documents": DOCUMENTS,
}
AWARDS: Final = ById(
    {
        **NAMED,
        "date": Leaf.DAY,
        "suppliers": ById({"name": Leaf.TEXT}),
        "items": ITEMS,
        "relatedLots": Leaf.TEXTS,
        "contractPeriod": PERIOD,
        "standstillPeriod": PERIOD,
        "aboveThreshold": Leaf.FLAG,
        "documents": DOCUMENTS,
    }
)
CONTRACTS: Final = ById(
    {
        **NAMED,
        "awardID": Leaf.TEXT,
        "period": PERIOD,
        "dateSigned": Leaf.DAY,
        "items": ITEMS,
        "aboveThreshold": Leaf.FLAG,
        "documents": DOCUMENTS,
        "implementation": {"documents": DOCUMENTS},
    }
)
RELEASE: Final[Shape] = {
    "id": Leaf.TEXT,
    "date": Leaf.TEXT,
    "tag": Leaf.TEXTS,
    "buyer": {"id": Leaf.TEXT, "name": Leaf.TEXT},
    "parties": PARTIES,
    "planning": {"budget": {"amount": VALUE}, "documents": DOCUMENTS},
    "tender": TENDER,
    "awards": AWARDS,
    "contracts": CONTRACTS,
}


def whole_lists(shape: Shape, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of the lists of objects that are replaced, not merged."""
    for key, part in shape.items():
        if isinstance(part, Whole):
            yield (*path, key)
        elif isinstance(part, ById | dict):
            yield from whole_lists(part.of if isinstance(part, ById) else part, (*path, key))
