"""A template variable that does not exist fails its test, where Django would print nothing."""

import inspect
from pathlib import Path
from types import FrameType

HOUSE = Path(__file__).resolve().parent.parent
LIBRARIES = HOUSE / ".venv"


class UndefinedVariableError(Exception):
    """One of our own templates prints a variable that it was not given."""


class Undefined(str):
    """Django's `string_if_invalid`, asked for its truth at the moment a variable could not be resolved.

    Libraries' templates rely on undefined variables being empty; for them it is the empty text that Django uses.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        """Raise UndefinedVariableError where one of our templates is being rendered, else be empty."""
        frame = inspect.currentframe()
        if frame and frame.f_back:
            refuse_in_our_templates(frame.f_back)
        return False


def refuse_in_our_templates(frame: FrameType) -> None:
    """Raise UndefinedVariableError when the frame is Django resolving a variable of a template in this tree."""
    rendering = getattr(frame.f_locals.get("context"), "render_context", None)
    template = rendering.template if rendering is not None else None
    if template is None or template.origin is None:
        return
    path = Path(str(template.origin.name))
    if path.is_relative_to(HOUSE) and not path.is_relative_to(LIBRARIES):
        message = f"{path.relative_to(HOUSE)} prints {frame.f_locals['self'].var}, which it was not given."
        raise UndefinedVariableError(message)
