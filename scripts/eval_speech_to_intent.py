#!/usr/bin/env python3
"""How many spoken orders are understood whole, clean and in noise?

Each clip of DIR (see scripts/parts/spoken_orders.py for its form) goes the way of a shopper's words: voice
detection, recogniser biased by the menu, understanding, catalog search. The menu is a catalog with
option groups like any other; nothing here knows what its words mean.

  labelled  every labelled slot is equal
  strict    and no further slot was filled

  scripts/eval_speech_to_intent.py --data DIR                  clean and seven noise levels
  scripts/eval_speech_to_intent.py --data DIR --snr 6 --limit 40
  scripts/eval_speech_to_intent.py --data DIR --json           one line of JSON

Exit codes: 0 measured, 2 wrong use or data, 3 no recogniser (voicecart models fetch).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LEVELS = (6.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0)
CLEAN = "clean"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled clips")
    parser.add_argument(
        "--snr", type=float, nargs="*", default=LEVELS, help="noise levels in dB (default: 6 9 ... 24)"
    )
    parser.add_argument("--engine", default="auto", help="vosk, whisper or auto (default)")
    parser.add_argument("--limit", type=int, help="at most so many clips")
    parser.add_argument("--seed", type=int, default=1, help="of the noise's places (default 1)")
    parser.add_argument("--errors", action="store_true", help="show what was misunderstood, on stderr")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("soundfile", "hassil")
    from spoken_orders import load_orders  # noqa: PLC0415 - only in the project's environment

    from voice.errors import VoiceError  # noqa: PLC0415

    try:
        orders = load_orders(options.data)
    except (OSError, ValueError, KeyError) as fault:
        print(f"{options.data} holds no labelled orders: {fault}", file=sys.stderr)
        return 2
    try:
        result = measure(options, orders)
    except VoiceError as fault:
        print(fault, file=sys.stderr)
        return 3
    print(json.dumps(result) if options.json else table(result))
    return 0


def measure(options: argparse.Namespace, orders: Any) -> dict[str, Any]:
    """All clips at all levels, level by level for each clip."""
    from order_taker import OrderTaker, open_recognizer  # noqa: PLC0415
    from spoken_orders import noisy  # noqa: PLC0415

    levels: list[float | None] = [None, *options.snr]
    counts = {level: [0, 0] for level in levels}
    clips = list(orders.clips(options.limit))
    recognizer = open_recognizer(options.engine)
    heard_s = took_s = 0.0
    try:
        taker = OrderTaker(orders.menu(), recognizer)
        for number, clip in enumerate(clips, start=1):
            for level in levels:
                sound = clip.sound if level is None else noisy(clip, orders.noise, level, options.seed)
                began = time.perf_counter()
                taken = taker.take(sound)
                took_s += time.perf_counter() - began
                heard_s += len(sound) / 16_000
                labelled = all(taken.slots.get(slot) == value for slot, value in clip.slots.items())
                counts[level][0] += labelled
                counts[level][1] += labelled and taken.slots == clip.slots
                if options.errors and not (labelled and taken.slots == clip.slots):
                    print(f"{name(level)} {clip.name}: {clip.slots}\n   {taken}", file=sys.stderr)
            if not options.json:
                print(f"\r{number}/{len(clips)}", end="", file=sys.stderr, flush=True)
    finally:
        recognizer.close()
    if not options.json:
        print(file=sys.stderr)
    return summary(recognizer.info.engine, len(clips), counts, took_s / max(heard_s, 1e-9))


def summary(engine: str, n: int, counts: dict[float | None, list[int]], rtf: float) -> dict[str, Any]:
    """The result as it is printed."""
    rows = {
        name(level): {"labelled": round(right / max(n, 1), 4), "strict": round(strict / max(n, 1), 4)}
        for level, (right, strict) in counts.items()
    }
    noise = [right / max(n, 1) for level, (right, _) in counts.items() if level is not None]
    mean = round(sum(noise) / len(noise), 4) if noise else None
    return {"engine": engine, "n": n, "conditions": rows, "mean_labelled": mean, "rtf": round(rtf, 3)}


def name(level: float | None) -> str:
    """How a level is called in the result."""
    return CLEAN if level is None else f"{level:g}"


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    lines = [f"{'SNR (dB)':<10}{'labelled':>10}{'strict':>10}   n = {result['n']}"]
    lines += [
        f"{level:<10}{row['labelled']:>10.3f}{row['strict']:>10.3f}"
        for level, row in result["conditions"].items()
    ]
    mean = result["mean_labelled"]
    lines.append(f"{'mean':<10}{'-' if mean is None else format(mean, '.3f'):>10}   without clean")
    lines.append(f"{result['engine']}, real-time factor {result['rtf']:.3f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
