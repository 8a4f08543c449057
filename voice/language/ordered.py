"""Order lines of products with options, as the lattice over the catalog reads them.

It speaks only where it explains every word; everything else is the line reader's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from catalog.order import Chosen
from catalog.product import Sku
from voice.language.acts import Mention
from voice.language.drafts import LineReading
from voice.language.lattice.order_line import Filled, OrderLine
from voice.language.lattice.parser import Order, OrderParser
from voice.language.lattice.shelf import PRODUCT, order_parser
from voice.language.lexicon import NOBODY, Lexicon
from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.words import Cue, Words, longest


def ordered_lines(said: Utterance, lexicon: Lexicon) -> tuple[LineReading, ...] | None:
    """The lines of an order that is explained whole and has an option; None for anything else."""
    parser = order_parser(lexicon)
    if parser is None or not parser.may_have_options(said) or _takes_back(said, lexicon.words, parser):
        return None
    order = parser.read_sure(said)
    if order is None or not _is_whole(order, lexicon):
        return None
    return tuple(_reading(line, lexicon) for line in order.lines)


def _takes_back(said: Utterance, words: Words, parser: OrderParser) -> bool:
    """True where something said is taken back ("two, no, three"): that is read from left to right. What only
    points back ("make it large") does so before a number.
    """
    for at in range(len(said)):
        end = longest(words.cues, said.symbols, at)
        phrase, cue = said.symbols[at:end], words.cues.get(said.symbols[at:end])
        if cue is Cue.NO and {at, at + 1} & said.pauses:
            return True
        if cue is Cue.REPAIR and (number_at(words, said.symbols, end) or not parser.points_back(phrase)):
            return True
    return False


def _is_whole(order: Order, lexicon: Lexicon) -> bool:
    """True where nothing of it is mere talk, and every line is one product."""
    options = any(one.slot != PRODUCT for line in order.lines for one in line.filled)
    lost = any(_is_talk(word, lexicon) for word in order.passed)
    lost |= order.carried
    return options and not lost and all(_is_clear(line, lexicon) for line in order.lines)


def _is_talk(word: str, lexicon: Lexicon) -> bool:
    """True for words that no order holds, and for those that might be a name after all."""
    words = lexicon.words
    return (
        word in words.chatter
        or (word,) in words.same_as
        or ((word,) not in words.cues and lexicon.knows(words.key(word)))
    )


def _is_clear(line: OrderLine, lexicon: Lexicon) -> bool:
    """True for one product, with at most one value of each option that takes one, and that one wanted."""
    named = [one for one in line.filled if one.slot == PRODUCT]
    if len(named) != 1 or named[0].negated:
        return False
    (index,) = lexicon.of_sku(named[0].value)
    groups = lexicon.groups((index,))
    said = Counter(one.slot for one in line.filled if one.slot != PRODUCT)
    entry = lexicon.entry(lexicon.words.keys(named[0].said))
    whole = bool(groups) or bool(entry and entry.products)
    refused = {one.slot for one in line.filled if one.negated}
    single = {slot for slot in said if not groups[slot].multiple}
    counted = any(one.slot in single and _is_number(one.measure, lexicon.words) for one in line.filled)
    return whole and not counted and all(said[slot] == 1 and slot not in refused for slot in single)


def _is_number(measure: str, words: Words) -> bool:
    """Of what a thing has one of, a number is no amount: it tells so many of them apart ("one large")."""
    symbols = words.symbols(measure)
    return bool(symbols) and number_at(words, symbols, 0) is not None


def _reading(line: OrderLine, lexicon: Lexicon) -> LineReading:
    place, named = next((at, one) for at, one in enumerate(line.filled) if one.slot == PRODUCT)
    options = (*line.filled[place + 1 :], *line.filled[:place])  # as the line reader gives them
    entry = lexicon.entry(lexicon.words.keys(named.said))
    meant = (entry.products if entry else NOBODY) or lexicon.of_sku(named.value)
    alone = entry.names if entry and entry.products else meant
    name = named.said if entry and entry.products else lexicon.products[min(meant)].name(lexicon.language)
    return LineReading(
        mention=Mention(
            phrases=tuple(dict.fromkeys((name, named.said))),
            quantity=line.number if line.numbered else None,
            options=_chosen(one for one in options if not one.negated),
            removed=_chosen(one for one in options if one.negated),
            exact_sku=Sku(named.value) if len(alone) == 1 else None,
        ),
        products=meant,
        repaired=False,
        ambiguous=False,
        unknown=(),
        chatter=(),
        known=len(line.filled),
        nameless=False,
        left_over=False,
        offering=(),
        dropped=False,
        solid=True,
    )


def _chosen(filled: Iterable[Filled]) -> tuple[Chosen, ...]:
    return tuple(
        dict.fromkeys(Chosen(one.slot, one.value, "" if one.negated else one.measure) for one in filled)
    )
