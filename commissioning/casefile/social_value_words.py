"""What the pages of a case say of its social value: the Act part by part, the guide, and measures to think of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from commissioning.casefile.bars import Bars, bars_of
from commissioning.casefile.duties import source_of
from commissioning.casefile.wording import stacked
from commissioning.social_value.act import Answered
from commissioning.social_value.proportion import Band, Proportion, guide
from commissioning.social_value.weighing import figure
from govuk.wording import exact_pounds, how_many

if TYPE_CHECKING:
    from commissioning.casefile.suggesting import Suggestion

Row = dict[str, object]
ACT_HEAD: list[Row] = [
    {"text": "What is considered"},
    {"text": "Where the law says so"},
    {"text": "In this case"},
]
GUIDE_HEAD: list[Row] = [
    {"text": "Value with VAT"},
    {"text": "Measures at most", "numeric": True},
    {"text": "Pieces of evidence at most", "numeric": True},
    {"text": "Measures, bidders mostly small", "numeric": True},
    {"text": "Pieces of evidence, bidders mostly small", "numeric": True},
]
SIMILAR_HEAD: list[Row] = [
    {"text": "Measure"},
    {"text": "Cases that chose it", "numeric": True},
    {"text": "Contracts over or reviewed", "numeric": True},
    {"text": "Committed", "numeric": True},
    {"text": "Verified", "numeric": True},
    {"text": "Verified, in per cent of committed", "numeric": True},
]
NOTHING = "–"


def act_rows(found: Sequence[Answered]) -> list[list[Row]]:
    """Return what the Act asks as rows of a table."""
    rows: list[list[Row]] = [
        [
            {"text": one.rule.title, "header": True},
            {"text": source_of(one.rule)},
            {"text": one.answer},
        ]
        for one in found
    ]
    return stacked(ACT_HEAD, rows)


def guide_rows(own: Band | None) -> list[list[Row]]:
    """Return the guide as rows of a table; the band of this case says so."""
    rows: list[list[Row]] = []
    for band in guide().bands:
        figures = (band.usual.measures, band.usual.evidence, band.small.measures, band.small.evidence)
        here = ": this case" if band is own else ""
        cells: list[Row] = [{"text": one, "numeric": True} for one in figures]
        rows.append([{"text": f"{band}{here}", "header": True}, *cells])
    return stacked(GUIDE_HEAD, rows)


def asked_in_words(found: Proportion) -> str:
    """Return what a record asks for, for what value, and the most that the guide has for it."""
    worth = "a value that is not known yet" if found.value is None else f"{exact_pounds(found.value)} with VAT"
    most = f" The guide has at most {found.most}." if found.most else ""
    return f"The record asks for {found.asked}, for {worth}.{most}"


def similar_rows(found: Sequence[Suggestion]) -> list[list[Row]]:
    """Return measures of similar cases, with what was committed and verified, as rows of a table."""
    rows: list[list[Row]] = [
        [
            {"text": f"{one.called} ({one.framework})", "header": True},
            {"text": len(one.chosen_in), "numeric": True},
            {"text": len(one.contracts), "numeric": True},
            {"text": _quantity(one, one.committed), "numeric": True},
            {"text": _quantity(one, one.verified), "numeric": True},
            {"text": NOTHING if one.share is None else one.share, "numeric": True},
        ]
        for one in found
    ]
    return stacked(SIMILAR_HEAD, rows)


def _quantity(one: Suggestion, quantity: Decimal) -> str:
    """So much in the measure's unit; what contracts count in another one is named and not added."""
    others = f"{how_many(one.others, 'contract,contracts')} in another unit" if one.others else ""
    own = f"{figure(quantity)} {one.source.unit}" if one.counted else ""
    return ", and ".join(filter(None, (own, others))) or NOTHING


def similar_picture(found: Sequence[Suggestion]) -> Bars | None:
    """Return the picture of what was verified of each measure, in per cent; None where nothing was committed."""
    counted = [(one.called, one.share) for one in found if one.share is not None]
    return bars_of(counted) if counted else None


def delivered_in_words(one: Suggestion) -> str:
    """Return what came of a measure and which priority it serves here, as its button is read out with it."""
    serves = f"; serves {one.terms.choice}" if one.terms and one.terms.choice else ""
    if not one.committed:
        return f"chosen in {how_many(len(one.chosen_in), 'case,cases')}, nothing delivered yet{serves}"
    told = f"{figure(one.verified)} of {figure(one.committed)} {one.source.unit} verified"
    return f"{told}{', lower is better' if one.lower else ''}{serves}"
