"""Templates: every one is used, and none carries what the content security policy would block."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
import rest_framework

from tests.house.tree import ROOT, Source, sources

TEMPLATES = ROOT / "templates"
PAGES = sorted(TEMPLATES.rglob("*.*"))
# Django finds these by their names.
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
LIBRARIES = [Path(library.__path__[0]) for library in (allauth, django, rest_framework)]
QUOTED = re.compile(r"""["']([\w./-]+\.(?:html|txt|svg|xml|js))["']""")
BLOCKED = {
    "inline style": re.compile(r"""\sstyle\s*=|<style\b""", re.IGNORECASE),
    "inline script": re.compile(r"""<script\b(?![^>]*(?:\ssrc=|type="application/json"))""", re.IGNORECASE),
    "inline handler": re.compile(r"""<[^>{]*\son[a-z]+\s*=\s*["']""", re.IGNORECASE),
    "unescaped text": re.compile(r"""\|\s*safe\b|autoescape off"""),
    "somewhere else's file": re.compile(r"""(?:src|srcset)=["']https?://""", re.IGNORECASE),
}


def test_every_template_is_used() -> None:
    """A template that nothing names is dead."""
    patterns = [re.compile(pattern) for source in sources() for pattern in names_in_code(source)]
    unused = [name for name in unnamed_by_templates() if not any(pattern.fullmatch(name) for pattern in patterns)]
    assert not unused, f"nothing uses {unused}"


def unnamed_by_templates() -> Iterator[str]:
    """The templates that no other template names and no library looks for."""
    named = {name for page in PAGES for name in QUOTED.findall(page.read_text(encoding="utf-8"))}
    for page in PAGES:
        name = str(page.relative_to(TEMPLATES))
        if page.is_file() and name not in named | BY_NAME and not overrides(name):
            yield name


def overrides(name: str) -> bool:
    """Whether a template stands in for one of a library's."""
    places = ("templates", "forms/templates", "forms/jinja2")
    return any((library / place / name).exists() for library in LIBRARIES for place in places)


def names_in_code(source: Source) -> Iterator[str]:
    """The texts of a module that may name a template, as patterns; an f-string's gaps match anything."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr):
            pattern = "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in node.values)
            if pattern != ".+":
                yield pattern


@pytest.mark.parametrize("fault", BLOCKED)
def test_templates_keep_the_content_security_policy(fault: str) -> None:
    """What the policy blocks, or what would let text become markup, is not written in the first place."""
    found = [
        f"{page.relative_to(ROOT)}:{number}"
        for page in PAGES
        if page.suffix == ".html"
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
        if BLOCKED[fault].search(line)
    ]
    assert not found, f"{fault}: {found}"
