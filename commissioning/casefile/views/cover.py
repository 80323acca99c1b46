"""Cover: who stands in for whom, asking a colleague, and their answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Holding, Person
from accounts.reach import reach_of
from accounts.rights import Right
from accounts.rules import day_of
from accounts.terms import Terms
from audit.errors import RepeatedError
from commissioning.casefile import covering
from commissioning.casefile.finding import number_in
from commissioning.casefile.people import reader
from commissioning.casefile.reading import first_answer
from commissioning.casefile.refusals import carried_out, put, status_of
from commissioning.cover import decisions
from commissioning.cover.arranging import require_all_offerable
from commissioning.cover.forms import ACCEPT, AbsentForm, AnswerForm, EndForm, OfferForm, WithdrawForm
from commissioning.cover.kinds import OfferState
from commissioning.cover.models import CoverOffer
from commissioning.cover.reading import arranged_bodies, colleagues, managed, offer_seen, own_posts
from govuk.wording import day_in_words

NO_POST = "{whose} that somebody could cover. Posts are held by appointment: ask your administrator."
NOT_MANAGED = "You may not arrange cover for this person. Their manager or an administrator can, and they themselves."


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what the reader covers, who covers them, and what waits for their answer, which comes first."""
    person, at = reader(request), timezone.now()
    context = {
        "covers": covering.covers_of(person, at),
        "has_posts": bool(own_posts(person, at)),
        "arranges": bool(arranged_bodies(person, at)),
        "hands_over": bool(reach_of(person, at).over(Right.ARRANGE_COVER)),
    }
    return render(request, "commissioning/cover.html", context)


@require_safe
def arrange(request: HttpRequest) -> HttpResponse:
    """Ask for whom cover is arranged."""
    person, at = reader(request), timezone.now()
    form = AbsentForm(request.GET or None, people=_managed(person, at))
    if form.is_bound and form.is_valid():
        return redirect(f"{reverse('offer-cover')}?for={form.cleaned_data['absent'].pk}")
    return render(request, "commissioning/cover_arrange.html", {"form": form}, status=status_of(form))


def _managed(person: Person, at: datetime) -> Any:
    if not arranged_bodies(person, at):
        words = "None of your posts arranges cover for others. Heads of service, directors and administrators do."
        raise NotAllowedError(f"{words} You can ask a colleague to cover a post of your own.")
    return managed(person, at)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Ask which posts a colleague is to cover; then say what they will and will not be able to do, and send it."""
    person, at = reader(request), timezone.now()
    principal, posts = _principal(request, person, at)
    people = colleagues([held.post for held in posts], at).exclude(pk__in={principal.pk, person.pk})
    form = OfferForm(request.POST or None, posts=posts, people=people)
    sent = request.method == "POST" and "change" not in request.POST and form.is_valid()
    terms = _terms(form, principal, posts) if sent else []
    if terms and "confirm" in request.POST and _carried_out(form, terms, person, at):
        messages.success(request, f"{form.cleaned_data['person'].full_name} is asked, and told. Nothing changes yet.")
        return redirect("cover")
    if terms and not form.errors and _offerable(form, terms, person, at):
        return render(request, "commissioning/cover_check.html", {"form": form, **_check(form, terms)})
    if "change" in request.POST:
        form = OfferForm(initial=_typed(form), posts=posts, people=people)
    whose = "" if principal.pk == person.pk else principal.full_name
    context = {"form": form, "whose": whose, "limits": covering.limits_of(posts)}
    return render(request, "commissioning/cover_offer.html", context, status=status_of(form))


def _principal(request: HttpRequest, person: Person, at: datetime) -> tuple[Person, list[Holding]]:
    """Return for whom cover is asked, and which of their posts the reader may ask it for."""
    wanted = request.GET.get("for", "")
    if not wanted:
        posts = own_posts(person, at)
        if not posts:
            raise NotAllowedError(NO_POST.format(whose="You hold no post"))
        return person, posts
    bodies = arranged_bodies(person, at)
    principal = managed(person, at).filter(pk=number_in(wanted) or 0).first()
    if principal is None:
        raise NotAllowedError(NOT_MANAGED) if bodies else Http404
    return principal, [held for held in own_posts(principal, at) if held.post.body_id in bodies]


def _terms(form: OfferForm, principal: Person, posts: Sequence[Holding]) -> list[Terms]:
    found = form.cleaned_data
    chosen = [held.post for held in posts if held.post_id in found["posts"]]
    given = (found["starts_on"], found["ends_on"], found["value_limit"])
    return [Terms(found["person"], post, principal, *given) for post in chosen]


def _offerable(form: OfferForm, terms: Sequence[Terms], person: Person, at: datetime) -> bool:
    """Whether each post can be offered; the reasons why not stand on the form."""
    try:
        require_all_offerable(terms, person, at=at)
    except RefusedError as refused:
        put(form, refused)
    except NotAllowedError as refused:
        form.add_error("posts", refused.reason)
    return not form.errors


def _carried_out(form: OfferForm, terms: Sequence[Terms], person: Person, at: datetime) -> bool:
    """Offer each post in a decision of its own, keyed apart; none before all of them can be."""
    key = form.cleaned_data["key"]
    keys = [f"{key}/{found.post.pk}" for found in terms]
    if first_answer(person, keys[0]) is None and not _offerable(form, terms, person, at):
        return False
    return all(_offer(form, found, person, at, key) for found, key in zip(terms, keys, strict=True))


def _offer(form: OfferForm, terms: Terms, person: Person, at: datetime, key: str) -> bool:
    try:
        decisions.offer_cover(
            terms.post,
            principal=terms.principal or person,
            person=terms.person,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on or terms.starts_on,
            value_limit=terms.value_limit,
            reason=form.cleaned_data["reason"],
            by=person,
            at=at,
            key=key,
        )
    except RepeatedError:
        return True
    except RefusedError as refused:
        put(form, refused)
        return False
    return True


def _check(form: OfferForm, terms: Sequence[Terms]) -> dict[str, object]:
    first = terms[0]
    who, whose = first.person.full_name, (first.principal or first.person).full_name
    return {
        "rows": covering.proposed(terms, form.cleaned_data["reason"]),
        "can": covering.can_do(who, whose, [found.post.title for found in terms], first.value_limit),
        "cannot": covering.cannot_do(who, whose, first.value_limit),
        "asked": who,
        "until": day_in_words(first.starts_on),
        "kept": _kept(form),
    }


def _kept(form: OfferForm) -> list[tuple[str, str]]:
    """What was answered, as the check page sends it on."""
    found = form.cleaned_data
    plain = [(name, str(found[name])) for name in ("starts_on", "ends_on", "reason", "key")]
    limit = [("value_limit", str(found["value_limit"]))] if found["value_limit"] is not None else []
    return [*(("posts", str(post)) for post in found["posts"]), ("person", str(found["person"].pk)), *plain, *limit]


def _typed(form: OfferForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "key"} if form.is_valid() else {}


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Show an offer, and let whoever may answer it, take it back or end it."""
    person, at = reader(request), timezone.now()
    found = offer_seen(person, offer_id, at)
    if found is None:
        raise Http404
    form = _form(request, found, person, at)
    if request.method == "POST" and form is not None and _acted(request, form, found, person, at):
        return redirect("cover")
    return render(request, "commissioning/cover_one.html", _one(found, form, person, at), status=_status(form))


def _status(form: Any) -> int:
    return status_of(form) if form is not None else 200


def _form(request: HttpRequest, found: CoverOffer, person: Person, at: datetime) -> Any:
    """The form that was sent, else that of what the reader can do now: None where nothing is left to be done.

    What was sent before the offer moved on reaches its verb, which answers a repeat and tells anything else.
    """
    fitting = _fitting(found, person, at)
    if request.method != "POST":
        return fitting() if fitting else None
    return FORMS.get(request.POST.get("act", ""), fitting or WithdrawForm)(request.POST)


FORMS: dict[str, type[AnswerForm | EndForm | WithdrawForm]] = {
    "answer": AnswerForm,
    "withdraw": WithdrawForm,
    "end": EndForm,
}


def _fitting(found: CoverOffer, person: Person, at: datetime) -> type[AnswerForm | EndForm | WithdrawForm] | None:
    if found.open and found.starts_on >= day_of(at):
        return AnswerForm if found.person_id == person.pk else WithdrawForm
    return EndForm if found.state == OfferState.ACCEPTED else None


def _acted(request: HttpRequest, form: Any, found: CoverOffer, person: Person, at: datetime) -> bool:
    act, words = _act(form, found, person, at)
    if carried_out(form, person, act) is None:
        return False
    messages.success(request, words())
    return True


def _act(form: Any, found: CoverOffer, person: Person, at: datetime) -> tuple[Callable[[], object], Callable[[], str]]:
    """Return the verb that a form stands for, and what is said afterwards."""
    who: dict[str, Any] = {"by": person, "at": at}
    if isinstance(form, WithdrawForm):
        return lambda: decisions.withdraw_cover(found, **form.cleaned_data, **who), lambda: "The offer is withdrawn."
    if isinstance(form, EndForm):
        return lambda: _end(form, found, who), lambda: _ended(form)
    return lambda: _answer(form, found, who), lambda: _answered(form, found)


def _end(form: EndForm, found: CoverOffer, who: dict[str, Any]) -> None:
    given = form.cleaned_data
    decisions.end_cover(found, on=form.day, reason=given["reason"], key=given["key"], **who)


def _ended(form: EndForm) -> str:
    return f"The cover ends: its last day is {day_in_words(form.day)}." if form.day else "The cover has ended."


def _answer(form: AnswerForm, found: CoverOffer, who: dict[str, Any]) -> None:
    given = form.cleaned_data
    if given["answer"] == ACCEPT:
        decisions.accept_cover(found, key=given["key"], **who)
    else:
        decisions.decline_cover(found, reason=given["reason"], key=given["key"], **who)


def _answered(form: AnswerForm, found: CoverOffer) -> str:
    name = found.principal.full_name
    if form.cleaned_data["answer"] == ACCEPT:
        begins = day_in_words(found.starts_on)
        return f"You cover {found.post.title} for {name} from {begins}. Their tasks then stand in My work."
    return f"You declined. {name} is told."


def _one(found: CoverOffer, form: Any, person: Person, at: datetime) -> dict[str, object]:
    who, whose = found.person.full_name, found.principal.full_name
    return {
        "offer": found,
        "form": form,
        "rows": covering.facts(found, day_of(at)),
        "said": covering.said(found, day_of(at)),
        "answers": isinstance(form, AnswerForm),
        "withdraws": isinstance(form, WithdrawForm),
        "ends": isinstance(form, EndForm),
        "can": covering.can_do(who, whose, [found.post.title], found.value_limit),
        "cannot": covering.cannot_do(who, whose, found.value_limit),
        "asked": found.person_id == person.pk,
    }
