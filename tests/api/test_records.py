"""Records over the API: reading, writing through the screens' own forms, and what each reader may see."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import Entry
from commissioning.case.models import Case, Strand
from commissioning.needs.models import NeedOutcome, NeedsRecord
from commissioning.verbs import Verb
from tests.api.council import ANSWERS, SHOWN_TO_ADVISERS, Caller, Council
from tests.api.test_tasks import OVERTAKEN, REFUSED, REUSED, problem_of
from tests.commissioning.needs.filled import within_case


def needs(reference: str) -> str:
    """The address of a case's needs record."""
    return f"cases/{reference}/records/needs/"


def saves_of(reference: str) -> int:
    """How many times answers of a case were saved."""
    return Entry.objects.filter(stream=f"case/{reference}", verb=Verb.SECTION_SAVED).count()


def test_a_new_record_waits_for_its_answers(drafting: str, commissioner: Caller) -> None:
    read = commissioner.get(needs(drafting)).json()
    assert {name: read[name] for name in ("case", "stage", "strand", "sequence", "state", "writable")} == {
        "case": drafting,
        "stage": "needs",
        "strand": 1,
        "sequence": 1,
        "state": "drafting",
        "writable": True,
    }
    need = read["sections"]["need"]
    assert need["values"] == {"statement": "", "population": "", "population_size": None, "wards": []}
    assert (need["title"], need["status"], len(need["digest"])) == ("The need", "not_started", 64)
    assert need["faults"][0]["field"] == "statement"
    assert read["sections"]["options"]["rows"] == {"options": []}


def test_answers_are_saved_and_read_again(drafting: str, commissioner: Caller) -> None:
    commissioner.write_needs(drafting)
    sections = commissioner.get(needs(drafting)).json()["sections"]
    left_out = {key for key, section in sections.items() if section["status"] == "not_asked"}
    assert left_out == {"data_protection", "staff", "equality_impact", "in_house", "grant"}
    assert {sections[key]["status"] for key in sections.keys() - left_out} == {"complete"}
    assert sections["market"]["why"] == "Asked because the value with VAT over the whole life is £100,000 or more."
    assert sections["need"]["values"] == {**ANSWERS["need"], "population_size": None}
    assert sections["current_spend"]["values"]["annual_spend"] == "612000.50"
    assert sections["equality"]["values"]["equality_assessment"] is False
    assert sections["outcomes"]["rows"]["outcomes"][0]["reference"] == "O1"
    options = sections["options"]["rows"]["options"]
    costs = sections["option_costs"]["rows"]["option_costs"]
    assert [cost["option"] for cost in costs] == [option["id"] for option in options]
    assert costs[0]["cost"] == "1000.00"


def test_what_is_left_out_stays(drafting: str, commissioner: Caller) -> None:
    commissioner.patch(needs(drafting), {"need": {"statement": "One.", "population": "Two."}})
    saved = commissioner.patch(needs(drafting), {"need": {"population": "Three."}}).json()
    assert saved["sections"]["need"]["values"]["statement"] == "One."
    cleared = commissioner.patch(needs(drafting), {"need": {"population": None}}).json()
    assert cleared["sections"]["need"]["values"]["population"] == ""
    assert cleared["sections"]["need"]["status"] == "in_progress"


def test_rows_are_kept_added_and_removed(drafting: str, commissioner: Caller) -> None:
    def saved(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answer = commissioner.patch(needs(drafting), {"outcomes": {"outcomes": rows}})
        assert answer.status_code == 200, answer.json()
        found: list[dict[str, Any]] = answer.json()["sections"]["outcomes"]["rows"]["outcomes"]
        return found

    first, second = saved([{"title": "One"}, {"title": "Two"}])
    kept = saved([{"id": second["id"], "title": "Two, mended"}, {"title": "Three"}])
    assert [(row["reference"], row["title"]) for row in kept] == [("O2", "Two, mended"), ("O3", "Three")]
    assert first["id"] not in [row["id"] for row in kept]
    assert saved(kept) == kept
    assert saved([]) == []


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ([], "sections"),
        ("text", "sections"),
        ({}, "sections"),
        ({"sections": {}}, "sections"),
        ({"sections": []}, "sections"),
        ({"nonsense": {"statement": "x"}}, "nonsense"),
        ({"need": "text"}, "sections.need"),
        ({"need": {"nonsense": 1}}, "need.nonsense"),
        ({"need": {"statement": 1}}, "need.statement"),
        ({"need": {"statement": ["x"]}}, "need.statement"),
        ({"need": {"statement": {"x": 1}}}, "need.statement"),
        ({"need": {"statement": True}}, "need.statement"),
        ({"need": {"statement": "NUL \x00"}}, "need.statement"),
        ({"need": {"statement": "x" * 50_001}}, "need.statement"),
        ({"need": {"wards": {"a": "b"}}}, "need.wards"),
        ({"need": {"wards": [1]}}, "need.wards"),
        ({"current_spend": {"annual_spend": "much"}}, "current_spend.annual_spend"),
        ({"current_spend": {"annual_spend": -1}}, "current_spend.annual_spend"),
        ({"current_spend": {"annual_spend": True}}, "current_spend.annual_spend"),
        ({"current_spend": {"annual_spend": 1e300}}, "current_spend.annual_spend"),
        ({"current_spend": {"annual_spend": 10**400}}, "current_spend.annual_spend"),
        ({"current_spend": {"annual_spend": "9" * 300}}, "current_spend.annual_spend"),
        ({"consultation": {"consultation": "maybe"}}, "consultation.consultation"),
        ({"consultation": {"consultation": 1}}, "consultation.consultation"),
        ({"outcomes": {"outcomes": "text"}}, "outcomes.outcomes"),
        ({"outcomes": {"outcomes": ["text"]}}, "outcomes.outcomes"),
        ({"outcomes": {"outcomes": [{"id": "x"}]}}, "outcomes.outcomes.0.id"),
        ({"outcomes": {"outcomes": [{"id": 10**12}]}}, "outcomes.outcomes.0.id"),
        ({"outcomes": {"outcomes": [{"title": "x" * 301}]}}, "outcomes.outcomes.0.title"),
        ({"outcomes": {"outcomes": [{"record": 1}]}}, "outcomes.outcomes.0.record"),
        ({"outcomes": {"outcomes": [{}] * 501}}, "outcomes.outcomes"),
        ({"options": {"options": [{"kind": "magic"}]}}, "options.options.0.kind"),
        ({"option_costs": {"option_costs": [{"option": 10**14}]}}, "option_costs.option_costs.0.option"),
        ({"option_costs": {"option_costs": [{"option": "x"}]}}, "option_costs.option_costs.0.option"),
        ({"option_costs": {"option_costs": [{"cost": 1}]}}, "option_costs.option_costs.0.option"),
    ],
)
def test_what_no_form_would_take_is_refused_and_nothing_is_saved(
    drafting: str, commissioner: Caller, sent: Any, field: str
) -> None:
    body = (
        {"evidence": {"sources": "First."}, **sent}
        if isinstance(sent, dict) and sent and "sections" not in sent
        else sent
    )
    answer = commissioner.patch(needs(drafting), body)
    assert problem_of(answer) == (422, REFUSED), answer.content
    assert field in answer.json()["errors"]
    assert saves_of(drafting) == 0


def test_an_option_of_another_case_cannot_be_costed(council: Council, at_gate: str, commissioner: Caller) -> None:
    other = commissioner.open_case(council.service, "Grass cutting")
    option = commissioner.get(needs(at_gate)).json()["sections"]["options"]["rows"]["options"][0]["id"]
    answer = commissioner.patch(needs(other), {"option_costs": {"option_costs": [{"option": option, "cost": 1}]}})
    assert problem_of(answer) == (422, REFUSED)


def test_the_same_key_saves_once(drafting: str, commissioner: Caller) -> None:
    body = {"need": {"statement": "One."}, "outcomes": {"outcomes": [{"title": "At home"}]}}
    first, again = (commissioner.patch(needs(drafting), body, "k") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (saves_of(drafting), NeedOutcome.objects.count()) == (1, 1)
    assert Entry.objects.filter(key="k").count() == 1
    other = commissioner.patch(needs(drafting), {"need": {"statement": "Another."}}, "k")
    assert problem_of(other) == (422, REUSED)
    assert NeedsRecord.objects.get().statement == "One."


def test_several_sections_are_one_entry_that_names_them(drafting: str, commissioner: Caller) -> None:
    before = Entry.objects.count()
    commissioner.patch(needs(drafting), {"lessons": {"lessons": "One."}, "need": {"statement": "One."}}, "k")
    assert Entry.objects.count() == before + 1
    told = commissioner.get(f"cases/{drafting}/trail/").json()["results"][-1]
    assert told["about"]["sections"] == ["The need", "Lessons"]
    assert told["sentence"].endswith("saved “The need” and “Lessons” in the record of needs analysis.")
    commissioner.patch(needs(drafting), {"need": {"statement": "Two."}})
    told = commissioner.get(f"cases/{drafting}/trail/").json()["results"][-1]
    assert told["sentence"].endswith("saved “The need” in the record of needs analysis.")


def test_where_one_section_is_refused_none_is_saved(at_gate: str, commissioner: Caller, finance: Caller) -> None:
    finance.act(finance.task("sign"), "return", reason="Not ready.")
    commissioner.act(commissioner.task("write", at_gate), "take_back", reason="At once.")
    before = saves_of(at_gate)
    body = {"need": {"statement": "New."}, "options": {"options": []}}
    refused = commissioner.patch(needs(at_gate), body, "k")
    assert problem_of(refused) == (422, REFUSED)
    assert "must stay, because something refers to it: option cost" in refused.json()["detail"]
    assert (NeedsRecord.objects.get().statement, saves_of(at_gate)) == (ANSWERS["need"]["statement"], before)
    freed = commissioner.patch(needs(at_gate), {**body, "option_costs": {"option_costs": []}}, "k")
    assert freed.status_code == 200
    assert (NeedsRecord.objects.get().statement, saves_of(at_gate)) == ("New.", before + 1)


def test_a_key_answers_again_when_what_it_saved_could_not_be_saved_any_more(
    drafting: str, commissioner: Caller
) -> None:
    path = needs(drafting)
    added = commissioner.patch(path, {"outcomes": {"outcomes": [{"title": "One"}]}}).json()
    [row] = added["sections"]["outcomes"]["rows"]["outcomes"]
    body = {"outcomes": {"outcomes": [{"id": row["id"], "title": "Two"}]}, "need": {"statement": "Two."}}
    assert commissioner.patch(path, body, "k").status_code == 200
    commissioner.write_needs(drafting)
    commissioner.act(commissioner.task("write", drafting), "submit")
    before = Entry.objects.count()
    again = commissioner.patch(path, body, "k")
    assert (again.status_code, Entry.objects.count()) == (200, before)
    assert again.json()["state"] == "in_gate"


def test_a_section_saved_meanwhile_is_overtaken(drafting: str, commissioner: Caller) -> None:
    digest = commissioner.get(needs(drafting)).json()["sections"]["need"]["digest"]
    commissioner.patch(needs(drafting), {"need": {"statement": "Somebody else's."}})
    body = {"sections": {"need": {"statement": "Mine."}}, "digests": {"need": digest}}
    assert problem_of(commissioner.patch(needs(drafting), body)) == (409, OVERTAKEN)
    assert NeedsRecord.objects.get().statement == "Somebody else's."


def test_any_text_that_was_read_guards_what_is_sent(drafting: str, commissioner: Caller) -> None:
    read = commissioner.get(needs(drafting)).json()["sections"]
    digests = {key: section["digest"] for key, section in read.items()}
    commissioner.patch(needs(drafting), {"evidence": {"sources": "Somebody else's."}})
    body = {"sections": {"lessons": {"lessons": "Mine."}, "need": {"statement": "Mine."}}, "digests": digests}
    answer = commissioner.patch(needs(drafting), body)
    assert problem_of(answer) == (409, OVERTAKEN)
    assert "“Evidence”" in answer.json()["detail"]
    assert (NeedsRecord.objects.get().statement, NeedsRecord.objects.get().lessons) == ("", "")
    unknown = commissioner.patch(needs(drafting), {**body, "digests": {"nonsense": "0"}})
    assert problem_of(unknown) == (422, REFUSED)
    assert list(unknown.json()["errors"]) == ["digests.nonsense"]


def test_a_record_at_its_gate_is_not_written_in(at_gate: str, commissioner: Caller) -> None:
    before = saves_of(at_gate)
    answer = commissioner.patch(needs(at_gate), {"need": {"statement": "Another."}})
    assert problem_of(answer) == (409, OVERTAKEN)
    assert saves_of(at_gate) == before
    assert commissioner.get(needs(at_gate)).json()["writable"] is False


@pytest.mark.parametrize("who", ["finance", "adviser", "head"])
def test_only_a_writer_writes(drafting: str, who: str, request: pytest.FixtureRequest) -> None:
    caller: Caller = request.getfixturevalue(who)
    answer = caller.patch(needs(drafting), {"need": {"statement": "Mine."}})
    assert problem_of(answer)[0] == 403
    assert "write it" in answer.json()["detail"]


def test_a_stage_that_has_not_begun_is_not_there(drafting: str, commissioner: Caller) -> None:
    for stage in ("award", "nonsense"):
        assert problem_of(commissioner.get(f"cases/{drafting}/records/{stage}/"))[0] == 404
    assert problem_of(commissioner.get(needs(drafting), strand=2))[0] == 404
    assert problem_of(commissioner.get(needs(drafting), sequence=9))[0] == 404
    assert problem_of(commissioner.get(needs(drafting), strand="x")) == (422, REFUSED)


def test_a_strand_is_named_where_there_are_several(drafting: str, commissioner: Caller) -> None:
    case = Case.objects.get(reference=drafting)
    _second_strand(case)
    answer = commissioner.get(needs(drafting))
    assert problem_of(answer) == (422, REFUSED)
    assert answer.json()["errors"]["strand"] == ["Several strands have this record. Name one: 1, 2."]
    assert commissioner.get(needs(drafting), strand=2).json()["strand"] == 2


def _second_strand(case: Case) -> None:
    with within_case(case):
        strand = Strand(case=case, number=2, title="Second")
        strand.save()
        NeedsRecord(strand=strand).save()


def test_an_adviser_who_may_bid_sees_its_own_sections_once_they_are_at_the_gate(
    drafting: str, adviser: Caller, commissioner: Caller
) -> None:
    assert adviser.get(needs(drafting)).json()["sections"] == {}
    commissioner.write_needs(drafting)
    commissioner.act(commissioner.task("write", drafting), "submit")
    read = adviser.get(needs(drafting))
    assert list(read.json()["sections"]) == SHOWN_TO_ADVISERS
    assert b"612000" not in read.content
    assert b"1000.00" not in read.content
    assert problem_of(adviser.get(f"cases/{drafting}/trail/"))[0] == 403
    assert "read its trail" in adviser.get(f"cases/{drafting}/trail/").json()["detail"]
