"""Orders whose beginning was misheard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice.language.readings import Reading
from voice.language.text import Utterance

MISHEARD_LEAD = 3
"""So many words before a whole order may be misheard ones ("girl, a coffee with milk")."""
Reads = Callable[[Utterance], Reading]


def after_misheard(said: Utterance, guards: frozenset[str], order: Reads, plain: Reading) -> Reading:
    """A whole order after a few words that fit nothing: its beginning was misheard. Never sure. Nothing
    is passed over without `guards`, nor a word of them, nor where the `plain` reading says as much.
    """
    for start in range(1, min(MISHEARD_LEAD, len(said) - 1) + 1):
        most = 1.0 - 0.14 - 0.04 * start
        if not guards or said.symbols[start - 1] in guards or plain.score >= most:
            break
        found = order(said.cut(start, len(said)))
        if found.acts:
            score = found.score - (1.0 - most)
            passed = replace(found, score=score, unexplained=said.symbols[:start], sure=False)
            return max(plain, passed, key=lambda r: r.score)
    return plain
