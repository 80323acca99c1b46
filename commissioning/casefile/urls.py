"""The addresses of the casefile's pages. Whatever a verb refuses is answered in one place."""

from __future__ import annotations

from django.urls import URLPattern, path

from commissioning.casefile.refusals import View, told
from commissioning.casefile.views import (
    case,
    cases,
    contracts,
    cover,
    documents,
    drafts,
    earlier,
    fast,
    gate_policies,
    gates,
    interests,
    leaving,
    messages,
    parts,
    policies,
    policy_drafts,
    policy_steps,
    putting_aside,
    records,
    searches,
    section,
    sources,
    task,
    timetable,
    trail,
    waiver_register,
    waivers,
    work,
)


def page(route: str, view: View, name: str) -> URLPattern:
    """Return the address of a page, with its refusals told in words."""
    return path(route, told(view), name=name)


ONE = "cases/<str:reference>/"
ONE_DRAFT = "gate-policies/drafts/<int:draft_id>/"
ONE_GATE = f"{ONE_DRAFT}gates/<slug:stage>/<slug:lane>/"
RECORD = f"{ONE}records/<str:stage>/"
WAIVER = f"{ONE}waivers/<int:number>/"

urlpatterns = [
    page("", work.show, "work"),
    page("cases/", cases.show, "cases"),
    page("cases/open/", cases.open_, "open-case"),
    page("cases/searches/", searches.save, "save-search"),
    page("cases/searches/<int:search_id>/", searches.change, "change-search"),
    page(ONE, case.show, "case"),
    page(f"{ONE}regime/", case.regime, "set-regime"),
    page(f"{ONE}interests/", interests.show, "case-interests"),
    page(f"{ONE}interests/declare/", interests.declare_, "declare-interests"),
    page(f"{ONE}interests/ask/", interests.ask, "ask-interests"),
    page(f"{ONE}interests/<int:declaration>/", interests.review_, "review-interest"),
    page(f"{ONE}earlier/", earlier.show, "earlier-stage"),
    page(f"{ONE}sources/", sources.show, "case-sources"),
    page(f"{ONE}strands/<int:number>/again/", parts.again, "tender-again"),
    page(f"{ONE}links/", parts.link, "link-case"),
    page(f"{ONE}links/<int:link_id>/", parts.unlink, "unlink-case"),
    page(f"{ONE}fast/", fast.show, "fast-page"),
    page(f"{ONE}records/", records.show_all, "case-records"),
    page(RECORD, records.show, "record"),
    page(f"{RECORD}check/", records.check, "record-check"),
    page(f"{RECORD}submit/", records.submit, "record-submit"),
    page(f"{RECORD}<str:section>/", section.show, "section"),
    page(f"{ONE}gates/", gates.show_all, "case-gates"),
    page(f"{ONE}gates/<int:gate_id>/", gates.show, "case-gate"),
    page(f"{ONE}timetable/", timetable.show, "case-timetable"),
    page(f"{ONE}documents/", documents.show_all, "case-documents"),
    page(f"{ONE}documents/<int:document_id>/", documents.show, "case-document"),
    page(f"{ONE}trail/", trail.show, "case-trail"),
    page(f"{ONE}waivers/", waivers.show_all, "case-waivers"),
    page(f"{ONE}waivers/draft/", waivers.new, "draft-waiver"),
    page(WAIVER, waivers.show, "waiver"),
    page(f"{WAIVER}change/", waivers.alter, "change-waiver"),
    page(f"{WAIVER}submit/", waivers.send, "submit-waiver"),
    page(f"{WAIVER}withdraw/", waivers.take_back, "withdraw-waiver"),
    page(f"{WAIVER}oral/", waivers.orally, "oral-waiver"),
    page("tasks/<int:task_id>/", task.show, "task"),
    page("tasks/<int:task_id>/receipt/", task.receipt, "task-receipt"),
    page("tasks/<int:task_id>/aside/", putting_aside.show, "put-task-aside"),
    page("contracts/", contracts.show, "contracts"),
    page("waivers/", waiver_register.show, "waivers"),
    page("waivers/export.csv", waiver_register.as_csv, "waivers-csv"),
    page("waivers/export.xlsx", waiver_register.as_workbook, "waivers-workbook"),
    page("policies/", policies.show_all, "policies"),
    page("policies/<slug:code>/", policies.show, "policy"),
    page("gate-policies/", gate_policies.show_all, "gate-policies"),
    page("gate-policies/begin/", gate_policies.begin, "begin-gate-policy"),
    page("gate-policies/import/", gate_policies.bring_in, "import-gate-policy"),
    page("gate-policies/compare/", gate_policies.compare, "compare-gate-policies"),
    page("gate-policies/<int:version>/", gate_policies.show, "gate-policy"),
    page("gate-policies/<int:version>/export/", gate_policies.export, "export-gate-policy"),
    page(ONE_DRAFT, policy_drafts.show, "policy-draft"),
    page(f"{ONE_DRAFT}export/", policy_drafts.export, "export-policy-draft"),
    page(f"{ONE_DRAFT}lanes/", policy_drafts.lanes, "policy-draft-lanes"),
    page(f"{ONE_DRAFT}chain/", policy_drafts.chain, "policy-draft-chain"),
    page(ONE_GATE, policy_drafts.gate, "policy-draft-gate"),
    page(f"{ONE_GATE}add/", policy_drafts.seat, "policy-draft-seat-new"),
    page(f"{ONE_GATE}<int:number>/", policy_drafts.seat, "policy-draft-seat"),
    page(f"{ONE_GATE}<int:number>/chain/", policy_drafts.seat_chain, "policy-draft-seat-chain"),
    page(f"{ONE_DRAFT}replay/", policy_steps.replay, "policy-draft-replay"),
    page(f"{ONE_DRAFT}propose/", policy_steps.put_forward, "propose-policy-draft"),
    page(f"{ONE_DRAFT}publish/", policy_steps.put_in_force, "publish-policy-draft"),
    page(f"{ONE_DRAFT}withdraw/", policy_steps.give_up, "withdraw-policy-draft"),
    page("drafts/", drafts.keep, "keep-draft"),
    page("drafts/throw-away/", drafts.throw_away, "throw-draft-away"),
    page("messages/", messages.show, "messages"),
    page("messages/email/", messages.choices, "message-choices"),
    page("messages/not-sent/", messages.not_sent, "unsent-messages"),
    page("cover/", cover.show, "cover"),
    page("cover/offer/", cover.offer, "offer-cover"),
    page("cover/arrange/", cover.arrange, "arrange-cover"),
    page("cover/leaving/", leaving.show, "leaving"),
    page("cover/offers/<int:offer_id>/", cover.one, "cover-offer"),
]
