"""Only decisions write, and only what the reader may see is read."""

import ast
from collections.abc import Iterator

from tests.house.tree import Source, method, named, sources

# The querysets that know whose eyes they are for. A public page reads what was published.
SCOPED = {"visible_to", "published"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
WRITES = {"save", "create", "delete", "update", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
BULK = {"bulk_create", "bulk_update", "abulk_create", "abulk_update", "_raw_delete"}
SIGNALS = {"django.dispatch", "django.db.models.signals", "django.core.signals", "viewflow.workflow.signals"}
# Triggers are lost when SQLite rebuilds a table, and only the framework knows when it did.
SIGNALS_ALLOWED = {"audit/apps.py"}


def test_views_and_api_read_only_what_the_reader_may_see() -> None:
    """A manager is reached in a view through `visible_to` alone."""
    found = [source.at(node) for source in named("views", "api") for node in unscoped(source)]
    assert not found, f"reads rows that nobody asked authority for: {found}"


def unscoped(source: Source) -> Iterator[ast.expr]:
    """Managers taken without a scope, and models handed whole to a shortcut."""
    scoped = {id(node.value) for node in source.attributes() if node.attr in SCOPED}
    yield from (node for node in source.attributes() if node.attr in MANAGERS and id(node) not in scoped)
    for call in source.calls():
        whole = call.args[0] if call.args and method(call) in SHORTCUTS else None
        if isinstance(whole, ast.Name) and whole.id[:1].isupper():
            yield call


def test_views_and_api_write_nothing() -> None:
    """A view calls a verb; the verb writes. Dicts are joined with `{**a, **b}`: `update` means rows."""
    found = [
        source.at(call)
        for source in named("views", "api")
        for call in source.calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
    ]
    assert not found, f"writes outside a verb: {found}"


def test_rows_are_written_one_by_one_outside_audit() -> None:
    """Bulk writes and `queryset.update(...)` pass by history and ledger; audit.bulk writes the same bytes."""
    ours = (source for source in sources() if not source.name.startswith("audit/"))
    found = [source.at(call) for source in ours for call in source.calls() if in_bulk(call)]
    assert not found, f"passes by the ledger: {found}"


def in_bulk(call: ast.Call) -> bool:
    """Whether a call writes many rows at once: `update` with fields by name is a queryset's."""
    return method(call) in BULK or (method(call) in {"update", "aupdate"} and not call.args and bool(call.keywords))


def test_no_model_overrides_saving() -> None:
    """What happens on saving stands in the verb that saves."""
    found = [
        source.at(function)
        for source in named("models")
        if not source.name.startswith("audit/")
        for function in source.functions()
        if function.name in {"save", "delete", "asave", "adelete"}
    ]
    assert not found, f"overrides saving: {found}"


def test_no_signals() -> None:
    """A reader follows a call, never a signal."""
    found = [
        source.at(node)
        for source in sources()
        if source.name not in SIGNALS_ALLOWED
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module in SIGNALS
    ]
    assert not found, f"listens or sends: {found}"


def test_a_lock_names_its_table() -> None:
    """Without `of=` PostgreSQL also locks every joined row, in no order we know."""
    found = [
        source.at(call)
        for source in sources()
        for call in source.calls()
        if method(call) == "select_for_update" and "of" not in {keyword.arg for keyword in call.keywords}
    ]
    assert not found, f"locks without of=: {found}"


def test_history_is_never_skipped() -> None:
    """The library skips history when this attribute merely exists, even as False."""
    name = "skip_history_" + "when_saving"
    assert not [source.name for source in sources() if name in source.text]
