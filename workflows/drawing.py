"""docs/cycle.md and its pictures, drawn from the flows themselves so that they cannot differ from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import viewflow
from django.template import Context, Engine
from viewflow.workflow.chart import calc_layout_data

from commissioning.vocabulary import Lane, Stage
from workflows.flow import StageFlow, flow_of

TEMPLATES = Path(viewflow.__file__).parent / "templates"
PICTURE = "viewflow/workflow/graph.svg"
INTRODUCTION = """# The commissioning cycle

Drawn from the flows by `make draw_cycle`; `make check` fails when it is stale. A case passes six stages. Each runs as
a flow of its own: a record is written, its gate is asked tier by tier, and its outcome is an edge of the flow. A small
purchase in the fast lane runs through all of them in one flow. Where a body outside the council leads, joining stands
for needs, social value and tender; award, monitoring and review follow as ever. Where the gate policy says so, the
record of needs analysis, or of social value priorities, is handed on: the next stage's gate decides both.
"""


def documents() -> Iterator[tuple[str, str]]:
    """Yield the path below docs/ and the text of each document."""
    own = [(lane, flow_of(Stage.NEEDS, lane)) for lane in (Lane.FAST, Lane.JOINING)]
    chapters = [_chapter(f"{stage.number}. {stage.label}", stage, flow_of(stage)) for stage in Stage]
    chapters += [_chapter(str(lane.label), lane, flow) for lane, flow in own]
    yield "cycle.md", "\n".join([INTRODUCTION, *chapters])
    for stage in Stage:
        yield f"cycle/{stage}.svg", svg_of(flow_of(stage))
    for lane, flow in own:
        yield f"cycle/{lane}.svg", svg_of(flow)


def svg_of(flow_class: type[StageFlow]) -> str:
    """Return a flow's picture as SVG, with a title for those who hear it."""
    grid = calc_layout_data(flow_class)
    engine = Engine(dirs=[str(TEMPLATES)], libraries={"l10n": "django.templatetags.l10n"})
    drawn = engine.get_template(PICTURE).render(Context({"grid": grid, "cells": grid.cells, "edges": grid.edges}))
    title = f"<title>{flow_class.__name__}</title>"
    lines = (line.rstrip() for line in drawn.replace(">", f">{title}", 1).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def _chapter(title: str, about: Stage | Lane, flow_class: type[StageFlow]) -> str:
    head = f"## {title}\n\n{flow_class.__doc__} ({flow_class.__name__})\n"
    picture = f"![The flow of {about.label.lower()}](cycle/{about}.svg)\n"
    steps = "\n".join(steps_of(flow_class))
    return f"{head}\n{picture}\n{steps}\n"


def steps_of(flow_class: type[StageFlow]) -> list[str]:
    """Return a flow as a text list: each step and where it leads."""
    return [
        f"- **{node.name.replace('_', ' ')}**" + (f" → {leads}" if (leads := _leads(node)) else "")
        for node in flow_class.instance.nodes()
    ]


def _leads(node: object) -> str:
    edges = node._outgoing()  # type: ignore[attr-defined]  # noqa: SLF001 - the engine offers no other way
    return "; ".join(
        f"{edge.label.lower()}: {edge.dst.name.replace('_', ' ')}" if edge.label else edge.dst.name.replace("_", " ")
        for edge in edges
    )
