"""The licence's offer: whoever uses this service can have the source of exactly what runs here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

ROOT: Path = settings.BASE_DIR
PACKAGES = ("accounts", "audit", "commissioning", "config", "govuk", "workflows")
FOLDERS = (*PACKAGES, "assets", "bin", "docs", "requirements", "templates", "tests")
KEPT = {"", ".css", ".html", ".in", ".js", ".json", ".md", ".py", ".scss", ".svg", ".toml", ".txt"}
NAME = "tollgate-source.zip"


@login_not_required
@require_safe
def source(_: HttpRequest) -> HttpResponse:
    """Give the running source as a zip file (AGPL section 13)."""
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
    return HttpResponse(packed(), content_type="application/zip", headers=headers)


@cache
def packed() -> bytes:
    """Return the source packed, once a process: it cannot change while it runs."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack:
        for path in files():
            pack.write(path, Path("tollgate") / path.relative_to(ROOT))
    return held.getvalue()


def files() -> Iterator[Path]:
    """Yield the files of the source: those at the top, and those of its folders; no state, no secret, no library."""
    top = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".")]
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    yield from (path for path in sorted([*top, *below]) if path.suffix in KEPT and "__pycache__" not in path.parts)
