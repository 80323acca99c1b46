"""A proof's command: which databases, what its last line says, and when it fails."""

import pytest

from benchmarks import proving

CLEAN = {"clean": True, "figures": "3 gates"}
BROKEN = {"clean": False, "figures": "1 fault"}


@pytest.mark.parametrize(
    ("results", "code", "last"),
    [
        ({"sqlite": CLEAN, "postgres": CLEAN}, 0, "race: clean: sqlite 3 gates; postgres 3 gates\n"),
        ({"sqlite": CLEAN, "postgres": BROKEN}, 1, "race: NOT CLEAN: sqlite 3 gates; postgres 1 fault\n"),
    ],
)
def test_one_database_that_is_not_clean_fails_the_whole(
    results: dict[str, dict[str, object]],
    code: int,
    last: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(proving, "prove_on", lambda _asked, kind: results[kind])
    assert proving.main(["race", "--quick"]) == code
    assert capsys.readouterr().out == last


def test_a_proof_that_breaks_off_is_not_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "run", lambda *_: 9)
    asked = proving.read(["tamper", "--db", "sqlite"])
    assert proving.prove_on(asked, "sqlite") == {"clean": False, "figures": "broke off with exit code 9"}


def test_a_database_that_is_none_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        proving.read(["race", "--db", "oracle"])
    assert "There is no database 'oracle'. There are: sqlite, postgres." in capsys.readouterr().err
