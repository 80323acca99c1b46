"""Who owns a case: what each body said of its stages, and changing the owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Person
from accounts.rules import day_of
from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.parts import DecidedShape
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.owning import acceptances_of, body_known, could_lead, declined_by, owners_of
from commissioning.casefile.reading import case_read, first_answer
from commissioning.errors import RefusedError
from commissioning.ownership.decisions import add_partner, change_lead, remove_partner
from commissioning.ownership.kinds import AcceptanceState
from commissioning.ownership.reconsidering import accept_after_all
from commissioning.vocabulary import BodyPart, Stage
from govuk.fields import LONGEST_REASON

if TYPE_CHECKING:
    from accounts.models import Body
    from commissioning.casefile.people import Seen

ADD, REMOVE, LEAD, ACCEPT = "add", "remove", "lead", "accept"


class OwnerShape(Shape):
    """One body that owns the case."""

    body = serializers.CharField(help_text="The body's short name.")
    name = serializers.CharField()
    part = serializers.ChoiceField(choices=BodyPart.choices)


class AcceptanceShape(Shape):
    """What one body was asked, and said, of one stage. A reason is told to those who read the trail."""

    body = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    state = serializers.ChoiceField(choices=AcceptanceState.choices)
    due_on = serializers.DateField()
    person = serializers.CharField(allow_null=True)
    capacity = serializers.CharField()
    reason = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class OwnersShape(Shape):
    """The owners of a case, the lead first. A case that one body owns has no acceptances."""

    owners = OwnerShape(many=True)
    acceptances = AcceptanceShape(many=True)


class ChangeOwnersShape(Shape):
    """A change of owners: `add` or `remove` a partner, let an owner `lead`, or `accept` a `stage` it had declined."""

    action = serializers.ChoiceField(choices=[ADD, REMOVE, LEAD, ACCEPT])
    body = serializers.SlugField(max_length=80, help_text="The body's short name.")
    commissioner = serializers.EmailField(
        required=False, allow_blank=True, default="", help_text="With `lead`: who leads it there, by email address."
    )
    stage = serializers.ChoiceField(
        choices=Stage.choices, required=False, help_text="With `accept`: the stage that the body had declined."
    )
    reason = serializers.CharField(max_length=LONGEST_REASON)


class Owners(Address):
    """The bodies that own a case."""

    @documented("read_owners", OwnersShape, parameters=[REFERENCE])
    def get(self, _request: Request, reference: str) -> Response:
        """Read who owns a case, and what each body said of its stages."""
        case = case_read(self.person(), reference, self.now())
        owners = owners_of(case, day_of(self.now()))
        told = [{"body": one.body.slug, "name": one.body.name, "part": _part(leads=one.leads)} for one in owners]
        return Response(OwnersShape({"owners": told, "acceptances": _acceptances(case)}).data)

    @documented(
        "change_owners", DecidedShape, request=ChangeOwnersShape, status=201, parameters=[REFERENCE, NEEDED_KEY]
    )
    def post(self, request: Request, reference: str) -> Response:
        """Change who owns a case. A task asks each body by name to accept the stage, through `tasks/`."""
        asked, key = read(ChangeOwnersShape, request.data), key_of(request, needed=True)
        case = case_read(self.person(), reference, self.now())
        try:
            self._change(case, asked, key)
        except RepeatedError as repeated:
            return _decided(reference, repeated.entry)
        return _decided(reference, first_answer(self.person(), key))

    def _change(self, case: Seen, asked: dict[str, Any], key: str) -> None:
        body = body_known(asked["body"])
        given: dict[str, Any] = {"reason": asked["reason"], "by": self.person(), "at": self.now(), "key": key}
        match asked["action"]:
            case "add":
                add_partner(case, body, **given)
            case "remove":
                remove_partner(case, body, **given)
            case "accept":
                accept_after_all(declined_by(case, body, asked.get("stage", case.stage)), **given)
            case _:
                change_lead(case, body, commissioner=self._named(body, asked["commissioner"]), **given)

    def _named(self, body: Body, email: str) -> Person | None:
        """Return who is to lead. Raises RefusedError for anybody who could not, known here or not."""
        if not email:
            return None
        found = next((one for one in could_lead([body], self.now()) if one.email == email.lower()), None)
        if found is None:
            words = f"Nobody of that address may lead cases of {body.name}."
            raise RefusedError(words, {"commissioner": [words]})
        return found


def _part(*, leads: bool) -> str:
    return BodyPart.LEAD if leads else BodyPart.PARTNER


def _acceptances(case: Seen) -> list[dict[str, Any]]:
    return [
        {
            "body": one.body.slug,
            "stage": one.stage,
            "state": one.state,
            "due_on": one.due_on,
            "person": one.person.full_name if one.person else None,
            "capacity": one.capacity,
            "reason": one.reason if case.reads_trail else "",
            "answered_at": one.answered_at,
        }
        for one in acceptances_of(case)
    ]


def _decided(reference: str, entry: Entry | None) -> Response:
    told = {"case": reference, "entry": entry and entry.number, "digest": entry and entry.digest}
    return Response(DecidedShape(told).data, status=status.HTTP_201_CREATED)
