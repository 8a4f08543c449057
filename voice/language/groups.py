"""Questions about what there is to choose: "what sizes are there for the latte" asks for no product."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from catalog.ports import NO_FILTERS
from voice.language.acts import Act, Mention
from voice.language.lexicon import Lexicon

CHOICE = "options"
"""The topic of a find that asks for a group of options: of its second mention, or of what is spoken of."""

SHELF = "shelf"
"""The slot of a find that asks for all of a category."""


def asks_choice(act: Act, lexicon: Lexicon) -> Act:
    """The act as a question about a shelf or a group of options, where its words name one. One
    that asks for a group which no product has is left without what it would be about.
    """
    act = _asks_shelf(act, lexicon)
    if act.intent != "find" or SHELF in act.slots:
        return act
    groups = tuple(m for m in act.mentions if any(map(lexicon.is_group, m.phrases)))
    if act.slots.get("topic") == CHOICE:
        owners = tuple(m for m in act.mentions if m not in groups[:1])
        found = (*groups[:1], *owners) if groups and len(owners) == 1 else (Mention(),)
        return replace(act, mentions=found)
    if len(act.mentions) == 1 and groups and not _is_kind(groups[0], lexicon):
        return replace(act, slots=MappingProxyType({**act.slots, "topic": CHOICE}))
    return act


def _is_kind(mention: Mention, lexicon: Lexicon) -> bool:
    """Whether the words are also what some products are, or are called ("milk")."""
    said = [keys for phrase in mention.phrases if (keys := lexicon.words.keys(phrase))]
    named = any((entry := lexicon.entry(keys)) is not None and entry.names for keys in said)
    return named or any(lexicon.is_kind(keys[-1]) for keys in said)


def _asks_shelf(act: Act, lexicon: Lexicon) -> Act:
    """The act as a question about a shelf, where its words name one and nothing else; what most things of the
    shelf are called ("batteries") is looked for by that name.
    """
    named = act.intent == "find" and len(act.mentions) == 1 and act.filters is NO_FILTERS
    if not named or not act.mentions[0].phrases or {"quality", "topic"} & set(act.slots):
        return act
    phrase = act.mentions[0].phrases[-1]
    keys = lexicon.words.keys(phrase)
    category = lexicon.shelves.get(keys)
    if category is None:
        return act
    shelf = {index for index, product in enumerate(lexicon.products) if product.category == category}
    if 2 * len(shelf & lexicon.holders(keys)) > len(shelf):
        return act
    slots = MappingProxyType({**act.slots, SHELF: category})
    return replace(act, mentions=(Mention(phrases=(phrase,)),), slots=slots)
