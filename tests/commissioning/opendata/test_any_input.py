"""Whatever a file holds, reading never fails: it reads, warns or refuses."""

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioning.opendata.reading import Reading, read_package
from commissioning.opendata.values import AMOUNT_BELOW, readable
from tests.commissioning.opendata.fixtures import OCDS

SOUND = {
    name: json.loads((OCDS / "sound" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("release_package", "record_package", "linked_record_package")
}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "1", "x", "2026-02-30", "9999-12-31T23:59:59Z", "2150-12-31T23:59:59-23:59", "1970-01-01", "12.345"]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "ocid", "amount", "date", "title", "value", "tag", "~/"]), inner),
    ),
    max_leaves=6,
)


def _places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for key, part in inner for found in _places(part, (*place, key)))]


def _put(whole: Any, place: tuple[Any, ...], value: Any, *, drop: bool) -> Any:
    if not place:
        return value
    holder = whole
    for key in place[:-1]:
        holder = holder[key]
    if drop:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return whole


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A sound package with up to four of its parts dropped, or replaced by anything at all."""
    package = copy.deepcopy(SOUND[draw(st.sampled_from(sorted(SOUND)))])
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(_places(package)))
        package = _put(package, place, draw(VALUES), drop=draw(st.booleans()))
    return json.dumps(package)


def _check(reading: Reading) -> None:
    refused = {refusal.ocid for refusal in reading.refusals}
    assert all(refusal.reason for refusal in reading.refusals)
    for notice in reading.notices:
        assert notice.title
        assert notice.notices
        assert notice.ocid not in refused
        for amount in (notice.value.net, notice.value.gross):
            assert amount is None or abs(amount) < AMOUNT_BELOW
        assert all(warning.text for warning in notice.warnings)
        texts = [notice.title, notice.description, notice.buyer, *(warning.text for warning in notice.warnings)]
        assert all(text == readable(text) for text in texts), "what is kept can be written to any database"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_a_damaged_package_is_read_warned_of_or_refused_and_never_raises(text: str) -> None:
    _check(read_package(text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(), st.binary(), VALUES.map(json.dumps)))
def test_anything_at_all_is_refused_in_words(content: str | bytes) -> None:
    reading = read_package(content)
    assert reading.notices == () or not reading.refusals
    _check(reading)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_reading_the_same_twice_gives_the_same(text: str) -> None:
    assert read_package(text) == read_package(text)
