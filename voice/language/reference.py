"""Which basket line or offered product a phrase names: "the oatly one", "change the milk to two"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.search.fuzz import likeness
from voice.language.acts import Act, Interpretation
from voice.language.expectation import Asked, Expectation

ALIKE = 0.6
"""Below this a phrase names none of the things at hand."""
SAME_WORD = 0.85
"""Words this alike are forms of one."""
_NAMING = frozenset({"change", "remove", "price", "stock"})


def with_references(said: Interpretation, expectation: Expectation) -> Interpretation:
    """The interpretation with slot "line" (place in the basket) or "option" (place among the offered)
    on acts that name one of those. An ambiguous name gets no slot, so that the dialogue asks. An act that
    removes several becomes one for each.
    """
    each = (one for act in said.acts for one in _one_by_one(act))
    return replace(said, acts=tuple(_resolved(act, expectation) for act in each))


def _one_by_one(act: Act) -> tuple[Act, ...]:
    """An act for each line that is to go, since each is looked up in the basket by itself; those that have a
    number where the first has none say so.
    """
    if act.intent != "remove" or len(act.mentions) < 2:
        return (act,)
    counted = act.mentions[0].quantity is not None
    apart = [not counted and mention.quantity is not None for mention in act.mentions]
    return tuple(
        replace(act, mentions=(mention,), slots={**act.slots, "counted": "apart"} if alone else act.slots)
        for mention, alone in zip(act.mentions, apart, strict=True)
    )


def _resolved(act: Act, expectation: Expectation) -> Act:
    phrases = act.mentions[0].phrases if act.mentions else ()
    if not phrases:
        return act
    if act.intent in _NAMING and expectation.basket:
        return _slotted(act, "line", place_of(phrases, expectation.basket))
    if act.intent == "select" and "called" not in act.slots and expectation.asked is Asked.CHOICE:
        return _slotted(act, "option", place_of(phrases, expectation.options))
    return act


def _slotted(act: Act, slot: str, place: int | None) -> Act:
    if place is None:
        return act
    return replace(act, slots={**act.slots, slot: str(place)})


def place_of(phrases: Sequence[str], names: Sequence[str]) -> int | None:
    """The place of the one name that a phrase fits best; None where none or two fit alike."""
    places = places_of(phrases, names)
    return places[0] if len(places) == 1 else None


def places_of(phrases: Sequence[str], names: Sequence[str]) -> tuple[int, ...]:
    """The places of all names that a phrase fits best: several where these are alike."""
    scored = [max(_fit(phrase, name) for phrase in phrases) for name in names]
    best = max(scored, default=0.0)
    return tuple(i for i, score in enumerate(scored) if score >= best) if best >= ALIKE else ()


def bears(name: str, phrase: str) -> bool:
    """Whether every word of the phrase is one of the name, but for its ending ("eggs", "egg")."""
    named, words = _words(name), _words(phrase)
    return bool(words) and all(any(likeness(word, other) >= SAME_WORD for other in named) for word in words)


def _words(text: str) -> list[str]:
    return text.casefold().replace(",", " ").split()


def _fit(phrase: str, name: str) -> float:
    """How well a phrase names a thing: its words may be few of the name's, but each has to be there."""
    heard, named = _words(phrase), _words(name)
    if not heard or not named:
        return 0.0
    words = [max(likeness(word, other) for other in named) for word in heard]
    whole = likeness("".join(heard), "".join(named))
    if min(words) < ALIKE:
        return whole
    return max(whole, sum(words) / len(words) - 0.001 * len(named))
