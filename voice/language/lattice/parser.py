"""Cuts an utterance into order lines: the cheapest way over all cuts and kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voice.language.lattice.cover import Coverer, Span
from voice.language.lattice.cues import Cue, OrderWords, Role
from voice.language.lattice.items import Item, items_of
from voice.language.lattice.lines import Growing
from voice.language.lattice.menu import Kind, Menu
from voice.language.lattice.names import Names
from voice.language.lattice.order_line import OrderLine
from voice.language.lattice.repairs import repaired
from voice.language.lattice.settle import settled
from voice.language.lattice.shares import mark_lists, mark_shares
from voice.language.lattice.weights import Weights, load_weights
from voice.language.text import Utterance
from voice.language.words import Symbols, Words

HOPELESS = 12.0
"""A single line that costs more is never the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The lines of an utterance; `unexplained` are words that no line could take."""

    lines: tuple[OrderLine, ...] = ()
    unexplained: tuple[str, ...] = ()
    repaired: bool = False
    dropped: int = 0
    passed: tuple[str, ...] = ()
    """Words that tell nothing."""
    carried: bool = False
    """True where words stand in it that begin an order ("i would like")."""
    cost: float = 0.0

    @property
    def sure(self) -> bool:
        """True if everything was explained, nothing was bent and nothing could be another value."""
        clear = all(one.sure for line in self.lines for one in line.filled)
        return bool(self.lines) and clear and not (self.unexplained or self.repaired or self.dropped)


class OrderParser:
    """Reads orders over one menu. Pure: the same words give the same order."""

    def __init__(self, menu: Menu, words: Words, order_words: OrderWords) -> None:
        own = ((words.symbols(text), _cue(amount)) for text, amount in menu.more_cues)
        cues = order_words.with_phrases(own)
        self._words = words
        self._cues = cues
        self._menu = menu
        self._kinds = {kind.name: kind for kind in menu.kinds}
        self._weights: Weights = load_weights()
        normal = words.common | cues.passing | cues.symbols
        names = Names(menu, words, cues)
        self._option_words = names.option_words
        self._products = names.products
        slots = [slot for kind in menu.kinds for slot in kind.slots.values() if not slot.negatable]
        self._fixed = frozenset(slot.name for slot in slots) - names.products
        self._whole = tuple(" ".join(phrase) for phrase in cues.everything)
        self._coverer = Coverer(names, words, cues, frozenset(normal))

    def may_have_options(self, said: Utterance) -> bool:
        """False where no word stands in any option's name."""
        return not self._option_words.isdisjoint(said.keys)

    def points_back(self, phrase: Symbols) -> bool:
        """True for words that go on about what was ordered before ("make it")."""
        cue = self._cues.cues.get(phrase)
        return cue is not None and cue.role is Role.BACK

    def parse(self, text: str) -> Order:
        """The order in these words; without lines where there is none."""
        said = self._words.read(text)
        return Order() if said is None else self.read(said)

    def read(self, said: Utterance) -> Order:
        """The same for words that were cut into symbols before."""
        return self._of(self._coverer.cover(said), said) if said.symbols else Order()

    def read_sure(self, said: Utterance) -> Order | None:
        """The same where the menu explains every word as it was said; None for anything else."""
        if self._coverer.has_strangers(said):
            return None
        spans = self._coverer.cover(said)
        if not spans or any(span.unknown or span.repaired for span in spans):
            return None
        order = self._of(spans, said)
        return order if order.sure else None

    def _of(self, spans: tuple[Span, ...], said: Utterance) -> Order:
        items = repaired(items_of(spans, said.pauses, self._products, self._whole), self._products)
        for item in items:
            item.negated &= self._may_be_refused(item)
        mark_shares(items, {kind.name: kind.product for kind in self._menu.kinds})
        mark_lists(items, self._fixed | self._products)
        unexplained = tuple(span.text for span in spans if span.unknown)
        if not items:
            return Order(unexplained=unexplained)
        cost, cuts = self._cheapest(items)
        grown = [self._grow(items[c.start : c.end], c.kind, first=c.start == 0) for c in cuts if c.kind]
        return Order(
            lines=settled([line for one in grown if (line := one.line()) is not None], self._kinds),
            unexplained=unexplained,
            repaired=any(span.repaired for span in spans),
            dropped=sum(one.dropped for one in grown),
            passed=tuple(span.text for span in spans if span.idle),
            carried=any(span.cue is not None and span.cue.role is Role.CARRIER for span in spans),
            cost=cost,
        )

    def _may_be_refused(self, item: Item) -> bool:
        """False where a no only goes on to what cannot be left out ("hold the corn and large dumplings")."""
        slots = {slot for (slot, _), _ in item.span.values}
        return bool(item.leads & {Role.NOT, Role.REFUSE}) or not slots or not slots <= self._fixed

    def _cheapest(self, items: list[Item]) -> tuple[float, list[_Cut]]:
        """The cuts that cost least. What a line without a name costs depends on the kind before it, so the
        best way to every place is kept for each kind that a line may end there with.
        """
        size = len(items)
        best: list[dict[str, _Cut]] = [{} for _ in range(size + 1)]
        best[0][""] = _Cut(end=0)
        for start in range(size):
            for growing, end in self._lines_from(items, start):
                name = growing.kind.name
                cut = min(
                    (
                        _Cut(end, start, growing.kind, before, before.cost + growing.cost + end_cost)
                        for before in _befores(best[start], name)
                        for end_cost in [growing.end_cost(after_its_kind=before.name == name)]
                    ),
                    key=lambda cut: cut.cost,
                    default=None,
                )
                if cut and (name not in best[end] or cut.cost < best[end][name].cost - 1e-9):
                    best[end][name] = cut
        last = min(best[size].values(), key=lambda cut: cut.cost, default=None)
        return (last.cost, last.chain()) if last else (0.0, [])

    def _lines_from(self, items: list[Item], start: int) -> Iterator[tuple[Growing, int]]:
        """Every line that begins here, as it grows, and where it ends."""
        for kind in self._menu.kinds:
            growing = Growing(kind, self._weights)
            growing.begin(items[start], first=start == 0)
            for end in range(start + 1, len(items) + 1):
                growing.add(items[end - 1])
                if growing.cost > HOPELESS and end > start + 1:
                    break
                yield growing, end

    def _grow(self, items: list[Item], kind: Kind, *, first: bool) -> Growing:
        growing = Growing(kind, self._weights)
        growing.begin(items[0], first=first)
        for item in items:
            growing.add(item)
        return growing


@dataclass(frozen=True, slots=True)
class _Cut:
    """A line from `start` to `end` behind other lines, and what all of them cost."""

    end: int
    start: int = 0
    kind: Kind | None = None
    before: _Cut | None = None
    cost: float = 0.0

    @property
    def name(self) -> str:
        """The kind of the line."""
        return self.kind.name if self.kind else ""

    def chain(self) -> list[_Cut]:
        """All lines, the first one first."""
        cuts: list[_Cut] = []
        cut: _Cut | None = self
        while cut is not None and cut.kind is not None:
            cuts.append(cut)
            cut = cut.before
        return cuts[::-1]


def _befores(here: dict[str, _Cut], kind: str) -> Iterator[_Cut]:
    """The cheapest way to a place, and the cheapest that ends with this kind."""
    if here:
        yield min(here.values(), key=lambda cut: cut.cost)
    if kind in here:
        yield here[kind]


def _cue(amount: str) -> Cue:
    return Cue(Role.AMOUNT, amount) if amount else Cue(Role.NOT)
