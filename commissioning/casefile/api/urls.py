"""The addresses of the API, version 1."""

from __future__ import annotations

from django.http import Http404
from django.urls import path, re_path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from commissioning.casefile.api.asking import Address
from commissioning.casefile.api.board import Board
from commissioning.casefile.api.cases import Cases, OneCase
from commissioning.casefile.api.contracts import Contracts
from commissioning.casefile.api.cover import Cover, Offers, OneOffer
from commissioning.casefile.api.evidence import EvidenceFiles, OneEvidenceFile
from commissioning.casefile.api.exports import CasesExported, ContractsExported
from commissioning.casefile.api.files import Files, OneFile
from commissioning.casefile.api.gate_policies import GatePolicies, OneGatePolicy
from commissioning.casefile.api.handing_over import HandOver, HeldTasks
from commissioning.casefile.api.ideas import Ideas, IdeasOfCase, OneIdea
from commissioning.casefile.api.interests import CaseInterests
from commissioning.casefile.api.measures import (
    EditionSteps,
    Frameworks,
    GovernmentModel,
    NewFramework,
    OneEdition,
    OneFramework,
    OneMeasure,
)
from commissioning.casefile.api.meetings import (
    CaseConditions,
    Clearances,
    MeetingDecisions,
    Meetings,
    OneMeeting,
    OneMeetingDecision,
    WaiveCondition,
)
from commissioning.casefile.api.nominations import Nominations, OneNomination
from commissioning.casefile.api.owners import Owners
from commissioning.casefile.api.parts import Attempts, Links, SetRegime
from commissioning.casefile.api.policies import (
    OneComment,
    OnePolicy,
    OneVersion,
    Policies,
    PolicyOfCase,
    PolicyUse,
    VersionComments,
    VersionSteps,
)
from commissioning.casefile.api.policy_group import (
    Group,
    GroupEvidence,
    GroupMeetings,
    GroupMembers,
    OneEvidence,
    OneGroupMember,
)
from commissioning.casefile.api.policy_linkages import Gaps, Linkages, LinkagesOfPolicy, OneLinkage
from commissioning.casefile.api.priority_cases import PriorityCases
from commissioning.casefile.api.records import Record
from commissioning.casefile.api.reorganisations import OneReorganisation, Reorganisations
from commissioning.casefile.api.root import Root
from commissioning.casefile.api.social_value import SocialValue, SuggestedMeasures
from commissioning.casefile.api.tasks import OneTask, TaskAside, Tasks
from commissioning.casefile.api.thread import CaseThread
from commissioning.casefile.api.trail import Trail
from commissioning.casefile.api.waivers import Waivers, WaiversOfCase


@extend_schema(exclude=True)
class Nowhere(Address):
    """Any other address: the answer is a problem as everywhere else, not a page."""

    def get(self, _request: Request, **_: str) -> Response:
        """Refuse."""
        raise Http404

    post = put = patch = delete = get


urlpatterns = [
    path("", Root.as_view(), name="api-root"),
    path("cases/", Cases.as_view(), name="api-cases"),
    path("cases/export/", CasesExported.as_view(), name="api-cases-export"),
    path("cases/<slug:reference>/", OneCase.as_view(), name="api-case"),
    path("cases/<slug:reference>/attempts/", Attempts.as_view(), name="api-attempts"),
    path("cases/<slug:reference>/conditions/", CaseConditions.as_view(), name="api-conditions"),
    path("cases/<slug:reference>/conditions/<int:number>/", WaiveCondition.as_view(), name="api-condition"),
    path("cases/<slug:reference>/conditions/<int:number>/files/", EvidenceFiles.as_view(), name="api-evidence"),
    path(
        "cases/<slug:reference>/conditions/<int:number>/files/<int:file>/",
        OneEvidenceFile.as_view(),
        name="api-evidence-file",
    ),
    path("cases/<slug:reference>/ideas/", IdeasOfCase.as_view(), name="api-ideas-of-case"),
    path("cases/<slug:reference>/interests/", CaseInterests.as_view(), name="api-interests"),
    path("cases/<slug:reference>/owners/", Owners.as_view(), name="api-owners"),
    path("cases/<slug:reference>/policy/", PolicyOfCase.as_view(), name="api-policy-of-case"),
    path("cases/<slug:reference>/regime/", SetRegime.as_view(), name="api-regime"),
    path("cases/<slug:reference>/links/", Links.as_view(), name="api-links"),
    path("cases/<slug:reference>/records/<slug:stage>/", Record.as_view(), name="api-record"),
    path("cases/<slug:reference>/records/<slug:stage>/files/", Files.as_view(), name="api-files"),
    path("cases/<slug:reference>/records/<slug:stage>/files/<int:file>/", OneFile.as_view(), name="api-file"),
    path("cases/<slug:reference>/social-value/", SocialValue.as_view(), name="api-social-value"),
    path("cases/<slug:reference>/social-value/measures/", SuggestedMeasures.as_view(), name="api-suggested-measures"),
    path("cases/<slug:reference>/thread/", CaseThread.as_view(), name="api-thread"),
    path("cases/<slug:reference>/trail/", Trail.as_view(), name="api-trail"),
    path("cases/<slug:reference>/waivers/", WaiversOfCase.as_view(), name="api-waivers-of-case"),
    path("ideas/", Ideas.as_view(), name="api-ideas"),
    path("ideas/<int:number>/", OneIdea.as_view(), name="api-idea"),
    path("waivers/", Waivers.as_view(), name="api-waivers"),
    path("contracts/", Contracts.as_view(), name="api-contracts"),
    path("contracts/export/", ContractsExported.as_view(), name="api-contracts-export"),
    path("gate-policies/", GatePolicies.as_view(), name="api-gate-policies"),
    path("gate-policies/<int:version>/", OneGatePolicy.as_view(), name="api-gate-policy"),
    path("measures/", Frameworks.as_view(), name="api-measures"),
    path("measures/begin/", NewFramework.as_view(), name="api-measures-begin"),
    path("measures/government/<slug:model>/", GovernmentModel.as_view(), name="api-government-model"),
    path("measures/<slug:code>/", OneFramework.as_view(), name="api-measure-framework"),
    path("measures/<slug:code>/versions/<int:number>/", OneEdition.as_view(), name="api-measure-version"),
    path("measures/<slug:code>/versions/<int:number>/steps/", EditionSteps.as_view(), name="api-measures-steps"),
    path(
        "measures/<slug:code>/versions/<int:number>/measures/<str:measure>/", OneMeasure.as_view(), name="api-measure"
    ),
    path("policies/", Policies.as_view(), name="api-policies"),
    path("policies/gaps/", Gaps.as_view(), name="api-policy-gaps"),
    path("policies/linkages/", Linkages.as_view(), name="api-policy-linkages"),
    path("policies/<slug:code>/", OnePolicy.as_view(), name="api-policy"),
    path("policies/<slug:code>/linkages/", LinkagesOfPolicy.as_view(), name="api-link-policy"),
    path("policies/<slug:code>/linkages/<int:linkage>/", OneLinkage.as_view(), name="api-policy-linkage"),
    path("policies/<slug:code>/group/", Group.as_view(), name="api-policy-group"),
    path("policies/<slug:code>/group/members/", GroupMembers.as_view(), name="api-policy-members"),
    path("policies/<slug:code>/group/members/<int:member>/", OneGroupMember.as_view(), name="api-policy-member"),
    path("policies/<slug:code>/group/meetings/", GroupMeetings.as_view(), name="api-policy-meetings"),
    path("policies/<slug:code>/group/evidence/", GroupEvidence.as_view(), name="api-policy-evidence"),
    path("policies/<slug:code>/group/evidence/<int:evidence>/", OneEvidence.as_view(), name="api-policy-findings"),
    path("policies/<slug:code>/use/", PolicyUse.as_view(), name="api-policy-use"),
    path("policies/<slug:code>/versions/<int:number>/", OneVersion.as_view(), name="api-policy-version"),
    path("policies/<slug:code>/versions/<int:number>/steps/", VersionSteps.as_view(), name="api-policy-steps"),
    path("policies/<slug:code>/versions/<int:number>/comments/", VersionComments.as_view(), name="api-policy-comments"),
    path(
        "policies/<slug:code>/versions/<int:number>/priorities/<int:priority>/cases/",
        PriorityCases.as_view(),
        name="api-priority-cases",
    ),
    path(
        "policies/<slug:code>/versions/<int:number>/comments/<int:comment>/",
        OneComment.as_view(),
        name="api-policy-comment",
    ),
    path("board/", Board.as_view(), name="api-board"),
    path("cover/", Cover.as_view(), name="api-cover"),
    path("cover/offers/", Offers.as_view(), name="api-cover-offers"),
    path("cover/offers/<int:offer>/", OneOffer.as_view(), name="api-cover-offer"),
    path("meetings/", Meetings.as_view(), name="api-meetings"),
    path("meetings/<int:meeting>/", OneMeeting.as_view(), name="api-meeting"),
    path(
        "meetings/<int:meeting>/decisions/<int:decision>/",
        OneMeetingDecision.as_view(),
        name="api-meeting-decision",
    ),
    path("meetings/<int:meeting>/decisions/", MeetingDecisions.as_view(), name="api-meeting-decisions"),
    path("tasks/<int:task>/clearance/", Clearances.as_view(), name="api-clearance"),
    path("nominations/", Nominations.as_view(), name="api-nominations"),
    path("nominations/<int:number>/", OneNomination.as_view(), name="api-nomination"),
    path("reorganisations/", Reorganisations.as_view(), name="api-reorganisations"),
    path("reorganisations/<int:number>/", OneReorganisation.as_view(), name="api-reorganisation"),
    path("tasks/", Tasks.as_view(), name="api-tasks"),
    path("tasks/<int:task>/aside/", TaskAside.as_view(), name="api-task-aside"),
    path("tasks/held/", HeldTasks.as_view(), name="api-held-tasks"),
    path("tasks/<int:task>/hand-over/", HandOver.as_view(), name="api-hand-over"),
    path("tasks/<int:task>/", OneTask.as_view(), name="api-task"),
    re_path(r"", Nowhere.as_view(), name="api-nowhere"),
]
