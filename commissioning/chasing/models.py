"""What was done to get a late task answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from audit.models import Appended
from commissioning.asks.models import Ask
from commissioning.gates.models import ChainStep


class Chase(Appended):
    """One step of the chain that was taken for one ask. A task with a new last day begins the chain anew."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="chases")
    step = models.ForeignKey(ChainStep, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(help_text="Of the step in its chain, whichever policy it is of.")
    due_on = models.DateField(help_text="The last day of the task when the step was taken.")
    to = models.CharField(max_length=300, blank=True, help_text="The post that was told; empty where there is none.")
    escalates = models.BooleanField(help_text="Whether it went to others than whoever was asked.")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ask", "due_on", "position"], name="chase_once")]

    def __str__(self) -> str:
        return f"step {self.position} for {self.ask_id}"
