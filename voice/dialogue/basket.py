"""The basket: lines, prices with options, and edits that each keep the basket before them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog.money import Money
from catalog.order import NONE, Chosen, Line
from catalog.product import Language, Product

UNDO_DEPTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """One line; `id` stays the same while quantity and options change."""

    id: int
    product: Product
    quantity: int
    options: tuple[Chosen, ...] = ()

    @property
    def order_line(self) -> Line:
        """The line as a store takes it."""
        return Line(sku=self.product.sku, quantity=self.quantity, options=self.options)

    @property
    def unit_price(self) -> Money:
        """Price of one with its options, as the catalog says; only a quote is binding."""
        return unit_price(self.product, self.options)

    @property
    def total(self) -> Money:
        """Unit price times quantity."""
        return self.unit_price * self.quantity


def unit_price(product: Product, options: tuple[Chosen, ...]) -> Money:
    """The product's price with the surcharges of its chosen options."""
    price = product.price
    for chosen in options:
        group = product.group(chosen.group)
        value = group.value(chosen.value) if group and not chosen.refused else None
        if value is not None and value.surcharge is not None:
            price = price + value.surcharge
    return price


def complete_options(product: Product, chosen: tuple[Chosen, ...]) -> tuple[Chosen, ...]:
    """`chosen` without what the product does not have, and with the defaults of its other groups. Of a group
    that takes one value the last one counts: no store sells a single double shot. What is refused stands only
    where nothing else tells that it is left out.
    """
    known = [c for c in dict.fromkeys(chosen) if (g := product.group(c.group)) and g.value(c.value)]
    last = {c.group: c for c in known if not c.refused}
    newest = {(c.group, c.value): c for c in known}
    several = {g.id for g in product.options if g.multiple}
    settled = {g.id for g in product.options if g.default is not None or g.id in last}
    known = [
        c
        for c in known
        if c is newest[c.group, c.value]
        and (c.group in several or (c.group not in settled if c.refused else c is last[c.group]))
    ]
    taken = {c.group for c in known if not c.refused}
    defaults = [
        Chosen(g.id, g.default) for g in product.options if g.default is not None and g.id not in taken
    ]
    order = {g.id: i for i, g in enumerate(product.options)}
    return tuple(sorted([*known, *defaults], key=lambda c: (order[c.group], c.value)))


def changed_options(
    product: Product,
    options: tuple[Chosen, ...],
    added: tuple[Chosen, ...] = (),
    removed: tuple[Chosen, ...] = (),
) -> tuple[Chosen, ...]:
    """The options of a product with some added (a single-choice group is replaced) and some removed."""
    single = {g.id for g in product.options if not g.multiple}
    replaced = {c.group for c in added if c.group in single}
    gone = {(c.group, c.value) for c in removed} | {(c.group, c.value) for c in added}
    more = [c for c in options if any(_is_more_of(product, c, one) for one in removed)]
    kept = [
        c for c in options if c.group not in replaced and (c.group, c.value) not in gone and c not in more
    ]
    return complete_options(product, (*kept, *refusals(product, options, removed), *added))


def refusals(
    product: Product, options: tuple[Chosen, ...], removed: tuple[Chosen, ...]
) -> tuple[Chosen, ...]:
    """What is said away, as the store is to be told of it: a drink may be made with foam though nobody chose
    any. What was merely chosen is gone when it is taken off again, and what its name tells stays.
    """
    plain = {(c.group, c.value) for c in options if not c.amount}
    unchosen = (
        c
        for c in removed
        if (c.group, c.value) not in plain
        and not any(_is_more_of(product, one, c) for one in options)
        and not any(in_its_name(product, (c,), language) for language in product.names)
    )
    return tuple(Chosen(c.group, c.value, NONE) for c in unchosen)


def carried(
    line: BasketLine, product: Product, options: tuple[Chosen, ...], gone: set[tuple[str, str]]
) -> tuple[Chosen, ...]:
    """What was chosen for a line, as far as the product that comes in its place has it and nothing else is
    said: who makes a large latte a mocha wants a large mocha. `gone` is said away.
    """
    said = {chosen.group for chosen in options}
    return tuple(
        chosen
        for chosen in line.options
        if (chosen.group, chosen.value) not in gone
        and not _is_default(line.product, chosen)
        and (group := product.group(chosen.group)) is not None
        and group.value(chosen.value) is not None
        and (group.multiple or chosen.group not in said)
    )


def _is_default(product: Product, chosen: Chosen) -> bool:
    group = product.group(chosen.group)
    return group is not None and chosen == Chosen(group.id, group.default or "")


def _is_more_of(product: Product, chosen: Chosen, removed: Chosen) -> bool:
    """Whether what was chosen is called like what is said away, and more: "two extra shots"."""
    group = product.group(chosen.group) if chosen.group == removed.group else None
    has, less = (group.value(chosen.value), group.value(removed.value)) if group else (None, None)
    if has is None or less is None:
        return False
    return any(
        _holds(longer.casefold().split(), shorter.casefold().split())
        for language, names in has.names.items()
        for longer in names
        for shorter in less.names.get(language, ())
    )


def _holds(longer: list[str], shorter: list[str]) -> bool:
    """Whether the longer name ends on the words of the shorter one, whatever their endings."""
    last = longer[-len(shorter) :] if len(longer) > len(shorter) > 1 else []
    return bool(last) and all(one.startswith(other) for one, other in zip(last, shorter, strict=True))


def in_its_name(product: Product, removed: tuple[Chosen, ...], language: str) -> bool:
    """Whether something said away is what the product is called after ("a vanilla latte without vanilla")."""
    called = set(product.name(language).casefold().split())
    return any(
        set(name.casefold().split()) <= called
        for chosen in removed
        if (group := product.group(chosen.group)) and (value := group.value(chosen.value))
        for name in value.names.get(Language(language), ())
    )


def stays(line: BasketLine, removed: tuple[Chosen, ...], language: str) -> bool:
    """Whether the line has something that was said away: there is no choice without it."""
    there = {(chosen.group, chosen.value) for chosen in line.options if not chosen.refused}
    return in_its_name(line.product, removed, language) or any((c.group, c.value) in there for c in removed)


def lacks(product: Product, removed: tuple[Chosen, ...]) -> bool:
    """Whether the product knows nothing of something said away: nobody puts foam on a croissant."""
    return any(not ((g := product.group(c.group)) and g.value(c.value)) for c in removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Lines in the order they were added, and the baskets before the last edits (newest last)."""

    lines: tuple[BasketLine, ...] = ()
    past: tuple[tuple[BasketLine, ...], ...] = ()
    next_id: int = 1

    def line(self, line_id: int | None) -> BasketLine | None:
        """The line of that id, if it is still there."""
        return next((line for line in self.lines if line.id == line_id), None)

    def _edited(self, lines: tuple[BasketLine, ...]) -> Basket:
        return self._in_one_edit(replace(self, lines=lines))

    def _in_one_edit(self, after: Basket) -> Basket:
        """What was made of this basket, however many steps it took, as one to undo."""
        return replace(after, past=(*self.past, self.lines)[-UNDO_DEPTH:])

    def add(self, product: Product, quantity: int, options: tuple[Chosen, ...]) -> tuple[Basket, int]:
        """With that many more; an equal product with equal options grows its line. Gives the line's id."""
        options = complete_options(product, options)
        for line in self.lines:
            if line.product.sku == product.sku and line.options == options:
                return self.set_quantity(line.id, line.quantity + quantity), line.id
        new = BasketLine(id=self.next_id, product=product, quantity=quantity, options=options)
        grown = self._edited((*self.lines, new))
        return replace(grown, next_id=self.next_id + 1), new.id

    def set_quantity(self, line_id: int, quantity: int) -> Basket:
        """With that quantity; zero removes the line."""
        if quantity < 1:
            return self.remove(line_id)
        return self._edited(
            tuple(replace(line, quantity=quantity) if line.id == line_id else line for line in self.lines)
        )

    def set_options(
        self, line_id: int, added: tuple[Chosen, ...], removed: tuple[Chosen, ...] = ()
    ) -> Basket:
        """With options of one line changed."""
        return self._edited(
            tuple(
                replace(line, options=changed_options(line.product, line.options, added, removed))
                if line.id == line_id
                else line
                for line in self.lines
            )
        )

    def remove(self, line_id: int) -> Basket:
        """Without that line."""
        return self._edited(tuple(line for line in self.lines if line.id != line_id))

    def split(
        self, line_id: int, portions: tuple[tuple[int, tuple[Chosen, ...]], ...]
    ) -> tuple[Basket, tuple[int, ...]]:
        """With so many of that line each with options of their own, as one edit; what is left of the line
        stays. Gives the ids of the portions' lines.
        """
        line = self.line(line_id)
        if line is None:
            return self, ()
        basket, ids = self.set_quantity(line_id, line.quantity - sum(many for many, _ in portions)), []
        for many, options in portions:
            basket, new = basket.add(line.product, many, options)
            ids.append(new)
        return self._in_one_edit(basket), tuple(ids)

    def set_apart(self, line_id: int, quantity: int) -> Basket:
        """With so many of that line as a line of its own, the newest, though nothing tells them apart yet."""
        line = self.line(line_id)
        if line is None:
            return self
        fewer = self.set_quantity(line_id, line.quantity - quantity)
        new = replace(line, id=self.next_id, quantity=quantity)
        return self._in_one_edit(replace(fewer, lines=(*fewer.lines, new), next_id=self.next_id + 1))

    def swap(
        self, line_id: int, product: Product, quantity: int, options: tuple[Chosen, ...]
    ) -> tuple[Basket, int]:
        """With the product instead of that line, as one edit with the one that set it apart, if that was the
        last. Gives the new line's id.
        """
        swapped, new = self.remove(line_id).add(product, quantity, options)
        if self._is_set_apart(line_id):
            return replace(swapped, past=self.past), new
        return self._in_one_edit(swapped), new

    def _is_set_apart(self, line_id: int) -> bool:
        """Whether the last edit did no more than set this line apart."""
        apart, before = self.line(line_id), self.past[-1] if self.past else ()
        if apart is None or any(line.id == line_id for line in before):
            return False
        others = tuple(line for line in self.lines if line.id != line_id)
        alike = (apart.product.sku, apart.options)
        joined = tuple(
            replace(line, quantity=line.quantity + apart.quantity)
            if (line.product.sku, line.options) == alike
            else line
            for line in others
        )
        return joined == before != others

    def clear(self) -> Basket:
        """Empty; undo brings the lines back."""
        return self._edited(()) if self.lines else self

    def undo(self) -> Basket | None:
        """As before the last edit; None where there is nothing to undo."""
        if not self.past:
            return None
        return replace(self, lines=self.past[-1], past=self.past[:-1])

    @property
    def order_lines(self) -> tuple[Line, ...]:
        """The lines as a store takes them."""
        return tuple(line.order_line for line in self.lines)

    @property
    def total(self) -> Money | None:
        """Sum of the lines as the catalog says, None for an empty basket; only a quote is binding."""
        totals = [line.total for line in self.lines]
        return sum(totals[1:], totals[0]) if totals else None
