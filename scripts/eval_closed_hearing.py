#!/usr/bin/env python3
"""Which closed hearing accepts clear answers and takes nothing else for a yes?

Synthesized answers (espeak-ng voices, Piper's joe where installed; clean and with kitchen noise at
10 dB), people's coffee orders, which must never be a yes, and kitchen noise alone go through
Whisper's open hearing, pocketsphinx's grammar (bare, and with the check of its phones that voicecart
uses), Whisper's own scores over the allowed answers, and open and closed together.

  scripts/eval_closed_hearing.py --data DIR [--limit N] [--no-scores] [--json]

Exit codes: 0 measured, 2 wrong use or data, 3 no recogniser (voicecart models fetch).
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("soundfile", "faster_whisper", "pocketsphinx")
    from closed_hearing import run  # noqa: PLC0415 - only in the project's environment

    return run(__doc__ or "")


if __name__ == "__main__":
    sys.exit(main())
