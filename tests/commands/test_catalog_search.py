"""`voicecart catalog search` with what the shopper demands beside the name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voice.cli import app


def asked(folder: Path, *words: str) -> set[str]:
    """What is found; what a NoMatch lists as least unlike is not."""
    result = CliRunner().invoke(app, ["--data-dir", str(folder), "catalog", "search", "--json", *words])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    return set() if told["decision"] == "NoMatch" else {row["sku"] for row in told["found"]}


def test_demands_leave_out_what_does_not_meet_them(tmp_path: Path):
    assert "MILK-WHOLE-GAL" in asked(tmp_path, "whole", "milk")
    cheap = asked(tmp_path, "whole", "milk", "--max-price", "3")
    assert "MILK-WHOLE-HALF" in cheap
    assert "MILK-WHOLE-GAL" not in cheap
    assert not asked(tmp_path, "whole", "milk", "--where", "brand=nobody")
    assert not asked(tmp_path, "whole", "milk", "--where", "color=red")
    assert asked(tmp_path, "milk", "--in-stock", "--where", "category=dairy")
    assert not asked(tmp_path, "milk", "--where", "category=batteries")


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [("--max-price", "cheap", "is no price"), ("--where", "red", "is no NAME=VALUE")],
)
def test_a_demand_that_is_none_is_refused(tmp_path: Path, option: str, value: str, told: str):
    words = ["--data-dir", str(tmp_path), "catalog", "search", "milk", option, value]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert told in " ".join(result.output.replace("│", " ").split())
