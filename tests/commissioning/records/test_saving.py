"""Saving a section: by its writers, while the record is open, on the text they read, row by row."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Exclusion, Person
from audit.errors import KeyReusedError, RepeatedError
from audit.verify import verify
from commissioning.case.models import Case
from commissioning.errors import NotAllowedError, OvertakenError, RefusedError
from commissioning.needs.models import NeedOutcome, NeedsRecord, Option
from commissioning.needs.sections import ROOM
from commissioning.records.beginning import begin, writing_post
from commissioning.records.decisions import (
    Answers,
    current_record,
    save_section,
    save_sections,
    scope_of,
)
from commissioning.records.rooms import Section
from commissioning.social_value.sections import ROOM as SOCIAL_VALUE
from commissioning.tender.sections import ROOM as TENDER
from commissioning.vocabulary import Action, Stage
from tests.accounts.factories import a_body, a_key, within
from tests.council import AT, HOMECARE, People, a_case, ask_of, does, entry_of, strand_of
from tests.kept import made_once
from workflows.demonstration.walking import answer
from workflows.demonstration.writing import write_record

pytestmark = pytest.mark.django_db

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


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


def save(case: Case, section: str, by: Person, rows: Rows | None = None, *, once: str = "", **values: Any) -> None:
    """Save a section; `read` among the values is the digest of the section as its writer had it."""
    common: dict[str, Any] = {"read": values.pop("read", ""), "by": by, "at": AT, "key": once or a_key()}
    save_section(ROOM, record_of(case), ROOM.section(section), values=values, rows=rows or {}, **common)


def save_several(
    case: Case, by: Person, answers: Mapping[str, Mapping[str, Any]], read: Mapping[str, str] | None = None, **once: str
) -> None:
    """Save several sections as one decision; what stands under a row set's name are its rows."""

    def given(section: Section) -> Answers:
        names = {row_set.name for row_set in section.rows}
        said = answers[section.key]
        values = {name: value for name, value in said.items() if name not in names}
        return Answers(section, values, {name: value for name, value in said.items() if name in names})

    common: dict[str, Any] = {"asked": {"sections": str(answers)}, "by": by, "at": AT, "key": a_key(), **once}
    sections = [section for section in ROOM.sections if section.key in answers]
    save_sections(ROOM, record_of(case), lambda _: [given(section) for section in sections], read=read or {}, **common)


def digest_of(case: Case, key: str) -> str:
    return ROOM.section(key).freeze(record_of(case)).digest


def test_what_is_saved_stands_and_the_trail_says_what_changed(people: People, drafting: Case) -> None:
    save(drafting, "need", people["commissioner"], statement="People wait nine weeks.", population="640 people.")
    record = record_of(drafting)
    assert (record.statement, record.population) == ("People wait nine weeks.", "640 people.")
    stated = entry_of(drafting)
    assert stated["about"] == {"stage": "needs", "section": "The need", "record": record.pk}
    [row] = [row for row in stated["rows"] if row["model"] == "commissioning.needsrecord"]
    assert set(row["changes"]) == {"statement", "population"}
    assert row["changes"]["statement"][1] == "People wait nine weeks."


def test_saving_what_stands_already_writes_no_row(people: People, drafting: Case) -> None:
    save(drafting, "need", people["commissioner"], statement=record_of(drafting).statement)
    assert entry_of(drafting)["rows"] == []


def test_a_section_takes_its_own_questions_alone(people: People, drafting: Case) -> None:
    before = record_of(drafting)
    save(drafting, "need", people["commissioner"], statement="New.", annual_spend=Decimal(1), sequence=7, strand_id=99)
    record = record_of(drafting)
    assert (record.statement, record.annual_spend) == ("New.", before.annual_spend)
    assert (record.sequence, record.strand_id) == (1, before.strand_id)


def test_a_section_saved_by_another_meanwhile_is_not_overwritten(people: People, drafting: Case) -> None:
    writer, read = people["commissioner"], digest_of(drafting, "need")
    save(drafting, "need", writer, read=read, statement="Mine.")
    head = Case.objects.get(pk=drafting.pk).head_number
    with pytest.raises(OvertakenError, match="Someone else saved “The need” while you had it open"):
        save(drafting, "need", writer, read=read, statement="Yours.")
    assert record_of(drafting).statement == "Mine."
    assert Case.objects.get(pk=drafting.pk).head_number == head
    save(drafting, "lessons", writer, read=digest_of(drafting, "lessons"), lessons="Another section is no matter.")
    save(drafting, "need", writer, read=digest_of(drafting, "need"), statement="Yours, on mine.")


def test_rows_are_changed_added_and_removed_in_one_go(people: People, drafting: Case) -> None:
    first, second = NeedOutcome.objects.filter(record=record_of(drafting)).order_by("pk")
    rows: Rows = {"outcomes": [{"id": second.pk, "title": "Changed"}, {"title": "Added", "who_benefits": "All."}]}
    save(drafting, "outcomes", people["commissioner"], rows)
    standing = NeedOutcome.objects.filter(record=record_of(drafting)).order_by("pk")
    assert [(row.reference, row.title) for row in standing] == [("O2", "Changed"), ("O3", "Added")]
    kinds = {(row["model"], row["id"]): row["kind"] for row in entry_of(drafting)["rows"]}
    assert kinds["commissioning.needoutcome", first.pk] == "-"
    assert kinds["commissioning.needoutcome", second.pk] == "~"
    assert sorted(kinds.values()) == ["+", "-", "~"]
    assert verify().sound


def test_rows_that_are_not_sent_along_stay(people: People, drafting: Case) -> None:
    before = list(NeedOutcome.objects.filter(record=record_of(drafting)).order_by("pk").values())
    save(drafting, "outcomes", people["commissioner"])
    save(drafting, "outcomes", people["commissioner"], {"options": []})
    assert list(NeedOutcome.objects.filter(record=record_of(drafting)).order_by("pk").values()) == before
    assert Option.objects.filter(record=record_of(drafting)).count() == 2


def test_a_row_that_others_refer_to_stays_with_a_sentence_that_says_so(people: People, drafting: Case) -> None:
    with pytest.raises(RefusedError) as refused:
        save(drafting, "options", people["commissioner"], {"options": []}, option_reason="None is good.")
    named = Option.objects.filter(record=record_of(drafting)).order_by("pk")[0]
    words = f"The option “{named}” must stay, because something refers to it: option cost. Remove that first."
    assert str(refused.value) == words
    assert record_of(drafting).option_reason != "None is good."
    assert Option.objects.filter(record=record_of(drafting)).count() == 2


def test_a_row_of_another_record_cannot_be_changed_from_here(people: People, drafting: Case, case: Case) -> None:
    foreign = NeedOutcome.objects.filter(record__strand__case=case).order_by("pk")[0]
    own = NeedOutcome.objects.filter(record=record_of(drafting)).order_by("pk")[0]
    taken: list[dict[str, Any]] = [{"id": foreign.pk, "title": "Taken"}]
    twice: list[dict[str, Any]] = [{"id": own.pk}, {"id": own.pk, "title": "Twice"}]
    for rows in (taken, twice):
        with pytest.raises(RefusedError, match="That outcome is not part of this record any more"):
            save(drafting, "outcomes", people["commissioner"], {"outcomes": rows})
    foreign.refresh_from_db()
    assert foreign.title != "Taken"
    assert NeedOutcome.objects.filter(record=record_of(drafting)).count() == 2


def test_only_who_may_write_the_case_writes_its_record(people: People, drafting: Case) -> None:
    for name in ("finance", "head.of.service", "auditor", "supplier", "voluntary.sector", "admin"):
        with pytest.raises(NotAllowedError, match="write it"):
            save(drafting, "need", people[name], statement="Mine.")
    assert not Exclusion.objects.exclude(person=people["commissioner"]).exists()
    save(drafting, "need", people["procurement"], statement="Lin's.")
    assert Exclusion.objects.filter(person=people["procurement"]).exists()


def test_a_record_at_its_gate_is_not_written_in(people: People, drafting: Case) -> None:
    does(ask_of(drafting, "Write"), Action.SUBMIT)
    with pytest.raises(OvertakenError) as overtaken:
        save(drafting, "need", people["commissioner"], statement="Late.")
    assert str(overtaken.value) == (
        "The record of needs analysis is not open for writing now: the case is at needs analysis, at the gate. "
        "Nothing was changed."
    )


def test_a_record_whose_stage_is_over_is_not_written_in(people: People, drafting: Case) -> None:
    does(ask_of(drafting, "Write"), Action.SUBMIT)
    record = record_of(drafting)
    for title in ("Finance", "Policy", "Voluntary", "Decision"):
        answer(ask_of(drafting, title), HOMECARE, at=AT)
    assert strand_of(drafting).stage == Stage.SOCIAL_VALUE
    section = ROOM.section("need")
    common: dict[str, Any] = {"values": {"statement": "Late."}, "rows": {}, "by": people["commissioner"], "at": AT}
    with pytest.raises(OvertakenError, match="the case is at social value priorities, drafting"):
        save_section(ROOM, record, section, key=a_key(), **common)


def test_a_section_is_saved_once_for_a_key(people: People, drafting: Case) -> None:
    key = a_key()
    save(drafting, "lessons", people["commissioner"], once=key, lessons="Once.")
    with pytest.raises(RepeatedError):
        save(drafting, "lessons", people["commissioner"], once=key, lessons="Once.")
    with pytest.raises(KeyReusedError):
        save(drafting, "lessons", people["commissioner"], once=key, lessons="Otherwise.")
    with pytest.raises(KeyReusedError):
        save(drafting, "outcomes", people["commissioner"], {"outcomes": [{"title": "New"}]}, once=key)
    assert record_of(drafting).lessons == "Once."


SEVERAL = {"need": {"statement": "Two of them."}, "lessons": {"lessons": "At once."}}


def test_several_sections_are_one_decision_that_names_them(people: People, drafting: Case) -> None:
    head = Case.objects.get(pk=drafting.pk).head_number
    save_several(drafting, people["commissioner"], SEVERAL)
    assert (record_of(drafting).statement, record_of(drafting).lessons) == ("Two of them.", "At once.")
    assert Case.objects.get(pk=drafting.pk).head_number == head + 1
    stated = entry_of(drafting)
    sections = ["The need", "Lessons"]
    assert stated["about"] == {"stage": "needs", "sections": sections, "record": record_of(drafting).pk}
    assert verify().sound


def test_where_one_of_several_sections_is_refused_none_is_saved(people: People, drafting: Case) -> None:
    before = entry_of(drafting)
    with pytest.raises(RefusedError, match="must stay, because something refers to it"):
        save_several(drafting, people["commissioner"], {**SEVERAL, "options": {"options": []}})
    with pytest.raises(RefusedError, match="That outcome is not part of this record"):
        save_several(
            drafting, people["commissioner"], {**SEVERAL, "outcomes": {"outcomes": [{"id": 0}, {"id": 99999}]}}
        )
    assert record_of(drafting).statement != "Two of them."
    assert entry_of(drafting) == before


def test_where_any_text_that_was_read_has_changed_none_is_saved(people: People, drafting: Case) -> None:
    read = {key: digest_of(drafting, key) for key in ("need", "lessons", "evidence")}
    save_several(drafting, people["procurement"], {"evidence": {"sources": "Mine."}, "lessons": {"lessons": "Mine."}})
    with pytest.raises(OvertakenError) as overtaken:
        save_several(drafting, people["commissioner"], SEVERAL, read)
    told = "Someone else saved “Evidence” and “Lessons” while you had them open. Nothing you typed was saved."
    assert str(overtaken.value) == told
    assert (record_of(drafting).statement != "Two of them.", record_of(drafting).lessons) == (True, "Mine.")


def test_rows_and_what_refers_to_them_go_in_one_decision(people: People, drafting: Case) -> None:
    gone: dict[str, dict[str, Any]] = {"options": {"options": []}, "option_costs": {"option_costs": []}}
    save_several(drafting, people["commissioner"], gone)
    assert not Option.objects.filter(record=record_of(drafting)).exists()
    assert verify().sound


def test_several_sections_are_saved_once_for_a_key(people: People, drafting: Case) -> None:
    key = a_key()
    save_several(drafting, people["commissioner"], SEVERAL, key=key)
    with pytest.raises(RepeatedError):
        save_several(drafting, people["commissioner"], SEVERAL, key=key)
    with pytest.raises(KeyReusedError):
        save_several(drafting, people["commissioner"], {"need": {"statement": "Otherwise."}}, key=key)
    assert record_of(drafting).statement == "Two of them."


def test_half_done_work_is_kept_and_whoever_began_is_an_author(people: People) -> None:
    case = a_case(people)
    save(case, "need", people["commissioner"], statement="Begun.")
    kept_out = Exclusion.objects.get(scope=scope_of(strand_of(case), ROOM))
    assert (kept_out.person, kept_out.scope) == (people["commissioner"], f"record/{strand_of(case).pk}/needs/1")
    save(case, "need", people["commissioner"], statement="Begun again.")
    assert Exclusion.objects.filter(scope=kept_out.scope).count() == 1


def test_each_stage_is_asked_of_its_own_writer(people: People, drafting: Case) -> None:
    posts = {room.stage: writing_post(room, drafting) for room in (ROOM, SOCIAL_VALUE, TENDER)}
    assert {post.body for post in posts.values()} == {drafting.lead}
    assert ask_of(drafting, "Write").post == posts[Stage.NEEDS]
    assert ask_of(drafting, "Write").taken_by == people["commissioner"]


def test_a_service_without_a_writer_says_whom_to_ask(people: People, drafting: Case) -> None:
    lonely = a_body("Lonely Service")
    with within(lonely):
        owner = drafting.owners.get()
        owner.body = lonely
        owner.save()
        with pytest.raises(RefusedError, match="Lonely Service has no post of commissioner to write the record of"):
            begin(ROOM, strand_of(drafting), AT)


def test_a_section_that_is_not_there_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        ROOM.section("no such section")
    assert isinstance(ROOM.section("need"), Section)
