"""Answers to what was offered: one of it by place, name or quality, several, none, or other words for it."""

from __future__ import annotations

from dataclasses import replace

from catalog.ports import Purpose
from catalog.product import Product
from catalog.size import by_size
from voice.dialogue import offers, questions, refining
from voice.dialogue.draft import Draft
from voice.dialogue.kinds import of_one_kind
from voice.dialogue.lookup import LOOKING
from voice.dialogue.session import Choosing, Phase
from voice.language.acts import Act, Mention

Acts = tuple[Act, ...]
REFUSED = frozenset({"add", "price", "remove"})
"""What a no right before a product is read as."""
EDITED = frozenset({"removed", "removed-one", "changed"})
"""Sentences that tell of an edit of the basket."""
LAST = -1
"""The ordinal of the last one."""


def answer(draft: Draft, pending: Choosing, acts: Acts) -> Acts:
    """Take what answers the choice; the rest of the acts comes back."""
    first, rest = acts[0], acts[1:]
    if _narrows(draft, pending, first):
        return rest
    picked = picked_by(pending.shown, first) or _called_in_full(pending, first)
    picked = picked or _usual(draft, pending, first)
    if picked:
        offers.pick_all(draft, pending, picked, quantity(first))
        return rest
    if refining.may_call(first) and not rest:
        refining.refine(draft, pending, first)
        return ()
    if not rest and _wants_some(draft, pending, first):
        return ()
    edited = any(said.message.id in EDITED for said in draft.session.last_said)
    if _drops(acts, pending.mention, edited=edited):
        draft.session = draft.session.back_to_listening()
        draft.say("not-added")
        return ()
    if first.intent in {"yes", "no"} and rest:  # "no, the second one", "no, make it a mocha"
        return _after_answer(draft, pending, rest)
    if first.intent == "no" or first.slots.get("quality") in {"other", "neither"}:
        offers.more(draft, pending)
        again = bool(rest) and rest[0].slots.get("quality") == "other"  # "none of those, any others?"
        return rest[1:] if again else rest
    if first.intent == "select":
        draft.say("choose-unclear")
        questions.ask(draft, again=True)
        return ()
    return acts


def _narrows(draft: Draft, pending: Choosing, act: Act) -> bool:
    """Offer less of it, where the shopper asks for what costs less: than was said, or than the first where
    the others are of another kind ("something cheaper" than the olive oil is no tin of sardines).
    """
    quality = act.slots.get("quality", "")
    if quality == "priced":
        _within(draft, pending, act)
        return True
    others = len(of_one_kind(pending.shown)) < len(pending.shown)
    if quality == "cheaper" and (len(pending.shown) == 1 or (others and "vague" in act.slots)):
        offers.cheaper(draft, pending.shown[0], pending.mention)
        return True
    return False


def _within(draft: Draft, pending: Choosing, act: Act) -> None:
    """Offer those of what fits that cost no more than was said."""
    most = act.filters.max_price
    fits = tuple(
        p
        for p in (*pending.shown, *pending.rest)
        if most is None or (p.price.currency == most.currency and p.price.minor <= most.minor)
    )
    if not fits:
        draft.say("no-more-offers")
        questions.ask(draft, again=True)
        return
    shown, rest = fits[: draft.policy.shown], fits[draft.policy.shown :]
    offers.enter(draft, replace(pending, shown=shown, rest=rest, offered_as="choice", returned=0))


def _called_in_full(pending: Choosing, act: Act) -> tuple[Product, ...]:
    """What of all that fits has just these words for a name, and nothing else has: "a gallon of milk"."""
    if not refining.may_call(act) or act.mentions[0].options:
        return ()
    return tuple(p for p in (*pending.shown, *pending.rest) if p.sku == act.mentions[0].exact_sku)[:1]


def _usual(draft: Draft, pending: Choosing, act: Act) -> tuple[Product, ...]:
    """What the shopper usually buys of all that fits."""
    if act.intent != "select" or act.slots.get("quality") != "usual":
        return ()
    return tuple(p for p in (*pending.shown, *pending.rest) if p.sku in draft.session.habits)[:1]


def _points_at_none(act: Act) -> bool:
    """Whether it takes something, but not one of several: "yes", "that one", "both" of three."""
    points = act.intent == "add" and not any(m.phrases for m in act.mentions)
    return points or act.intent == "yes" or act.slots.get("quality") in {"both", "usual"}


def _wants_some(draft: Draft, pending: Choosing, act: Act) -> bool:
    """Ask which, where something of it is wanted, or so many, and no word says what."""
    if _points_at_none(act):
        draft.go(Phase.CHOOSE, _as_wanted(pending))
        draft.say("choose-which-or-none")
        return True
    if _counts(draft, pending, act):
        mention = replace(pending.mention, quantity=quantity(act))
        draft.go(Phase.CHOOSE, replace(_as_wanted(pending), mention=mention))
        questions.ask(draft, known=True)
        return True
    return False


def _counts(draft: Draft, pending: Choosing, act: Act) -> bool:
    """Whether it only says how many of what is offered: "two of those", where no line of the basket can be
    meant, or what is offered was asked for just now.
    """
    bare = act.mentions == (Mention(quantity=quantity(act)),) and not act.slots
    meant = pending.purpose in LOOKING or draft.session.focus is None
    return act.intent == "change" and bare and bool(quantity(act)) and meant


def _as_wanted(pending: Choosing) -> Choosing:
    """The question as one about something to buy, as who would take some of it is no longer only looking."""
    return replace(pending, purpose=Purpose.ADD) if pending.purpose in LOOKING else pending


def quantity(act: Act) -> int | None:
    """How many were said."""
    return act.mentions[0].quantity if act.mentions else None


def _after_answer(draft: Draft, pending: Choosing, rest: Acts) -> Acts:
    """What follows a yes or no: still an answer where it calls something offered, else a wish of its own."""
    if rest[0].intent == "select" or refining.may_call(rest[0]):
        return answer(draft, pending, rest)
    if rest[0].intent != "remove":  # "no bananas" beside the question leaves it open
        draft.session = draft.session.back_to_listening()
    return rest


def _drops(acts: Acts, asked: Mention, *, edited: bool) -> bool:
    """Whether the shopper does without what was asked about: "never mind", "no butter", "scratch that"; which
    is said of a line where one was just `edited` beside the question.
    """
    first, last = acts[0], acts[-1]
    named = {phrase for mention in last.mentions for phrase in mention.phrases}
    same = bool(named & set(asked.phrases))
    if len(acts) == 1 and first.intent == "remove":
        return "line" not in first.slots and (same or first.slots.get("reference") == "focus")
    if len(acts) == 1 and first.intent == "undo":
        return not edited
    if len(acts) == 1 and first.intent == "no":
        return "drop" in first.slots
    offered = same or (last.intent == "remove" and last.slots.get("reference") == "focus")
    return len(acts) == 2 and first.intent == "no" and last.intent in REFUSED and offered


def picked_by(shown: tuple[Product, ...], act: Act) -> tuple[Product, ...]:
    """The offered products that the act names: by place, by quality, by their own names; all of them too."""
    if act.intent == "yes" and len(shown) == 1:
        return shown
    named = act.slots.get("option", "")
    if named and int(named) < len(shown):
        return (shown[int(named)],)
    if act.intent != "select":
        return ()
    quality = act.slots.get("quality", "")
    if quality == "all" or (quality == "both" and len(shown) == len(("one", "the other"))):
        return shown
    places = [int(act.slots[slot]) for slot in ("ordinal", "and") if slot in act.slots]
    if places and all(place in {LAST, *range(1, len(shown) + 1)} for place in places):
        counted = [len(shown) if place == LAST else place for place in places]
        return tuple(shown[place - 1] for place in dict.fromkeys(counted))
    return _by_quality(shown, quality) if not places else ()


def _by_quality(shown: tuple[Product, ...], quality: str) -> tuple[Product, ...]:
    by_price = sorted(shown, key=lambda p: p.price.minor)
    if quality == "cheapest" or (quality == "cheaper" and len(shown) > 1):
        return (by_price[0],)
    if quality == "dearest":
        return (by_price[-1],)
    sized = by_size(shown) if quality in {"bigger", "smaller"} else None
    if sized is not None:
        return (sized[-1] if quality == "bigger" else sized[0],)
    return shown[:1] if quality == "any" else ()
