"""The gate against its model: `make model RUNS=300 STEPS=40 SEED=1` tries as much as is wanted."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.council import People
from tests.model.driving import two_cases
from tests.model.machine import GateMachine

RUNS, STEPS = int(os.environ.get("RUNS", "8")), int(os.environ.get("STEPS", "25"))
CHECKED = settings(
    max_examples=RUNS,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
    print_blob=True,
)


@pytest.mark.django_db
def test_the_gate_is_what_its_model_says(people: People) -> None:
    GateMachine.founded, GateMachine.begun = people, two_cases(people)
    run_state_machine_as_test(seed(int(os.environ.get("SEED", "1")))(GateMachine), settings=CHECKED)
    told = os.environ.get("MODEL_TOLD")
    if told:
        with Path(told).open("a", encoding="utf-8") as file:
            done = {"runs": GateMachine.runs, "steps": GateMachine.steps, "moves": dict(GateMachine.moves)}
            file.write(json.dumps(done) + "\n")
    assert GateMachine.steps > GateMachine.runs
