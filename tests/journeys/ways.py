"""The whole tour: for every address of the casefile who comes to it, told by the name it has in the URLconf."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.urls import reverse

from tests.journeys.ideas_tour import IDEAS
from tests.journeys.measured import MEASURED
from tests.journeys.registered import REGISTER
from tests.journeys.tour import (
    AUTHOR,
    FORBIDDEN,
    MANAGER,
    MISSING,
    OWNER,
    READER,
    RECORDER,
    SIGNER,
    Found,
    Stop,
    acts,
    acts_to_decline,
    acts_to_withdraw,
    again,
    case,
    cases_seen,
    clearances,
    compared,
    conditions,
    decisions,
    decisions_to_correct,
    declined,
    each_case,
    everyone,
    evidence,
    gates,
    meetings,
    meetings_to_correct,
    nominations,
    nominations_to_decline,
    of_draft,
    of_record,
    of_waiver,
    offers,
    one_case,
    opening,
    policy,
    putting_aside,
    receipts,
    records,
    reviews,
    searches,
    sections,
    sharing,
    tasks,
    threads,
    trails,
    unlink,
    waived,
    waivers,
)
from tests.journeys.whole import DRAFTED, PROPOSED

NEEDS_GATE = ("needs", "standard")
COLUMNS = Stop(AUTHOR, "cases-columns", "/cases/?columns=service&columns=value_gross&columns=due&columns=holder")
NOBODY_THERE = Stop(AUTHOR, "case-missing", "/cases/TG-1999-9999/", MISSING)
WAYS: Mapping[str, Callable[[], Found]] = {
    "work": everyone("work", Stop(AUTHOR, "work-held", "/?show=held"), Stop(SIGNER, "work-done", "/?show=done")),
    "cases": everyone("cases", Stop(AUTHOR, "cases-none-found", "/cases/?q=nothing+like+it"), COLUMNS, NOBODY_THERE),
    "messages": everyone("messages"),
    "message-choices": lambda: iter([Stop(AUTHOR, "message-choices", reverse("message-choices"))]),
    "unsent-messages": lambda: iter([Stop("admin", "unsent-messages", reverse("unsent-messages"))]),
    "open-case": lambda: iter(
        [
            Stop(AUTHOR, "open-case", reverse("open-case")),
            Stop(READER, "open-case-refused", reverse("open-case"), FORBIDDEN),
        ]
    ),
    "open-joining": lambda: iter(
        [
            Stop(AUTHOR, "open-joining", reverse("open-joining")),
            Stop(READER, "open-joining-refused", reverse("open-joining"), FORBIDDEN),
        ]
    ),
    "save-search": lambda: iter([Stop(AUTHOR, "save-search", f"{reverse('save-search')}?stage=needs&sort=title")]),
    "save-contract-search": lambda: iter(
        [Stop(AUTHOR, "save-contract-search", f"{reverse('save-contract-search')}?status=live")]
    ),
    "change-search": searches,
    "share-search": sharing,
    "shared-search": opening("shared-search"),
    "keep-search": opening("keep-search"),
    "case": cases_seen,
    "set-regime": one_case("set-regime", "procurement", "needs"),
    "case-interests": each_case("case-interests", AUTHOR, "voluntary.sector"),
    "declare-interests": one_case("declare-interests", SIGNER, "tender"),
    "review-interest": reviews,
    "case-owners": each_case("case-owners", AUTHOR),
    "add-partner": one_case("add-partner", AUTHOR, "needs"),
    "reconsider-ownership": declined,
    "change-lead": one_case("change-lead", AUTHOR, "social-value-returned"),
    "remove-partner": lambda: iter(
        [
            Stop(
                AUTHOR,
                "remove-partner",
                reverse("remove-partner", args=[case("social-value-returned").reference, "adult-social-care"]),
            )
        ]
    ),
    "board": lambda: iter(
        [
            *(Stop(who, "board", reverse("board")) for who in ("auditor", "head.of.service", "director", "board")),
            Stop("finance", "board-refused", reverse("board"), FORBIDDEN),
        ]
    ),
    "board-body": lambda: iter([Stop(READER, "board-body", reverse("board-body", args=["parks-and-streets"]))]),
    "bodies": lambda: iter([Stop("admin", "bodies", reverse("bodies")), Stop(READER, "bodies", reverse("bodies"))]),
    "reorganise": lambda: iter([Stop("admin", "reorganise", reverse("reorganise"))]),
    "reorganisation": acts,
    "decline-reorganisation": acts_to_decline,
    "withdraw-reorganisation": acts_to_withdraw,
    "nominations": lambda: iter([Stop("admin", "nominations", reverse("nominations"))]),
    "nominate": lambda: iter([Stop("admin", "nominate", reverse("nominate"))]),
    "nomination": nominations,
    "decline-nomination": nominations_to_decline,
    "earlier-stage": one_case("earlier-stage", AUTHOR, "imported"),
    "case-sources": one_case("case-sources", AUTHOR, "imported"),
    "tender-again": again,
    "link-case": one_case("link-case", AUTHOR, "lots"),
    "unlink-case": unlink,
    "fast-page": one_case("fast-page", AUTHOR, "fast-written"),
    "case-records": each_case("case-records", AUTHOR),
    "record": records,
    "record-check": of_record("record-check"),
    "record-submit": of_record("record-submit"),
    "section": sections,
    "case-gates": each_case("case-gates", READER),
    "case-gate": gates,
    "case-thread": threads,
    "case-timetable": each_case("case-timetable", READER),
    "case-documents": each_case("case-documents", READER),
    "case-trail": trails,
    "case-waivers": each_case("case-waivers", READER),
    "draft-waiver": one_case("draft-waiver", AUTHOR, "needs"),
    "waiver": waivers,
    **{name: of_waiver(name) for name in ("change-waiver", "withdraw-waiver", "oral-waiver")},
    "waivers": everyone("waivers", Stop(READER, "waivers-by-service", "/waivers/?by=service")),
    "case-conditions": each_case("case-conditions", READER),
    "meetings": lambda: iter([Stop(who, "meetings", reverse("meetings")) for who in (RECORDER, READER)]),
    "record-meeting": lambda: iter([Stop(RECORDER, "record-meeting", reverse("record-meeting"))]),
    "meeting": meetings,
    "correct-meeting": meetings_to_correct,
    "correct-decision": decisions_to_correct,
    "record-decision": decisions,
    "record-clearance": clearances,
    "add-condition": conditions,
    "waive-condition": waived,
    "condition-evidence": evidence,
    "contracts": everyone("contracts", Stop(READER, "contracts-columns", "/contracts/?columns=supplier&columns=ends")),
    "task": tasks,
    "put-task-aside": putting_aside,
    "task-receipt": receipts,
    "policies": everyone("policies"),
    "gate-policies": lambda: iter(
        [
            Stop(OWNER, "gate-policies", reverse("gate-policies")),
            Stop("admin", "gate-policies-refused", reverse("gate-policies"), FORBIDDEN),
        ]
    ),
    "gate-policy": lambda: iter([Stop(READER, "gate-policy", reverse("gate-policy", args=[1]))]),
    "compare-gate-policies": compared,
    "begin-gate-policy": lambda: iter([Stop(OWNER, "begin-gate-policy", reverse("begin-gate-policy"))]),
    "import-gate-policy": lambda: iter([Stop(OWNER, "import-gate-policy", reverse("import-gate-policy"))]),
    "policy-draft": of_draft("policy-draft"),
    "policy-draft-gate": of_draft("policy-draft-gate", OWNER, DRAFTED, *NEEDS_GATE),
    "policy-draft-seat": of_draft("policy-draft-seat", OWNER, DRAFTED, "award", "standard", 5),
    "policy-draft-seat-new": of_draft("policy-draft-seat-new", OWNER, DRAFTED, *NEEDS_GATE),
    "policy-draft-seat-chain": of_draft("policy-draft-seat-chain", OWNER, DRAFTED, *NEEDS_GATE, 1),
    "policy-draft-chain": of_draft("policy-draft-chain"),
    "policy-draft-lanes": of_draft("policy-draft-lanes"),
    "policy-draft-replay": of_draft("policy-draft-replay"),
    "propose-policy-draft": of_draft("propose-policy-draft"),
    "publish-policy-draft": of_draft("publish-policy-draft", "legal", PROPOSED),
    "withdraw-policy-draft": of_draft("withdraw-policy-draft"),
    "cover": everyone("cover"),
    "offer-cover": lambda: iter([Stop(AUTHOR, "offer-cover", reverse("offer-cover"))]),
    "arrange-cover": lambda: iter(
        [
            Stop(MANAGER, "arrange-cover", reverse("arrange-cover")),
            Stop(SIGNER, "arrange-cover-refused", reverse("arrange-cover"), FORBIDDEN),
        ]
    ),
    "leaving": lambda: iter([Stop(MANAGER, "leaving", reverse("leaving"))]),
    "hand-over": lambda: iter(
        [
            Stop(MANAGER, "hand-over", reverse("hand-over")),
            Stop(SIGNER, "hand-over-refused", reverse("hand-over"), FORBIDDEN),
        ]
    ),
    "cover-offer": offers,
    "policy": policy,
    **REGISTER,
    **IDEAS,
    **MEASURED,
}


def stops() -> list[Stop]:
    """Every page of the tour."""
    return [stop for way in WAYS.values() for stop in way()]
