"""Files of a section: attached, replaced and removed by its writers while it is open; part of what is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from pytest_django import Settings

from accounts.models import Exclusion, Person
from audit.deciding import deciding
from audit.errors import KeyReusedError, RepeatedError
from audit.models import Entry
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.documents.models import Document
from commissioning.documents.storing import path_of
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.needs.models import NeedsRecord
from commissioning.needs.sections import ROOM
from commissioning.records.copying import copy_record
from commissioning.records.decisions import current_record, save_section, scope_of, submit
from commissioning.records.filing import Filed, attach, attached_by, remove
from commissioning.records.models import Attachment
from commissioning.verbs import Verb
from commissioning.vocabulary import Action
from tests.accounts.factories import a_key
from tests.commissioning.documents.files import CSV, PDF, a_file
from tests.council import (
    AT,
    HOMECARE,
    People,
    a_case,
    ask_of,
    asks_of,
    does,
    entry_of,
    gate_of,
    seats_of,
    states_of,
    strand_of,
)
from tests.kept import made_once
from workflows.demonstration.writing import write_record

pytestmark = pytest.mark.django_db
OTHER = PDF + b"% another\n"


@pytest.fixture
def drafting(people: People, db: None) -> Case:
    """A case whose needs are written and not handed in."""
    case = a_case(people)
    made_once("needs written", lambda: write_record(strand_of(case), HOMECARE, by=people["commissioner"], at=AT))
    return case


def record_of(case: Case) -> NeedsRecord:
    found = current_record(ROOM, strand_of(case))
    assert isinstance(found, NeedsRecord)
    return found


def files(case: Case, file: ContentFile[bytes] | None = None, /, *, by: Person, **more: Any) -> Filed:
    """Attach a file to the evidence."""
    section = ROOM.section(more.pop("section", "evidence"))
    common: dict[str, Any] = {"by": by, "at": AT, "key": more.pop("key", "") or a_key()}
    return attach(ROOM, record_of(case), section, file or a_file(), **common, **more)


def removes(case: Case, attachment: Attachment, *, by: Person, key: str = "") -> Filed:
    return remove(ROOM, record_of(case), attachment.pk, by=by, at=AT, key=key or a_key())


def digest_of(case: Case, key: str = "evidence") -> str:
    return ROOM.section(key).freeze(record_of(case)).digest


def names(case: Case) -> list[str]:
    return [file.document.name for file in record_of(case).files]


def test_a_file_is_attached_and_the_ledger_says_what_it_holds(people: People, drafting: Case) -> None:
    before = digest_of(drafting)
    made = files(drafting, description=" The  survey ", by=people["commissioner"])
    assert (made.before, made.after) == (before, digest_of(drafting))
    assert made.before != made.after
    document = made.attachment.document
    assert (document.name, document.size, document.media_type) == ("survey.pdf", len(PDF), "application/pdf")
    assert (document.added_by, document.added_at) == (people["commissioner"], AT)
    assert made.attachment.description == "The survey"
    stated = entry_of(drafting)
    assert stated["about"] == {
        "stage": "needs",
        "section": "Evidence",
        "record": record_of(drafting).pk,
        "file": "survey.pdf",
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    assert {"commissioning.document", "commissioning.attachment"} <= {row["model"] for row in stated["rows"]}
    assert verify().sound


def test_a_section_states_its_files_and_no_other_section_changes(people: People, drafting: Case) -> None:
    before = {section.key: section.freeze(record_of(drafting)) for section in ROOM.sections}
    files(drafting, a_file("wards.csv", CSV), by=people["commissioner"])
    now = {section.key: section.freeze(record_of(drafting)) for section in ROOM.sections}
    assert [key for key in now if now[key] != before[key]] == ["evidence"]
    sha = hashlib.sha256(CSV).hexdigest()
    told = f'"files":[{{"name":"wards.csv","sha256":"{sha}","size":{len(CSV)},"type":"text/csv"}}]'
    assert told in now["evidence"].body.decode()


def test_removing_a_file_gives_the_section_the_bytes_it_had(people: People, drafting: Case) -> None:
    before = ROOM.section("evidence").freeze(record_of(drafting))
    made = files(drafting, by=people["commissioner"])
    gone = removes(drafting, made.attachment, by=people["commissioner"])
    assert ROOM.section("evidence").freeze(record_of(drafting)) == before
    assert (gone.before, gone.after) == (made.after, made.before)
    assert gone.attachment.removed_by == people["commissioner"]
    assert entry_of(drafting)["about"]["file"] == "survey.pdf"
    assert verify().sound


def test_a_file_of_the_same_name_takes_the_place_of_the_other(people: People, drafting: Case) -> None:
    first = files(drafting, by=people["commissioner"])
    second = files(drafting, a_file(content=OTHER), by=people["commissioner"])
    assert [file.pk for file in record_of(drafting).files] == [second.attachment.pk]
    first.attachment.refresh_from_db()
    assert first.attachment.removed_at == AT
    assert entry_of(drafting)["about"]["replaces"] == hashlib.sha256(PDF).hexdigest()


def test_the_very_same_file_again_is_refused_but_may_be_described_anew(people: People, drafting: Case) -> None:
    files(drafting, by=people["commissioner"])
    with pytest.raises(RefusedError, match="is attached already, and is the very same"):
        files(drafting, by=people["commissioner"])
    files(drafting, description="The survey of May", by=people["commissioner"])
    assert [file.description for file in record_of(drafting).files] == ["The survey of May"]


def test_the_same_bytes_are_stored_once_whatever_they_are_called(people: People, drafting: Case) -> None:
    files(drafting, by=people["commissioner"])
    files(drafting, a_file("copy.pdf"), section="need", by=people["commissioner"])
    assert Document.objects.values("sha256").distinct().count() == 1
    assert names(drafting) == ["copy.pdf", "survey.pdf"]


def test_the_same_request_twice_attaches_once_and_the_same_key_for_another_is_refused(
    people: People, drafting: Case
) -> None:
    made = files(drafting, by=people["commissioner"], key="once")
    with pytest.raises(RepeatedError) as repeated:
        files(drafting, by=people["commissioner"], key="once")
    assert attached_by(repeated.value.entry) == made.attachment
    with pytest.raises(KeyReusedError):
        files(drafting, a_file(content=OTHER), by=people["commissioner"], key="once")
    gone = removes(drafting, made.attachment, by=people["commissioner"], key="gone")
    with pytest.raises(RepeatedError) as repeated:
        removes(drafting, made.attachment, by=people["commissioner"], key="gone")
    assert attached_by(repeated.value.entry) == gone.attachment


Wrong = Callable[[Case, People], object]
REFUSALS: list[tuple[str, Wrong, type[Exception], str]] = [
    ("empty", lambda case, who: files(case, a_file(content=b""), by=who["commissioner"]), RefusedError, "empty"),
    (
        "kind",
        lambda case, who: files(case, a_file("a.exe"), by=who["commissioner"]),
        RefusedError,
        "cannot be attached",
    ),
    ("content", lambda case, who: files(case, a_file("a.png"), by=who["commissioner"]), RefusedError, "something else"),
    ("person", lambda case, who: files(case, by=who["finance"]), NotAllowedError, "write it"),
    ("supplier", lambda case, who: files(case, by=who["supplier"]), NotAllowedError, "write it"),
]


@pytest.mark.parametrize(("wrong", "kind", "said"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_what_cannot_be_attached_changes_nothing(
    people: People, drafting: Case, wrong: Wrong, kind: type[Exception], said: str
) -> None:
    head, before = Case.objects.get(pk=drafting.pk).head_number, digest_of(drafting)
    with pytest.raises(kind) as refused:
        wrong(drafting, people)
    assert said in str(vars(refused.value))
    assert (Case.objects.get(pk=drafting.pk).head_number, digest_of(drafting)) == (head, before)
    assert not Document.objects.exists()


def test_a_section_has_room_for_so_many_files(people: People, drafting: Case, settings: Settings) -> None:
    settings.MOST_FILES_A_SECTION = 2
    files(drafting, a_file("1.pdf"), by=people["commissioner"])
    files(drafting, a_file("2.pdf"), by=people["commissioner"])
    with pytest.raises(RefusedError, match="has 2 files, which is as many as it can have"):
        files(drafting, a_file("3.pdf"), by=people["commissioner"])
    files(drafting, a_file("2.pdf", OTHER), by=people["commissioner"])
    files(drafting, a_file("3.pdf"), section="need", by=people["commissioner"])


def test_whoever_attaches_or_removes_is_an_author(people: People, drafting: Case) -> None:
    scope = scope_of(strand_of(drafting), ROOM)
    Exclusion.objects.filter(scope=scope).update(scope="elsewhere")
    made = files(drafting, by=people["commissioner"])
    assert [kept.person for kept in Exclusion.objects.filter(scope=scope)] == [people["commissioner"]]
    Exclusion.objects.filter(scope=scope).update(scope="elsewhere")
    removes(drafting, made.attachment, by=people["commissioner"])
    assert Exclusion.objects.filter(scope=scope).exists()


def test_nothing_is_attached_or_removed_at_the_gate(people: People, drafting: Case) -> None:
    made = files(drafting, by=people["commissioner"])
    does(ask_of(drafting, "Write"), Action.SUBMIT)
    with pytest.raises(OvertakenError, match="is not open for writing now"):
        files(drafting, a_file("more.pdf"), by=people["commissioner"])
    with pytest.raises(OvertakenError, match="is not open for writing now"):
        removes(drafting, made.attachment, by=people["commissioner"])


def test_a_file_that_is_gone_or_of_another_record_is_not_removed(people: People, drafting: Case) -> None:
    made = files(drafting, by=people["commissioner"])
    other = a_case(people, title="Another")
    with pytest.raises(OvertakenError, match="is not attached here any more"):
        removes(other, made.attachment, by=people["commissioner"])
    removes(drafting, made.attachment, by=people["commissioner"])
    with pytest.raises(OvertakenError, match="is not attached here any more"):
        removes(drafting, made.attachment, by=people["commissioner"])


def test_whoever_had_the_section_open_while_its_files_changed_saves_nothing_over_them(
    people: People, drafting: Case
) -> None:
    read = digest_of(drafting)
    files(drafting, by=people["commissioner"])
    with pytest.raises(OvertakenError, match="Someone else saved “Evidence”"):
        save_section(
            ROOM,
            record_of(drafting),
            ROOM.section("evidence"),
            values={"evidence": "New."},
            rows={},
            read=read,
            by=people["commissioner"],
            at=AT,
            key=a_key(),
        )


def test_a_changed_file_asks_the_seats_of_its_section_again_and_no_others(people: People, drafting: Case) -> None:
    first = files(drafting, section="current_spend", by=people["commissioner"])
    does(ask_of(drafting, "Write"), Action.SUBMIT)
    opened = [ask for ask in asks_of(drafting) if ask.kind == "sign"]
    for ask in opened[1:]:
        does(ask, Action.SIGN)
    for ask in (ask for ask in asks_of(drafting) if ask.kind == "consult"):
        does(ask, Action.ADVISE, reason="Ask the lunch clubs.")
    does(opened[0], Action.RETURN, reason="The costs are last year's.")
    files(drafting, a_file(content=OTHER), section="current_spend", by=people["commissioner"])
    does(ask_of(drafting, "Mend"), Action.SUBMIT)
    newest = gate_of(drafting).submissions.order_by("-number")[0]
    assert newest.changed == ["current_spend"]
    seats = seats_of(drafting)
    asked = {title for title, state in states_of(drafting).items() if state == "open"}
    returned = {title for title, seat in seats.items() if seat.source == opened[0].source}
    first_tier = {title: seat for title, seat in seats.items() if seat.tier == 1 and title not in returned}
    assert asked - returned == {title for title, seat in first_tier.items() if "current_spend" in seat.sections}
    assert {title for title, seat in first_tier.items() if seat.carried}, "some carry over"
    stored = gate_of(drafting).submissions.get(number=1).sections.get(key="current_spend").stated
    assert stored["files"][0]["sha256"] == first.attachment.document.sha256
    assert verify().sound


def test_a_record_begun_from_another_has_its_files_and_the_same_bytes(people: People, drafting: Case) -> None:
    files(drafting, description="The survey", by=people["commissioner"])
    record, strand = record_of(drafting), strand_of(drafting)
    strand.sequence = 2
    with deciding(Verb.SECTION_SAVED, drafting, by=None, at=AT, key=a_key()):
        copied = copy_record(ROOM, record, strand, without=["lessons"])
    assert ROOM.section("evidence").freeze(copied) == ROOM.section("evidence").freeze(record)


def test_the_ledger_tells_a_missing_and_an_altered_file_with_its_entry(people: People, drafting: Case) -> None:
    files(drafting, by=people["commissioner"])
    number = Case.objects.get(pk=drafting.pk).head_number
    path = path_of(hashlib.sha256(PDF).hexdigest())
    for damage, said in (
        (lambda: path.write_bytes(b"x" * len(PDF)), "its file is not the one that was attached"),
        (path.unlink, "its file is missing"),
    ):
        damage()
        told = StringIO()
        with pytest.raises(SystemExit, match="1"):
            call_command("verify_ledger", stderr=told)
        assert f"first break in {drafting.stream_name}, number {number}" in told.getvalue()
        assert said in told.getvalue()
    path.write_bytes(PDF)
    assert verify().sound


def test_no_file_is_read_or_written_under_the_lock(
    people: People, drafting: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever touches the store while the case's entry is being made fails."""
    made = files(drafting, by=people["commissioner"])

    def touched(*_: object) -> None:
        raise AssertionError("the store was touched within a decision")

    for name in ("examine", "keep"):
        monkeypatch.setattr(f"commissioning.records.filing.{name}", touched)
    monkeypatch.setattr("commissioning.documents.storing.path_of", touched)
    removes(drafting, made.attachment, by=people["commissioner"])
    submit(ROOM, ask_of(drafting, "Write"), by=people["commissioner"], at=AT, key=a_key())
    assert Entry.objects.filter(verb="file.removed").exists()
