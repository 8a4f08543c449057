"""Asking the catalog for what was mentioned."""

from __future__ import annotations

from dataclasses import replace

from catalog.ports import Purpose, Query
from catalog.product import Sku
from voice.dialogue.actions import Seek
from voice.dialogue.draft import Draft
from voice.dialogue.session import Choosing, Phase, Proposing, Seeking
from voice.dialogue.skill import LookFor
from voice.language.acts import Mention

LOOKING = frozenset({Purpose.FIND, Purpose.ASK})
"""Purposes of a shopper who wants to know, not yet to have."""

SOME = 9
ALL = 3_000
MANY = 40
"""So many are looked at where the cheapest or the biggest of a kind is wanted: it may be any of them."""


def look_for(
    draft: Draft,
    wish: LookFor,
    *,
    sure: bool = True,
    corrects: bool = False,
    back: Choosing | Proposing | None = None,
) -> None:
    """Ask the catalog for each mention; `corrects` and `back` are those of `Seeking`."""
    request = draft.number()
    queries = tuple(_query(draft, mention, wish) for mention in wish.mentions)
    seeking = Seeking(
        request=request,
        mentions=wish.mentions,
        purpose=wish.purpose,
        filters=wish.filters,
        sure=sure,
        instead_of=wish.instead_of,
        corrects=corrects,
        back=back,
        quality=wish.quality,
        like=wish.like,
        group=wish.group,
        shelf=wish.shelf,
    )
    draft.go(Phase.SEEKING, seeking)
    draft.do(Seek(request=request, queries=queries))


def _query(draft: Draft, mention: Mention, wish: LookFor) -> Query:
    filters = wish.filters
    if mention.exact_sku is not None and wish.purpose is not Purpose.FIND:  # who looks around sees others
        filters = replace(filters, only=frozenset({Sku(mention.exact_sku)}))
    return Query(
        phrases=() if wish.shelf else mention.phrases,
        language=draft.session.language,
        purpose=wish.purpose,
        filters=filters,
        limit=ALL if wish.shelf else MANY if wish.quality else SOME,
    )
