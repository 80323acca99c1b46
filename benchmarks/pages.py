"""Every main page at two sizes of council: its queries, its time, and what a first load brings over the wire."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from accounts.authority import may
from accounts.models import Person
from accounts.rights import Right
from benchmarks.figures import Figures, Size
from benchmarks.measuring import Spread, counting, in_turn, timed
from benchmarks.multiplying import STRIDE
from benchmarks.reading import Council
from benchmarks.site import Reader
from commissioning.asks.decisions import RIGHT_OF_KIND
from commissioning.asks.models import Ask
from commissioning.case.decisions import open_case
from commissioning.case.models import Case
from commissioning.casefile.people import services_where
from commissioning.casefile.stages import ROOMS
from commissioning.gates.models import Gate
from commissioning.policies.models import Policy
from commissioning.vocabulary import AskKind, Lane, Stage, State

ROUNDS = {Size.TINY: 1, Size.QUICK: 6, Size.FULL: 20}
OK = 200
LEADS_ON = 302
KB = 1000
STATIC = re.compile(r'(?:href|src)="/static/([^"?]+)')
Addresses = Mapping[str, str]
Asked = Mapping[str, tuple[Reader, str]]

LISTS = {
    "my work": "/",
    "my work, held by others": "/?show=held",
    "my work, done lately": "/?show=done",
    "cases": "/cases/",
    "cases, third page": "/cases/?page=3",
    "cases, of a stage": "/cases/?stage=tender",
    "cases, of a state": "/cases/?state=in_gate",
    "cases, of a service": "/cases/?service=seed-001",
    "cases, late": "/cases/?late=on",
    "cases, searched": "/cases/?q=farrowing",
    "contracts": "/contracts/",
    "messages": "/messages/",
}
OF_A_CASE = {
    "case": "",
    "records": "records/",
    "record": "records/tender/",
    "gates": "gates/",
    "timetable": "timetable/",
    "trail": "trail/",
    "sources": "sources/",
    "documents": "documents/",
}
SUBMIT = "submit"


class Pages:
    """Reads every page as the widest reader, and the lists as a narrow one too."""

    def __init__(self) -> None:
        self.taken: dict[str, Spread] = {}
        self.queries: dict[int, dict[str, int]] = {}
        self.weight: dict[str, float] = {}
        self.led_on: dict[int, list[str]] = {}
        self.without_case: dict[int, list[str]] = {}

    def at(self, council: Council) -> None:
        """Open every page in turn."""
        wide, narrow = Reader(council.wide), Reader(council.narrow)
        asked: Asked = {name: (wide, path) for name, path in {**LISTS, **addresses(council.wide)}.items()}
        asked = {**asked, **{f"{name} (narrow)": (narrow, path) for name, path in LISTS.items()}}
        asked = self._without_leading_on(asked, council.cases)
        stages = {stage.label for stage in Stage if not any(name.startswith(f"{stage.label}: ") for name in asked)}
        self.without_case[council.cases] = sorted(stages)
        self.queries[council.cases] = {}
        for name, (reader, path) in asked.items():
            _open(reader, path)  # whatever a process reads once
            with counting() as counted:
                body = _open(reader, path)
            self.queries[council.cases][name] = len(counted)
            self.weight[name] = weight(body)
        opened = {f"{name} at {council.cases}": page for name, page in asked.items()}
        self.taken |= in_turn(
            {name: _timing(name, reader, path) for name, (reader, path) in opened.items()},
            ROUNDS[council.size],
            warming=0,  # each was opened twice already
            again=0,
        )

    def _without_leading_on(self, asked: Asked, cases: int) -> Asked:
        """Leave out the pages to submit what is not complete, which lead back to it: they are named in the figures."""
        led = [name for name, (reader, path) in asked.items() if reader.get(path).status == LEADS_ON]
        if others := [name for name in led if not name.endswith(SUBMIT)]:
            raise LookupError(f"These led on to other pages: {', '.join(others)}.")
        self.led_on[cases] = led
        return {name: found for name, found in asked.items() if name not in led}

    def figures(self) -> Figures:
        """Return the page that asks most, the slowest and the heaviest."""
        few, many = self.queries
        growing = {
            name: [number, self.queries[many][name]]
            for name, number in self.queries[few].items()
            if number != self.queries[many].get(name, number)
        }
        p95 = {name: found.p95 for name, found in self.taken.items() if name.endswith(f" at {many}")}
        goals = {
            "page_queries": max(self.queries[many].values()),
            "page_constant": len(growing),
            "page_p95": max(p95.values()),
            "page_weight": max(self.weight.values()),
        }
        slow = {name: round(ms, 1) for name, ms in sorted(p95.items(), key=lambda found: -found[1])}
        left_out = {"led_on": self.led_on, "stages_without_a_case": self.without_case}
        more = {"queries": self.queries, "growing": growing, "p95_ms": slow, "first_load_kb": self.weight, **left_out}
        return Figures(goals, self.taken, {"pages": more})


def addresses(person: Person) -> Addresses:
    """Return the pages of one case that has come far, of records being written in every stage, of each kind of task."""
    own = Case.objects.filter(pk__lt=STRIDE)  # a copy has no history and no text
    far = own.filter(stage__in=(Stage.MONITORING, Stage.REVIEW)).order_by("pk").last()
    found = {"open a case": "/cases/open/"}
    if far is not None:
        found |= {name: f"/cases/{far.reference}/{path}" for name, path in OF_A_CASE.items()}
        gate = Gate.objects.filter(strand__case=far).order_by("pk").first()
        found |= {"gate": f"/cases/{far.reference}/gates/{gate.pk}/"} if gate else {}
    drafts = own.filter(state=State.DRAFTING).order_by("pk")
    for stage in Stage:
        draft = drafts.filter(stage=stage, lane=Lane.STANDARD).last()
        found |= _of_a_draft(draft, stage) if draft else {}
    found["fast lane: its page"] = f"/cases/{_purchase(person).reference}/fast/"
    found |= {f"task: {ask.get_kind_display()}": f"/tasks/{ask.pk}/" for ask in _tasks(person)}
    policy = Policy.objects.order_by("pk").first()
    found |= {"policies": "/policies/"} | ({"policy": f"/policies/{policy.code}/"} if policy else {})
    return found


def _of_a_draft(case: Case, stage: Stage) -> Addresses:
    """The record that is being written: its list, its sections, its check, and the page to submit it."""
    pages = ["", *(section.key for section in ROOMS[stage].sections), "check", SUBMIT]
    base = f"/cases/{case.reference}/records/{stage}/"
    return {f"{stage.label}: {page or 'record'}": f"{base}{page}/" if page else base for page in pages}


def _purchase(person: Person) -> Case:
    """The purchase of the fast lane that is being written: `seed_load` makes none, so that a reader opens one."""
    there = Case.objects.filter(pk__lt=STRIDE, lane=Lane.FAST, state=State.DRAFTING).first()
    if there is not None:
        return there
    service = services_where(person, Right.OPEN_CASE, now())[0]
    net, gross = Decimal(20_000), Decimal(24_000)
    case = open_case(
        title="Survey of small firms",
        service=service,
        value_net=net,
        value_gross=gross,
        by=person,
        at=now(),
        key="pages/purchase",
    )
    if case.lane != Lane.FAST:
        raise LookupError(f"{case.reference} is not in the fast lane: {case.lane_why}")
    return case


def _tasks(person: Person) -> Iterator[Ask]:
    """Yield an open task of each kind that a person may carry out, where there is one."""
    for kind in AskKind:
        tasks = Ask.objects.filter(pk__lt=STRIDE, kind=kind, closed_at=None).order_by("-pk")
        own = (ask for ask in tasks.select_related("case") if may(person, RIGHT_OF_KIND[kind], on=ask, at=now()))
        yield from islice(own, 1)


def _open(reader: Reader, path: str) -> bytes:
    answered = reader.get(path)
    if answered.status != OK:
        raise LookupError(f"{path} answered {answered.status}.")
    return answered.body


def _timing(name: str, reader: Reader, path: str) -> Callable[[], Mapping[str, float]]:
    return lambda: {name: timed(lambda: reader.get(path))}


def weight(body: bytes) -> float:
    """Return the kilobytes of a page with the files it names, packed as a council's server sends them."""
    names = sorted(set(STATIC.findall(body.decode())))
    files = [Path(settings.STATIC_ROOT) / name for name in names]
    return round(sum(len(gzip.compress(found)) for found in (body, *(file.read_bytes() for file in files))) / KB, 1)
