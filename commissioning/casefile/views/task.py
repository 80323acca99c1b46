"""One task: the page where it can be done, and the receipt after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError
from accounts.models import Person
from accounts.rules import day_of
from audit.models import Entry
from commissioning.asks.models import Ask
from commissioning.asks.snoozing import asleep
from commissioning.asks.worklist import work_list
from commissioning.casefile import answering, next_steps, overview, pauses, returned, together, work, writing
from commissioning.casefile.carrying_out import carry_out
from commissioning.casefile.comparing import comparison_of
from commissioning.casefile.doing import ANSWER, answer_form, aside_form, deed_of, form_of, typed_forms
from commissioning.casefile.evidencing import evidence_address
from commissioning.casefile.finding import number_in
from commissioning.casefile.forms import ASIDE, DeedForm
from commissioning.casefile.people import reader, task_asked, task_seen
from commissioning.casefile.refusals import UNPROCESSABLE, carried_out
from commissioning.casefile.tasks import Task, task_of
from commissioning.casefile.trail import event_of, own_entry
from commissioning.casefile.waiving import is_about_waiver, read_waiver
from commissioning.casefile.wording import deadline
from commissioning.drafts.keeping import WHOLE, Desk, own_draft
from commissioning.drafts.slips import Slip
from commissioning.errors import OvertakenError
from commissioning.records.asks import record_ask
from commissioning.vocabulary import Action, Stage

if TYPE_CHECKING:
    from commissioning.casefile.people import SeenTask

Forms = Mapping[str, Any]
OK = 200


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show a task to those who can do it, and carry it out."""
    person, at = reader(request), timezone.now()
    if request.method == "POST":
        return _carry_out(request, task_id, person, at)
    found = task_seen(person, task_id, at)
    if not found.open:
        context = {"task": found, "title": work.titled(found), "text": answering.closed_in_words(found)}
        return render(request, "commissioning/task_closed.html", context)
    return _render(request, found, person, at, {}, own_draft(found.drafted_as, WHOLE, by=person))


def _slip(found: SeenTask, person: Person) -> Slip:
    return Slip(person.pk, found.drafted_as, WHOLE, reverse("task", args=[found.pk]))


def _carry_out(request: HttpRequest, task_id: int, person: Person, at: datetime) -> HttpResponse:
    """Carry a task out. The verb asks who may; whatever comes of it otherwise is told only to who may see the task."""
    sent = DeedForm(request.POST)
    if not sent.is_valid() or sent.cleaned_data["action"] not in Action.values:
        found = task_seen(person, task_id, at)
        return _render(request, found, person, at, {ANSWER: answer_form(found, day_of(at), request.POST)})
    action, key = Action(sent.cleaned_data["action"]), sent.cleaned_data["key"]
    asked = task_asked(task_id)
    try:
        name, form = form_of(asked, action, day_of(at), request.POST)
        entry = carried_out(
            form, person, lambda: carry_out(asked, deed_of(action, form), by=person, at=at, key=key), key=key
        )
    except Exception:  # whatever the verb says, who may not see the task is told only that there is none
        task_seen(person, task_id, at)
        raise
    if entry is None:
        return _render(request, task_seen(person, task_id, at), person, at, {name: form})
    return _done(request, asked, action, entry)


def _done(request: HttpRequest, found: Ask, action: Action, entry: Entry) -> HttpResponse:
    title = work.titled(found)
    if action == Action.TAKE:
        messages.success(request, "You are on it: the others who hold this post can see that.")
        return redirect("task", found.pk)
    if action in (Action.ASK, Action.WITHDRAW):
        messages.success(request, ASKED[action])
        return redirect("task", found.pk)
    if action == Action.GIVE_BACK:
        messages.success(request, f"You gave “{title}” back. The others who hold this post can take it.")
        return redirect("work")
    receipt = reverse("task-receipt", args=[found.pk])
    return redirect(f"{receipt}?entry={entry.number}")


ASKED = {
    Action.ASK: "Your question is with the author. Your time stands still until it is answered.",
    Action.WITHDRAW: "Your question is withdrawn. Your time runs again.",
}


def _render(
    request: HttpRequest, found: SeenTask, person: Person, at: datetime, forms: Forms, desk: Desk | None = None
) -> HttpResponse:
    """The page of an open task, with whatever was sent and refused, or was typed and not sent.

    Others learn why they cannot do it.
    """
    if not found.open:
        raise OvertakenError(f"{answering.closed_in_words(found)} Nothing of yours was changed.")
    task = task_of(found, person, at)
    if task.refusal:
        raise NotAllowedError(task.refusal)
    shown = forms or (typed_forms(task, desk.typed, day_of(at)) if desk and desk.typed else {})
    offers = _offers(task, shown)
    context = {
        "task": found,
        "title": work.titled(found),
        "due": "its time stands still" if found.paused else deadline(found.due_on, day_of(at)),
        "late": found.late(day_of(at)),
        "offers": offers,
        "slip": _slip(found, person).signed(),
        "kept": desk.own.typed_at if desk and shown.keys() & {*offers, ANSWER} else None,
        "crumbs": _crumbs(found),
        "form": next(iter(forms.values()), None),
    }
    name, own = _own(task, at, shown)
    return render(request, name, {**context, **own}, status=UNPROCESSABLE if forms else OK)


def _offers(task: Task, shown: Forms) -> dict[str, Any]:
    """The forms beside the answer itself, those that were sent or typed in as they were."""
    actions = [action for action in task.actions if action in ASIDE]
    offers: dict[str, Any] = {action.value: shown.get(action) or aside_form(action) for action in actions}
    if Action.ASK in actions:
        offers[Action.ASK.value].offer([(section.key, section.title) for section in task.sections])
    return offers


def _crumbs(found: SeenTask) -> list[dict[str, str]]:
    case = found.case
    return [
        {"text": "My work", "href": reverse("work")},
        {"text": case.reference, "href": reverse("case", args=[case.reference])},
        {"text": work.titled(found), "href": ""},
    ]


def _own(task: Task, at: datetime, forms: Forms) -> tuple[str, dict[str, object]]:
    """The template of a task's kind, and what it needs besides."""
    if task.ask.seated:
        return "commissioning/task_seat.html", _of_seat(task, at, forms)
    answer = forms.get(ANSWER) or answer_form(task.ask, day_of(at))
    if task.ask.filled_in:
        deed = DeedForm(initial={"action": Action.DONE})
        asked = record_ask(task.ask)
        told = {"answer": answer, "deed": deed, "why": asked.why, "waits": asked.waits(task.ask, day_of(at))}
        if is_about_waiver(task.ask):
            return "commissioning/task_waiver.html", {**told, **read_waiver(task.ask)}
        told |= {"beside": asked.told(task.ask), "evidence": evidence_address(task.ask)}
        return "commissioning/task_record.html", told
    return "commissioning/task_write.html", _of_record(task, forms)


def _of_seat(task: Task, at: datetime, forms: Forms) -> dict[str, object]:
    found: Any = task.ask
    today = day_of(at)
    questions = pauses.questions_at(task.gate, today) if task.gate else []
    whole = found.sees_figures and (found.stage != Stage.AWARD or found.sees_bids)
    may_read = pauses.readable(questions, None if whole else [section.key for section in task.sections])
    paused = pauses.standing(questions)
    return {
        "paused": paused.get(task.seat.pk if task.seat else 0, ""),
        "questions": pauses.asked(may_read, pauses.titles_of(task.bundle)),
        "seat": task.seat,
        "submission": task.submission,
        "digest": task.digest,
        "sections": answering.text_of(task),
        "comparison": comparison_of({row.key: row.stated for row in task.sections}),
        "changed": answering.changed(task),
        "others": answering.others(task, today, paused, reasons=found.sees_figures),
        "answer": forms.get(ANSWER) or answer_form(task.ask, today, digest=task.digest),
    }


HANDING_IN = (Action.SUBMIT, Action.HAND_ON)


def _of_record(task: Task, forms: Forms) -> dict[str, object]:
    place = writing.place_of_task(task.ask)
    refused = any(action in forms and forms[action].is_bound for action in HANDING_IN)
    places = [one for one in (place.earlier, place) if one] if refused else []
    steps = [step for one in places for step in writing.steps_of(one, [])]
    return {
        "record": place.url("record"),
        "check": place.url("record-check"),
        "writable": place.open,
        "fast": place.one_page,
        "unfinished": [step for step in steps if step.wrong],
        "hands_on": Action.HAND_ON in task.actions,
        "beside": together.beside(place),
        "reopened": place.reopened,
        "returns": returned.returns_of(place),
    }


@require_safe
def receipt(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show what was recorded of a task, what happens next in its case, and the reader's next piece of work.

    The address names the entry alone: what it recorded is read from it, and an entry about anything else is no receipt.
    """
    person, at = reader(request), timezone.now()
    found = task_seen(person, task_id, at)
    wanted = number_in(request.GET.get("entry", ""))
    entry = own_entry(found.case, person, wanted) if wanted is not None else None
    event = event_of(entry) if entry else None
    title = answering.recorded(found, event) if event else ""
    if not title:
        raise Http404
    case, today = found.case, day_of(at)
    case.refresh_from_db()
    tasks, seats = overview.open_tasks_of(case, today), overview.open_seats_of(case)
    strands = overview.strands_of(case, today)
    context = {
        "task": found,
        "title": title,
        "entry": entry,
        "event": event,
        "next": next_steps.next_of(case, strands, tasks, seats, today, pauses.pauses_within(tasks)),
        "work": work.groups(_next_of(person, at), person, [], at),
        "crumbs": _crumbs(found),
    }
    return render(request, "commissioning/receipt.html", context)


def _next_of(person: Person, at: datetime) -> list[Ask]:
    """The next thing to do: not what they put aside, nor what waits for an answer to a question."""
    aside = [found.ask_id for found in asleep(person, at)]
    return [ask for ask in work_list(person, at, aside=aside).asks if not ask.paused][:1]
