"""Asking the author instead of answering, the author's answer, and withdrawing a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from accounts.authority import eligible
from accounts.exclusions import exclusion
from accounts.models import Exclusion, Holding, Person, Post
from accounts.rights import Right, Role
from accounts.rules import day_of
from accounts.vocabulary import Ground
from audit.deciding import Decision, deciding
from commissioning.asks.decisions import require_holder, require_open
from commissioning.asks.models import Ask
from commissioning.asks.opening import ask, close
from commissioning.case.ports import acting
from commissioning.errors import OvertakenError, RefusedError
from commissioning.gates.combining import told_of
from commissioning.gates.models import BundleSection, Question, Seat, Submission
from commissioning.gates.pausing import open_question, pause, resume
from commissioning.questions.forms import ReplyForm
from commissioning.questions.rules import ANSWER_DAYS, MOST_QUESTIONS, days_left
from commissioning.questions.telling import tell_answer, tell_question, tell_withdrawal
from commissioning.records.asks import RecordAsk, register
from commissioning.timetable.calendar import england_calendar
from commissioning.verbs import Verb
from commissioning.vocabulary import AskKind, Stage
from govuk.wording import day_in_words, in_words

CLOSED_AS: Final = 60  # characters that an ask has to say how it ended


def ask_author(task: Ask, *, text: str, sections: Sequence[str] = (), by: Person, at: datetime, key: str) -> Question:
    """Ask the author of a record something instead of answering a seat; its clock stands until that is answered.

    `sections` are keys of the sections it is about, among those of the seat; none: all of them. Raises OvertakenError
    where a question of the seat is open, RefusedError where its last day has passed, it has asked often enough, or
    nobody could answer.
    """
    asked = {"ask": task.pk, "text": text, "sections": list(sections)}
    with deciding(Verb.QUESTION_ASKED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        acting(task.case, Stage(task.stage), holding)
        seat, submission = _at_its_gate(task)
        _require_running(task, seat, submission, at)
        about = _sections_of(seat, sections)
        left = days_left(task.due_on, day_of(at), england_calendar())
        said = _said(text, "text", "Write your question.")
        opened = _ask_author(task, seat, submission, holding, at)
        question = Question(
            seat=seat,
            submission=submission,
            ask=opened,
            sections=about,
            text=said,
            asked_by=by,
            capacity=holding.title,
            on_behalf_of=holding.on_behalf_of,
            asked_at=at,
            days_left=left,
        )
        question.save()
        pause(task, left)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = said
        _about(decision, question, task=opened.title, to=_whom(opened), days_left=left)
        tell_question(question, at)
    return question


def _said(text: str, field: str, words: str) -> str:
    if not text.strip():
        raise RefusedError(words, {field: [words]})
    return text.strip()


def _at_its_gate(task: Ask) -> tuple[Seat, Submission]:
    """The seat that a task is of, and the submission it answers. Raises RefusedError for a task of no seat."""
    if not task.seated:
        raise RefusedError("Only who is asked at a gate can ask the author a question.")
    seats = Seat.objects.select_related("gate", "rule", "post__body")
    seat = seats.get(pk=int(task.source.removeprefix("seat/")))
    return seat, seat.gate.submissions.select_related("submitted_by").order_by("-number")[0]


def _require_running(task: Ask, seat: Seat, submission: Submission, at: datetime) -> None:
    if open_question(seat) is not None:
        raise OvertakenError(
            "This seat has asked the author a question already, and its clock stands until that is answered. "
            "Wait for the answer, or withdraw it first."
        )
    if task.due_on < day_of(at):
        raise RefusedError(
            f"Its last day was {day_in_words(task.due_on)}, so a question cannot stop its clock any more. "
            "Answer it, and say there what is not clear."
        )
    if Question.objects.filter(seat=seat, submission=submission).count() >= MOST_QUESTIONS:
        raise RefusedError(
            f"This seat has asked {MOST_QUESTIONS} questions about this submission, which is as many as it may. "
            "Answer it, and say there what is not clear."
        )


def _sections_of(seat: Seat, wanted: Sequence[str]) -> list[str]:
    """The sections a question is about, in order. Raises RefusedError for one the seat does not answer for."""
    unknown = [key for key in wanted if key not in seat.sections]
    if unknown:
        words = f"Choose among the sections you answer for: {in_words(seat.sections)}."
        raise RefusedError(words, {"sections": [words]})
    return [key for key in seat.sections if key in wanted or not wanted]


def _ask_author(task: Ask, seat: Seat, submission: Submission, holding: Holding, at: datetime) -> Ask:
    """Ask the post that wrote the record: its author where they can still do it, else whoever leads the case."""
    post = _writing_post(task)
    task.strand.case = task.case
    opened = ask(
        task.strand,
        post,
        AskKind.ANSWER,
        title=f"Answer a question: {seat.rule.title}",
        source=seat.question_source,
        due_on=england_calendar().add_working_days(day_of(at), ANSWER_DAYS),
        at=at,
    )
    holders = eligible(post, on=opened, at=at, right=Right.WRITE_RECORD)
    able = [person for person in holders if person not in (holding.person, holding.principal)]
    if not able:
        raise RefusedError(
            f"Nobody but you could answer it: no other person holds the post of {post.title}. Answer the task, and say "
            "there what is not clear, or have somebody appointed."
        )
    first = (submission.submitted_by_id, task.case.commissioner_id)
    opened.taken_by = next((found for wanted in first for found in able if found.pk == wanted), None)
    opened.save(update_fields=["taken_by"])
    return opened


def _writing_post(task: Ask) -> Post:
    """The post that writes what lies at the gate, with whoever leads the case now. Raises RefusedError for none."""
    written = Ask.objects.filter(strand=task.strand_id, stage=task.stage, kind=AskKind.WRITE)
    role = written.order_by("-pk").values_list("post__role", flat=True).first()
    if role is None:
        raise RefusedError("Nobody was asked to write this record here, so there is no author to ask.")
    lead = task.case.lead
    post = Post.objects.filter(role=role, body=lead).select_related("body").first()
    if post is None:
        raise RefusedError(
            f"{lead.name} has no post of {Role(role).label.lower()} to answer for the record. Answer the task, and say "
            "there what is not clear, or ask the system administrator to establish it."
        )
    return post


def _whom(opened: Ask) -> str:
    return opened.taken_by.full_name if opened.taken_by else opened.post.title


def _about(decision: Decision, found: Question, **more: object) -> None:
    seat = found.seat
    titles = BundleSection.objects.filter(submission=found.submission, key__in=found.sections)
    decision.about(
        **told_of(seat.gate),
        **found.ask.strand.named,
        seat=seat.rule.title,
        sections=list(titles.order_by("position").values_list("title", flat=True)),
        submission=found.submission.number,
        **more,
    )


def question_of(task: Ask) -> Question:
    """Return the question that a task asks the author to answer."""
    found = Question.objects.select_related("seat__gate", "seat__rule", "seat__post__body", "submission", "asked_by")
    question = found.get(ask=task)
    question.ask = task
    return question


def answer_question(task: Ask, *, reply: str, by: Person, at: datetime, key: str) -> None:
    """Answer a question from the gate as the author: the clock of the seat that asked goes on, from today.

    Raises RefusedError for one's own question, and for who has answered a seat of the same gate.
    """
    asked = {"ask": task.pk, "reply": reply}
    with deciding(Verb.QUESTION_ANSWERED, task.case, by=by, at=at, key=key, asked=asked) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        acting(task.case, Stage(task.stage), holding)
        question = question_of(task)
        _require_another(question, holding)
        question.reply, question.answered_by, question.answered_at = _said(reply, "reply", "Write your answer."), by, at
        question.answered_as, question.answered_for = holding.title, holding.on_behalf_of
        question.save(update_fields=["reply", "answered_by", "answered_at", "answered_as", "answered_for"])
        _keep_out(question, holding, at)
        close(task, by=by, at=at, as_="answered")
        waiting = resume(question, at)
        decision.acting(holding.title, holding.on_behalf_of)
        decision.reason = question.reply
        _about(decision, question, task=task.title, question=question.text, due_on=question.seat.due_on)
        if waiting is not None:
            tell_answer(question, waiting, at)


def _require_another(question: Question, holding: Holding) -> None:
    people = [person.pk for person in (holding.person, holding.principal) if person]
    if question.asked_by_id in people:
        raise RefusedError(
            f"You asked this question, so you cannot answer it. Another who holds the post of {holding.post.title} can."
        )
    signed = Exclusion.objects.filter(
        scope=question.seat.gate.scope, ground=Ground.SIGNER, person__in=people, ends_at=None
    )
    if signed.exists():
        raise RefusedError(
            "You answered a seat of this gate, so you cannot answer for its author. Another who holds the post of "
            f"{holding.post.title} can."
        )


def _keep_out(question: Question, holding: Holding, at: datetime) -> None:
    """Whoever answers for a record is one of its authors from then on, and signs nothing of it."""
    for person in filter(None, (holding.person, holding.principal)):
        exclusion(person, scope=question.seat.gate.scope, ground=Ground.AUTHOR, source=question.ask.source, at=at)


def withdraw_question(task: Ask, *, by: Person, at: datetime, key: str) -> None:
    """Withdraw the open question of a seat, as whoever may answer the seat: its clock goes on, from today."""
    with deciding(Verb.QUESTION_WITHDRAWN, task.case, by=by, at=at, key=key, asked={"ask": task.pk}) as decision:
        require_open(task)
        holding = require_holder(by, task, at=at)
        seat, _ = _at_its_gate(task)
        standing = open_question(seat)
        if standing is None:
            raise OvertakenError("No question of this seat is open: it was answered or withdrawn. Its clock runs.")
        question = question_of(standing.ask)
        close(question.ask, by=None, at=at, as_=f"withdrawn by {by.full_name}"[:CLOSED_AS])
        resume(question, at)
        task.refresh_from_db(fields=["due_on", "days_left"])
        decision.acting(holding.title, holding.on_behalf_of)
        _about(decision, question, question=question.text, due_on=question.seat.due_on)
        tell_withdrawal(question, by, at)


def _told(task: Ask) -> str:
    """The question, for whoever is to answer it."""
    question = question_of(task)
    titles = BundleSection.objects.filter(submission=question.submission, key__in=question.sections)
    about = in_words(f"“{title}”" for title in titles.order_by("position").values_list("title", flat=True))
    return f"{question.asked_by.full_name} ({question.capacity}) asks about {about}:\n\n{question.text}"


QUESTION = register(
    RecordAsk(
        source="question",
        title="Answer a question",
        why="A seat at the gate asks you something before it answers. Its clock stands until you do.",
        role=Role.COMMISSIONER,
        form=ReplyForm,
        record=answer_question,
        kind=AskKind.ANSWER,
        working_days=ANSWER_DAYS,
        told=_told,
    )
)
