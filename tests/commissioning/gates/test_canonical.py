"""A section's bytes: the same facts give the same bytes for ever."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.gates.canonical import Frozen, bundle_digest, section_bytes, short


def test_the_bytes_of_a_section_are_frozen() -> None:
    stated = {
        "title": "Cafe\u0301",
        "cost": Decimal("10.50"),
        "on": date(2026, 10, 6),
        "none": None,
        "rows": [{"b": "", "a": 1}],
    }
    assert section_bytes(stated) == '{"cost":"10.50","on":"2026-10-06","rows":[{"a":1}],"title":"Café"}'.encode()


def test_the_digests_are_frozen() -> None:
    frozen = Frozen("need", 1, "The need", b'{"need":"x"}')
    assert frozen.digest == "ba20576d31034f0a0d29978cbdb4a554dcc2c1fe4ba4f0ea6a374a55ab2941ec"
    assert bundle_digest([frozen]) == "2d372ed389a9a32e0bb61d4cb274ab6539f73e1fb2d6c0fad798562e439156e0"


def test_false_and_zero_are_answers() -> None:
    assert section_bytes({"tupe": False, "spend": 0, "empty": []}) == b'{"spend":0,"tupe":false}'


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        section_bytes({"cost": 1.5})


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=5)))
def test_a_new_empty_question_changes_nothing(stated: dict[str, str]) -> None:
    assert section_bytes({**stated, "a new question": ""}) == section_bytes(
        {name: value for name, value in stated.items() if name != "a new question"}
    )


def test_a_fingerprint_reads_aloud() -> None:
    assert short("3f9a22c104de" + "0" * 52) == "3f9a-22c1-04de"
