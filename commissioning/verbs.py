"""What can be decided about the council's work, in the ledger's past tense."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """A ledger verb and the words the trail uses for it."""

    CASE_OPENED = "case.opened", "opened the case"
    CASE_IMPORTED = "case.imported", "imported the case from its notices"
    CASE_UPDATED = "case.updated", "updated the case from its notices"
    CASE_MOVED = "case.moved", "moved the case on"
    CASE_TAKEN_TO_STAGE = "case.taken_to_stage", "took the case back to an earlier stage"
    CASE_LIFTED = "case.lifted", "moved the purchase to the standard lane"
    STRAND_TENDERED_AGAIN = "case.tendered_again", "began to tender a part again"
    CASES_LINKED = "case.linked", "linked the case with another"
    CASES_UNLINKED = "case.unlinked", "took back a link with another case"
    REGIME_SET = "case.regime_set", "set the regime"
    ASK_TAKEN = "ask.taken", "took a task"
    ASK_GIVEN_BACK = "ask.given_back", "gave a task back"
    GATE_POLICY_PUBLISHED = "gate_policy.published", "published a gate policy"
    SECTION_SAVED = "record.saved", "saved a section"
    RECORD_SUBMITTED = "record.submitted", "submitted the record to its gate"
    RECORD_TAKEN_BACK = "record.taken_back", "took the record back"
    SEAT_ANSWERED = "gate.answered", "answered at the gate"
    CONFLICT_DECLARED = "gate.conflict_declared", "declared a conflict of interest"
    SEAT_DEFERRED = "gate.deferred", "deferred a decision"
    ADVICE_LAPSED = "gate.advice_lapsed", "closed an unanswered request for advice"
    POLICY_PUBLISHED = "policy.published", "published a policy"
    CALL_IN_RECORDED = "award.call_in_recorded", "recorded the outcome of call-in"
    AWARD_NOTICE_RECORDED = "award.notice_recorded", "recorded the contract award notice"
    PURCHASE_CHECKED = "purchase.checked", "recorded the check of a fast-lane purchase"
    PURCHASE_CLOSED = "purchase.closed", "answered the closing question"
    CONTRACT_SIGNED = "contract.signed", "recorded the signature of the contract"
