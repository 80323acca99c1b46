"""How dates, amounts, counts and lists are put in words. Pure: no clock, no database."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.timezone import is_aware, localtime

HUNDREDTH = Decimal("0.01")
SCALES = ((Decimal(1_000_000_000), "billion"), (Decimal(1_000_000), "million"))
MOST_COUNTED = 99
FINGERPRINT_GROUPS = 4
MIDDAY = 12
DETERMINED = frozenset(
    ("a", "an", "the", "your", "our", "its", "their", "any", "all", "each")
    + ("who", "what", "when", "where", "which", "why", "how")
)


def _local(moment: datetime) -> datetime:
    return localtime(moment) if is_aware(moment) else moment


def day_in_words(day: date) -> str:
    """`6 October 2026`; a moment counts as its day in local time."""
    local = _local(day) if isinstance(day, datetime) else day
    return f"{local.day} {local:%B} {local.year}"


def time_in_words(moment: datetime) -> str:
    """`9:30am`, `2pm`, `midday` or `midnight`, in local time."""
    local = _local(moment)
    if local.minute == 0 and local.hour % MIDDAY == 0:
        return "midday" if local.hour else "midnight"
    hour = local.hour % MIDDAY or MIDDAY
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < MIDDAY else 'pm'}"


def moment_in_words(moment: datetime) -> str:
    """`6 October 2026 at 9:30am`, in local time."""
    return f"{day_in_words(moment)} at {time_in_words(moment)}"


def exact_pounds(amount: Decimal | int) -> str:
    """`£2,772,000`, or `£24,900.50` where there are pence."""
    value = Decimal(amount).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    figures = f"{abs(value):,.2f}".removesuffix(".00")
    return f"{'-' if value < 0 else ''}£{figures}"


def money(amount: Decimal | int) -> str:
    """`£2.77 million (£2,772,000)` from a million up, else the exact amount."""
    value = Decimal(amount)
    for scale, word in SCALES:
        if abs(value) >= scale:
            short = _trimmed((abs(value) / scale).quantize(HUNDREDTH, rounding=ROUND_HALF_UP))
            return f"{'-' if value < 0 else ''}£{short} {word} ({exact_pounds(value)})"
    return exact_pounds(value)


def percent(share: Decimal | int) -> str:
    """`12.5%`, without zeros at the end."""
    return f"{_trimmed(Decimal(share))}%"


def _trimmed(number: Decimal) -> str:
    figures = f"{number:f}"
    return figures.rstrip("0").rstrip(".") if "." in figures else figures


def how_many(number: int, words: str) -> str:
    """`No cases`, `1 case`, `3 cases`; `words` is `one,several`."""
    one, several = words.split(",")
    if number == 0:
        return f"No {several}"
    return f"{number:,} {one if number == 1 else several}"


def capped(number: int) -> str:
    """The number, or `99+` above 99: nobody counts further in a list of work."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def days_left(due: date, today: date) -> str:
    """How long is left in calendar days: `due tomorrow`, `due in 5 days`, `2 days late`."""
    days = (due - today).days
    if days == 1:
        return "due tomorrow"
    return _left(days, "day")


def working_days(number: int) -> str:
    """`1 working day`, `5 working days`."""
    return _counted(number, "working day")


def working_days_left(number: int) -> str:
    """How long is left in working days already counted: `due in 3 working days`, negative is late."""
    return _left(number, "working day")


def _left(number: int, unit: str) -> str:
    if number == 0:
        return "due today"
    return f"due in {_counted(number, unit)}" if number > 0 else f"{_counted(-number, unit)} late"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def one_line(text: str) -> str:
    """A title or name without line breaks, and with single spaces."""
    return " ".join(text.split())


def fingerprint(digest: str) -> str:
    """The start of a digest in groups of four, as people compare it: `3f9a-22c1-77ab-01cd`."""
    return "-".join(digest[start : start + 4] for start in range(0, 4 * FINGERPRINT_GROUPS, 4))


def in_words(things: Iterable[object]) -> str:
    """`Legal, Finance and Procurement`."""
    words = [str(thing) for thing in things]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def in_a_sentence(label: str) -> str:
    """A label with its first letter small, unless it starts with initials or a name in capitals."""
    return label if label[1:2].isupper() or label[1:2] == "" else label[:1].lower() + label[1:]


def with_article(phrase: str) -> str:
    """`the number of lots`; `your name` and its like stay as they are."""
    return phrase if phrase.split(" ", 1)[0].lower() in DETERMINED else f"the {phrase}"
