"""The named things of an utterance in order, each with the small words that stand around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voice.language.lattice.cover import Span
from voice.language.lattice.cues import Role

ONE = frozenset({Role.ARTICLE, Role.PORTION})
"""These stand for one."""
RESTARTS = ONE | {
    Role.CARRIER, Role.WITH, Role.AMOUNT, Role.BACK, Role.EACH, Role.OFF, Role.BARRED, Role.INSTEAD, Role.ONLY
}  # fmt: skip
"""After these, what was said of the thing before does not go on."""
JOINING = frozenset({Role.AND, Role.BUT, Role.WITH})
FURTHER = frozenset({Role.WITH, Role.AMOUNT})
"""These tell more of all lines that were spoken of ("all large with corn")."""
LINKS = frozenset({Role.WITH, Role.NOT, Role.REFUSE})
"""Between a thing and how it is to be."""


@dataclass(slots=True, kw_only=True)
class Item:
    """A value or a kind's name as it was said.

    `leads` are the cues between it and the thing before; `article` and `number` stood right before
    it, `amount` tells how much of it and `measure` in which words, `negated` that it is not wanted,
    `back` that it is about what was ordered before, `each` about all of that, `shares` that its number
    counts what was named before ("one with ...").
    """

    span: Span
    leads: frozenset[Role] = frozenset()
    number: int | None = None
    article: bool = False
    unit: bool = False
    amount: str = ""
    measure: str = ""
    negated: bool = False
    back: bool = False
    each: bool = False
    paused: bool = False
    shares: bool = False
    refused: bool = False
    """True where the no goes on behind an "and", whatever follows."""
    strangers: int = 0
    """Unknown words between it and the thing before."""
    orphan: bool = False
    """True where a stranger stands right behind it, and then something else ("a large latte-art and ...")."""
    told: bool = False
    """True where it only counts the products that are named behind it ("two drinks, one ...")."""
    lists: int = 0
    """So many options are listed before the "and" that leads it ("egg, corn and nori")."""
    total: int | None = None
    """So many of the whole line, told behind it ("a ramen with egg, two of those")."""
    listed: bool = False
    """True where its no stands inside of a list of what is wanted ("with corn and egg, no nori and ...")."""


@dataclass(slots=True)
class _Lead:
    """What was said since the last thing."""

    leads: set[Role] = field(default_factory=set)
    number: int | None = None
    article: bool = False
    unit: bool = False
    amount: str = ""
    measure: str = ""
    negated: bool = False
    back: bool = False
    each: bool = False
    paused: bool = False
    shares: bool = False
    strangers: int = 0
    behind: bool = False
    """True where a stranger stood right behind the last thing."""
    last: Span | None = None
    """The last word without a meaning."""
    earlier: int | None = None
    """The number before the last one."""
    last_number: int = -1
    """Where a number ended."""
    article_end: int = -1
    """Where an article ended."""
    fresh: bool = False
    """True where nothing of what was said of the last thing holds any longer."""


def _alike(one: Span, other: Span) -> bool:
    """True where both may be values of one slot."""
    return not {slot for (slot, _), _ in one.values}.isdisjoint(slot for (slot, _), _ in other.values)


def _is_listed(span: Span, put: Sequence[Item]) -> bool:
    """True where others of its slot were put on the line with the same "with"."""
    led = bool(put) and Role.WITH in put[0].leads
    return led and any(_alike(one.span, span) and not one.negated for one in put)


def _is_small(span: Span, follower: Span | None, products: frozenset[str]) -> bool:
    """True where a word that is a value too ("light") tells the amount of what follows; of a product or a
    kind there is no amount.
    """
    if span.cue is None:
        return False
    if span.cue.role is Role.AMOUNT:
        return bool(follower and any(slot not in products for (slot, _), _ in follower.values))
    return span.cue.role is not Role.UNIT


def _orphan(lead: _Lead, last: Item | None, *, ended: bool) -> None:
    """Tell the last thing that it belongs to a stranger, not to what follows."""
    apart = ended or lead.number is not None or lead.leads & {Role.AND, Role.CARRIER, *ONE}
    if last is not None and lead.behind and apart and not last.shares:
        last.orphan = last.number is not None or last.article


def _count_behind(last: Item, lead: _Lead, *, option: bool) -> None:
    """Tell the last thing a number that stands behind it ("two of those", "make it two")."""
    unit = lead.leads == {Role.UNIT} and not option
    if lead.number is not None and (unit or lead.leads & {Role.SHARE, Role.INSTEAD, Role.TIMES}):
        last.total = lead.number
        lead.number, lead.unit, lead.shares = None, False, False


def _is_behind(last: Item, lead: _Lead) -> bool:
    """True where words that point back stand right behind what was put on a line: they mean that line."""
    return bool(last.leads) and lead.leads == {Role.BACK}


def items_of(
    spans: Sequence[Span], pauses: frozenset[int], products: frozenset[str], whole: tuple[str, ...]
) -> list[Item]:
    """The things of a cover in order; `products` are the slots that tell a product, with `whole` begin the
    words for everything.
    """
    return _Folder(spans, pauses, products, whole).items()


class _Folder:
    def __init__(
        self, spans: Sequence[Span], pauses: frozenset[int], products: frozenset[str], whole: tuple[str, ...]
    ) -> None:
        self._spans = spans
        self._pauses = pauses
        self._products = products
        self._all = whole
        self._lead = _Lead()
        self._last: Item | None = None
        self._leaving: list[Item] = []
        self._put: list[Item] = []
        """What was named since the last "with"."""
        self._run: list[Item] = []
        """What may stand behind the same no."""

    def items(self) -> list[Item]:
        """Every named span with its small words."""
        return list(self._read())

    def _read(self) -> Iterator[Item]:
        for at, span in enumerate(self._spans):
            self._lead.paused |= span.start in self._pauses
            follower = next((s for s in self._spans[at + 1 :] if not s.passing), None)
            if span.named and not _is_small(span, follower, self._products):
                _orphan(self._lead, self._last, ended=False)
                item = self._item(span)
                self._last = item
                if self._leaving or Role.LEAVE in item.leads:
                    self._leaving.append(item)
                self._put = [*([] if Role.WITH in item.leads else self._put), item]
                self._lead = _Lead()
                yield item
            elif not self._is_pronoun(span, follower):
                self._small(span)
        _orphan(self._lead, self._last, ended=True)
        self._count()
        yield from self._elided()
        self._of_all()

    def _elided(self) -> Iterator[Item]:
        """What an order ends on without saying it again ("two with egg and two without")."""
        lead, last = self._lead, self._last
        if last and last.span.values and lead.shares and lead.leads & {Role.WITH, Role.NOT, Role.REFUSE}:
            lead.negated = not last.negated
            yield self._item(last.span)

    def _count(self) -> None:
        if self._last is not None:
            _count_behind(self._last, self._lead, option=self._is_option(self._last.span))

    def _of_all(self) -> None:
        """What was put before words that mean all lines is said of them ("with cheese on both")."""
        if Role.EACH in self._lead.leads and self._put and Role.WITH in self._put[0].leads:
            for item in self._put:
                item.each = True

    def _item(self, span: Span) -> Item:
        lead = self._lead
        item = Item(
            span=span,
            leads=frozenset(lead.leads),
            number=lead.number,
            article=lead.article,
            unit=lead.unit,
            amount=lead.amount,
            measure=lead.measure,
            negated=lead.negated,
            back=lead.back or lead.each,
            each=lead.each,
            shares=lead.shares,
            refused=Role.REFUSE in lead.leads,
            listed=Role.NOT in lead.leads and not lead.leads & JOINING and _is_listed(span, self._put),
            paused=lead.paused,
            strangers=lead.strangers,
        )
        self._carry(item)
        return item

    def _is_pronoun(self, span: Span, follower: Span | None) -> bool:
        """True for the last word of "a large one": it counts nothing."""
        last, lead = self._last, self._lead
        if span.cue is None or span.cue.role is not Role.PRONOUN or last is None:
            return False
        one = (last.article or last.number == 1) and not last.shares and not lead.paused
        behind = one and last.span.end == span.start and self._is_option(last.span)
        return behind and not (follower and follower.named)

    def _small(self, span: Span) -> None:
        lead = self._lead
        if span.number is not None and lead.shares and lead.number is not None and Role.WITH in lead.leads:
            lead.measure = span.text  # "one with two ..."
        elif span.number is not None:
            lead.earlier = lead.number
            lead.number, lead.negated, lead.amount, lead.back = span.number, False, "", False
            lead.measure, lead.fresh, lead.last_number = span.text, True, span.end
            if Role.TIMES in lead.leads:
                self._count()
        elif span.cue is None:
            if span.about and lead.last_number == span.start:
                lead.number = lead.earlier  # "two one topping ..."
            lead.negated &= not (lead.strangers and span.idle)  # "no straw, just corn"
            lead.strangers += span.unknown
            lead.behind |= span.unknown and not (lead.leads or lead.paused) and lead.number is None
            lead.last = span
        else:
            lead.shares |= lead.article_end == span.start and span.cue.role in LINKS  # "another with ..."
            self._cue(span.cue.role, span.cue.amount)
            lead.article_end = span.end if span.cue.role in ONE else lead.article_end
            lead.measure = span.text if span.cue.role is Role.AMOUNT else lead.measure

    def _cue(self, role: Role, amount: str) -> None:
        lead, last = self._lead, self._last
        if role in {Role.AND, Role.BUT, Role.CARRIER}:
            self._count()
        if role in LINKS and lead.number is not None:
            lead.shares, lead.measure = True, ""  # "one with ...": it counts what was named before
        if lead.strangers and role in {Role.AND, Role.BUT, *ONE}:
            lead.negated = False  # what was refused is no name ("with no ice and a tea")
        lead.leads.add(Role.AND if role is Role.BUT else role)
        lead.article |= role in {*ONE, Role.DEFINITE}
        lead.shares |= (role is Role.SHARE and lead.number is not None) or role is Role.OTHER
        lead.number = 1 if role is Role.OTHER else lead.number
        lead.unit |= role is Role.UNIT
        lead.fresh |= role in RESTARTS
        if role in {Role.NOT, Role.REFUSE}:
            lead.negated, lead.article = True, False
            lead.number = lead.number if lead.shares else None
        elif role is Role.AMOUNT:
            lead.amount, lead.article = amount, False
        elif role is Role.OR:
            lead.negated |= bool(last and last.negated)
        elif role in {Role.AND, Role.BUT}:
            self._of_all()
            lead.back = lead.each = False
            lead.negated |= role is Role.BUT and self._after_all()
        elif role in {Role.CARRIER, Role.WITH, Role.INSTEAD, Role.ONLY}:
            lead.negated = False
            lead.back &= lead.each  # "... on it along with a bun"
        else:
            self._point(role)
        if role is Role.ASIDE and Role.AND in lead.leads:
            lead.leads.add(Role.PORTION)  # "and on the side i would like ..."
        self._take_away(role)

    def _carry(self, item: Item) -> None:
        """What was said of the thing before holds for this one, too, where an "and" joins them ("without
        corn and nori", "all with corn and nori").
        """
        goes_on = self._last is not None and not (self._lead.fresh or item.paused or item.strangers)
        apart = item.paused or item.strangers or item.number is not None or item.leads & (RESTARTS - FURTHER)
        item.each |= self._last is not None and self._last.each and not apart
        if item.negated and item.leads & {Role.NOT, Role.REFUSE}:
            self._run = [item]
        elif not self._run or not goes_on or not self._may_follow(item):
            self._run = []
        else:
            self._run.append(item)
            first = self._run[0]
            goes = first.refused or (self._run[-2].negated and not first.listed)
            if item.leads and (Role.OR in item.leads or goes):
                for one in self._run:
                    one.negated = True

    def _may_follow(self, item: Item) -> bool:
        """True where a no that goes on may be said of this, too; after an "and" only behind one more."""
        first, last = self._run[0], self._run[-1]
        ended = last is not first and last.negated and not item.leads
        return not ended and (_alike(first.span, item.span) or (first.refused and self._is_option(item.span)))

    def _is_option(self, span: Span) -> bool:
        return bool(span.values) and self._products.isdisjoint(slot for (slot, _), _ in span.values)

    def _point(self, role: Role) -> None:
        """Words that point to what was ordered before."""
        if (
            role is Role.BACK
            and self._last
            and self._is_option(self._last.span)
            and _is_behind(self._last, self._lead)
        ):
            return  # "with egg on it"
        if role in {Role.BACK, Role.EACH}:
            self._lead.back, self._lead.number = True, None
        self._lead.each |= role in {Role.EACH, Role.EVERY}

    def _after_all(self) -> bool:
        """True where "everything" was just said, whether the menu knows it or not."""
        before = self._lead.last or (self._last.span if self._last else None)
        return before is not None and before.text.startswith(self._all)

    def _take_away(self, role: Role) -> None:
        """Words behind something that take it away ("leave the eggs off")."""
        if role is Role.OFF:
            for item in self._leaving:
                item.negated = True
        elif role is Role.BARRED and self._last is not None:
            self._last.negated = True
        if role in {Role.OFF, Role.CARRIER, Role.NOT, Role.REFUSE}:
            self._leaving = []
