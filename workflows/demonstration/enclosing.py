"""The files that the demonstration's people attach to what they write: small, invented, the same bytes each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from accounts.authority import eligible
from commissioning.asks.models import Ask
from commissioning.case.models import Strand
from commissioning.casefile.stages import room_for
from commissioning.records.decisions import current_record
from commissioning.records.filing import attach
from commissioning.vocabulary import AskKind, Stage, State


@dataclass(frozen=True)
class Enclosure:
    """A file of a story, and the section it is attached to."""

    stage: Stage
    section: str
    name: str
    description: str
    text: str


def enclose(ask: Ask, files: tuple[Enclosure, ...], *, at: datetime, pace: timedelta) -> None:
    """Attach the files of the record that an ask wants written, before its first section is; the last is at `at`."""
    here = [file for file in files if (ask.kind, ask.stage) == (AskKind.WRITE, file.stage)]
    strand = Strand.objects.select_related("case").get(pk=ask.strand_id)
    if not here or strand.state != State.DRAFTING:
        return
    room = room_for(strand.case, Stage(strand.stage))
    begun = at - (len(room.sections) - 1) * pace
    by = eligible(ask.post, on=ask, at=begun)[0]
    for file in here:
        record, sent = current_record(room, strand), ContentFile(file.text.encode(), file.name)
        key = f"demo/file/{strand.pk}/{file.stage}/{file.name}"
        attach(room, record, room.section(file.section), sent, description=file.description, by=by, at=begun, key=key)


REQUESTS = Enclosure(
    Stage.NEEDS,
    "evidence",
    "requests-for-trees.csv",
    "What residents of Castle ward asked for in two years, by street",
    "Street,Trees today,Requests\n"
    "Abbot Street,0,31\nBell Lane,0,27\nCastle Rise,0,42\nDrover Street,0,19\nFuller Street,0,22\n"
    "Keep Road,0,16\nMill Row,0,14\nMoat Street,0,12\nOld Market,0,11\nTanner Street,0,10\nWell Lane,0,8\n",
)
HUBS = Enclosure(
    Stage.SOCIAL_VALUE,
    "relevance",
    "what-young-people-said.txt",
    "Notes of two evenings at the hubs",
    "Notes of two evenings at the youth hubs (invented for the demonstration)\n\n"
    "Young people asked for paid work at the hubs at weekends, for a place to repair bicycles, and for the\n"
    "kitchen to be open on two evenings a week.\n",
)
LEADS_TENDER = Enclosure(
    Stage.NEEDS,
    "tender",
    "northshire-invitation-to-tender.txt",
    "The invitation to tender of Northshire County Council, with its lots and criteria",
    "Invitation to tender (invented for the demonstration)\n\n"
    "Aids for living at home, in five lots, one a council. Open procedure.\n"
    "Quality 50 per cent, price 40 per cent, social value 10 per cent: local jobs, and aids that are used again.\n",
)
QUOTES = tuple(
    Enclosure(
        Stage.NEEDS,
        "quotes",
        f"quote-{supplier.split()[0].lower()}.txt",
        f"The quote of {supplier}",
        f"Quote (invented for the demonstration)\n\nFrom: {supplier}\nFor: research on social value in contracts\n"
        f"What you get: interviews with 20 suppliers, a report of 30 pages, a talk to the delivery group.\n",
    )
    for supplier in ("Alder Research Ltd", "Beacon Surveys Ltd", "Cairn Insight LLP")
)
