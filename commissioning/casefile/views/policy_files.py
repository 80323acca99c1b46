"""A policy as a file: handed out, and brought into a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.casefile.files_of_json import read_in
from commissioning.casefile.policy_register import address
from commissioning.casefile.policy_register_forms import PolicyFileForm
from commissioning.casefile.refusals import carried_out, status_of
from commissioning.casefile.views.policy_versions import frame, opened, to_write
from commissioning.policies.documents import digest_of, exported, from_export
from commissioning.policies.drafting import save_draft


@require_safe
def export(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand a version out as one file with its digest."""
    _, version = opened(request, code, number)
    wording = version.wording
    answer = JsonResponse(exported(wording), json_dumps_params={"indent": 1, "ensure_ascii": False})
    name = f"{code}-version-{number}-{digest_of(wording)[:12]}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for a file, and let the draft say what it says."""
    register, version = to_write(request, code, number)
    form = PolicyFileForm(request.POST or None, request.FILES or None, initial={"read": version.digest})

    def save() -> None:
        given = form.cleaned_data
        what = f"all of it, from the file {given['file'].name}"
        by, at = register.person, register.at
        save_draft(
            version, read_in(given["file"], from_export), read=given["read"], what=what, by=by, at=at, key=given["key"]
        )

    if form.is_bound and carried_out(form, register.person, save):
        messages.success(request, "The draft says what the file says.")
        return redirect(address(version))
    return render(request, "commissioning/policy_import.html", {**frame(version), "form": form}, status=status_of(form))
