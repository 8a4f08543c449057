"""What a word corrects in the lines before it: "a small latte, no, make that a medium, with almond milk"."""

from __future__ import annotations

from collections.abc import Sequence

from voice.language.drafts import Draft
from voice.language.lexicon import ValueName
from voice.language.pieces import Piece
from voice.language.views import View


def corrected(drafts: Sequence[Draft], view: View, piece: Piece, *, with_mode: bool) -> bool:
    """Put the word in the place of what it corrects; False where another product stands for the last line.
    Behind a "with" the word is an option, though a product may be called so, too.
    """
    whole = piece.entry is not None and bool(piece.entry.products)
    draft, value = _owner(drafts, view, piece, whole=whole)
    if value is not None and (with_mode or not whole or draft.has(value.group)):
        draft.choose_instead(piece, value, single=view.shelf.is_single(value))
        draft.head = [p for p in draft.head if not view.same_group(p, piece)]
    elif any(view.same_group(p, piece) for p in draft.head):  # "a large, no, small latte"
        draft.head = [piece if view.same_group(p, piece) else p for p in draft.head]
    elif view.narrows(draft, piece):
        draft.head.append(piece)
    else:
        return False
    return True


def _owner(
    drafts: Sequence[Draft], view: View, piece: Piece, *, whole: bool
) -> tuple[Draft, ValueName | None]:
    """The line that the word is about, with its option: the last one, or before it the one that has such an
    option ("a latte and a muffin, make it large").
    """
    last = drafts[-1]
    value = view.value_here(last, piece)
    if value is not None or whole or view.narrows(last, piece):
        return last, value
    found = ((draft, view.value_here(draft, piece)) for draft in reversed(drafts[:-1]))
    return next((one for one in found if one[1] is not None), (last, None))
