"""Gathers the models of every room, so that they share one label and one history of migrations."""

from commissioning.asks import models as asks
from commissioning.award import models as award
from commissioning.case import models as case
from commissioning.chasing import models as chasing
from commissioning.conditions import models as conditions
from commissioning.contract import models as contract
from commissioning.cover import models as cover
from commissioning.documents import models as documents
from commissioning.drafts import models as drafts
from commissioning.fast import models as fast
from commissioning.gate_policies import models as gate_policies
from commissioning.gates import handing_models as handed_on
from commissioning.gates import models as gates
from commissioning.ideas import models as ideas
from commissioning.interests import models as interests
from commissioning.joining import models as joining
from commissioning.measures import models as measures
from commissioning.meetings import models as meetings
from commissioning.needs import models as needs
from commissioning.notices import models as notices
from commissioning.ownership import models as ownership
from commissioning.policies import group_models as policy_groups
from commissioning.policies import models as policies
from commissioning.records import models as records
from commissioning.reorganising import models as reorganising
from commissioning.review import models as review
from commissioning.searches import models as searches
from commissioning.social_value import models as social_value
from commissioning.telling import models as telling
from commissioning.tender import models as tender
from commissioning.waivers import models as waivers

__all__ = [
    "asks",
    "award",
    "case",
    "chasing",
    "conditions",
    "cover",
    "contract",
    "drafts",
    "documents",
    "fast",
    "gate_policies",
    "gates",
    "handed_on",
    "ideas",
    "interests",
    "joining",
    "measures",
    "meetings",
    "needs",
    "notices",
    "ownership",
    "policies",
    "policy_groups",
    "records",
    "reorganising",
    "review",
    "searches",
    "social_value",
    "telling",
    "tender",
    "waivers",
]
