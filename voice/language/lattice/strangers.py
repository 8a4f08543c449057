"""Words that no cover of an utterance can explain as they were said."""

from __future__ import annotations

from voice.language.lattice.cues import OrderWords
from voice.language.lattice.mending import Mender
from voice.language.lattice.names import Names
from voice.language.text import Utterance
from voice.language.words import Words


class Strangers:
    """Finds them at a glance: most parts of an utterance need no cover then."""

    def __init__(self, names: Names, mender: Mender, words: Words, order_words: OrderWords) -> None:
        self._names, self._mender, self._cues = names, mender, order_words
        small = {symbol for phrase in (*order_words.cues, *words.numbers) for symbol in phrase}
        self._small_words = frozenset(small | order_words.passing | words.number_joints)

    def stand_in(self, said: Utterance) -> bool:
        """True where a word surely stays unknown or has to be bent, whatever cover is the cheapest."""
        return any(
            self._is_strange(said.symbols[at], said.keys[at]) and not self._is_joined(said, at)
            for at in range(len(said))
        )

    def _is_strange(self, symbol: str, key: str) -> bool:
        if self._names.knows(key) or symbol in self._small_words or symbol.isdigit():
            return False
        if key in self._names.slot_words or key in self._cues.multiples:
            return False
        return all(bent for _, _, bent in self._mender.of(symbol, key))

    def _is_joined(self, said: Utterance, at: int) -> bool:
        """Whether a name has the word and its neighbours as one ("oat milk" for "oatmilk")."""
        for start in range(max(0, at - 2), at + 1):
            for end in range(max(at, start + 1) + 1, min(start + 3, len(said)) + 1):
                if self._names.knows("".join(said.symbols[start : end - 1]) + said.keys[end - 1]):
                    return True
        return False
