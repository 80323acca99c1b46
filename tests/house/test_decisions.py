"""A decision says who, when and which key; what it is called in the ledger is one of the verbs."""

import ast
from collections.abc import Iterator

import pytest

import accounts.verbs
import commissioning.verbs
from tests.house.tree import Function, Source, method, sources

DECIDERS = ("config", "workflows", "commissioning", "accounts")
WHO_WHEN_ONCE = {"by", "at", "key"}
VERBS = [accounts.verbs.Verb, commissioning.verbs.Verb]
Verbs = type[accounts.verbs.Verb] | type[commissioning.verbs.Verb]


def test_a_decision_takes_by_at_and_key_by_name() -> None:
    """No decision can be made without saying who makes it, when, and the key that makes it once."""
    found = [
        source.at(function)
        for source, function in decisions()
        if not {argument.arg for argument in function.args.kwonlyargs} >= WHO_WHEN_ONCE
        if not all(is_the_systems_own(call) for call in opened_in(function))
    ]
    assert not found, f"takes no keyword-only by, at and key: {found}"


def is_the_systems_own(call: ast.Call) -> bool:
    """Whether nobody decides, as when time has passed: then the key follows from what is decided about."""
    return "by=None" in {f"{keyword.arg}={ast.unparse(keyword.value)}" for keyword in call.keywords}


def test_a_decision_says_what_it_makes_possible() -> None:
    """Every decision that others may call has a docstring."""
    found = [
        source.at(function)
        for source, function in decisions()
        if not function.name.startswith("_") and not ast.get_docstring(function)
    ]
    assert not found, f"says nothing: {found}"


def decisions() -> Iterator[tuple[Source, Function]]:
    """Every function that opens a decision, wherever it stands."""
    return ((source, found) for source in sources(*DECIDERS) for found in source.functions() if opened_in(found))


def opened_in(function: Function) -> list[ast.Call]:
    """The calls of a function that open a decision."""
    return [node for node in ast.walk(function) if isinstance(node, ast.Call) and method(node) == "deciding"]


def test_the_ledger_is_written_in_verbs() -> None:
    """`deciding` is called with a member of a Verb, or with a name for one."""
    found = [
        source.at(call)
        for source in sources(*DECIDERS)
        for call in source.calls()
        if method(call) == "deciding" and not names_a_verb(source, call)
    ]
    assert not found, f"decides without a verb: {found}"


def names_a_verb(source: Source, call: ast.Call) -> bool:
    """Whether the first argument is a verb, or a name that the function around it gives to a verb."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Name):
        around = (function for function in source.functions() if call in ast.walk(function))
        return any(first.id in names_of_verbs(function) for function in around)
    return first is not None and is_verb(first)


def is_verb(node: ast.expr) -> bool:
    """Whether an expression mentions a member of a Verb."""
    return any(isinstance(part, ast.Attribute) and ast.unparse(part.value).endswith("Verb") for part in ast.walk(node))


def names_of_verbs(function: Function) -> set[str]:
    """The function's names for verbs: parameters annotated as one, and what it sets to one."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    given = {found.arg for found in arguments if found.annotation and ast.unparse(found.annotation).endswith("Verb")}
    assigned = (node for node in ast.walk(function) if isinstance(node, ast.Assign) and is_verb(node.value))
    return given | {target.id for node in assigned for target in node.targets if isinstance(target, ast.Name)}


@pytest.mark.parametrize("verbs", VERBS, ids=lambda verbs: verbs.__module__)
def test_every_verb_is_said(verbs: Verbs) -> None:
    """A verb that no decision uses is a promise that nobody keeps."""
    package = verbs.__module__.split(".")[0]
    said = {
        node.attr
        for source in sources(package, "workflows")
        for node in source.attributes()
        if isinstance(node.value, ast.Name) and node.value.id == "Verb"
    }
    assert not set(verbs.__members__) - said


@pytest.mark.parametrize("verbs", VERBS, ids=lambda verbs: verbs.__module__)
def test_every_verb_is_past_and_placed(verbs: Verbs) -> None:
    """A verb in the ledger reads "thing.happened" and has words of its own in the trail."""
    assert all(value.count(".") == 1 and value == value.lower() for value in verbs.values)
    assert len(set(verbs.labels)) == len(verbs.labels)
