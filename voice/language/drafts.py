"""One order line while it is being read, and how its words become a mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from catalog.order import Chosen
from voice.language.acts import Mention
from voice.language.lexicon import NOBODY, Lexicon, ValueName
from voice.language.measured import measures_of, size_of
from voice.language.pieces import Piece
from voice.language.words import Cue, Words


@dataclass(slots=True)
class Draft:
    """A line in the making. `head` are the pieces of the product phrase, modifiers included."""

    quantity: int | None = None
    head: list[Piece] = field(default_factory=list)
    options: list[tuple[Piece, ValueName, str]] = field(default_factory=list)
    removed: list[tuple[Piece, ValueName]] = field(default_factory=list)
    foreign: list[Piece] = field(default_factory=list)
    """What it is wanted with that is no option of it."""
    amount: Piece | None = None
    packs: bool = False
    """True where packs were counted."""
    container: str = ""
    """What single things were counted in ("cans")."""
    pack_of: int | None = None
    """How many a pack was said to hold."""
    dropped: bool = False
    """True where the line is one that the shopper does without ("without the eggs")."""
    lacking: list[Piece] = field(default_factory=list)
    """What it is to be without that is no option of it ("a pizza without cheese")."""
    counted: bool = False
    """True once a number stood behind the name; what follows is the next line."""

    @property
    def empty(self) -> bool:
        """True while nothing of the line was said."""
        return self.quantity is None and not (self.head or self.options or self.removed)

    @property
    def pieces(self) -> list[Piece]:
        """Everything that the line explains beside its quantity."""
        return [*self.head, *(o[0] for o in self.options), *(r[0] for r in self.removed)]

    def count_in(self, container: str, words: Words) -> None:
        """Note what is counted: packs, or single things in such a container."""
        if container in words.packs:
            self.packs = True
        else:
            self.container = words.plurals_of_containers.get(words.symbols(container), container)

    def hold(self, number: int, unit: Piece) -> None:
        """Note how many things the packs are to hold, where so many were said of a container."""
        if unit.cue is Cue.CONTAINER:
            self.pack_of = number

    def has(self, group: str) -> bool:
        """True where a value of that option group was chosen."""
        return any(value.group == group for _, value, _ in self.options)

    def forget(self, group: str) -> None:
        """Take back what was chosen of a group."""
        self.options = [option for option in self.options if option[1].group != group]

    def choose_instead(self, piece: Piece, value: ValueName, *, single: bool) -> None:
        """The option in the place of the one that it corrects: the other one of its group, where that takes
        a `single` one, else the last one said.
        """
        last = self.options[-1][1].group if self.options else ""
        if single:
            self.forget(value.group)
        elif last == value.group:
            self.options.pop()
        self.removed = [one for one in self.removed if one[1] != value]
        self.choose(piece, value)

    def count_option(self, number: Piece) -> None:
        """So many of the option said last."""
        piece, value, _ = self.options.pop()
        self.options.append((piece, value, str(number.number)))

    def makes_way(self, number: int | None) -> bool:
        """True where so many of the next thing may be wanted though this one is not."""
        return number is not None and self.quantity is None

    def drops_next(self, number: int | None) -> bool:
        """True where the shopper does without the next thing too; not so in "without eggs and two milks"."""
        return self.dropped and not self.makes_way(number)

    def again(self, number: int) -> Draft:
        """So many more of the same ("a latte for me and one for my wife")."""
        options, removed = list(self.options), list(self.removed)
        return Draft(quantity=number, head=list(self.head), options=options, removed=removed)

    def goes_without(self, piece: Piece) -> bool:
        """Note that the line lacks a thing, if it has a name yet and is not one to do without itself."""
        if self.head and not self.dropped:
            self.lacking.append(piece)
        return bool(self.lacking)

    def choose(self, piece: Piece, value: ValueName) -> None:
        """One more option, with the amount said before it."""
        self.options.append((piece, value, self.amount.text if self.amount else ""))
        self.amount = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReading:
    """A finished line: its mention, and what stands behind it."""

    mention: Mention
    products: frozenset[int]
    repaired: bool
    ambiguous: bool
    unknown: tuple[str, ...]
    chatter: tuple[str, ...]
    known: int
    """How many pieces of the line the catalog knows."""
    nameless: bool
    """True if options were said, but nothing that could be a product."""
    left_over: bool
    """True if words of the line are neither a name nor an option that the catalog knows."""
    offering: tuple[frozenset[int], ...]
    """For each option said, named or not, the products that have it."""
    dropped: bool
    """True where the shopper does without it."""
    solid: bool
    """True if a name was said, not only an ordinary or mended word that stands in some name."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The catalog as one line sees it: which products its words mean, and their options."""

    lexicon: Lexicon
    focus: frozenset[int] = NOBODY
    loose: bool = False
    """True where a mere option may stand for whatever product is meant ("make it large")."""

    def products(self, head: Iterable[Piece]) -> frozenset[int]:
        """The products that the words may mean: the named ones, narrowed by further words."""
        found: frozenset[int] | None = None
        for piece in head:
            if piece.entry is None:
                continue
            means = piece.entry.products or piece.entry.holders
            wide = piece.entry.products | piece.entry.holders
            if not means:
                continue
            narrowed = means if found is None else (found & wide) or (found & means)
            found = narrowed or means
        return found or NOBODY

    def value(self, piece: Piece, products: frozenset[int]) -> tuple[ValueName, bool] | None:
        """The option value that the words name for these products, and whether others compete."""
        if piece.entry is None or not piece.entry.values:
            return None
        fits = [(len(v.products & products), v) for v in piece.entry.values if v.products & products]
        if not fits:
            return None
        fits.sort(key=lambda f: (-f[0], f[1].group, f[1].value))
        return fits[0][1], len(fits) > 1 and fits[1][0] == fits[0][0]

    def any_value(self, piece: Piece) -> ValueName | None:
        """The value that the words name in whatever product."""
        values = piece.entry.values if piece.entry else ()
        return max(values, key=lambda v: (len(v.products), v.group, v.value), default=None)

    def is_single(self, value: ValueName) -> bool:
        """True where only one value of the group can be chosen."""
        group = self.lexicon.groups(list(value.products)[:1]).get(value.group)
        return group is None or not group.multiple


def beyond(number: Piece, option: Piece) -> Draft:
    """A line of what cannot be had so often ("three extra shots"), so that it is told as not found."""
    said = f"{number.text} {option.text}"
    return Draft(head=[Piece(start=number.start, end=option.end, text=said, paused=number.paused)])


def finished(draft: Draft, shelf: Shelf) -> LineReading:
    """The line as a mention: modifiers that are options of its product leave the product phrase."""
    head, products = list(draft.head), shelf.products(draft.head)
    options = [(v, amount) for _, v, amount in draft.options]
    ambiguous = False
    if not draft.head:
        products = shelf.focus
    kept: list[Piece] = []
    for at, piece in enumerate(head):
        others = head[:at] + head[at + 1 :]
        owners = shelf.products(others)
        found = shelf.value(piece, owners) if others and owners else None
        if found is not None and not (piece.entry and piece.entry.products and at == len(head) - 1):
            much = (
                draft.amount is not None and draft.amount.end == piece.start
            )  # "double cheese chicken wrap"
            options.append((found[0], draft.amount.text if draft.amount and much else ""))
            ambiguous |= found[1]
        else:
            kept.append(piece)
    if shelf.loose and kept and all(p.entry and p.entry.values and not p.entry.products for p in kept):
        options.extend((value, "") for p in kept if (value := shelf.any_value(p)) is not None)
        kept = []
    if len(kept) < len(head):
        products = shelf.products(kept) or products
    return _reading(draft, kept, (products, _chosen(options), ambiguous), shelf.lexicon)


def _chosen(options: list[tuple[ValueName, str]]) -> tuple[Chosen, ...]:
    return tuple(dict.fromkeys(Chosen(v.group, v.value, amount) for v, amount in options))


def _reading(
    draft: Draft,
    kept: list[Piece],
    meant: tuple[frozenset[int], tuple[Chosen, ...], bool],
    lexicon: Lexicon,
) -> LineReading:
    products, options, ambiguous = meant
    container, of_packs = _counted_in(kept, lexicon)
    packs = draft.packs or of_packs
    said = _spaced((p, p.text) for p in kept)
    mended = _spaced((p, p.mended or p.text) for p in kept)
    measures = measures_of(said, lexicon.words, lexicon.language)
    only = kept[0].entry.names if len(kept) == 1 and kept[0].entry and not kept[0].repaired else NOBODY
    return LineReading(
        mention=Mention(
            phrases=tuple(dict.fromkeys((mended, said))) if said else (),
            exact_sku=_exact_sku(said, kept, lexicon),
            quantity=draft.quantity,
            packs=packs,
            container="" if packs else draft.container or container,
            pack_of=draft.pack_of,
            measures=measures,
            size=size_of(said, lexicon.words) if measures else None,
            options=options,
            removed=tuple(dict.fromkeys(Chosen(v.group, v.value) for _, v in draft.removed)),
            foreign=tuple(p.text for p in draft.foreign),
            lacking=tuple(_phrases(draft.lacking)),
        ),
        products=only or products,
        repaired=any(p.repaired for p in draft.pieces),
        ambiguous=ambiguous or bool(draft.lacking) or bool(draft.foreign),
        unknown=(
            *(p.text for p in kept if p.unknown and not p.chatter),
            *(p.text for p in draft.lacking if (p.text,) in lexicon.words.same_as),
        ),
        chatter=tuple(p.text for p in draft.pieces if p.chatter),
        known=sum(1 for p in (*draft.pieces, *draft.foreign) if p.entry is not None and not p.chatter),
        nameless=not products and any(p.entry is not None and p.entry.values for p in kept),
        left_over=any(p.entry is None or p.chatter for p in (*kept, *draft.pieces, *draft.foreign)),
        offering=tuple(
            frozenset().union(*(v.products for v in p.entry.values))
            for p in draft.pieces
            if p.entry is not None and p.entry.values
        ),
        dropped=draft.dropped,
        solid=_solid(draft, kept, lexicon),
    )


def _phrases(pieces: list[Piece]) -> Iterator[str]:
    """What was said in a row, as one phrase each."""
    while pieces:
        ends = (at for at in range(1, len(pieces)) if pieces[at].start > pieces[at - 1].end)
        size = next(ends, len(pieces))
        yield " ".join(piece.text for piece in pieces[:size])
        pieces = pieces[size:]


def _counted_in(kept: list[Piece], lexicon: Lexicon) -> tuple[str, bool]:
    """The container with which the name itself begins ("a bottle of water", "cases of water"), and whether it
    holds packs. Several such bottles are told by their number; alone the plural may as well be the pack.
    """
    words, symbols = lexicon.words, kept[0].text.split() if kept else []
    if symbols and words.cues.get((symbols[0],)) is Cue.ARTICLE:
        symbols = symbols[1:]
    if len(symbols) < 2 or words.free_spacing or words.cues.get((symbols[0],)) is not Cue.CONTAINER:
        return "", False
    packs = symbols[0] in words.packs
    return ("" if packs or (symbols[0],) in words.plurals_of_containers else symbols[0]), packs


def _solid(draft: Draft, kept: list[Piece], lexicon: Lexicon) -> bool:
    named = any(
        p.entry is not None and (p.entry.products or not (p.common or p.repaired)) for p in draft.pieces
    )
    kept = [p for p in kept if p.nameable]
    together = len(kept) > 1 and not any(p.repaired or p.entry is None for p in kept)
    return named or (together and bool(lexicon.holders(k for p in kept for k in lexicon.words.keys(p.text))))


def _spaced(texts: Iterable[tuple[Piece, str]]) -> str:
    return "".join(("" if piece.glued else " ") + text for piece, text in texts).strip()


def _exact_sku(said: str, kept: list[Piece], lexicon: Lexicon) -> str | None:
    """The SKU of the one product that the phrase names word for word."""
    alone = kept[0].entry if len(kept) == 1 else None
    entry = alone or (lexicon.entry(lexicon.words.keys(said)) if said else None)
    if entry is None or len(entry.names) != 1 or any(p.repaired for p in kept):
        return None
    (index,) = entry.names
    return lexicon.products[index].sku
