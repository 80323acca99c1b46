"""Where a procurement stands: by its newest tag, or by its content where there is none."""

from typing import Any, Final

from commissioning.opendata.merged import Award, Contract
from commissioning.opendata.merging import CleanRelease, Merged
from commissioning.opendata.standing import Standing, standing_by_tags

COMPILED: Final = "compiled"
NOT_PURSUED: Final = frozenset({"cancelled", "unsuccessful", "withdrawn"})
PLANNED: Final = frozenset({"planning", "planned"})
OVER: Final = frozenset({"terminated", "cancelled"})


def tags_of(release: CleanRelease) -> tuple[str, ...]:
    """The tags of a release; of a compiled one, those of the newest release it was made from."""
    tags = tuple(release.data.get("tag") or ())
    return release.release.tags_elsewhere if set(tags) <= {COMPILED} else tags


def standing_of(merged: Merged, awards: tuple[Award, ...], contracts: tuple[Contract, ...]) -> Standing:
    """The standing by the newest tag; where it ends one of several awards or contracts, the others go on."""
    newest = merged.newest
    tags = tags_of(newest)
    standing = standing_by_tags(tags) or _by_content(merged.now, awards, contracts)
    if "tenderCancellation" in tags:
        return Standing.CANCELLED
    if standing is Standing.CANCELLED and any(award.counts for award in awards if not _names(newest, "awards", award)):
        return Standing.AWARDED
    going_on = (contract for contract in contracts if contract.status not in OVER)
    if standing is Standing.ENDED and any(not _names(newest, "contracts", contract) for contract in going_on):
        return Standing.IN_FORCE
    return standing


def _names(release: CleanRelease, key: str, found: Award | Contract) -> bool:
    return (key, found.id) in release.positions


def _by_content(now: dict[str, Any], awards: tuple[Award, ...], contracts: tuple[Contract, ...]) -> Standing:
    tender = now.get("tender", {})
    status = tender.get("status") or ""
    signs = (
        (any(contract.status in {"active", ""} for contract in contracts), Standing.IN_FORCE),
        (any(contract.status == "terminated" for contract in contracts), Standing.ENDED),
        (any(award.counts for award in awards), Standing.AWARDED),
        (status in NOT_PURSUED, Standing.CANCELLED),
        (bool(tender) and status not in PLANNED, Standing.TENDERED),
    )
    return next((standing for sign, standing in signs if sign), Standing.PLANNED)
