"""IndicOrderBench's starter pack: every call three times, judged by the orders that the sandbox holds."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import pytest

pytest.importorskip("indicorderbench")

sys.path.insert(0, str(Path(__file__).parent))

from agent import Agent, make_agent
from indicorderbench.adapters.inprocess import InProcessAdapter
from indicorderbench.adapters.protocol import Modality
from indicorderbench.packs import load_pack
from indicorderbench.runner.runner import RunConfig, run_suite_sync
from indicorderbench.schemas.results import Outcome

PACK = load_pack(Path(str(files("indicorderbench"))) / "data" / "packs" / "starter", check_clips=False)
TRIALS = 3
CALLS = 21


@pytest.mark.parametrize("language", ["en-IN", "hi-en"])
def test_every_call_ends_with_the_order_that_was_meant(language: str):
    calls = [scenario for scenario in PACK.scenarios if scenario.language.value == language]
    Agent.troubles.clear()

    result = run_suite_sync(
        PACK,
        calls,
        lambda: InProcessAdapter(make_agent),
        RunConfig(trials=TRIALS, modality=Modality.TEXT, agent_label="voicecart"),
    )

    wrong = {
        one.scenario_id: [f"{turn.speaker}: {turn.text}" for turn in trial.transcript]
        for one in result.scenarios
        for trial in one.trials
        if trial.outcome is not Outcome.PASS
    }
    assert not wrong
    assert Agent.troubles == []
    assert len(result.scenarios) == CALLS
