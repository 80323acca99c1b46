"""The rows of a needs record."""

from __future__ import annotations

from commissioning.needs import equality_forms, forms, option_forms
from commissioning.records.rooms import RowSet

EVIDENCE = RowSet("evidence_rows", "Evidence, one by one", forms.EvidenceRowForm, "piece of evidence")
ENGAGEMENTS = RowSet("engagements", "Each time you asked", forms.EngagementRowForm, "time you asked")
GROUPS = RowSet("groups", "People who are affected", equality_forms.AffectedGroupForm, "group of people")
OUTCOMES = RowSet("outcomes", "Outcomes", forms.OutcomeForm, "outcome", prefix="O")
OPTIONS = RowSet("options", "Options", option_forms.OptionForm, "option")
OPTION_SCORES = RowSet("options", "Scores", option_forms.OptionScoreForm, "option", fixed=True)
OPTION_COSTS = RowSet("option_costs", "Costs of the options", option_forms.OptionCostForm, "cost", related=("option",))
LESSONS = RowSet(
    "lesson_rows",
    "Lessons of the last cycle",
    forms.LessonRowForm,
    "lesson",
    prefix="L",
    fixed=True,
)
