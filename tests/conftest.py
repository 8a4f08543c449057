"""What every test may use. Tests marked `slow` run where a marker expression or a test's name asks for
them: `pytest -m "slow or not slow"` runs everything.
"""

from __future__ import annotations

import pytest

pytest_plugins = ["fixtures_sound", "fixtures_hearing"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("markexpr") or any("::" in word for word in config.args):
        return
    slow = [item for item in items if "slow" in item.keywords]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if "slow" not in item.keywords]
