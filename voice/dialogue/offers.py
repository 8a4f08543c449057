"""Products on their way into the basket: chosen, proposed, completed, added."""

from __future__ import annotations

from dataclasses import replace

from catalog.order import Chosen
from catalog.ports import Filters, Purpose
from catalog.product import Language, Product
from voice.dialogue import describe, packing, questions
from voice.dialogue.basket import (
    BasketLine,
    carried,
    complete_options,
    in_its_name,
    lacks,
    refusals,
    stays,
    unit_price,
)
from voice.dialogue.draft import Draft
from voice.dialogue.kinds import is_of
from voice.dialogue.lookup import LOOKING, look_for
from voice.dialogue.memory import remember
from voice.dialogue.messages import Said
from voice.dialogue.session import (
    Choosing,
    Eliciting,
    Phase,
    Proposing,
    Reason,
    Unresolved,
    Wanted,
)
from voice.dialogue.skill import LookFor
from voice.language.acts import Mention

_PHASES = {Choosing: Phase.CHOOSE, Proposing: Phase.PROPOSE, Eliciting: Phase.ELICIT}


def enter(draft: Draft, question: Choosing | Proposing | Eliciting) -> None:
    """Make this the open question and ask it."""
    draft.go(_PHASES[type(question)], question)
    draft.session = replace(draft.session, asked_more=False)
    questions.ask(draft, again=question.returned > 0)


def later(draft: Draft, question: Choosing | Proposing | Eliciting) -> None:
    """Ask it when its turn comes: before what was passed over earlier, and at once if it was asked about."""
    queue, one = draft.session.queue, Unresolved(question=question)
    new = [q for q in queue if not q.question.returned]
    old = [q for q in queue if q.question.returned]
    waiting = (one, *new, *old) if question.purpose in LOOKING else (*new, one, *old)
    draft.session = replace(draft.session, queue=waiting)


def take(draft: Draft, wanted: Wanted, mention: Mention, purpose: Purpose, *, asked: bool = False) -> None:
    """Put a product into the basket, unless something about it has to be asked first.

    `asked` says that the shopper has just said yes to exactly this quantity.
    """
    question = _doubt(draft, wanted, mention, purpose, asked=asked)
    if isinstance(question, Proposing | Eliciting):
        later(draft, question)
        return
    if question == "refused":
        return
    _put(draft, wanted, mention)
    line = draft.session.basket.line(draft.session.focus)
    name = describe.product_name(draft.session, wanted.product)
    if line is not None and stays(line, mention.removed, draft.session.language):
        draft.say("option-stays", name=name)
    elif lacks(wanted.product, mention.removed):
        draft.say("option-absent", name=name)
    for words in mention.foreign:
        draft.say("option-not-offered", words=words, name=name)
    for words in mention.lacking:
        draft.say("never-without", words=words, name=name)


def _put(draft: Draft, wanted: Wanted, mention: Mention) -> None:
    session = draft.session
    if wanted.line is not None and session.basket.line(wanted.line):
        basket = session.basket.set_quantity(wanted.line, wanted.quantity)
        draft.session = replace(session, basket=basket, focus=wanted.line)
        tell_changed(draft, wanted.line)
        return
    replaced = session.basket.line(wanted.instead_of)
    if replaced is not None and _is_same(wanted, replaced):
        draft.say("as-it-was", item=describe.line_item(session, replaced), total=replaced.total)
        return
    if replaced is not None:
        basket, line = session.basket.swap(replaced.id, wanted.product, wanted.quantity, wanted.options)
    else:
        basket, line = session.basket.add(wanted.product, wanted.quantity, wanted.options)
    draft.session = replace(session, basket=basket, focus=line)
    if draft.session.checkout_next:
        return  # the read-back that follows says it all
    if replaced is not None and replaced.product.sku == wanted.product.sku:
        tell_changed(draft, line)
        return
    if replaced is not None:
        draft.said.append(Said(describe.removal(draft.session, replaced)))
    unit = unit_price(wanted.product, complete_options(wanted.product, wanted.options))
    draft.say("added", item=describe.wanted_item(session, wanted), total=unit * wanted.quantity)
    single = packing.to_tell(wanted.product, mention)
    if single is not None:
        draft.say("packs-hold", count=single)


def _is_same(wanted: Wanted, line: BasketLine) -> bool:
    """Whether the line is what is wanted in its place: then nothing changes."""
    options = complete_options(wanted.product, wanted.options)
    return (line.product.sku, line.quantity, line.options) == (wanted.product.sku, wanted.quantity, options)


def tell_changed(draft: Draft, line_id: int) -> None:
    """Say what a line is now."""
    line = draft.session.basket.line(line_id)
    if line is not None and not draft.session.checkout_next:
        draft.say("changed", item=describe.line_item(draft.session, line), total=line.total)


def _doubt(
    draft: Draft, wanted: Wanted, mention: Mention, purpose: Purpose, *, asked: bool
) -> Proposing | Eliciting | str:
    """The question that has to come before this line, "refused" where it cannot be, else nothing."""
    policy, product = draft.policy, wanted.product
    name = describe.product_name(draft.session, product)
    if in_its_name(product, mention.removed, draft.session.language):
        draft.say("option-stays", name=name)
        return "refused"
    if wanted.quantity > policy.quantity_max:
        draft.say("quantity-too-large", name=name, most=policy.quantity_max)
        return "refused"
    counts = not (asked or wanted.line or purpose is Purpose.REORDER)
    packed = _packed(wanted, mention, purpose) if counts else None
    if packed is not None:
        return packed
    if product.stock is not None and product.stock < wanted.quantity:
        if product.stock == 0:
            draft.say("sold-out", name=name)
            return "refused"
        there = draft.session.basket.line(wanted.line)
        if there is not None and there.quantity == product.stock:
            draft.say("only-left", name=name, count=product.stock)
            return "refused"
        fewer = replace(wanted, quantity=product.stock)
        return Proposing(wanted=fewer, mention=mention, purpose=purpose, reason="stock")
    if not asked and unusual(draft, wanted):
        return Proposing(wanted=wanted, mention=mention, purpose=purpose, reason="quantity")
    chosen = {c.group for c in complete_options(product, wanted.options) if not c.refused}
    missing = next((g.id for g in product.options if g.required and g.id not in chosen), None)
    if missing is not None:
        return Eliciting(wanted=wanted, group=missing, purpose=purpose)
    return ""


def _packed(wanted: Wanted, mention: Mention, purpose: Purpose) -> Proposing | None:
    """The question how many packs it is to be, where other packs, single things or an amount were said."""
    whole = packing.to_ask(wanted.product, mention)
    reason: Reason = "packs" if whole is not None else "amount"
    whole = packing.to_measure(wanted.product, mention) if whole is None else whole
    if whole is None:
        return None
    agreed = replace(mention, packs=True, measures=())
    packed = replace(wanted, quantity=whole)
    return Proposing(wanted=packed, mention=agreed, purpose=purpose, reason=reason)


def unusual(draft: Draft, wanted: Wanted) -> bool:
    """Whether so many are asked about; what the basket has of it was agreed to, and is not asked again."""
    there = [line.quantity for line in draft.session.basket.lines if line.product.sku == wanted.product.sku]
    usual = draft.session.usual_quantity(wanted.product.sku)
    if usual is None:
        return wanted.quantity > max(draft.policy.quantity_ask, *there, 0)
    factor = draft.policy.habit_factor
    return wanted.quantity > max(usual * factor, factor, *there)


def pick(draft: Draft, choosing: Choosing, product: Product, quantity: int | None) -> None:
    """The shopper chose this product."""
    mention = choosing.mention
    count = quantity or packs(product, mention) or _habit(draft, product, choosing.purpose)
    draft.session = draft.session.back_to_listening()
    wanted = Wanted(
        product=product,
        quantity=count,
        options=options(draft, product, mention, choosing.purpose, choosing.instead_of),
        instead_of=choosing.instead_of,
    )
    take(draft, wanted, mention, choosing.purpose)
    remember(draft, choosing, product)


def pick_all(
    draft: Draft, choosing: Choosing, picked: tuple[Product, ...], quantity: int | None = None
) -> None:
    """The shopper chose each of these; the first takes the place of a line, if one is to go."""
    for place, product in enumerate(picked):
        pick(draft, replace(choosing, instead_of=None) if place else choosing, product, quantity)


def packs(product: Product, mention: Mention) -> int | None:
    """How many are meant where single things were counted that it holds several of: "two dozen eggs" are
    two cartons, "twelve cans of cola" one box. Who counts packs means packs.
    """
    whole = packing.made_up(product, mention)
    if whole is not None:
        return whole
    held, said = packing.held_by(product), mention.quantity
    if said is None or mention.packs or held is None or said % held:
        return said
    return said // held


def _habit(draft: Draft, product: Product, purpose: Purpose) -> int:
    """How many are meant where no number was said: the usual ones for a reorder, else one."""
    return draft.session.habits.get(product.sku, 1) if purpose is Purpose.REORDER else 1


def options(
    draft: Draft, product: Product, mention: Mention, purpose: Purpose, instead_of: int | None = None
) -> tuple[Chosen, ...]:
    """The options that were said, and those refused; for a reorder, the usual ones of every group that was
    not spoken of, and of the line in whose place it comes what was chosen for that.
    """
    said = {chosen.group for chosen in mention.options}
    gone = {(chosen.group, chosen.value) for chosen in mention.removed}
    usual = draft.session.usual.get(product.sku, ()) if purpose is Purpose.REORDER else ()
    kept = (c for c in usual if c.group not in said and (c.group, c.value) not in gone)
    refused = refusals(product, (*mention.options, *usual), mention.removed)
    replaced = draft.session.basket.line(instead_of)
    stay = carried(replaced, product, mention.options, gone) if replaced is not None else ()
    return (*stay, *mention.options, *kept, *refused)


def as_fitting(draft: Draft, choosing: Choosing) -> tuple[Product, ...]:
    """Of what is still to offer, what fits as well as what was: it bears all words said, or stands on those
    shelves where nothing does. What only came near is not followed by what comes less near.
    """
    if choosing.offered_as == "nearest":
        return ()
    if choosing.offered_as == "shelf":
        return choosing.rest
    language, asked = Language(draft.session.language), choosing.mention.phrases
    if any(is_of(product, asked, language) for product in choosing.shown):
        return tuple(product for product in choosing.rest if is_of(product, asked, language))
    shelves = {product.category for product in choosing.shown}
    return tuple(product for product in choosing.rest if product.category in shelves)


def more(draft: Draft, choosing: Choosing) -> None:
    """Offer the next products that fit, two pages at the most, then let it go and say so."""
    fits = as_fitting(draft, choosing)
    shown, rest = fits[: draft.policy.shown], fits[draft.policy.shown :]
    if not shown or choosing.pages >= draft.policy.pages:
        draft.session = draft.session.back_to_listening()
        draft.say("no-more-offers")
        if choosing.purpose not in LOOKING:
            draft.say("left-out", name=questions.about(draft, choosing))
        return
    passed = (*choosing.passed, *choosing.shown)
    enter(draft, replace(choosing, shown=shown, rest=rest, passed=passed, pages=choosing.pages + 1))


def cheaper(draft: Draft, product: Product, mention: Mention, *, instead_of: int | None = None) -> None:
    """Look for the same kind of thing at a lower price."""
    below = replace(product.price, minor=max(product.price.minor - 1, 0))
    filters = Filters(max_price=below, exclude=frozenset({product.sku}), category=product.category)
    wish = LookFor(
        mentions=(mention,),
        purpose=Purpose.FIND,
        filters=filters,
        instead_of=instead_of,
        quality="cheaper",
        like=product,
    )
    another(draft, product, wish)


def another(draft: Draft, product: Product, wish: LookFor) -> None:
    """Look for what is wanted beside a product; where it has no name, for what is called like that."""
    offered = draft.session.pending
    draft.session = draft.session.back_to_listening()
    (mention,) = wish.mentions
    phrases = mention.phrases or (describe.product_name(draft.session, product),)
    named = replace(wish, mentions=(replace(mention, phrases=phrases, exact_sku=None),))
    back = offered if isinstance(offered, Choosing | Proposing) else None
    look_for(draft, named, back=back and replace(back, returned=max(back.returned, 1)))
