"""Every check of a merged notice, in the order its warnings are shown."""

from itertools import chain
from typing import Final

from commissioning.opendata.merged import MergedNotice
from commissioning.opendata.merging import Merged
from commissioning.opendata.oddities.awards import restatements, suppliers, values_against_the_estimate
from commissioning.opendata.oddities.dates import late_details_notices, missing_dates, periods, signatures
from commissioning.opendata.oddities.notices import classifications, legal_bases, notes_of_reading, tags, time_zones
from commissioning.opendata.oddities.parties import addresses, buyers, mail_addresses, web_addresses
from commissioning.opendata.oddities.values import currencies, slips, values
from commissioning.opendata.warning import Warned

CHECKS: Final = (
    tags,
    legal_bases,
    restatements,
    slips,
    values,
    currencies,
    values_against_the_estimate,
    missing_dates,
    periods,
    signatures,
    late_details_notices,
    buyers,
    suppliers,
    addresses,
    mail_addresses,
    web_addresses,
    classifications,
    time_zones,
    notes_of_reading,
)


def oddities_of(notice: MergedNotice, merged: Merged) -> tuple[Warned, ...]:
    """The warnings of a merged notice, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(check(notice, merged) for check in CHECKS)))
