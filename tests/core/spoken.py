"""What a read-back has to say, told from the quote alone: no code of the core's is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shopworld import SHELF

from catalog.order import Quote, QuoteLine
from voice.dialogue.messages import Message, Said


def check_readback(said: Sequence[Said], quote: Quote) -> None:
    """Raises AssertionError unless every line with its options, every fee, the total and the way of delivery
    are said, and the mark comes with the last of them.
    """
    ids = [s.message.id for s in said]
    lines = said[ids.index("readback")].message.args["lines"]
    assert len(lines) == len(quote.lines), "a line was not read back"
    for spoken, quoted in zip(lines, quote.lines, strict=True):
        _check_line(spoken, quoted)
    fees = [(s.message.args["code"], s.message.args["amount"]) for s in said if s.message.id == "fee"]
    assert fees == [(fee.code, fee.amount) for fee in quote.fees], "a fee was not read back"
    total = said[ids.index("readback-total")].message
    assert total.args["total"] == quote.total, "another total was read back"
    assert quote.delivery in set(_leaves(total)), "the delivery was not read back"
    marked = [i for i, s in enumerate(said) if s.mark]
    needed = [i for i, name in enumerate(ids) if name.startswith(("readback", "fee"))]
    assert marked == [max(needed)], "the mark does not stand behind all that has to be heard"


def _check_line(spoken: Message, quoted: QuoteLine) -> None:
    leaves = set(_leaves(spoken))
    wanted = {quoted.line.quantity, quoted.name, quoted.total}
    if quoted.line.quantity > 1:
        wanted.add(quoted.unit_price)
    for chosen in quoted.line.options:
        group = SHELF[quoted.line.sku].group(chosen.group)
        value = group.value(chosen.value) if group else None
        assert value is not None
        wanted.add(value.names["en"][0])
    assert wanted <= leaves, f"{wanted - leaves} was not read back"


def _leaves(message: Message) -> Iterator[object]:
    for value in message.args.values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Message):
                yield from _leaves(one)
            else:
                yield one
