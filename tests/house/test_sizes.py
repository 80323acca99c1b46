"""Small files, small functions, and a first line that says which room this is."""

import ast

from tests.house.tree import PACKAGES, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
OURS = (*PACKAGES, "tests", "benchmarks")


def test_no_file_is_too_long() -> None:
    """A file longer than this is two files."""
    lengths = {source.name: len(source.text.splitlines()) for source in sources(*OURS)}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_no_function_is_too_long() -> None:
    """A function longer than this does two things."""
    found = {
        source.at(function): length
        for source in sources(*OURS)
        for function in source.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert not found


def test_every_module_says_which_room_it_is() -> None:
    """An empty `__init__` needs no word; everything else does."""
    found = [source.name for source in sources(*OURS) if source.tree.body and not ast.get_docstring(source.tree)]
    assert not found, f"says nothing of itself: {found}"
