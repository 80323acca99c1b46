"""Two gates as viewflow's own guide writes them: one seat, and four seats between Split and Join."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.flow.views import UpdateProcessView

from accounts.models import Person
from benchmarks.bare.models import Gate

SEATS = ("first", "second", "third", "fourth")


def seat(name: str, place: int) -> Any:
    """Return the node of a seat: the stock view on its column, assigned to its person when the gate opens."""
    view = UpdateProcessView.as_view(fields=[name])
    return flow.View(view).Assign(lambda activation: activation.flow_class.signers[place])


class BareFlow(flow.Flow):
    """What both gates share."""

    process_class = Gate
    signers: tuple[Person, ...] = ()

    def begin(self, activation: Any, title: str) -> Any:
        """Name the process."""
        activation.process.title = title
        return activation.process


class OneSeat(BareFlow):
    """A gate of one seat."""

    start = flow.StartHandle(this.begin).Next(this.first)
    first = seat("first", 0).Next(this.end)
    end = flow.End()


class FourSeats(BareFlow):
    """A gate of four seats, asked together."""

    start = flow.StartHandle(this.begin).Next(this.split)
    split = flow.Split().Next(this.first).Next(this.second).Next(this.third).Next(this.fourth)
    first = seat("first", 0).Next(this.join)
    second = seat("second", 1).Next(this.join)
    third = seat("third", 2).Next(this.join)
    fourth = seat("fourth", 3).Next(this.join)
    join = flow.Join().Next(this.end)
    end = flow.End()
