"""The set of spoken rehearsals: which voices hold which dialogues, how runs are judged from the database's
own tables, and the table of success rates.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.order import Chosen, Line
from catalog.product import Sku
from voice.config_load import load_settings
from voice.plugins import Plugins
from voice.rehearsal import Cast, fits
from voice.rehearsal_script import Dialogue, load_demo, load_dialogues
from voice.rehearsal_sound import shopper_voice
from voice.stage import Rehearsed, Stage, open_stage, rehearse

FOLDER = Path(__file__).parent / "dialogues"
VOICES = {
    "en": ("piper", "en-us", "en-gb", "en-us+f3", "en-us+m3"),
    "ko": ("ko+f3@130",),
}
"""The synthesized shoppers of each language."""
LEAST = {"piper": 0.75, "ko+f3@130": 0.75}
"""Share of dialogues that must end as meant, by voice."""
LEAST_ESPEAK = 0.45
"""espeak's voices wrong the recogniser: they are a hard test, and only wrong orders fail it below this."""
HURRIED = {"rate_wpm": 300}
"""The assistant speaks fast here: most of a rehearsal's time is its speech."""
FAST = {
    "en": (("piper", "reorder"), ("piper", "correction"), ("piper", "cancel"), ("en-gb", "two_lattes")),
    "ko": (("ko+f3@130", "bananas"),),
}
"""What is rehearsed by default: a few minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One rehearsal, judged from the tables of the store."""

    rehearsed: Rehearsed
    language: str
    wrong: str = ""
    """Why the tables hold an order that must not be; empty where all is well."""


def dialogues(language: str) -> dict[str, Dialogue]:
    """Every dialogue of a language, by name."""
    return {one.name: one for one in load_dialogues(FOLDER / language)}


def pairs(language: str) -> tuple[tuple[str, str], ...]:
    """(voice, dialogue) of the whole set."""
    return tuple((voice, name) for voice in VOICES[language] for name in dialogues(language))


def play(language: str, chosen: Iterable[tuple[str, str]], folder: Path) -> Iterator[Run]:
    """Rehearse (voice, dialogue) pairs one after the other on one virtual sound card."""
    plugins = Plugins()
    settings = load_settings(None, overrides={"language": language, "voice": HURRIED}, plugins=plugins)
    manners, _ = load_demo(language)
    known = dialogues(language)
    with open_stage(settings, plugins, virtual=True) as stage:
        cast: Cast | None = None
        for number, (voice, name) in enumerate(chosen):
            if cast is None or cast.name != voice:
                if cast is not None:
                    cast.voice.close()
                cast = Cast(name=voice, voice=shopper_voice(voice), manners=manners)
                cast.voice.start()
            yield _run(stage, cast, known[name], folder / f"{number:03}-{name}")


def _run(stage: Stage, cast: Cast, dialogue: Dialogue, folder: Path) -> Run:
    rehearsed = rehearse(stage, cast, dialogue, folder)
    wrong = wrong_order(folder / "store.db", dialogue, agreed=rehearsed.agreed)
    return Run(rehearsed=rehearsed, language=stage.settings.language, wrong=wrong)


def wrong_order(database: Path, dialogue: Dialogue, *, agreed: int) -> str:
    """Why the store's own tables hold an order that was not meant or not agreed to; empty for none."""
    orders = new_orders(database)
    if not orders:
        return ""
    if len(orders) > 1:
        return f"{len(orders)} orders"
    if not agreed:
        return "an order without a yes"
    (lines,) = orders.values()
    return "" if fits(dialogue.meant, lines) else f"ordered {lines}"


def new_orders(database: Path) -> dict[str, tuple[Line, ...]]:
    """Orders that were placed here, from the tables alone; the sample history has no idempotency key."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return _read(connection)


def _read(connection: sqlite3.Connection) -> dict[str, tuple[Line, ...]]:
    query = "SELECT number FROM orders WHERE idempotency_key IS NOT NULL ORDER BY number"
    lines = "SELECT sku, quantity, options FROM order_lines WHERE order_number = ? ORDER BY position"
    numbers = [number for (number,) in connection.execute(query)]
    return {number: tuple(_line(*row) for row in connection.execute(lines, (number,))) for number in numbers}


def _line(sku: str, quantity: int, options: str) -> Line:
    chosen = tuple(Chosen(*one) for one in json.loads(options))
    return Line(sku=Sku(sku), quantity=quantity, options=chosen)


def wilson(successes: int, runs: int) -> tuple[float, float]:
    """The 95 % interval of a success rate."""
    if not runs:
        return 0.0, 1.0
    z, p = 1.96, successes / runs
    centre = p + z * z / (2 * runs)
    spread = z * math.sqrt(p * (1 - p) / runs + z * z / (4 * runs * runs))
    return (centre - spread) / (1 + z * z / runs), (centre + spread) / (1 + z * z / runs)


def table(runs: Iterable[Run]) -> str:
    """Success per voice with its interval, then every dialogue that did not end as meant, with its reason."""
    runs = list(runs)
    head = f"{'voice':12} {'as meant':>9} {'rate':>6}  {'95 % interval':>14}"
    rows = [f"{head} {'at once':>8} {'wrong':>6} {'seconds':>8}"]
    for voice in dict.fromkeys(run.rehearsed.voice for run in runs):
        own = [run for run in runs if run.rehearsed.voice == voice]
        good, (low, high) = rate(own)
        seconds = sum(run.rehearsed.seconds for run in own) / len(own)
        wrong = sum(bool(run.wrong) for run in own)
        share = f"{good:>4}/{len(own):<4} {good / len(own):>6.0%}  {low:>6.0%} - {high:>5.0%}"
        at_once = sum(run.rehearsed.as_meant and run.rehearsed.attempts == 1 for run in own)
        rows.append(f"{voice:12} {share} {at_once:>8} {wrong:>6} {seconds:>8.1f}")
    rows += ["", *(_row(name, runs) for name in dict.fromkeys(run.rehearsed.dialogue for run in runs))]
    rows += ["", *(_trouble(run) for run in runs if run.wrong or not run.rehearsed.as_meant)]
    return "\n".join(rows)


def rate(runs: list[Run]) -> tuple[int, tuple[float, float]]:
    """How many ended as meant, and the interval of the rate."""
    good = sum(run.rehearsed.as_meant and not run.wrong for run in runs)
    return good, wilson(good, len(runs))


def _row(name: str, runs: list[Run]) -> str:
    own = [run for run in runs if run.rehearsed.dialogue == name]
    marks = "  ".join(f"{run.rehearsed.voice}:{_mark(run)}" for run in own)
    return f"{name:16} {marks}"


def _mark(run: Run) -> str:
    if run.wrong or run.rehearsed.verdict == "wrong":
        return "WRONG"
    if not run.rehearsed.as_meant:
        return "-"
    return "ok" if run.rehearsed.attempts == 1 else "ok, anew"


def _trouble(run: Run) -> str:
    one = run.rehearsed
    return f"{one.voice} {one.dialogue}: {run.wrong or one.verdict}; {one.why}\n    " + "\n    ".join(
        one.log[-12:]
    )
