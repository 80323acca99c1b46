"""Every refusal as problem details (RFC 9457), mapped in one place: what happened, why, and which field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.exceptions import PermissionDenied as Forbidden
from rest_framework.response import Response

from accounts.errors import NotAllowedError
from accounts.errors import OvertakenError as AppointmentOvertakenError
from accounts.errors import RefusedError as AppointmentRefusedError
from audit.errors import KeyReusedError
from commissioning.documents.storing import DamagedError
from commissioning.errors import OvertakenError, RefusedError

MEDIA_TYPE = "application/problem+json"
KINDS = "urn:tollgate:problem:"
WHOLE = "body"
FEW_SECONDS = 5

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Problem:
    """One refusal. `kind` is its machine-readable name, the end of `type`; `errors` name the fields."""

    status: int
    kind: str
    title: str
    detail: str
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The problem as it is answered."""
        told: dict[str, object] = {
            "type": KINDS + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            told["errors"] = self.errors
        return Response(told, status=self.status, headers=dict(self.headers), content_type=MEDIA_TYPE)


class TooLargeError(APIException):
    """More was sent than is ever needed."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too-large"


KINDS_OF_STATUS = {
    400: ("malformed", "The request cannot be read"),
    401: ("not-signed-in", "Who you are is not known"),
    403: ("not-allowed", "You may not do this"),
    404: ("not-there", "There is no such thing, or it is not yours to know of"),
    405: ("method-not-allowed", "This address does not do that"),
    406: ("not-acceptable", "The answer is not available in that form"),
    413: ("too-large", "Too much was sent"),
    415: ("unsupported-media-type", "This kind of content is not read here"),
    429: ("too-many", "Too many requests"),
}


def answer(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the problem an exception stands for; None for a fault of ours, which stays a server error."""
    for kinds, problem_of in MAPPED:
        if isinstance(exc, kinds):
            return problem_of(exc).response()
    del context
    return None


def _not_allowed(exc: NotAllowedError) -> Problem:
    return Problem(403, *KINDS_OF_STATUS[403], exc.reason)


def _refused(exc: RefusedError | AppointmentRefusedError) -> Problem:
    return Problem(422, "refused", "The input was refused", exc.message, exc.errors)


def _overtaken(exc: OvertakenError | AppointmentOvertakenError) -> Problem:
    return Problem(409, "overtaken", "Already decided or overtaken", exc.message)


def _key_reused(exc: KeyReusedError) -> Problem:
    return Problem(422, "key-reused", "This key was used for another request", str(exc))


def _invalid(exc: ValidationError) -> Problem:
    errors: dict[str, list[str]] = {}
    for name, text in told(exc.detail):
        errors.setdefault(name or WHOLE, []).append(text)
    return Problem(422, "refused", "The input was refused", "Nothing was changed. See the errors.", errors)


def told(detail: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each field with what is wrong with it; a field inside another is named `outer.inner`."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from told(inner, ".".join(filter(None, (name, own))))
    elif isinstance(detail, (list, tuple)):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, (Mapping, list, tuple))
            yield from told(inner, ".".join(filter(None, (name, str(place)))) if nested else name)
    else:
        yield name, str(detail)


def _framework(exc: APIException) -> Problem:
    kind, title = KINDS_OF_STATUS.get(exc.status_code, ("refused", "The request was refused"))
    headers = {}
    if found := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = found
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = f"{wait:.0f}"
    return Problem(exc.status_code, kind, title, str(exc.detail), headers=headers)


def _busy(exc: OperationalError) -> Problem:
    log.warning("database busy", fault=str(exc))
    detail = "The database is busy or being restarted. Nothing was changed; send the same request with its key again."
    return Problem(503, "busy", "Busy just now", detail, headers={"Retry-After": str(FEW_SECONDS)})


def _damaged(exc: DamagedError) -> Problem:
    detail = f"The file was not handed out, because what is stored {exc}. Tell the council's system administrator."
    return Problem(500, "damaged", "The stored file is damaged", detail)


def _unreadable(exc: SuspiciousOperation) -> Problem:
    return _framework(ParseError(str(exc)))


def _not_found(_: Http404) -> Problem:
    return _framework(NotFound())


def _forbidden(_: PermissionDenied) -> Problem:
    return _framework(Forbidden())


MAPPED: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (NotAllowedError, _not_allowed),
    (AppointmentOvertakenError, _overtaken),
    (RefusedError, _refused),
    (AppointmentRefusedError, _refused),
    (OvertakenError, _overtaken),
    (KeyReusedError, _key_reused),
    (ValidationError, _invalid),
    (APIException, _framework),
    (Http404, _not_found),
    (PermissionDenied, _forbidden),
    (DamagedError, _damaged),
    (SuspiciousOperation, _unreadable),
    (OperationalError, _busy),
)
