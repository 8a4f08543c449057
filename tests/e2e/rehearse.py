"""Rehearsed shoppers speak to voicecart through a virtual sound card; prints a table of success rates.

  scripts/rehearse                     the fast selection
  scripts/rehearse --all               every voice with every dialogue, in all languages (about an hour)
  scripts/rehearse --language ko       one language
  scripts/rehearse --voice piper --dialogue pin --dialogue undo

Exit code 0: no wrong order, no order without consent, and each voice reached its least rate.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from spoken_set import FAST, FOLDER, LEAST, LEAST_ESPEAK, VOICES, Run, pairs, play, rate, table

from voice.adapters.quiet import libraries_speak_to


def main() -> int:
    options = _options()
    runs: list[Run] = []
    into = options.into or Path(tempfile.mkdtemp(prefix="voicecart-rehearsals-"))
    into.mkdir(parents=True, exist_ok=True)
    with libraries_speak_to(into / "libraries.log") as people:
        for language in [options.language] if options.language else sorted(VOICES):
            for run in play(language, _chosen(options, language), into / language):
                runs.append(run)
                people.write(_line(run) + "\n")
                with (into / language / "log.jsonl").open("a") as log:
                    log.write(json.dumps(_told(run), ensure_ascii=False) + "\n")
    shown = json.dumps(_summary(runs), ensure_ascii=False) if options.json else table(runs)
    sys.stdout.write(shown + "\n")
    return 0 if good_enough(runs) else 1


def good_enough(runs: list[Run]) -> bool:
    """No wrong order, and enough success of every voice."""
    if any(run.wrong or run.rehearsed.verdict == "wrong" for run in runs):
        return False
    for voice in {run.rehearsed.voice for run in runs}:
        own = [run for run in runs if run.rehearsed.voice == voice]
        if rate(own)[0] < LEAST.get(voice, LEAST_ESPEAK) * len(own):
            return False
    return bool(runs)


def _chosen(options: argparse.Namespace, language: str) -> list[tuple[str, str]]:
    if not (options.all or options.voice or options.dialogue):
        return list(FAST[language])
    return [
        (voice, name)
        for voice, name in pairs(language)
        if (not options.voice or voice in options.voice)
        and (not options.dialogue or name in options.dialogue)
    ]


def _line(run: Run) -> str:
    one = run.rehearsed
    return f"{one.voice:12} {one.dialogue:16} {run.wrong or one.verdict:10} {one.seconds:6.1f} s  {one.why}"


def _told(run: Run) -> dict[str, object]:
    one = run.rehearsed
    return {
        "language": run.language,
        "voice": one.voice,
        "dialogue": one.dialogue,
        "verdict": one.verdict,
        "wrong": run.wrong,
        "why": one.why,
        "attempts": one.attempts,
        "dropped_ms": one.dropped_ms,
        "seconds": round(one.seconds, 1),
        "log": one.log,
    }


def _summary(runs: list[Run]) -> dict[str, object]:
    voices = {}
    for voice in dict.fromkeys(run.rehearsed.voice for run in runs):
        own = [run for run in runs if run.rehearsed.voice == voice]
        good, interval = rate(own)
        voices[voice] = {"as_meant": good, "runs": len(own), "interval": [round(x, 3) for x in interval]}
    wrong = [_told(run) for run in runs if run.wrong or run.rehearsed.verdict == "wrong"]
    return {"runs": len(runs), "wrong": wrong, "voices": voices, "rehearsals": [_told(run) for run in runs]}


def _options() -> argparse.Namespace:
    made = argparse.ArgumentParser(
        prog="scripts/rehearse", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = sorted({path.stem for path in FOLDER.glob("*/*.yaml")})
    made.add_argument("--all", action="store_true", help="the whole set")
    made.add_argument("--language", choices=sorted(VOICES))
    made.add_argument(
        "--voice", action="append", choices=[one for voices in VOICES.values() for one in voices]
    )
    made.add_argument("--dialogue", action="append", choices=names, metavar="NAME", help=", ".join(names))
    made.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    made.add_argument("--into", type=Path, help="folder of stores, recordings and log.jsonl")
    return made.parse_args()


if __name__ == "__main__":
    sys.exit(main())
