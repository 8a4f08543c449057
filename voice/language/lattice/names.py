"""Every way in which a menu's values may be called, found by walking a tree of words.

Beside the names themselves: names without their "and", with spaces elsewhere ("sesame oil",
"sesameoil"), a word that only one value has, and any two or more words that only one value has together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from voice.language.lattice.cues import OrderWords, Role
from voice.language.lattice.familiar import call_familiar
from voice.language.lattice.menu import EVERYTHING, Kind, Menu, Slot, Value
from voice.language.lattice.tree import Keys, Node
from voice.language.words import Words

SHORTENED = 0.15
"""Cost of a name that is a part of another name of the same value ("dark" of "dark roast")."""
JOINED = 0.02
RARELY = 0.001
"""Shared by the names of a value: of two that are called the same, the one with more names is meant."""
OWNED = 0.3
"""Cost of a word that only one value has in its names."""
BAG = 0.2
MIN_OWNED = 4
MIN_NOUNS = 2
"""Names of a slot that end on a word which then is a noun of it."""
MIN_OWN_NOUNS = 3
"""The same where the word is a name itself: one that may as well be the next thing of a list."""
MAX_BAG = 6


class Names:
    """The names of a menu in one language."""

    def __init__(self, menu: Menu, words: Words, order_words: OrderWords) -> None:
        self._words = words
        self._cues = order_words
        self.products = frozenset(kind.product for kind in menu.kinds)
        """The slots that tell a product."""
        self.root = Node()
        self.slot_words = frozenset(
            key for kind in menu.kinds for slot in kind.slots for key in words.keys(slot.replace("_", " "))
        )
        self.owners: dict[str, set[Value]] = defaultdict(set)
        """Word → the values that have it in a name."""
        self.nouns: dict[str, dict[str, set[Keys]]] = defaultdict(lambda: defaultdict(set))
        """Slot → what several of its names end on ("oil", "broth") → what stands before it."""
        self._slotted: list[tuple[Value, Keys]] = []
        self._kin: dict[str, frozenset[Value]] = {}
        self._paired: dict[Value, set[frozenset[str]]] = defaultdict(set)
        """The words of the names that an "and" joins: their order tells nothing."""
        self.plurals: set[Keys] = set()
        """First names of values where they are in the plural."""
        for value, names in menu.names.items():
            self._add_names(value, names)
        for value, names in menu.framed.items():
            for keys in map(words.keys, names):
                if keys[-1:] and keys[-1] not in order_words.passing:  # "dumplings on" tells nothing
                    small = keys[0] in order_words.passing  # "a bit of" is one before "of dumplings"
                    self.root.at(keys).add(value, JOINED if small else 0.0)
        heads = [(kind, words.keys(head)) for kind in menu.kinds for head in kind.heads]
        for kind, keys in heads:
            self._add_head(kind.name, kind.product, keys)
        self.own_words = frozenset(key for key, node in self.root.below.items() if node.named)
        for value, keys in self._slotted:  # "lunch" of the size "lunch size"
            if keys[-1] not in self.own_words:
                self.root.at(keys[:-1]).add(value, SHORTENED)
        self.own_words = frozenset(key for key, node in self.root.below.items() if node.named)
        self.familiar = call_familiar(self.root, menu, words)
        """Words of names in other words for the same."""
        self._add_owned()
        self._add_head_words(menu)
        for kind in menu.kinds:
            for slot in kind.slots.values():
                self._add_everything(slot)
            _call_whole(self.root, kind, [tuple(map(words.key, whole)) for whole in order_words.whole])
        own = {key for _, keys in heads for key in keys if not self._small(key)}
        self.vocabulary = tuple(sorted({*self.owners, *own}))

    def _add_names(self, value: Value, names: Iterable[str]) -> None:
        known = [(self._words.symbols(name), self._words.keys(name)) for name in names]
        if known and known[0][0] != known[0][1]:
            self.plurals.add(known[0][1])
        for symbols, keys in known:
            if not keys:
                continue
            part = any(len(keys) < len(other) and _holds(other, keys) for _, other in known)
            node = self.root.at(keys)
            node.add(value, (SHORTENED if part else 0.0) + RARELY / len(known))
            node.forms[symbols].add(value)
            node.derived = False
            self._add_noun(value[0], keys, known)
            if len(keys) > 1 and keys[-1] in self.slot_words and not all(map(self._small, keys[:-1])):
                self._slotted.append((value, keys))
            for form in self._respaced(keys):
                self.root.at(form).add(value, JOINED)
            telling = [key for key in keys if not self._small(key)]
            if any(self._cues.plays(key, Role.AND) for key in keys):
                self._paired[value].add(frozenset(telling))
            for key in telling:
                self.owners[key].add(value)

    def _add_noun(self, slot: str, keys: Keys, known: Sequence[tuple[Keys, Keys]]) -> None:
        """Remember what the name ends on as a noun of its slot; the more where it need not be said."""
        if len(keys) > 1:
            self.nouns[slot][keys[-1]].add(keys[:-1])
            if any(keys[:-1] == other for _, other in known):
                self.nouns[slot][keys[-1]].add(())

    def _respaced(self, keys: Keys) -> Iterator[Keys]:
        """The name without its "and", without its "one", and with two words run together."""
        if len(keys) > 1 and (keys[0] == "1" or self._words.numbers.get(keys[:1], (0,))[0] == 1):
            yield keys[1:]  # "three pints" of "one pint"
        bare = tuple(k for k in keys if not self._cues.plays(k, Role.AND))
        if bare and bare != keys:
            yield bare
        for at in range(len(keys) - 1):
            yield (*keys[:at], keys[at] + keys[at + 1], *keys[at + 2 :])

    def _add_head(self, kind: str, product: str, keys: Keys) -> None:
        self.root.at(keys).heads.add(kind)
        self.root.at(keys).derived = False
        for at in range(1, len(keys)):  # "side of dumplings" tells the product as well
            node = self.root.find(keys[at:])
            for value in [v for v in node.values if v[0] == product] if node else ():
                self.root.at(keys).add(value, 0.0)

    def _add_everything(self, slot: Slot) -> None:
        """Call all values of a slot by its name or the first word of it ("all extras")."""
        if slot.single or EVERYTHING not in slot.values:
            return
        named = self._words.keys(slot.name.replace("_", " "))
        for every in self._cues.everything:
            for keys in {named, named[:1]}:
                node = self.root.at((*map(self._words.key, every), *keys))
                if not node.named:
                    node.add((slot.name, EVERYTHING), 0.0)

    def _add_owned(self) -> None:
        for key, values in self.owners.items():
            node = self.root.below.get(key)
            ordinary = key in self._words.common or key in self.slot_words or key in self._cues.multiples
            if len(values) == 1 and len(key) >= MIN_OWNED and not ordinary and not (node and node.named):
                self.root.at((key,)).add(next(iter(values)), OWNED)

    def _add_head_words(self, menu: Menu) -> None:
        owners: dict[str, set[str]] = defaultdict(set)
        for kind in menu.kinds:
            for head in kind.heads:
                for key in self._words.keys(head):
                    owners[key].add(kind.name)
        for key, kinds in owners.items():
            if len(kinds) == 1 and len(key) >= MIN_OWNED and key not in self.owners:
                self.root.at((key,)).heads |= kinds

    @property
    def option_words(self) -> frozenset[str]:
        """The words of all values that tell no product."""
        return frozenset(
            key for key, values in self.owners.items() if any(slot not in self.products for slot, _ in values)
        )

    def bag(self, keys: Keys) -> Value | None:
        """The one value that has all of these words in its names, where they do not stand for themselves."""
        found = self.owners.get(keys[0], set()).intersection(*(self.owners.get(k, ()) for k in keys[1:]))
        value = found.pop() if len(found) == 1 else None
        if value is None or frozenset(keys) in self._paired[value]:
            return value  # "cheese steak" of "steak and cheese"
        if self._tells_more(value, keys):
            return None
        if all(key in self.own_words for key in keys):
            meant = any(value in node.values for key in keys if (node := self.root.below.get(key)))
            return value if meant else None
        return value

    def _tells_more(self, value: Value, keys: Keys) -> bool:
        """True where the first or last word is of another slot, and the others name the value without it."""
        for word, rest in ((keys[0], keys[1:]), (keys[-1], keys[:-1])):
            alone, named = self.root.below.get(word), self.root.find(rest)
            if named and value in named.values and alone and alone.values:
                return all(slot != value[0] for slot, _ in alone.values)
        return False

    def compound(self, said: Keys, keys: Keys) -> Value | None:
        """The value of a name with the noun of its slot behind it ("miso broth", "quail eggs").

        A noun that is a name itself only joins where the two are written as one compound is: the
        first in the singular, and either it names a product or the noun alone is in the plural.
        """
        node = self.root.find(keys[:-1])
        if node is None or len(node.values) != 1 or node.heads:
            return None
        value, noun = next(iter(node.values)), keys[-1]
        if len(self.nouns[value[0]].get(noun, ())) < MIN_NOUNS:
            return None
        listed = len(keys) == 2 and keys[0] in self.nouns[value[0]]  # "onion peppers" beside "red onions"
        singular = said[:-1] == keys[:-1] and not listed
        common = len(self.nouns[value[0]][noun]) >= MIN_OWN_NOUNS
        counted = keys[:-1] in self.plurals and said[-1] != noun and common
        joins = singular and (counted or value[0] in self.products)
        return value if joins or noun not in self.own_words else None

    def shared(self, first: Keys, second: Keys) -> Value | None:
        """The value that the first words are with the last word of the second name, if none alone."""
        alone, whole = self.root.find(first), self.root.find(second)
        if (alone and not alone.derived) or whole is None or whole.derived:
            return None
        node = self.root.find((*first, second[-1]))
        slots = {slot for slot, _ in whole.values}
        found = [v for v in node.values if v[0] in slots] if node and not node.derived else []
        return found[0] if len(found) == 1 else None

    def kin(self, key: str) -> frozenset[Value]:
        """The products whose names have this word, where several end on it."""
        if key not in self._kin:
            slots = {slot for slot in self.products if len(self.nouns[slot].get(key, ())) >= MIN_NOUNS}
            self._kin[key] = frozenset(value for value in self.owners.get(key, ()) if value[0] in slots)
        return self._kin[key]

    def knows(self, key: str) -> bool:
        """True for a word of any name."""
        return key in self.owners or key in self.familiar or key in self.root.below

    def _small(self, key: str) -> bool:
        return (key,) in self._cues.cues or (key,) in self._words.numbers or key.isdigit()


def _holds(keys: Keys, part: Keys) -> bool:
    return any(keys[at : at + len(part)] == part for at in range(len(keys) - len(part) + 1))


def _call_whole(root: Node, kind: Kind, whole: Iterable[Keys]) -> None:
    """Call all values of the slot that has the most of them, where that is told without its name."""
    largest = _largest(kind)
    for keys in whole if largest else ():
        node = root.at(keys)
        if not any(slot != largest for slot, _ in node.values):
            node.add((largest, EVERYTHING), 0.0)


def _largest(kind: Kind) -> str:
    """The slot of the kind of which most can be taken or left."""
    slots = [s for s in kind.slots.values() if s.negatable and not s.single and EVERYTHING in s.values]
    return max(slots, key=lambda slot: len(slot.values)).name if slots else ""
