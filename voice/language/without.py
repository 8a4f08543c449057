"""What a line is ordered without: options said away, and whole products that the shopper does without."""

from __future__ import annotations

from collections.abc import Sequence

from voice.language.drafts import Draft, Shelf
from voice.language.lexicon import ValueName
from voice.language.pieces import Piece
from voice.language.views import View


def left_out(drafts: Sequence[Draft], view: View, piece: Piece) -> bool:
    """Take the option that follows "without" from its line; False where the piece is none."""
    draft, value = refused(drafts, view, piece)
    value = value or view.shelf.any_value(piece)
    if value is None:
        return False
    draft.options = [option for option in draft.options if option[1] != value]
    draft.removed.append((piece, value))
    return True


def refused(drafts: Sequence[Draft], view: View, piece: Piece) -> tuple[Draft, ValueName | None]:
    """The line that is to be without the option: the last one, or where that is a product made without any
    options the one before it that has it among several ("a mocha, oat milk, no whip").
    """
    last = drafts[-1]
    value, named = view.value_here(last, piece), view.shelf.products(last.head)
    if value is not None or not named or last.dropped or view.shelf.lexicon.groups(named):
        return last, value
    found = ((draft, view.value_here(draft, piece)) for draft in reversed(drafts[:-1]))
    return next((one for one in found if one[1] and not view.shelf.is_single(one[1])), (last, None))


def leave_out_last(draft: Draft, view: View) -> bool:
    """Where the word for "without" follows: take away the option said last; False where it was a product,
    and the line is one to do without.
    """
    if draft.options:
        draft.removed.append(draft.options.pop()[:2])
        return True
    last = draft.head[-1] if draft.head else None
    value = _named_last(draft, view, last) if last else None
    if last is None or value is None:
        draft.dropped = True
        return False
    draft.head.pop()
    draft.removed.append((last, value))
    return True


def _named_last(draft: Draft, view: View, last: Piece) -> ValueName | None:
    named: ValueName | None = view.value_here(Draft(head=draft.head[:-1]), last)
    is_product = last.entry is not None and bool(last.entry.products)
    return named or (None if is_product else view.shelf.any_value(last))


def settled(drafts: Sequence[Draft], shelf: Shelf) -> list[Draft]:
    """The lines that are left: one to do without that the next line has as an option is no line of its own
    ("latte" after "sugar left out"), and one that was shared out is none any more.
    """
    kept: list[Draft] = []
    for draft in drafts:
        if draft.empty or draft.quantity == 0:
            continue
        before = kept[-1] if kept else None
        if before is not None and before.dropped and not draft.dropped and len(before.head) == 1:
            found = shelf.value(before.head[0], shelf.products(draft.head))
            if found is not None:
                draft.removed.append((before.head[0], found[0]))
                kept.pop()
        kept.append(draft)
    return kept


def share_out(drafts: list[Draft], number: int) -> bool:
    """Make so many of what was said before a line of their own ("two lattes, one with oat milk"); False
    where there are not so many.
    """
    last = drafts[-1]
    whole = next((d for d in drafts if d.head and d.head == last.head and (d.quantity or 0) >= number), None)
    if whole is None or not last.head or (whole is last and (whole.quantity or 0) <= number):
        return False
    share = Draft(quantity=number, head=list(last.head), options=list(whole.options))
    whole.quantity = (whole.quantity or 0) - number
    drafts.append(share)
    return True
