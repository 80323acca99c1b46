"""The body of law a notice says it was published under."""

import re
from typing import Final

from commissioning.vocabulary import Regime

# Scheme and number of the legal basis, as Find a Tender gives them.
REGIMES: Final = {
    ("UKPGA", "2023/54"): Regime.PA2023,
    ("UKSI", "2015/102"): Regime.PCR2015,
    ("UKSI", "2023/1348"): Regime.PSR,
}
ADDRESS: Final = re.compile(r"legislation\.gov\.uk/(?:id/)?(ukpga|uksi)/(\d{4}/\d+)", re.IGNORECASE)


def regime_of(scheme: str, number: str, address: str) -> Regime:
    """The regime of a legal basis, by scheme and number or by its address at legislation.gov.uk; else unknown.

    Nothing is guessed from dates or values: where a notice does not say, the commissioner sets it.
    """
    found = ADDRESS.search(address)
    by_address = (found[1].upper(), found[2]) if found else ("", "")
    return REGIMES.get((scheme.upper(), number)) or REGIMES.get(by_address) or Regime.UNKNOWN
