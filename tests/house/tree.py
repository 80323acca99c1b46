"""The tree as the house tests read it: our own files, parsed once."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("config", "workflows", "commissioning", "accounts", "audit", "govuk")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file of ours."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path from the root of the project."""
        return str(self.path.relative_to(ROOT))

    def calls(self) -> Iterator[ast.Call]:
        """Every call in the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def attributes(self) -> Iterator[ast.Attribute]:
        """Every attribute taken in the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Attribute))

    def functions(self) -> Iterator[Function]:
        """Every function and method in the file."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def public_functions(self) -> Iterator[Function]:
        """The functions of the module that other rooms may call."""
        return (node for node in self.tree.body if isinstance(node, Function) and not node.name.startswith("_"))

    def at(self, node: ast.expr | ast.stmt) -> str:
        """Where a node stands, as a reader looks for it."""
        return f"{self.name}:{node.lineno}"


@cache
def sources(*packages: str) -> tuple[Source, ...]:
    """The Python files of the packages (all of them when none is named), migrations left out."""
    paths = sorted(path for package in packages or PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(_source(path) for path in paths if "migrations" not in path.parts)


def _source(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path=path, text=text, tree=ast.parse(text, filename=str(path)))


def named(*names: str) -> list[Source]:
    """The packages' files with one of these names, or in a folder with one (`views` is views.py and views/*.py)."""
    return [source for source in sources() if source.path.stem in names or set(source.path.parent.parts) & set(names)]


def method(call: ast.Call) -> str:
    """The method or function that a call names, without what it is called on."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file of the project: kept in git, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603 - git, on the PATH
    return tuple(path for name in sorted(set(listing.split("\0"))) if name and (path := ROOT / name).is_file())


@cache
def layers(contract: str) -> tuple[frozenset[str], ...]:
    """The layers of an import-linter contract, high to low; what stands in one layer is side by side."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {found["id"]: found for found in settings["tool"]["importlinter"]["contracts"]}
    return tuple(frozenset(name.strip(" ()") for name in layer.split("|")) for layer in contracts[contract]["layers"])
