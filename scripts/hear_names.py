#!/usr/bin/env python3
"""What a recogniser makes of product names: spoken by synthetic voices, heard by Whisper without a prompt,
Korean ones by Vosk.

Each name of FILE (barcode TAB name, as Open Food Facts gives them) that reads English is spoken once, by one
voice, clean or in noise at 10 dB, and what was heard is written as one line of JSON. The name's sha1 decides
what it is for: 0-9 to train the ranker, a and b to test it, c-f are never used. Goes on where OUT ends.

Korean names are those of the sample shop and those of FILE that are written in Hangul; each is heard clean
and in noise, freely and told the words of all of them, as the assistant tells Vosk.

  scripts/hear_names.py --data products.tsv.gz --noise kitchen.flac --out heard.jsonl --train 1500 --test 300
  scripts/hear_names.py --language ko --data products.tsv.gz --noise kitchen.flac --out ko.jsonl --train 0

Exit codes: 0 written, 2 wrong use or data, 3 no recogniser or voice.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VOICES = (
    "piper",
    "en-us",
    "piper",
    "en-gb",
    "piper",
    "en-us+f3",
    "en-gb+m3",
    "piper",
    "en-us+m1",
    "en-gb+f2",
)
NOISE_DB = 10.0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="product names, barcode TAB name, .gz or not"
    )
    parser.add_argument("--noise", type=Path, required=True, help="a recording of noise (16 kHz mono)")
    parser.add_argument("--out", type=Path, required=True, help="JSON lines; gone on with where it exists")
    parser.add_argument("--train", type=int, default=1500, help="names to train with (default 1500)")
    parser.add_argument("--test", type=int, default=300, help="names to test with (default 300)")
    parser.add_argument("--language", choices=("en", "ko"), default="en")
    parser.add_argument("--model", default="whisper-tiny.en", help="the recogniser's model by name")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("soundfile", "numpy")
    from voice.errors import VoiceError  # noqa: PLC0415

    try:
        hear_korean(options) if options.language == "ko" else hear_all(options)
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    except VoiceError as fault:
        print(fault, file=sys.stderr)
        return 3
    return 0


def hear_all(options: argparse.Namespace) -> None:
    """Every chosen name that OUT does not hold yet, train and test by turns."""
    from catalog_names import english_names, part_of  # noqa: PLC0415
    from heard_names import Listener  # noqa: PLC0415

    chosen = english_names(options.data)
    random.Random(4).shuffle(chosen)  # noqa: S311 - repeatable chance
    train = [n for n in chosen if part_of(n) == "train"][: options.train]
    test = [n for n in chosen if part_of(n) == "test"][: options.test]
    done = set(_done(options.out))
    listener = Listener(options.noise, options.model)
    with options.out.open("a", encoding="utf-8") as out:
        for number, (name, part) in enumerate(_by_turns(train, test)):
            voice = VOICES[number // 2 % len(VOICES)]
            db = NOISE_DB if number % 2 else None
            if name in done:
                continue
            heard = listener.hear(name, voice, db)
            row = {"name": name, "part": part, "voice": voice, "noise_db": db, "heard": heard}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()


def hear_korean(options: argparse.Namespace) -> None:
    """Every chosen Korean name in four ways: clean and in noise, freely and told the catalog's words."""
    from catalog_names import korean_rows, part_of  # noqa: PLC0415
    from heard_korean import VOICES as KOREAN_VOICES  # noqa: PLC0415
    from heard_korean import KoreanListener  # noqa: PLC0415
    from heard_names import read_noise  # noqa: PLC0415

    names = [name for _, name in korean_rows(options.data)]
    listener = KoreanListener(read_noise(options.noise), names)
    random.Random(4).shuffle(names)  # noqa: S311 - repeatable chance
    train = [n for n in names if part_of(n) == "train"][: options.train]
    test = [n for n in names if part_of(n) == "test"][: options.test]
    done = set(_done(options.out))
    with options.out.open("a", encoding="utf-8") as out:
        for number, (name, part) in enumerate(_by_turns(train, test)):
            voice = KOREAN_VOICES[number % len(KOREAN_VOICES)]
            for db, told in () if name in done else product((None, NOISE_DB), (True, False)):
                heard = listener.hear(name, voice, db, told=told)
                row = {"name": name, "part": part, "voice": voice, "noise_db": db, "told": told}
                row["heard"] = heard
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()


def _by_turns(train: list[str], test: list[str]) -> Iterator[tuple[str, str]]:
    every = max(1, len(train) // max(1, len(test)))
    rest: Iterator[Any] = iter(test)
    for i, name in enumerate(train):
        yield name, "train"
        if i % every == 0:
            yield from ((n, "test") for n in [next(rest, None)] if n)
    yield from ((n, "test") for n in rest)


def _done(out: Path) -> Iterator[str]:
    if out.exists():
        for line in out.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["name"]


if __name__ == "__main__":
    sys.exit(main())
