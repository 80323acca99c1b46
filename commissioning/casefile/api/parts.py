"""What is decided about a case as a whole: its regime, a further attempt at a part of it, its links."""

from __future__ import annotations

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from audit.errors import RepeatedError
from audit.models import Entry
from commissioning.case.decisions import set_regime
from commissioning.case.linking import BY_HAND, link_cases
from commissioning.casefile.api.asking import NEEDED_KEY, REFERENCE, Address, key_of, read
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.serializers import Shape
from commissioning.casefile.reading import case_read, first_answer, strand_of
from commissioning.tender.again import tender_again
from commissioning.vocabulary import LinkKind, Regime
from govuk.fields import LONGEST_REASON


class AttemptShape(Shape):
    """A part to tender again."""

    strand = serializers.IntegerField(min_value=1, max_value=32767, help_text="The number of the part that ended.")
    reason = serializers.CharField(max_length=LONGEST_REASON)


class LinkShape(Shape):
    """A link to another case."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in BY_HAND])
    other = serializers.CharField(max_length=20, help_text="The other case's reference.")
    reason = serializers.CharField(max_length=LONGEST_REASON)

    def validate_kind(self, kind: str) -> LinkKind:
        """Return the kind as the verb takes it."""
        return LinkKind(kind)


class RegimeShape(Shape):
    """Under which body of law a case runs."""

    regime = serializers.ChoiceField(choices=Regime.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON)

    def validate_regime(self, regime: str) -> Regime:
        """Return the regime as the verb takes it. Nobody sets “unknown”."""
        if regime == Regime.UNKNOWN:
            raise serializers.ValidationError("Name the body of law that the case runs under.")
        return Regime(regime)


class DecidedShape(Shape):
    """What was decided: number and digest of the ledger entry."""

    case = serializers.CharField()
    entry = serializers.IntegerField()
    digest = serializers.CharField()


class Attempts(Address):
    """Further attempts at parts of a case."""

    @documented("tender_again", DecidedShape, request=AttemptShape, status=201, parameters=[REFERENCE, NEEDED_KEY])
    def post(self, request: Request, reference: str) -> Response:
        """Tender a part again that was stopped in tender or award: a new strand begins, which the case then lists."""
        asked, key = read(AttemptShape, request.data), key_of(request, needed=True)
        strand = strand_of(case_read(self.person(), reference, self.now()), asked["strand"])
        try:
            tender_again(strand, reason=asked["reason"], by=self.person(), at=self.now(), key=key)
        except RepeatedError as repeated:
            return _decided(reference, repeated.entry)
        return _decided(reference, first_answer(self.person(), key))


class Links(Address):
    """The cases that a case is linked with."""

    @documented("link_cases", DecidedShape, request=LinkShape, status=201, parameters=[REFERENCE, NEEDED_KEY])
    def post(self, request: Request, reference: str) -> Response:
        """Say how this case belongs to another."""
        asked, key = read(LinkShape, request.data), key_of(request, needed=True)
        case = case_read(self.person(), reference, self.now())
        try:
            link_cases(case, **asked, by=self.person(), at=self.now(), key=key)
        except RepeatedError as repeated:
            return _decided(reference, repeated.entry)
        return _decided(reference, first_answer(self.person(), key))


class SetRegime(Address):
    """The body of law that a case runs under."""

    @documented("set_regime", DecidedShape, request=RegimeShape, status=201, parameters=[REFERENCE, NEEDED_KEY])
    def post(self, request: Request, reference: str) -> Response:
        """State the regime; the tender cannot be submitted before."""
        asked, key = read(RegimeShape, request.data), key_of(request, needed=True)
        case = case_read(self.person(), reference, self.now())
        try:
            set_regime(case, **asked, by=self.person(), at=self.now(), key=key)
        except RepeatedError as repeated:
            return _decided(reference, repeated.entry)
        return _decided(reference, first_answer(self.person(), key))


def _decided(reference: str, entry: Entry | None) -> Response:
    told = {"case": reference, "entry": entry and entry.number, "digest": entry and entry.digest}
    return Response(DecidedShape(told).data, status=status.HTTP_201_CREATED)
