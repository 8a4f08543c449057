#!/usr/bin/env python3
"""How long do understanding and the dialogue take over a large catalog?

The sample shop is sold by many brands until there are N products. Sentences of a shopper with their names are
understood, and the core takes each as its first turn: as it was said, and as a recogniser gives it, with more
hypotheses that each have a word wrong. In the same run, as the peer that tells how fast this machine is,
rapidfuzz compares each sentence with every product's name once. All times are CPU times.

  scripts/bench_understanding.py [--products 10000] [--rounds 8] [--hypotheses 5] [--seed 1] [--json]

Exit codes: 0 measured, 2 wrong use.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "scripts" / "parts" / "understanding_sentences.json"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--products", type=int, default=10_000, help="products in the catalog (default 10000)"
    )
    parser.add_argument("--rounds", type=int, default=8, help="how often each sentence is said (default 8)")
    parser.add_argument("--hypotheses", type=int, default=5, help="of a recogniser (default 5)")
    parser.add_argument("--seed", type=int, default=1, help="of the names in the sentences (default 1)")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args()
    if min(options.products, options.rounds, options.hypotheses) < 1:
        parser.error("--products, --rounds and --hypotheses begin at 1")
    return options


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT / "scripts" / "parts"))
    from project import in_project_environment  # noqa: PLC0415 - found only now

    in_project_environment("hassil", "rapidfuzz")
    result = measure(options)
    print(json.dumps(result) if options.json else "\n".join(f"{k:<20}{v}" for k, v in result.items()))
    return 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """The figures as they are printed; times in milliseconds of CPU."""
    from catalog.search.fuzz import ratios  # noqa: PLC0415

    products = catalog(options.products)
    names = [product.name("en").lower() for product in products]
    began = time.process_time()
    turn = turns(products)
    built = time.process_time() - began
    chance = random.Random(options.seed)  # noqa: S311 - the same names in every run
    said = list(sentences(names, options.rounds, chance))
    heard = [(text, *misheard(text, options.hypotheses - 1, chance)) for text in said]
    turn((said[0],))
    ours = sorted(timed(turn, (text,)) for text in said)
    several = sorted(timed(turn, texts) for texts in heard)
    peer = sorted(timed(lambda texts: ratios([texts[0].lower()], names), (text,)) for text in said)
    return {
        "products": len(products),
        "n": len(said),
        "build_s": round(built, 2),
        "ms_p50": round(at(ours, 0.5), 2),
        "ms_p95": round(at(ours, 0.95), 2),
        "hypotheses": options.hypotheses,
        "heard_ms_p50": round(at(several, 0.5), 2),
        "heard_ms_p95": round(at(several, 0.95), 2),
        "peer_ms_p50": round(at(peer, 0.5), 2),
        "peer_ms_p95": round(at(peer, 0.95), 2),
        "p50_to_peer": round(at(ours, 0.5) / at(peer, 0.5), 2),
        "p95_to_peer": round(at(ours, 0.95) / at(peer, 0.95), 2),
    }


def catalog(size: int) -> list[Any]:
    """So many products: the sample shop, and its goods as other brands would sell them."""
    from dataclasses import replace  # noqa: PLC0415

    from catalog.sample import sample_products  # noqa: PLC0415

    shop = list(sample_products())
    goods = [product for product in shop if not product.options]
    marks = (
        f"{a}{e}{b}"
        for a in ("Bel", "Cor", "Dan", "Fen", "Gar", "Hol")
        for e in "aeiou"
        for b in ("do", "mi", "va")
    )
    for mark in marks:
        for one in goods:
            names = {language: (f"{mark} {own[0]}",) for language, own in one.names.items()}
            shop.append(replace(one, sku=f"{one.sku}-{mark}", brand=mark, names=names))
    return shop[:size]


Turn = Callable[[tuple[str, ...]], object]


def turns(products: list[Any]) -> Turn:
    """What takes an utterance as the first turn of a talk: understanding, then the core."""
    from voice.dialogue.events import Heard  # noqa: PLC0415
    from voice.dialogue.machine import Machine  # noqa: PLC0415
    from voice.dialogue.policy import Policy  # noqa: PLC0415
    from voice.dialogue.session import Session  # noqa: PLC0415
    from voice.hearing.transcript import Hypothesis, Transcript  # noqa: PLC0415
    from voice.language.expectation import Expectation  # noqa: PLC0415
    from voice.language.lexicon import Lexicon  # noqa: PLC0415
    from voice.language.locale import load_locale  # noqa: PLC0415
    from voice.language.understand import Understanding  # noqa: PLC0415
    from voice.plugins import Plugins  # noqa: PLC0415

    locale = load_locale("en")
    understanding = Understanding(locale, Lexicon.of(products, "en", locale.words), "USD")
    machine = Machine(Plugins().skills()[0], Policy())
    session, expected = Session(id="bench", language="en"), Expectation(language="en")

    def turn(texts: tuple[str, ...]) -> None:
        heard = tuple(Hypothesis(text, -0.1 * place) for place, text in enumerate(texts))
        one = Transcript(hypotheses=heard, began_ms=0, ended_ms=1, language="en", engine="bench")
        meant = understanding.understand(one, expected)
        machine.step(session, Heard(at_ms=1, began_ms=0, interpretation=meant))

    return turn


def sentences(names: list[str], rounds: int, chance: random.Random) -> Iterator[str]:
    """Every sentence with other names in each round."""
    shapes = json.loads(SENTENCES.read_text(encoding="utf-8"))
    for _ in range(rounds):
        for shape in shapes:
            yield shape.format(*chance.sample(names, 3))


def misheard(text: str, count: int, chance: random.Random) -> Iterator[str]:
    """The sentence with one word bent, lost or replaced, so many times."""
    for _ in range(count):
        words = text.split()
        at = chance.randrange(len(words))
        words[at] = chance.choice((words[at][:-1], words[at] + "s", "", "the", "and"))
        yield " ".join(words)


def timed(work: Turn, texts: tuple[str, ...]) -> float:
    """Milliseconds of CPU that the work takes."""
    began = time.thread_time()
    work(texts)
    return max(1000 * (time.thread_time() - began), 1e-3)


def at(ordered: list[float], share: float) -> float:
    """The value at this share of an ordered list."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    sys.exit(main())
