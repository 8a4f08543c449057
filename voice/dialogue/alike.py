"""More of a line that is in the basket, with its options but for those said."""

from __future__ import annotations

from catalog.order import Chosen
from catalog.ports import Purpose
from voice.dialogue.basket import BasketLine, changed_options, in_its_name
from voice.dialogue.skill import LookFor, Proposal, SetQuantity, View
from voice.language.acts import Act, Mention


def like(line: BasketLine, act: Act, view: View) -> Proposal:
    """What the act asks for beside the line ("the same with oat milk"): one more where no number was said,
    but the same round "again" is as many as came in last.
    """
    mention = act.mentions[-1] if act.mentions else Mention()
    more = mention.quantity or (_came_in_last(line, view) if "again" in act.slots else 1)
    if not (mention.options or mention.removed):
        return SetQuantity(line=line.id, quantity=line.quantity + more, more=True)
    named = Mention(
        phrases=(line.product.name(view.language),),
        quantity=more,
        options=changed_options(line.product, line.options, mention.options, mention.removed),
        removed=tuple(one for one in mention.removed if _is_told(line, one, view.language)),
        exact_sku=line.product.sku,
    )
    return LookFor(mentions=(named,), purpose=Purpose.ADD)


def _is_told(line: BasketLine, removed: Chosen, language: str) -> bool:
    """Whether something said away is still to be spoken of: an extra that was chosen is merely left out."""
    group = line.product.group(removed.group)
    extra = group is not None and group.multiple
    chosen = any((c.group, c.value) == (removed.group, removed.value) for c in line.options)
    return not (extra and chosen) or in_its_name(line.product, (removed,), language)


def _came_in_last(line: BasketLine, view: View) -> int:
    """By how many the line grew at the last edit; where that was none of its growth, all of it."""
    before = view.basket.past[-1] if view.basket.past else ()
    had = sum(past.quantity for past in before if past.id == line.id)
    return line.quantity - had if line.quantity > had else line.quantity
