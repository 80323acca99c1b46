"""The field's words as enums: one word for one thing, in code, screens, API and documents."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """One of the six stages of a case, each ending at a gate."""

    NEEDS = "needs", "Needs analysis"
    SOCIAL_VALUE = "social_value", "Social value priorities"
    TENDER = "tender", "Tender"
    AWARD = "award", "Award"
    MONITORING = "monitoring", "Monitoring"
    REVIEW = "review", "Review"

    @property
    def number(self) -> int:
        """The stage's place in the cycle, from 1 to 6."""
        return list(Stage).index(self) + 1

    @property
    def following(self) -> "Stage | None":
        """The stage after this one; None after the review."""
        stages = list(Stage)
        return stages[self.number] if self.number < len(stages) else None

    @property
    def before(self) -> "Stage | None":
        """The stage before this one; None before needs analysis."""
        return list(Stage)[self.number - 2] if self.number > 1 else None


class ThreadKind(TextChoices):
    """What the golden thread is made of, from the policy to what was proved; scripts rely on the codes."""

    POLICY = "policy", "Policy"
    PRIORITY = "priority", "Priority"
    OUTCOME = "outcome", "Outcome"
    MEASURE = "measure", "Measure"
    CRITERION = "criterion", "Award criterion"
    OFFER = "offer", "Offer"
    OBLIGATION = "obligation", "Obligation"
    RETURN = "return", "Claimed"
    VERIFIED = "verified", "Verified"
    IMPACT = "impact", "Impact"

    @property
    def number(self) -> int:
        """Its place in the thread, from 1 to 10."""
        return list(ThreadKind).index(self) + 1


class State(TextChoices):
    """Where a case or strand stands within its stage."""

    DRAFTING = "drafting", "Drafting"
    IN_GATE = "in_gate", "At the gate"
    RETURNED = "returned", "Returned"
    WAITING = "waiting", "Waiting"
    STOPPED = "stopped", "Stopped"
    CLOSED = "closed", "Closed"


class Lane(TextChoices):
    """How much process a case gets. Set by the system."""

    FAST = "fast", "Fast lane"
    STANDARD = "standard", "Standard lane"
    JOINING = "joining", "Joining lane"

    def at(self, stage: Stage) -> "Lane":
        """The lane whose record and gate a case has at a stage.

        Where another body leads, joining has a record and a gate of its own; from award on they are the usual ones.
        """
        return Lane.STANDARD if self is Lane.JOINING and stage != Stage.NEEDS else self

    def name_of(self, stage: Stage) -> str:
        """What a stage is called in a case of this lane: where another body leads, it begins with joining."""
        return "Joining" if self.at(stage) is Lane.JOINING else str(stage.label)


class Regime(TextChoices):
    """The body of law a procurement runs under."""

    PA2023 = "PA2023", "Procurement Act 2023"
    PCR2015 = "PCR2015", "Public Contracts Regulations 2015"
    PSR = "PSR", "Provider Selection Regime"
    BELOW_THRESHOLD = "below_threshold", "Below threshold"
    GRANT = "grant", "Grant"
    EXEMPT = "exempt", "Exempt"
    UNKNOWN = "unknown", "Unknown"


class Way(TextChoices):
    """How a need is met, as the gate of its needs agreed."""

    BUY = "buy", "Bought under a contract"
    GRANT = "grant", "By a grant"
    IN_HOUSE = "in_house", "In house"
    NOTHING = "nothing", "Nothing is done"


class StrandKind(TextChoices):
    """What a strand follows: the whole case at first, a lot in award, a contract after it."""

    WHOLE = "whole", "Whole case"
    LOT = "lot", "Lot"
    CONTRACT = "contract", "Contract"


class LinkKind(TextChoices):
    """How one case belongs to another."""

    SPLIT_FROM = "split_from", "split from"
    MERGED_INTO = "merged_into", "merged into"
    RETENDER_OF = "retender_of", "re-tender of"
    CALL_OFF_UNDER = "call_off_under", "call-off under"
    NEXT_CYCLE_OF = "next_cycle_of", "next cycle of"


class BodyPart(TextChoices):
    """A body's part in a case."""

    LEAD = "lead", "Lead"
    PARTNER = "partner", "Partner"


class AskKind(TextChoices):
    """What a task asks of the post it waits for."""

    WRITE = "write", "Write"
    CONSULT = "consult", "Give advice"
    SIGN = "sign", "Sign"
    DECIDE = "decide", "Decide"
    RECORD = "record", "Record"
    ANSWER = "answer", "Answer a question"
    ACCEPT = "accept", "Accept ownership"


class Whom(TextChoices):
    """Whom a step of the escalation chain tells of a task that is nearly or already late."""

    HOLDER = "holder", "Whoever holds the post that is asked"
    DEPUTY = "deputy", "The deputy of that post"
    ROLE = "role", "A role at the service that leads the case, or at a body that is named"


class WhenEmpty(TextChoices):
    """What becomes of a gate at which the policy seats nobody."""

    REFUSED = "refused", "Refused: the record cannot be submitted"
    PASSES = "passes", "Passes by itself, on record"


class SeatKind(TextChoices):
    """What a seat does at a gate."""

    CONSULT = "consult", "is consulted"
    SIGN = "sign", "signs"
    DECIDE = "decide", "decides"


class SeatState(TextChoices):
    """Where a seat stands in its gate."""

    WAITING = "waiting", "Not asked yet"
    OPEN = "open", "Waiting for an answer"
    SIGNED = "signed", "Signed"
    OBJECTED = "objected", "Signed, not supported"
    ADVISED = "advised", "Advice given"
    SILENT = "silent", "No advice given"
    RETURNED = "returned", "Returned as not ready"
    PASSED = "passed", "Agreed"
    AMENDED = "amended", "Agreed as amended"
    STOPPED = "stopped", "Stopped"
    ENDED = "ended", "Ended: go to review"
    DROPPED = "dropped", "No longer needed"
    SPARED = "spared", "Not needed: enough others answered"


class Action(TextChoices):
    """What a person can do with a task."""

    SUBMIT = "submit", "Submit"
    HAND_ON = "hand_on", "Hand on to the next stage"
    TAKE_BACK = "take_back", "Take back"
    DONE = "done", "Record"
    ADVISE = "advise", "Give advice"
    SIGN = "sign", "Sign"
    OBJECT = "object", "Sign, not supported"
    RETURN = "return", "Return as not ready"
    PASS = "pass", "Agree"
    AMEND = "amend", "Agree as amended"
    DEFER = "defer", "Defer"
    STOP = "stop", "Stop"
    END = "end", "End: go to review"
    TAKE = "take", "Take"
    GIVE_BACK = "give_back", "Give back"
    LIFT = "lift", "Move to the standard lane"
    DECLARE = "declare", "Declare a conflict of interest"
    ASK = "ask", "Ask the author a question"
    WITHDRAW = "withdraw", "Withdraw the question"


class Duties(TextChoices):
    """Two duties that one person does not have in one matter, unless the gate policy says so."""

    CLAIM_VERIFY = "claim_verify", "saying that something was done, and confirming it"
    EVALUATE_DECIDE = "evaluate_decide", "evaluating bids, and deciding on their award"


class Recorded(TextChoices):
    """How an answer came to be recorded that was not given here."""

    MEETING = "meeting", "Decided at a meeting"
    ELSEWHERE = "elsewhere", "Cleared in another system"


class WayOn(TextChoices):
    """Where a record goes that is written: to a gate of its own, or on to the next stage, whose gate decides both."""

    GATE = "gate", "Submitted"
    NEXT = "next", "Handed on"


class Outcome(TextChoices):
    """What a tier or gate came to."""

    NEXT_TIER = "next_tier", "Next tier"
    RETURNED = "returned", "Returned"
    PASSED = "passed", "Passed"
    ENDED = "ended", "Ended"
    STOPPED = "stopped", "Stopped"
