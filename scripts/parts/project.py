"""The project's own environment, found by a script that was started with any Python."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def in_project_environment(*needed: str) -> None:
    """Go on with the project's own Python if this one lacks one of the `needed` libraries."""
    own = ROOT / ".venv" / "bin" / "python"
    if any(importlib.util.find_spec(name) is None for name in needed):
        if not own.exists() or os.environ.get("VOICECART_REEXEC"):
            sys.exit("voicecart is not installed: run ./scripts/setup first")
        os.environ["VOICECART_REEXEC"] = "1"
        os.execv(own, [str(own), *sys.argv])  # noqa: S606 - our own interpreter, our own arguments
    if importlib.util.find_spec("voice") is None:
        sys.path.insert(0, str(ROOT))
