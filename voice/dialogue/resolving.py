"""What the catalog found, turned into lines or questions."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from catalog.ports import Ambiguous, Candidate, Decision, Match, NoMatch, Purpose, all_of, fitting
from catalog.product import Language, Product, Sku
from voice.dialogue import choosable, describe, offers, questions
from voice.dialogue.basket import BasketLine
from voice.dialogue.draft import Draft
from voice.dialogue.events import Found
from voice.dialogue.kinds import (
    SIZES,
    bears_a_word,
    is_another,
    is_of,
    is_sized_like,
    most,
    of_one_kind,
    shorter,
)
from voice.dialogue.lookup import LOOKING
from voice.dialogue.memory import remember
from voice.dialogue.messages import Said
from voice.dialogue.session import OF_PRODUCT, Choosing, Proposing, Reason, Seeking, Unresolved, Wanted
from voice.language.acts import Mention

NEAR = 0.25
"""A product this likely is worth offering after those that fit."""
NEAREST = 0.35
"""A product this likely is still worth offering where nothing fits."""
OTHER_WORDS = 0.5
"""From such a likeness on, a find without any word said is another word for it, no chance resemblance."""
SAME_KIND = 0.005
"""A product this likely beside one that is sold out, and of its category, may stand in for it."""
STEM = 4
"""Letters by which a word of a name is known again."""
LEAST_SHARE = 0.4
"""Share of a name that must have been said, where the words were not heard for sure."""
SURE_ANYWAY = 0.9
"""A match this likely goes into the basket though a word was left over."""


def found(draft: Draft, seeking: Seeking, event: Found) -> None:
    """Take what is sure, and queue a question for everything else."""
    whole = seeking.purpose is Purpose.REORDER and not draft.session.basket.lines
    checkout_next = draft.session.checkout_next or whole
    answered = [q for q in draft.session.queue if _answers(event, q)]
    shown = frozenset(product.sku for q in answered for product in _shown(q))
    asked = frozenset(product.sku for q in answered for product in _asked(q))
    queue = tuple(q for q in draft.session.queue if q not in answered)
    draft.session = replace(draft.session.back_to_listening(), checkout_next=checkout_next, queue=queue)
    if seeking.purpose is Purpose.ASK:
        seeking = replace(seeking, aside=checkout_next or bool(queue) or len(seeking.mentions) > 1)
    taken: dict[Sku, Mention] = {}
    for mention, decision in zip(seeking.mentions, event.decisions, strict=True):
        narrowed = _alike(draft, seeking, mention, _narrowed(_narrowed(decision, asked), shown))
        if not _heard_twice(seeking, mention, narrowed, taken):
            _resolve(draft, seeking, mention, narrowed)
    questions.leave_out(draft)
    if whole and not draft.session.basket.lines and not draft.session.queue:
        draft.session = replace(draft.session, checkout_next=False)  # nothing came of it


def _heard_twice(seeking: Seeking, mention: Mention, decision: Decision, taken: dict[Sku, Mention]) -> bool:
    """Whether this is the rest of a name that was taken already: of "flesh, strong berries", not heard for
    sure, both halves are the fresh strawberries. What has a number or options of its own, or is called the
    same once more, is meant beside the other.
    """
    if not isinstance(decision, Match):
        return False
    before = taken.setdefault(decision.best.product.sku, mention)
    other = before is not mention and not set(before.phrases) & set(mention.phrases)
    return other and not seeking.sure and mention.quantity is None and not mention.options


def _answers(event: Found, waiting: Unresolved) -> bool:
    """Whether what was found is what an earlier question was about: "milk" ... "oat milk"."""
    skus = {product.sku for product in _asked(waiting)}
    return any(c.product.sku in skus for decision in event.decisions for c in fitting(decision))


def _asked(waiting: Unresolved) -> tuple[Product, ...]:
    rest = waiting.question.rest if isinstance(waiting.question, Choosing) else ()
    return (*_shown(waiting), *rest)


def _shown(waiting: Unresolved) -> tuple[Product, ...]:
    question = waiting.question
    return question.shown if isinstance(question, Choosing) else (question.wanted.product,)


def _narrowed(decision: Decision, asked: frozenset[Sku]) -> Decision:
    """Only what was on offer, where some of it fits: "whitening" among toothpastes means a toothpaste.
    What spoke for the others, which are not on offer, speaks for the one that is.
    """
    if not isinstance(decision, Ambiguous):
        return decision
    inside = tuple(c for c in decision.candidates if c.product.sku in asked)
    if len(inside) == 1:
        none = prod(1 - c.probability for c in decision.candidates)
        return Match(best=replace(inside[0], probability=1 - none))
    return replace(decision, candidates=inside, others=()) if inside else decision


def _resolve(draft: Draft, seeking: Seeking, mention: Mention, decision: Decision) -> None:
    if seeking.group:
        choosable.tell(draft, decision, seeking.group)
        return
    if seeking.shelf:
        _shelf(draft, mention, decision)
        return
    if seeking.purpose is Purpose.FIND and not mention.phrases:
        _popular(draft, mention, decision)
        return
    kind = _superlative(draft, seeking, mention, decision)
    instead = () if isinstance(decision, NoMatch) else _on_sale(decision.instead)
    if kind:
        offers.later(draft, kind)
    elif instead:
        _offer_near(draft, seeking, mention, instead)
    else:
        _decided(draft, seeking, mention, decision)


def _decided(draft: Draft, seeking: Seeking, mention: Mention, decision: Decision) -> None:
    match decision:
        case Match(best=best, others=others):
            _match(draft, seeking, mention, best, others)
        case Ambiguous(candidates=candidates, others=others) if not _only_alike(draft, mention, candidates):
            fitting = tuple(c.product for c in candidates)
            shown = fitting[: draft.policy.shown]
            rest = (*fitting[draft.policy.shown :], *_products(others))
            question = Choosing(
                mention=mention,
                purpose=seeking.purpose,
                shown=shown,
                rest=rest,
                instead_of=seeking.instead_of,
            )
            offers.later(draft, question)
        case NoMatch(beyond=beyond) if beyond:
            _beyond_limit(draft, seeking, mention, beyond)
        case Ambiguous(candidates=nearest):
            _nothing(draft, seeking, mention, _likely(nearest))
        case NoMatch(nearest=nearest, instead=akin):
            _nothing(draft, seeking, mention, tuple(c for c in nearest if c in (*akin, *_likely(nearest))))


def _popular(draft: Draft, mention: Mention, decision: Decision) -> None:
    """Nothing was named: what is bought much is offered; where nobody knows that, the shopper is helped."""
    found = tuple(c.product for c in all_of(decision) if c.product.stock != 0)
    if not found:
        draft.say("help")
        return
    shown, rest = found[: draft.policy.shown], found[draft.policy.shown :]
    question = Choosing(mention=mention, purpose=Purpose.FIND, shown=shown, rest=rest, offered_as="popular")
    offers.later(draft, question)


def _shelf(draft: Draft, mention: Mention, decision: Decision) -> None:
    """Three of a shelf are offered, and how many more there are is told."""
    found = tuple(c.product for c in all_of(decision))
    if not found:
        draft.say("not-found", phrase=mention.phrases[-1])
        return
    shown, rest = found[: draft.policy.shown], found[draft.policy.shown :]
    question = Choosing(mention=mention, purpose=Purpose.FIND, shown=shown, rest=rest, offered_as="shelf")
    offers.later(draft, question)


def _alike(draft: Draft, seeking: Seeking, mention: Mention, decision: Decision) -> Decision:
    """Without what is of another kind than the one that something else is wanted for."""
    like = seeking.like
    if like is None:
        return decision
    language = Language(draft.session.language)
    found, asked = all_of(decision), mention.phrases
    if seeking.quality in SIZES:
        fits = tuple(c for c in found if is_sized_like(c.product, like, seeking.quality, language))
    else:
        fits = tuple(c for c in found if is_another(c.product, like, asked, language))
        fits = fits or tuple(c for c in found if is_another(c.product, like, shorter(asked), language))
    sure = tuple(c for c in fits if c in fitting(decision)) or fits
    if not sure:
        return NoMatch()
    others = tuple(c for c in fits if c not in sure)
    return Match(best=sure[0], others=others) if len(sure) == 1 else Ambiguous(candidates=sure, differs=())


def _superlative(draft: Draft, seeking: Seeking, mention: Mention, decision: Decision) -> Proposing | None:
    """The offer of the cheapest (dearest, biggest) of the kind that was named; None where none can be told.
    The kind is what bears all words said and is like what fits best.
    """
    if not seeking.quality or seeking.like is not None:
        return None
    language = Language(draft.session.language)
    named = (c.product for c in all_of(decision) if is_of(c.product, mention.phrases, language))
    kind = most(tuple(p for p in of_one_kind(named) if p.stock != 0), seeking.quality)
    if not kind:
        return None
    wanted = Wanted(product=kind[0], quantity=offers.packs(kind[0], mention) or 1, options=mention.options)
    reason = next(reason for reason in OF_PRODUCT if reason == seeking.quality)
    return Proposing(wanted=wanted, mention=mention, purpose=seeking.purpose, reason=reason, rest=kind[1:])


def _beyond_limit(draft: Draft, seeking: Seeking, mention: Mention, beyond: tuple[Candidate, ...]) -> None:
    """Nothing has the price that was said: the one that comes nearest to it is told, and may be had."""
    draft.say("not-found-price", phrase=mention.phrases[-1] if mention.phrases else "")
    nearest = tuple(c.product for c in beyond if c.product.stock != 0)
    if nearest:
        many = offers.packs(nearest[0], mention) or 1
        wanted = Wanted(product=nearest[0], quantity=many, options=mention.options)
        is_least = all(nearest[0].price.minor <= p.price.minor for p in nearest)
        reason: Reason = "cheapest" if is_least else "dearest"
        rest = nearest[1:]
        offer = Proposing(wanted=wanted, mention=mention, purpose=seeking.purpose, reason=reason, rest=rest)
        offers.later(draft, offer)


def _only_alike(draft: Draft, mention: Mention, found: tuple[Candidate, ...]) -> bool:
    """Whether none bears a word that was said, and none is likely: "wine" is not wings, but "crisps" are
    chips. Such finds are near at the most.
    """
    language = Language(draft.session.language)
    borne = any(bears_a_word(c.product, mention.phrases, language) for c in found)
    return not borne and max(c.probability for c in found) < OTHER_WORDS


def _likely(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple(c for c in candidates if c.probability >= NEAREST)


def _on_sale(candidates: tuple[Candidate, ...]) -> tuple[Product, ...]:
    return tuple(c.product for c in candidates if c.product.stock != 0)


def _products(candidates: tuple[Candidate, ...]) -> tuple[Product, ...]:
    return tuple(c.product for c in candidates if c.probability >= NEAR)


def _match(
    draft: Draft, seeking: Seeking, mention: Mention, best: Candidate, others: tuple[Candidate, ...]
) -> None:
    product, purpose = best.product, seeking.purpose
    habit = draft.session.habits.get(product.sku, 1) if purpose is Purpose.REORDER else 1
    wanted = Wanted(
        product=product,
        quantity=offers.packs(product, mention) or habit,
        options=offers.options(draft, product, mention, purpose, seeking.instead_of),
        instead_of=seeking.instead_of,
    )
    line = _corrected(draft, seeking, mention, product)
    if line is not None:
        wanted = replace(wanted, line=line.id, options=line.options)
    if product.stock == 0:
        _sold_out(draft, seeking, mention, product, others)
        return
    if purpose is Purpose.ASK and _told(draft, product, aside=seeking.aside):
        return
    limit = draft.policy.sure if seeking.sure else SURE_ANYWAY
    doubtful = mention.doubtful or best.probability < limit
    doubtful |= not seeking.sure and _barely_named(draft, product, mention)
    if purpose in LOOKING or doubtful:
        rest = _products(others)
        question = Proposing(wanted=wanted, mention=mention, purpose=purpose, reason="product", rest=rest)
        offers.later(draft, question)
        return
    offers.take(draft, wanted, mention, purpose)
    offered = Choosing(mention=mention, purpose=purpose, shown=(product,), rest=_products(others))
    remember(draft, offered, product)


def _corrected(draft: Draft, seeking: Seeking, mention: Mention, product: Product) -> BasketLine | None:
    """The line whose number is corrected: "wait, five espressos" at the read-back of four."""
    if not seeking.corrects or seeking.purpose is not Purpose.ADD or mention.quantity is None:
        return None
    lines = [line for line in draft.session.basket.lines if line.product.sku == product.sku]
    return lines[0] if len(lines) == 1 and not mention.options else None


def _told(draft: Draft, product: Product, *, aside: bool) -> bool:
    """Tell of a product that is asked about `aside` from another question, or is in the basket."""
    line = next((line for line in draft.session.basket.lines if line.product.sku == product.sku), None)
    if line is not None:
        draft.said.append(Said(describe.line_price(draft.session, line)))
    elif aside:
        draft.say("told", name=describe.product_name(draft.session, product), price=product.price)
    return aside or line is not None


def _barely_named(draft: Draft, product: Product, mention: Mention) -> bool:
    """True where the words are but a small part of every name of the product: of a misheard word that may
    be chance, however likely the search finds it.
    """
    said = [word[:STEM] for word in mention.phrases[0].lower().split()] if mention.phrases else []
    names = product.names.get(Language(draft.session.language), ()) or (product.name(draft.session.language),)
    return all(_share(name.lower().split(), said) < LEAST_SHARE for name in names)


def _share(name: list[str], said: list[str]) -> float:
    """How much of a name was said, by letters; words count as the same from their first letters on."""
    common = sum(len(word) for word in name if word[:STEM] in said)
    return common / max(sum(map(len, name)), 1)


def _sold_out(
    draft: Draft, seeking: Seeking, mention: Mention, product: Product, others: tuple[Candidate, ...]
) -> None:
    draft.say("sold-out", name=describe.product_name(draft.session, product))
    near = (c.product for c in others if c.probability >= SAME_KIND)
    instead = tuple(p for p in near if p.stock != 0 and p.category == product.category)
    if instead and not seeking.aside:
        shown, rest = instead[: draft.policy.shown], instead[draft.policy.shown :]
        question = Choosing(
            mention=mention, purpose=seeking.purpose, shown=shown, rest=rest, offered_as="instead"
        )
        offers.later(draft, question)


def _nothing(draft: Draft, seeking: Seeking, mention: Mention, nearest: tuple[Candidate, ...]) -> None:
    if seeking.filters.exclude:  # something else than what was offered
        draft.say("no-more-offers")
        if seeking.back is not None:
            offers.later(draft, seeking.back)
        return
    phrase = mention.phrases[-1] if mention.phrases else ""  # as it was said, not as it was mended
    near = _on_sale(nearest)
    priced = seeking.filters.max_price is not None or seeking.filters.min_price is not None
    if priced:  # what has the price but no word of it is nothing like it
        language = Language(draft.session.language)
        near = tuple(product for product in near if bears_a_word(product, mention.phrases, language))
    if not near:
        draft.say("not-found-price" if priced else "not-found", phrase=phrase)
        return
    _offer_near(draft, seeking, mention, near)


def _offer_near(draft: Draft, seeking: Seeking, mention: Mention, near: tuple[Product, ...]) -> None:
    question = Choosing(
        mention=mention,
        purpose=seeking.purpose,
        shown=near[: draft.policy.shown],
        rest=near[draft.policy.shown :],
        offered_as="nearest",
        instead_of=seeking.instead_of,
    )
    offers.later(draft, question)
