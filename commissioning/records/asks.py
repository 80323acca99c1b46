"""Asks to record an event: who is asked, with which questions and defaults, and the verb that records the answer.

A room above registers its own; pages and API carry out any of them in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import Q

from accounts.authority import eligible
from accounts.models import BodyGroupPermission, Person, Post
from accounts.rights import Role
from accounts.rules import day_of
from commissioning.asks.models import Ask
from commissioning.asks.opening import ask
from commissioning.case.models import Case, Strand
from commissioning.errors import RefusedError
from commissioning.telling.outbox import tell
from commissioning.timetable.calendar import england_calendar
from commissioning.vocabulary import AskKind

TYPES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.ChoiceField, "choice"),
    (forms.DecimalField, "decimal"),
    (forms.IntegerField, "integer"),
    (forms.CharField, "text"),
)


def no_defaults(_task: Ask, _today: date) -> Mapping[str, object]:
    """An ask whose questions have no usual answer."""
    return {}


def nothing_told(_task: Ask) -> str:
    """An ask that needs no word beside its questions."""
    return ""


def no_wait(_task: Ask, _today: date) -> str:
    """An ask for which nothing has to pass."""
    return ""


@dataclass(frozen=True, kw_only=True)
class RecordAsk:
    """One kind of event that a post is asked to record, such as the signature of a contract.

    `record` is the verb: it takes the ask, the form's cleaned answers by name, and `by`, `at` and `key`. `kind` is what
    is asked for: an event is recorded, but advice and decisions may be asked for outside a gate as well.
    `waits` says what has to pass before it can be recorded; "" where nothing has. `offered` says whether the page, too,
    begins with the usual answers: a declaration is made, not waved through. Of a page that does, the questions in
    `declared` begin without one. `told` is what to know before answering.
    """

    source: str
    title: str
    why: str
    role: Role
    form: type[forms.Form]
    record: Callable[..., object]
    defaults: Callable[[Ask, date], Mapping[str, object]] = no_defaults
    working_days: int = 10
    waits: Callable[[Ask, date], str] = no_wait
    offered: bool = True
    kind: AskKind = AskKind.RECORD
    declared: Collection[str] = ()
    told: Callable[[Ask], str] = nothing_told

    def source_of(self, about: int) -> str:
        """What an ask of this kind names as its source, such as "award/signature/12"."""
        return f"{self.source}/{about}"

    def open(
        self,
        strand: Strand,
        at: datetime,
        *,
        due_on: date | None = None,
        scope: str = "",
        about: int = 0,
        amount: Decimal | None = None,
        post: Post | None = None,
    ) -> Ask:
        """Ask a post, or the case's own of this role, within an open decision, and tell its holders. Asked already: as
        it stands.

        Whoever is kept out of `scope`, or whose limit is below `amount`, cannot answer. `about` is the id of what it is
        about, where that is not the strand. Raises RefusedError where no post of the role has rights over the case.
        """
        source = self.source_of(about or strand.pk)
        standing = Ask.objects.filter(source=source, closed_at=None).first()
        if standing is not None:
            return standing
        due = due_on or england_calendar().add_working_days(day_of(at), self.working_days)
        opened = ask(
            strand,
            post or post_of(self.role, strand.case),
            self.kind,
            title=self.title,
            source=source,
            due_on=due,
            at=at,
            scope=scope,
            amount=amount,
        )
        self._tell(opened, at)
        return opened

    def _tell(self, opened: Ask, at: datetime) -> None:
        case, recorded = opened.case, self.kind == AskKind.RECORD
        tell(
            eligible(opened.post, on=opened, at=at),
            case=case,
            ask=opened,
            event=f"ask/{opened.pk}",
            subject=f"{case.reference}: {self.title[:1].lower()}{self.title[1:]}",
            text=(
                f"{case.title} ({case.reference}): {self.why} You are asked as {opened.post.title}. "
                f"Please {'record' if recorded else 'answer'} it by {opened.due_on:%-d %B %Y}."
            ),
            at=at,
            statutory=recorded,
        )

    def form_for(self, task: Ask, today: date, data: Mapping[str, Any] | None = None) -> forms.Form:
        """Return the questions with their defaults, or bound to what was answered."""
        usual = self.defaults(task, today) if self.offered else {}
        return self.form(data=data, initial={name: value for name, value in usual.items() if name not in self.declared})

    def fields_for(self, task: Ask, today: date) -> list[dict[str, object]]:
        """Return the questions as a script reads them: name, type, label, whether needed, choices and default."""
        defaults = self.defaults(task, today)
        return [
            {
                "name": name,
                "type": type_of(field),
                "label": str(field.label),
                "required": field.required,
                "default": defaults.get(name),
                **_choices(field),
            }
            for name, field in self.form.base_fields.items()
        ]

    def carry_out(self, task: Ask, given: Mapping[str, Any], *, by: Person, at: datetime, key: str) -> None:
        """Record what was answered. Raises RefusedError naming the questions, or whatever the verb raises."""
        form = self.form(data=given)
        if not form.is_valid():
            errors = {name: [str(text) for text in found] for name, found in form.errors.items()}
            raise RefusedError("Some answers are missing or cannot be read. Nothing was recorded.", errors)
        self.record(task, **form.cleaned_data, by=by, at=at, key=key)


def _choices(field: forms.Field) -> dict[str, object]:
    if not isinstance(field, forms.ChoiceField):
        return {}
    return {"choices": [value for value, _ in cast("Iterable[tuple[str, str]]", field.choices)]}


def type_of(field: forms.Field) -> str:
    """Return the type of a question's answer in a script's words."""
    return next((name for kind, name in TYPES if isinstance(field, kind)), "date")


_registered: dict[str, RecordAsk] = {}


def register(asked: RecordAsk) -> RecordAsk:
    """Make a kind of event known to pages and API. Registering the same source again replaces it."""
    _registered[asked.source] = asked
    return asked


def record_ask(task: Ask) -> RecordAsk:
    """Return the kind of event that an ask wants recorded. Raises LookupError for an ask of another kind."""
    found = _registered.get(task.source.rpartition("/")[0])
    if found is None:
        raise LookupError(f"Nothing is recorded by an ask of source {task.source}.")
    return found


def post_of(role: Role, case: Case) -> Post:
    """Return the post of a role with rights over the case, the lead body's own before any other.

    Raises RefusedError where there is none.
    """
    bodies = Q(content_object__in=case.bodies) | Q(content_object__children__in=case.bodies)
    grants = BodyGroupPermission.objects.filter(bodies).values("group")
    posts = Post.objects.filter(role=role, group__in=grants, body__closed_on=None).select_related("body")
    found = sorted(posts, key=lambda post: (post.body_id != case.lead.pk, post.pk))
    if not found:
        raise RefusedError(
            f"No post of {role.label.lower()} has rights over {case.lead.name}, so nobody can be asked. "
            "Ask the system administrator to establish it."
        )
    return found[0]
