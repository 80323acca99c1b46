"""What happens in the council meanwhile: people leave and return, cover for each other, policies and bodies change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from accounts.decisions import appoint, end_holding
from accounts.models import Body, Holding, Person, Post
from commissioning.cover.decisions import accept_cover, decline_cover, end_cover, offer_cover, withdraw_cover
from commissioning.cover.models import CoverOffer
from commissioning.gate_policies.decisions import begin_draft, propose, publish
from commissioning.gate_policies.models import PolicyDraft
from commissioning.gates.models import GatePolicy
from commissioning.gates.terms import PolicyTerms
from commissioning.reorganising.decisions import (
    confirm_reorganisation,
    propose_reorganisation,
    withdraw_reorganisation,
)
from commissioning.reorganising.kinds import ReorganisationKind
from commissioning.reorganising.models import Reorganisation
from commissioning.reorganising.rules import Going
from tests.accounts.factories import a_key
from tests.council import body
from tests.model import council as told
from tests.model import reorganising
from tests.model.at_the_gate import AtTheGate
from tests.model.council import DONE
from tests.model.cover import Offer
from tests.model.driving import TRYING
from tests.model.moving import move
from tests.model.policies import VARIANTS, on_bodies, posts_named, told_of

LEAVING = (
    "finance",
    "policy",
    "voluntary.sector",
    "head.of.service",
    "commissioner",
    "procurement",
    "legal",
    "nia",
    "leo",
)
COLLEAGUES = ("finance", "legal", "policy", "director", "leo", "commissioner")
MOST_AWAY = 2
WHY = "It is decided so."
LIMITS = (None, 100_000, 500_000)


class InTheCouncil(AtTheGate):
    """The moves around the gate."""

    def __init__(self) -> None:
        super().__init__()
        self.away: list[told.Holding] = []
        self.acts: dict[reorganising.Act, int] = {}

    def _post(self, post: told.Post) -> Post:
        number = next(pk for pk, found in self.posts.items() if found is post)
        return Post.objects.select_related("body").get(pk=number)

    # Who is there.

    @move(lambda self: len(self.away) < MOST_AWAY, who=st.sampled_from(LEAVING))
    def leave(self, data: st.DataObject, who: str) -> None:
        """Somebody gives up a post of theirs."""
        yesterday = self.council.today - timedelta(days=1)
        own = [held for held in self.council.held_by(who) if not held.principal and held.first <= yesterday]
        if own:
            held = data.draw(st.sampled_from(own))
            row = Holding.objects.select_related("post__body", "person").get(pk=self.held[held])
            held.last = yesterday
            self.does("leave", DONE, lambda: end_holding(row, on=yesterday, by=None, at=self.at, key=a_key()))
            self.away.append(held)

    @move(lambda self: self.away)
    def come_back(self, data: st.DataObject) -> None:
        """They are appointed again."""
        left, today = self.away.pop(0), self.council.today
        post, person = self._post(left.post), self.people[left.person]
        row = appoint(person, post, starts_on=today, by=None, at=self.at, key=a_key())
        held = told.Holding(left.person, left.post, today)
        self.council.holdings.append(held)
        self.held[held] = row.pk
        type(self).moves["come back: done"] += 1

    # Cover.

    @move(often=2, who=st.sampled_from([*COLLEAGUES * 3, *TRYING]), starts=st.sampled_from([0, 0, 0, 0, 1, -1]))
    def ask_for_cover(self, data: st.DataObject, who: str, starts: int) -> None:
        """Somebody is asked to cover a post of another, and mostly says yes."""
        principal = str(data.draw(st.sampled_from(LEAVING), label="for"))
        own = [held for held in self.council.held_by(principal) if not held.principal] or self.away
        if not own:
            return
        post = data.draw(st.sampled_from(own)).post
        asking = ["director", "admin", "head.of.service", "nia"]
        by = str(data.draw(st.sampled_from([*[principal] * 4, *asking, who]), label="by"))
        first = self.council.today + timedelta(days=starts)
        last = first + timedelta(days=data.draw(st.sampled_from([14, 14, 40, 3, 0, -2])))
        terms = told.Holding(who, post, first, last, principal, data.draw(st.sampled_from(LIMITS)))
        if self._offer(terms, by) and data.draw(st.integers(0, 3), label="0: not yet"):
            self._accept(self.covers.offers[-1], who)

    def _offer(self, terms: told.Holding, by: str) -> bool:
        said, made = self.covers.offer(terms, by), []
        principal, person, asking = (self.people[name] for name in (terms.principal, terms.person, by))
        limit = None if terms.limit is None else Decimal(terms.limit)
        assert terms.last is not None
        days: dict[str, Any] = {
            "starts_on": terms.first,
            "ends_on": terms.last,
            "value_limit": limit,
        }

        def act() -> None:
            post = self._post(terms.post)
            made.append(
                offer_cover(
                    post,
                    principal=principal,
                    person=person,
                    **days,
                    reason="Annual leave.",
                    by=asking,
                    at=self.at,
                    key=a_key(),
                )
            )

        if self.does("offer cover", said, act):
            self.offers[self.covers.offers[-1]] = made[0].pk
        return bool(made)

    def _row(self, offer: Offer) -> CoverOffer:
        related = ("person", "principal", "offered_by", "post__body", "holding__post__body")
        return CoverOffer.objects.select_related(*related).get(pk=self.offers[offer])

    def _accept(self, offer: Offer, by: str) -> None:
        row, person, said = self._row(offer), self.people[by], self.covers.accept(offer, by)
        self.does("accept cover", said, lambda: accept_cover(row, by=person, at=self.at, key=a_key()))

    @move(lambda self: self.offers, yes=st.booleans())
    def answer_an_offer(self, data: st.DataObject, yes: bool) -> None:
        """Somebody answers an offer of cover."""
        offer = data.draw(st.sampled_from(self.covers.offers[-3:]))
        by = self.somebody(data, [offer.terms.person])
        if yes:
            self._accept(offer, by)
            return
        row, person, said = self._row(offer), self.people[by], self.covers.decline(offer, by)
        self.does("decline cover", said, lambda: decline_cover(row, reason="Away.", by=person, at=self.at, key=a_key()))

    @move(lambda self: self.offers, ahead=st.sampled_from([None, None, 0, 2, -1]))
    def end_a_cover(self, data: st.DataObject, ahead: int | None) -> None:
        """A cover is ended at once or from a day on, or an offer that was not answered is taken back."""
        offer = data.draw(st.sampled_from(self.covers.offers[-4:]))
        by = self.somebody(data, [offer.terms.person, offer.terms.principal])
        row, person = self._row(offer), self.people[by]
        if offer.state == "offered":
            said = self.covers.withdraw(offer, by)
            self.does("withdraw cover", said, lambda: withdraw_cover(row, by=person, at=self.at, key=a_key()))
            return
        self._end(offer, by, None if ahead is None else self.council.today + timedelta(days=ahead))

    def _end(self, offer: Offer, by: str, on: date | None) -> None:
        row, person, said = self._row(offer), self.people[by], self.covers.end(offer, by, on)
        self.does("end cover", said, lambda: end_cover(row, on=on, by=person, at=self.at, key=a_key()))

    # The gate policy.

    @move(variant=st.sampled_from(sorted(VARIANTS)), ahead=st.sampled_from([0, 0, 1, 5]))
    def change_the_policy(self, data: st.DataObject, variant: str, ahead: int) -> None:
        """A version is drafted, proposed from a day on, and published by somebody else."""
        heirs = {slug: self.council.heir(slug) for slug in self.council.bodies}
        terms, text = on_bodies(VARIANTS[variant], heirs), f"{variant}, finance in {heirs['finance']}"
        drafter = self.somebody(data, ["procurement"])
        owner, made = body("council"), []

        def draft() -> None:
            made.append(begin_draft(terms, owner=owner, by=self.people[drafter], at=self.at, key=a_key()))

        if self.does("draft a policy", self.policies.draft(text, drafter), draft):
            first = self.council.today + timedelta(days=ahead)
            if self._propose(made[0], terms, first, drafter):
                self._publish(made[0], terms, text, self.somebody(data, ["legal", "director"]))

    def _propose(self, draft: PolicyDraft, terms: PolicyTerms, first: date, by: str) -> bool:
        said, person = self.policies.propose(posts_named(terms)), self.people[by]
        act = lambda: propose(draft, effective_from=first, reason=WHY, by=person, at=self.at, key=a_key())  # noqa: E731 - an act that is carried out below
        return self.does("propose a policy", said, act)

    def _publish(self, draft: PolicyDraft, terms: PolicyTerms, text: str, by: str) -> None:
        said, person = self.policies.publish(text, posts_named(terms), by), self.people[by]
        act = lambda: publish(draft, read=draft.proposal, by=person, at=self.at, key=a_key())  # noqa: E731 - an act that is carried out below
        if self.does("publish a policy", said, act):
            self.policies.versions.append(told_of(GatePolicy.objects.order_by("-version")[0]))

    # Bodies.

    @move(kind=st.sampled_from(["rename", "merge", "split", "transfer", "transfer"]), ahead=st.sampled_from([0, 0, 3]))
    def reorganise(self, data: st.DataObject, kind: str, ahead: int) -> None:
        """A reorganisation is proposed, and mostly confirmed and carried out at once."""
        by = self.somebody(data, ["admin"])
        goings = self._goings(data, kind)
        about = goings[0].into if kind == "merge" else goings[0].former
        first = self.council.today + timedelta(days=ahead)
        act = reorganising.Act(kind, about, () if kind == "rename" else tuple(goings), first, by)
        if self._propose_act(act) and data.draw(st.integers(0, 3), label="0: not yet"):
            self._confirm(act, self.somebody(data, ["director"]))
            self.worker_runs()

    def _goings(self, data: st.DataObject, kind: str) -> list[reorganising.Going]:
        """Mostly from the body that leads the case; of a merger, once, from Finance."""
        former = self.model.lead if data.draw(st.integers(0, 3)) else data.draw(st.sampled_from(self.services))
        there = [slug for slug in self.services if slug != former and self.council.heir(slug) == slug]
        others = st.sampled_from(there * 4 + self.services)
        into = str(data.draw(others))
        if kind == "merge" and data.draw(st.booleans(), label="finance"):
            return [reorganising.Going("finance", "corporate-resources")]
        if kind == "split":
            second = str(data.draw(others))
            return [reorganising.Going(former, into, ("this",)), reorganising.Going(former, second, ("other",))]
        named = kind == "transfer" and data.draw(st.booleans(), label="by name")
        return [reorganising.Going(former, into, ("this",) if named else ())]

    def _propose_act(self, act: reorganising.Act) -> bool:
        owners = {"this": self.model.owners, "other": self.idle.owners}
        said, made = self.reorganisations.propose(act, owners), []
        references = {"this": self.case.reference, "other": self.other.reference}
        goings = [Going(one.former, one.into, tuple(references[name] for name in one.cases)) for one in act.goings]
        kind, about = ReorganisationKind(act.kind), Body.objects.get(slug=act.body)
        name = f"{about.name} renewed" if act.kind == "rename" else ""
        given: dict[str, Any] = {
            "effective_on": act.first,
            "at": self.at,
            "key": a_key(),
        }
        by: Person = self.people[act.by]

        def propose_it() -> None:
            made.append(
                propose_reorganisation(
                    kind, about, name=name, goings=goings, reason="Cabinet decided it.", by=by, **given
                )
            )

        if self.does(f"reorganise ({act.kind})", said, propose_it):
            self.acts[act] = made[0].pk
        return bool(made)

    def _act(self, act: reorganising.Act) -> Reorganisation:
        related = ("body", "proposed_by")
        return Reorganisation.objects.select_related(*related).get(pk=self.acts[act])

    def _confirm(self, act: reorganising.Act, by: str) -> None:
        row, person, said = self._act(act), self.people[by], self.reorganisations.confirm(act, by)
        self.does("confirm", said, lambda: confirm_reorganisation(row, by=person, at=self.at, key=a_key()))

    @move(lambda self: self.acts, yes=st.booleans())
    def answer_an_act(self, data: st.DataObject, yes: bool) -> None:
        """Somebody confirms a reorganisation, or withdraws it."""
        act = data.draw(st.sampled_from(list(self.acts)[-2:]))
        if yes:
            self._confirm(act, self.somebody(data, ["director"]))
            return
        by = self.somebody(data, ["admin"])
        row, person, said = self._act(act), self.people[by], self.reorganisations.withdraw(act, by)
        give_up = lambda: withdraw_reorganisation(row, reason="Not now.", by=person, at=self.at, key=a_key())  # noqa: E731 - an act that is carried out below
        self.does("withdraw an act", said, give_up)
