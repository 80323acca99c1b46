"""The council's own brand: nothing here looks like GOV.UK's."""

from tests.house.tree import ROOT

BUILT = ROOT / "static_build"


def test_the_stylesheet_is_built_without_transport() -> None:
    """GDS Transport is licensed for GOV.UK alone."""
    sheets = list(BUILT.rglob("*.css"))
    assert sheets, "There is no stylesheet; `make assets` builds it."
    assert not [sheet.name for sheet in sheets if "Transport" in sheet.read_text(encoding="utf-8")]


def test_no_crown_and_no_logo_is_shipped() -> None:
    """The crown, the crest and the GOV.UK logo are not a council's to use."""
    names = [str(path.relative_to(BUILT)).lower() for path in BUILT.rglob("*") if path.is_file()]
    assert not [name for name in names for mark in ("crown", "crest", "govuk", "gov-uk", "transport") if mark in name]
    sheets = [sheet.read_text(encoding="utf-8").lower() for sheet in BUILT.rglob("*.css")]
    assert not [sheet for sheet in sheets if "crest.svg" in sheet or "govuk-logo" in sheet]
