"""What is installed is pinned, from whichever registry a machine uses; what is written is about the product."""

import json
import re

from tests.house.tree import ROOT, kept_files

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
TEXT = {".py", ".md", ".html", ".toml", ".txt", ".in", ".yml", ".yaml", ".sh", ".scss", ".js", ".csv", ".json", ""}
# A machine's own folder, an unfinished piece, or talk of who wrote it.
FOREIGN = re.compile(r"/work/\w|\bTODO\b|\bFIXME\b|\bChatGPT\b|\bClaude\b|\bLLM\b|system prompt", re.IGNORECASE)
EXCUSE = re.compile(
    r"# (?:noqa: [A-Z0-9, ]+|noqa|type: ignore\[[a-z, -]+\]|pragma: no cover|nosec(?: B\d+)?)(?P<reason>.*)$"
)
SHORTEST_REASON = 5


def test_python_locks_name_no_registry_and_hash_everything() -> None:
    """Each requirement is one version with its hashes, and no address."""
    assert LOCKS
    for lock in LOCKS:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock.name
        assert "-url" not in text, lock.name
        requirements = [line for line in text.splitlines() if line and line[0].isalnum()]
        assert all("==" in line and line.endswith("\\") for line in requirements), lock.name
    assert not [name for name in ("uv.lock", "pylock.toml") if (ROOT / name).exists()]


def test_the_node_lock_names_no_registry() -> None:
    """Each package has its checksum and no address."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert not [name for name, package in installed.items() if "resolved" in package]
    assert not [name for name, package in installed.items() if "integrity" not in package]


def test_files_speak_of_the_product_only() -> None:
    """No machine's folder, nothing unfinished, nothing about how it was written."""
    ours = (path for path in kept_files() if path.suffix in TEXT and path.name != "test_supply.py")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in ours
        if path.name not in {"LICENSE", "package-lock.json"}
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if FOREIGN.search(line)
    ]
    assert not found, f"not about the product: {found}"


def test_an_exception_to_a_rule_gives_its_reason() -> None:
    """As in `# noqa: S603 - why`, on the same line."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in kept_files()
        if path.suffix == ".py" and path.name != "test_supply.py"
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if (excuse := EXCUSE.search(line)) and len(excuse["reason"].strip(" -#")) < SHORTEST_REASON
    ]
    assert not found, f"gives no reason: {found}"
