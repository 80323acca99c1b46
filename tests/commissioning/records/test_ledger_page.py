"""What docs/ledger.md promises an outsider: with SHA-256 and that page alone, every digest can be built again."""

import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings

from audit.canonical import to_bytes
from audit.deciding import deciding
from audit.models import Entry
from commissioning.case.decisions import place_case
from commissioning.case.models import Case
from commissioning.gates.models import BundleSection, SignOff, Submission
from commissioning.records.decisions import as_asked
from commissioning.verbs import Verb
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key
from tests.council import AT, SERVICE, People, a_case, ask_of, body, changes, does, entry_of, gate_of

PAGE = (settings.BASE_DIR / "docs" / "ledger.md").read_text(encoding="utf-8")
WEIGHED = '"{}\\/\b\f\n\r\t\x01\x1f\x7f\u2028é😀'


def written(value: Any) -> Any:
    """A value as the page's table has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


def text(value: str) -> str:
    """A text in quotes, escaped as the page says."""
    short = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(short.get(one) or (f"\\u{ord(one):04x}" if one < " " else one) for one in value) + '"'


def canonical(value: Any) -> str:
    """JSON as the page describes it, without a library's help."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{text(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return text(value) if isinstance(value, str) else json.dumps(value)


def digest(*parts: str | bytes) -> str:
    """SHA-256 over the parts."""
    return hashlib.sha256(b"".join(part.encode() if isinstance(part, str) else part for part in parts)).hexdigest()


@pytest.fixture
def signed(people: People, case: Case) -> Entry:
    """A signature, with its rows."""
    return does(ask_of(case, "Finance"), Action.SIGN, reason="Sums “agree”.")


@pytest.mark.django_db
def test_an_entry_and_its_payload_can_be_built_again(signed: Entry) -> None:
    payload = signed.payload
    found = digest("tollgate/payload/1\n", str(payload.format), "\n", bytes(payload.salt), "\n", bytes(payload.body))
    assert found == signed.payload_digest
    names = ("actor", "at", "capacity", "key", "number", "on_behalf_of", "previous", "request", "stream", "verb")
    header = {name: written(getattr(signed, name)) for name in names}
    header |= {"payload": signed.payload_digest, "person": signed.person_id}
    assert digest("tollgate/entry/1\n", canonical(header)) == signed.digest


@pytest.mark.django_db
def test_a_history_row_can_be_built_again_by_attname(people: People, signed: Entry) -> None:
    with deciding(Verb.CASE_OPENED, None, by=people["commissioner"], at=AT, key=a_key()) as decision:
        facts = {"value_gross": Decimal("2772000"), "commissioner": people["commissioner"]}
        case = place_case(decision, [body(SERVICE)], title="Day centres", **facts)
    for model, entry in ((SignOff, signed), (Case, Entry.objects.get(stream=case.stream_name, number=1))):
        history: Any = model.history.model
        stated = json.loads(bytes(entry.payload.body))
        told = next(row for row in stated["rows"] if row["model"] == model._meta.label_lower)
        row = {name: written(value) for name, value in history.objects.values().get(history_id=told["history"]).items()}
        held = {name: value for name, value in row.items() if value not in (None, "")}
        assert digest("tollgate/row/1\n", history._meta.label_lower, "\n", canonical(held)) == told["digest"]
        own = {name for name in row if name.startswith("history_")}
        assert all(f"`{name}`" in PAGE for name in own)
        assert "head_digest" not in row
        for name, (before, after) in told["changes"].items():
            assert (before, after) == (None, row[name])
        assert set(told["changes"]) == {name for name in set(row) - own if row[name] not in (None, "")}
    assert row["value_gross"] == "2772000.00"
    assert row["commissioner_id"] == people["commissioner"].pk
    assert "`commissioner_id`" in PAGE


@pytest.mark.django_db
def test_sections_and_bundle_can_be_built_again(signed: Entry) -> None:
    [submission] = Submission.objects.all()
    listed = []
    for section in BundleSection.objects.filter(submission=submission).order_by("position"):
        found = digest("tollgate/section/1\n", section.key, "\n", str(section.version), "\n", bytes(section.body))
        assert found == section.digest
        assert bytes(section.body).decode() == unicodedata.normalize("NFC", canonical(section.stated))
        listed.append([section.key, section.version, section.digest])
    assert digest("tollgate/bundle/1\n", canonical(listed)) == submission.digest


@pytest.mark.django_db
def test_a_request_can_be_built_again(people: People, case: Case) -> None:
    ask = ask_of(case, "Finance")
    entry = does(ask, Action.TAKE)
    asked = {"asked": {"ask": ask.pk}, "stream": case.stream_name, "verb": "ask.taken"}
    assert digest("tollgate/request/1\n", canonical(asked)) == entry.request
    assert gate_of(case).outcome == ""


@pytest.mark.django_db
def test_a_decimal_has_its_columns_scale_in_rows_and_its_own_elsewhere(people: People) -> None:
    case = a_case(people)
    changes(case, "current_spend", annual_spend=Decimal("5E+2"))
    [row] = [row for row in entry_of(case)["rows"] if row["model"] == "commissioning.needsrecord"]
    assert row["changes"]["annual_spend"] == [None, "500.00"]
    assert to_bytes(as_asked({"annual_spend": Decimal("5E+2")})) == b'{"annual_spend":"5E+2"}'
    assert "text with the decimals it came with" in PAGE


def test_bytes_are_as_the_page_describes_them() -> None:
    value = {"é": [1, None, True, False, WEIGHED], "Z": {"b": "", "a": []}, "z": Decimal("1.50")}
    assert to_bytes(value).decode() == canonical({**value, "z": "1.50"})
    with pytest.raises(TypeError):
        to_bytes({"a": 1.5})
