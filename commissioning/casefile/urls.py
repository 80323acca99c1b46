"""The addresses of the casefile's pages. Whatever a verb refuses is answered in one place."""

from __future__ import annotations

from django.urls import URLPattern, path

from commissioning.casefile.refusals import View, told
from commissioning.casefile.views import (
    case,
    cases,
    contracts,
    documents,
    drafts,
    earlier,
    fast,
    gates,
    interests,
    messages,
    parts,
    policies,
    records,
    searches,
    section,
    sources,
    task,
    timetable,
    trail,
    work,
)


def page(route: str, view: View, name: str) -> URLPattern:
    """Return the address of a page, with its refusals told in words."""
    return path(route, told(view), name=name)


ONE = "cases/<str:reference>/"
RECORD = f"{ONE}records/<str:stage>/"

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
    page("tasks/<int:task_id>/", task.show, "task"),
    page("tasks/<int:task_id>/receipt/", task.receipt, "task-receipt"),
    page("contracts/", contracts.show, "contracts"),
    page("policies/", policies.show_all, "policies"),
    page("policies/<slug:code>/", policies.show, "policy"),
    page("drafts/", drafts.keep, "keep-draft"),
    page("drafts/throw-away/", drafts.throw_away, "throw-draft-away"),
    page("messages/", messages.show, "messages"),
    page("messages/email/", messages.choices, "message-choices"),
    page("messages/not-sent/", messages.not_sent, "unsent-messages"),
]
