"""One order line as it grows thing by thing: what it holds and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from voice.language.lattice.cues import Role
from voice.language.lattice.fits import (
    brings_head,
    is_option,
    is_product,
    is_single,
    is_value,
    only_describes,
    only_tells,
)
from voice.language.lattice.items import Item
from voice.language.lattice.menu import Kind
from voice.language.lattice.order_line import Filled, OrderLine
from voice.language.lattice.weights import Weights

TELLING = 0.05
"""So much more must speak against the next best value."""


@dataclass(slots=True)
class Growing:
    """A line of one kind while things are added; `cost` speaks against it so far."""

    kind: Kind
    weights: Weights
    cost: float = 0.0
    number: int | None = None
    counted: bool = False
    counting: bool = False
    heads: int = 0
    products: int = 0
    size: int = 0
    dropped: int = 0
    refused: bool = False
    shares: bool = False
    joined: bool = False
    told: bool = False
    withs: bool = False
    led_on: bool = False
    """True where the last thing is an option that a "with" told."""
    pairs: bool = False
    """True where a second product may be served with the first ("a side of dumplings and dip")."""
    open_options: bool = False
    """True where options were said behind the product."""
    orphaned: bool = False
    """True where all that was said belongs to a stranger ("a large truffle shake and ...")."""
    last_is_head: bool = False
    filled: list[Filled] = field(default_factory=list)
    slots: set[str] = field(default_factory=set)

    def begin(self, item: Item, *, first: bool) -> None:
        """Count what speaks against a line that begins with this thing."""
        weights = self.weights
        self.cost += weights.line
        if not _is_counted(item, self.kind):
            self.cost += weights.unnumbered
        self.shares, self.joined = item.shares, Role.AND in item.leads
        if not first:
            self.cost += _further(item, self.kind, weights)

    def add(self, item: Item) -> None:
        """Take one more thing."""
        if self.size:
            self.cost += _inside(self, item) + self.weights.early_apart * _is_apart(self, item)
        self.size += 1
        self.told |= item.told
        names = item.span.heads or is_product(item, self.kind)
        if self.withs and names and not (self.heads or self.products):
            self.cost += self.weights.late_product
        self.withs |= Role.WITH in item.leads and self.size > 1
        counts = item.number is not None and self._may_count(item)
        if counts or (item.article and self.size == 1):
            self.number, self.counted = item.number, True
        if item.total is not None:
            self.number, self.counted = item.total, True
        self.counting = counts
        self.led_on = _goes_on(self, item)
        self._take(item)

    def _take(self, item: Item) -> None:
        """Hold the thing as what it is here."""
        if self.orphaned:
            self.cost += self.weights.orphaned
        if only_describes(item, self.kind, self.slots):
            self.cost += self.weights.only_describes
            self.dropped += 1
        elif item.orphan and is_single(item, self.kind):
            self.orphaned = True
            self.dropped += 1
        elif self.kind.name in item.span.heads and not is_value(item, self.kind):
            self._head(item)
        elif choices := sorted(self._choices(item)):
            clear = len(choices) == 1 or choices[1][0] - choices[0][0] > TELLING
            self._fill(item, choices[0], clear=clear)
        elif self.kind.name in item.span.heads:
            self._head(item)
        elif not item.span.inside:
            self.cost += self.weights.illegal
            self.dropped += 1

    @property
    def named(self) -> bool:
        """True where its product, or its kind where that is all, was said."""
        return bool(self.products or (self.heads and not self.kind.product))

    @property
    def empty(self) -> bool:
        """True for a line that only refuses ("no drinks"), or that says no more than its kind ("my side")."""
        if not self.filled and (self.orphaned or (self.number is None and self.kind.product)):
            return True
        return self.refused and all(one.negated and one.slot == self.kind.product for one in self.filled)

    def end_cost(self, *, after_its_kind: bool) -> float:
        """What speaks against the line if nothing follows."""
        weights = self.weights
        if self.empty or self.named or self.told:
            return 0.0
        if self.shares and not self.heads:
            return weights.share if after_its_kind else weights.unnamed_product
        if self.counted and after_its_kind:
            return weights.elliptic
        if self.kind.product:
            return weights.unnamed_product
        return weights.headless_counted if self.counted else weights.headless

    def line(self) -> OrderLine | None:
        """The line; None where it only refuses ("no drinks")."""
        if self.empty:
            return None
        product = self.kind.product
        wanted = any(one.slot == product and not one.negated for one in self.filled)
        return OrderLine(
            kind=self.kind.name,
            number=self.number or 1,
            numbered=self.number is not None,
            filled=tuple(one for one in self.filled if not (wanted and one.negated and one.slot == product)),
            counted=self.counted,
            named=self.named,
            shares=self.shares,
            joined=self.joined,
            told=self.told,
            dressed=self.withs,
        )

    def _may_count(self, item: Item) -> bool:
        """True where a number can be that of the line: before its product, and for the first time."""
        if self.number is not None:
            return False
        first = is_product(item, self.kind) and not self.products  # "for my side two orders of dumplings"
        return self.size == 1 or first or not (self.counted or self.products or item.unit)

    def _head(self, item: Item) -> None:
        again = self.heads > 0 and not item.back and not (self.last_is_head and not item.leads)
        if again:
            self.cost += self.weights.second_head
        if not self.heads and not self.products:
            self.cost += self.weights.early_more * max(len(_early(self)) - 1, 0)
        self.refused |= item.negated
        self.heads += 1
        self.last_is_head = True

    def _choices(self, item: Item) -> Iterator[tuple[float, str, str]]:
        """The values that the thing may be here, with what speaks against each."""
        weights = self.weights
        for (slot, value), doubt in item.span.values:
            rules = self.kind.slots.get(slot)
            if rules is None or value not in rules.values:
                continue
            if item.span.inside and slot == self.kind.product:
                continue
            against = 0.0
            if slot == self.kind.product and self.products:
                against = _second_product(self, item)
            elif rules.single and slot in self.slots:
                against = weights.second_single
            elif any(one.slot == slot and one.value == value and not one.negated for one in self.filled):
                against = weights.said_again
            elif slot != self.kind.product and (self.heads or self.products):
                loose = item.shares or rules.amounts or Role.WITH in item.leads
                counts = item.number is not None and not loose
                late = weights.late_single if rules.single else 0.0
                against = weights.number_inside if counts else late
            yield doubt + against, slot, value

    def _fill(self, item: Item, choice: tuple[float, str, str], *, clear: bool) -> None:
        cost, slot, value = choice
        self.cost += cost
        rules = self.kind.slots[slot]
        if item.negated and not rules.negatable and slot != self.kind.product:
            self.dropped += 1  # "no ice" where it cannot be left out
            return
        self.dropped += rules.single and _is_beyond(item) and not self.counting and slot != self.kind.product
        amount = item.amount if rules.amounts else ""
        if item.amount and not amount:
            self.cost += self.weights.amount_lost
        filled = Filled(
            slot=slot,
            value=value,
            amount=amount,
            negated=item.negated,
            shared=item.each,
            behind=bool(self.heads or self.products),
            said=item.span.text,
            measure=item.measure if rules.amounts and (_is_share(item) or not self.counting) else "",
            sure=clear,
        )
        _put(self.filled, filled)
        self.slots.add(slot)
        if slot == self.kind.product:
            if not self.products and (early := len(_early(self))):
                self.cost += self.weights.early_option + self.weights.early_more * (early - 1)
            served = item.unit or Role.PORTION in item.leads
            plural = (self.number is None or served) and item.span.plural
            self.refused |= item.negated
            headed = self.kind.name in item.span.heads or (self.heads > 0 and not self.products)
            self.pairs |= plural or headed or item.span.portion or Role.PORTION in item.leads
            self.products += 1
        elif self.products:
            self.open_options = True
        self.last_is_head = self.last_is_head and rules.single and not item.leads


def _is_share(item: Item) -> bool:
    """True behind "one with", where a number counts the option itself ("one with two sugars")."""
    return item.shares and Role.WITH in item.leads


def _is_counted(item: Item, kind: Kind) -> bool:
    """True where a number or an article stands before it; "the corn" of an option does not count it."""
    article = item.article and (Role.ARTICLE in item.leads or not is_option(item, kind))
    return item.number is not None or article


def _early(line: Growing) -> list[Filled]:
    """The options of which there may be several that were said before the name."""
    if line.heads:
        return []
    slots = line.kind.slots
    return [one for one in line.filled if not slots[one.slot].single and one.slot != line.kind.product]


def _is_apart(line: Growing, item: Item) -> bool:
    """True where the name, or what stands before it, is one more thing behind options that come first."""
    article = item.article and Role.DEFINITE not in item.leads  # "egg on my ramen"
    led = item.number is not None or article or item.leads & {Role.AND, Role.WITH, Role.CARRIER}
    return bool(led and not line.products and _early(line) and not is_option(item, line.kind))


def _put(values: list[Filled], filled: Filled) -> None:
    """Take a value; again only where more is said of it now ("corn but not too much corn")."""
    for at, other in enumerate(values):
        if filled.means(other):
            values[at] = filled if filled.amount else other
            return
    values.append(filled)


def _further(item: Item, kind: Kind, weights: Weights) -> float:
    """What speaks against a further line that begins with this thing."""
    cost = 0.0
    numbered = _is_counted(item, kind)
    if Role.CARRIER in item.leads:
        cost += weights.carried_option if is_option(item, kind) else weights.carried
    elif not numbered and not item.paused and not item.leads & {Role.AND, Role.WITH}:
        cost += weights.unjoined
    elif not numbered and Role.WITH in item.leads:
        cost += weights.with_line
    if Role.WITH in item.leads and is_option(item, kind) and not item.shares:
        cost += weights.with_option
    if item.back:
        cost += weights.back_begins
    if item.lists:
        cost += weights.list_broken * (1.0 if item.lists > 1 else 0.5)
    if item.negated and not item.shares:
        cost += weights.illegal
    return cost


def _inside(line: Growing, item: Item) -> float:
    """What speaks against this thing being inside of the line."""
    weights, cost = line.weights, 0.0
    loose = item.unit or item.negated or item.back or item.amount
    counts = not line.counted and not line.products and Role.CARRIER in item.leads
    again = Role.AND in item.leads and (item.number is not None or item.article)
    if item.shares:
        cost += weights.share_inside
    elif again and line.counted and not (line.heads or line.products or loose):
        cost += weights.counted_again
    elif item.number is not None and not loose and not counts:
        cost += weights.number_inside * _much_inside(line, item)
    elif Role.PORTION in item.leads and (line.heads or line.products):
        cost += weights.portion_inside
    elif item.article and not loose:
        led = Role.WITH in item.leads or not _is_counted(item, line.kind)
        with_value = led and line.kind.name not in item.span.heads
        cost += weights.article_inside * (0.5 if with_value else 1.0)
    if Role.CARRIER in item.leads and not item.back:
        cost += weights.carrier_inside
    return cost


def _is_beyond(item: Item) -> bool:
    """True for a number of what there is but once ("three extra shots")."""
    return item.number is not None and item.number > 1


def _goes_on(line: Growing, item: Item) -> bool:
    """True for an option that a "with" told, or one that follows such a one."""
    return (line.led_on or (Role.WITH in item.leads and line.size > 1)) and only_tells(item, line.kind)


def _much_inside(line: Growing, item: Item) -> float:
    """How much of it a number inside of the line tells: less where it counts an option ("with two shots and
    three sugars").
    """
    if not only_tells(item, line.kind):
        return 1.0
    if Role.WITH in item.leads:
        return 0.1
    return 0.5 if line.led_on and Role.AND in item.leads else 1.0


def _second_product(line: Growing, item: Item) -> float:
    """What speaks against one more product in the line."""
    weights = line.weights
    bare = item.number is None and not item.article
    joined = bare and Role.AND in item.leads
    if bare and Role.WITH in item.leads:
        return weights.second_product_with
    before = line.filled[-1].said if line.filled and not line.open_options else ""
    if joined and before and (line.number or 1) == 1 and brings_head(item, before, line.kind):
        return weights.second_product_headed
    if joined and line.pairs:
        return weights.second_product_paired
    return weights.second_product_late if line.open_options else weights.second_product
