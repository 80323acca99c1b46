"""What is odd about a notice, in kinds and in words."""

from dataclasses import dataclass
from enum import StrEnum


class Odd(StrEnum):
    """What is odd about a notice and was imported nevertheless, with a warning."""

    ABOVE_ESTIMATE = "above_estimate"
    AWARD_RESTATED = "award_restated"
    BAD_ADDRESS = "bad_address"
    BAD_CPV = "bad_cpv"
    BAD_EMAIL = "bad_email"
    BAD_WEB_ADDRESS = "bad_web_address"
    BELOW_ESTIMATE = "below_estimate"
    CUT = "cut"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    DETAILS_NOTICE_LATE = "details_notice_late"
    DUPLICATE_ID = "duplicate_id"
    FOREIGN_CURRENCY = "foreign_currency"
    GROSS_BELOW_NET = "gross_below_net"
    GROSS_ONLY = "gross_only"
    HUNDREDFOLD = "hundredfold_restatement"
    IGNORED = "ignored"
    MISSING_DATE = "missing_date"
    MIXED_CURRENCIES = "mixed_currencies"
    NEGATIVE_VALUE = "negative_value"
    NO_BUYER = "no_buyer"
    NO_CURRENCY = "no_currency"
    NO_ID = "no_id"
    NO_SUPPLIER = "no_supplier"
    NO_TAG = "no_tag"
    NO_TIME_ZONE = "no_time_zone"
    NUMBER_AS_TEXT = "number_as_text"
    ONE_OF_SEVERAL = "one_of_several"
    ROUNDED = "rounded"
    SIGNED_BEFORE_AWARD = "signed_before_award"
    SIGNED_IN_STANDSTILL = "signed_in_standstill"
    TINY_VALUE = "tiny_value"
    UNKNOWN_LEGAL_BASIS = "unknown_legal_basis"
    UNREADABLE_CHARACTERS = "unreadable_characters"
    ZERO_VALUE = "zero_value"


@dataclass(frozen=True)
class Warned:
    """One warning: what is odd, in words, and the release and JSON pointer within it where it was found."""

    code: Odd
    text: str
    notice: str = ""
    path: str = ""
