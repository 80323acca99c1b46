"""The council's terms for waivers, as data. A council changes them here, as its constitution says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accounts.rights import Role


@dataclass(frozen=True)
class Approver:
    """Who approves waivers up to a value in pounds with VAT (None: any), and by which power."""

    role: Role
    up_to: Decimal | None
    power: str


# Lowest first; the last has no limit. Limits, posts and powers differ from council to council.
APPROVERS: Final = (
    Approver(Role.HEAD_OF_SERVICE, Decimal(25_000), "The head of service, under the contract procedure rules"),
    Approver(Role.CORPORATE_DIRECTOR, Decimal(100_000), "The corporate director, under the contract procedure rules"),
    Approver(Role.EXECUTIVE_RECORDER, None, "The Mayor in Cabinet, as Democratic Services records it"),
)
# Who gives advice before the approver is asked.
ADVISERS: Final = (Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER)

ADVICE_DAYS: Final = 3  # working days
DECISION_DAYS: Final = 5  # working days
ORAL_DAYS: Final = 2  # working days in which an oral approval is recorded, and then confirmed
REMINDED_DAYS: Final = 20  # working days before its expiry
COUNTED_MONTHS: Final = 12  # whose waivers decide, added up, who approves
SHOWN_YEARS: Final = 3  # whose waivers are shown
LONGEST_YEARS: Final = 4  # a waiver is an exception, and no standing arrangement
