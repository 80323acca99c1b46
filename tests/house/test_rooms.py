"""Foreign keys go the way imports go: a room never points at one above it."""

import ast

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Field, Model

from tests.house.tree import PACKAGES, layers, named

KEYS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey"}


def test_no_foreign_key_points_upward() -> None:
    """Import-linter cannot see a key that names its target as text; the registry can."""
    found = [
        f"{model.__module__}.{model.__name__}.{field.name} -> {target.__module__}"
        for model in apps.get_models()
        if ours(model)
        for field in model._meta.concrete_fields
        if (target := target_of(field)) and ours(target) and points_upward(model, target)
    ]
    assert not found, f"points at a room above or beside: {found}"


def target_of(field: "Field[object, object]") -> type[Model] | None:
    """The model a field points at, people left out: everyone reaches them through AUTH_USER_MODEL."""
    target = field.related_model
    if not isinstance(target, type) or target is get_user_model():
        return None
    return target


def ours(model: type[Model]) -> bool:
    """Whether a model lives in one of our packages."""
    return model.__module__.split(".")[0] in PACKAGES


def points_upward(model: type[Model], target: type[Model]) -> bool:
    """Whether the target's room stands above the model's, or beside it."""
    mine, theirs = room(model), room(target)
    return mine != theirs and height(theirs) >= height(mine)


def room(model: type[Model]) -> tuple[str, str]:
    """The package of a model, and its room where the package has rooms."""
    package, *rest = model.__module__.split(".")
    return package, rest[0] if package == "commissioning" else ""


def height(place: tuple[str, str]) -> tuple[int, int]:
    """How high a room stands, by the contracts that import-linter keeps."""
    package, name = place
    return level("house", package), level("rooms", name) if name else 0


def level(contract: str, name: str) -> int:
    """The level of a name in a contract, the lowest layer being 0. Raises StopIteration for a name it does not have."""
    return next(index for index, layer in enumerate(reversed(layers(contract))) if name in layer)


def test_foreign_keys_name_classes() -> None:
    """A key that names its target as text hides an import; "self" and AUTH_USER_MODEL are not text of that kind."""
    found = [
        source.at(call)
        for source in named("models")
        for call in source.calls()
        if ast.unparse(call.func).split(".")[-1] in KEYS and call.args
        if isinstance(call.args[0], ast.Constant) and call.args[0].value != "self"
    ]
    assert not found, f"names its target as text: {found}"
