"""Other words for what was offered: "blueberry" among muffins, "size three" where diapers were asked for.

The words are looked for together with those of the question and alone. Something is meant as an answer only
if one name of it holds every word said; else the words are a wish of their own, or were not understood.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.ports import Purpose, Query, all_of, fitting
from catalog.product import Language, Product
from voice.dialogue import describe, ladder, offers, questions, resolving
from voice.dialogue.actions import Seek
from voice.dialogue.basket import BasketLine
from voice.dialogue.draft import Draft
from voice.dialogue.events import Found
from voice.dialogue.kinds import holds, is_named, is_of, names_of, words_of
from voice.dialogue.lookup import LOOKING
from voice.dialogue.session import Choosing, Phase, Proposing, Refining, Seeking, Unresolved, Wanted
from voice.language.acts import Act, Mention

CALLED = "called"
"""Slot of an act whose words may call something that was offered: "perhaps" a wish, or "only" so."""


def may_call(act: Act) -> bool:
    """Whether the words of the act may call something that was offered."""
    return CALLED in act.slots and len(act.mentions) == 1 and bool(act.mentions[0].phrases)


def may_refuse(act: Act) -> bool:
    """Whether the words may refuse what they call: "no mint" may as well be "no, mint"."""
    return act.intent == "price" and may_call(act)


def unclear(act: Act) -> bool:
    """Whether the act means nothing unless it calls something that was offered."""
    return act.slots.get(CALLED) == "only"


def refine(
    draft: Draft, question: Choosing, act: Act, *, is_open: bool = True, instead_of: int | None = None
) -> None:
    """Look for the words together with those of the question, and alone. A question that `is_open` comes
    back if nothing comes of it. Whatever is found takes the place of the line `instead_of`.
    """
    said = act.mentions[0]
    phrases = question.mention.phrases or (describe.product_name(draft.session, question.shown[0]),)
    both = tuple(_together(words, phrases[-1]) for words in said.phrases)
    doubtful = may_refuse(act)
    asked = replace(_as_said(question.mention, said), phrases=both, exact_sku=None)
    request, language = draft.number(), draft.session.language
    seeking = Seeking(
        request=request,
        mentions=(asked, said),
        purpose=Purpose.FIND if doubtful else Purpose.ADD,
        filters=act.filters,
        sure=draft.sure,
        instead_of=instead_of,
        refining=Refining(
            question=question,
            is_open=is_open,
            wish=not unclear(act),
            asks=doubtful or "asks" in act.slots,
            described="described" in act.slots,
        ),
    )
    if is_open:
        draft.session = replace(draft.session, queue=(Unresolved(question=question), *draft.session.queue))
    draft.go(Phase.SEEKING, seeking)
    queries = (
        Query(phrases=both, language=language, purpose=Purpose.FIND),
        Query(phrases=said.phrases, language=language, filters=act.filters),
    )
    draft.do(Seek(request=request, queries=queries))


def _as_said(asked: Mention, said: Mention) -> Mention:
    """What is asked about, in the number and with the options that are said of it now."""
    kept = (chosen for chosen in asked.options if chosen not in said.removed)
    return replace(
        asked,
        quantity=said.quantity or asked.quantity,
        options=(*kept, *said.options),
        removed=(*asked.removed, *said.removed),
        foreign=(*asked.foreign, *said.foreign),
        lacking=(*asked.lacking, *said.lacking),
    )


def _together(words: str, kind: str) -> str:
    """The words before those of the kind, none of them twice ("gallon of milk" where milk was asked for)."""
    said, known = words_of(words), words_of(kind)
    if set(known) <= set(said):
        return words
    return " ".join((*(word for word in said if word not in known), kind))


def replace_line(draft: Draft, line: BasketLine, said: Mention, less: tuple[str, ...] = ()) -> None:
    """Look for something in the place of a line: of its kind ("change the bananas to organic"), or any. Its
    kind is its name without the words that no longer hold (`less`).
    """
    name = _short_name(line.product, Language(draft.session.language))
    gone = {word for phrase in less for word in words_of(phrase)}
    kind = tuple(word for word in name if word not in gone) or name
    like = Mention(phrases=(" ".join(kind),), quantity=said.quantity, packs=True)
    question = Choosing(mention=like, purpose=Purpose.ADD, shown=(line.product,), instead_of=line.id)
    act = Act(intent="add", mentions=(said,), slots={CALLED: "perhaps"})
    refine(draft, question, act, is_open=False, instead_of=line.id)


def found(draft: Draft, seeking: Seeking, event: Found) -> None:
    """Take what was called so; else carry out the wish, or ask again."""
    refining = seeking.refining
    if refining is None:
        resolving.found(draft, seeking, event)
        return
    queue = draft.session.queue[1:] if refining.is_open else draft.session.queue
    draft.session = replace(draft.session.back_to_listening(), queue=queue)
    fits = _called(draft, seeking, refining.question, event)
    if fits:
        _take(draft, refining, seeking.mentions[0], fits)
    elif refining.wish:
        _wish(draft, seeking, refining, event)
    else:
        _nothing_such(draft, seeking, refining)


def _nothing_such(draft: Draft, seeking: Seeking, refining: Refining) -> None:
    """Neither what was offered nor anything else of that kind is called so: say that where it was described,
    and ask again.
    """
    if refining.is_open:
        draft.go(Phase.CHOOSE, refining.question)
    if not refining.described:
        ladder.misunderstood(draft)
    elif refining.is_open:
        draft.say("none-of-these", phrase=seeking.mentions[1].phrases[0])
        questions.ask(draft, again=True)
    else:
        draft.say("not-found", phrase=seeking.mentions[0].phrases[0])


def _take(draft: Draft, refining: Refining, asked: Mention, fits: tuple[Product, ...]) -> None:
    offered = refining.question
    question = replace(offered, mention=asked)
    if fits == question.shown and len(fits) > 1:
        draft.go(Phase.CHOOSE, question)
        draft.say("choose-which")
    elif len(fits) > 1:
        shown, rest = fits[: draft.policy.shown], fits[draft.policy.shown :]
        passed = tuple(p for p in (*offered.passed, *offered.shown, *offered.rest) if p not in fits)
        narrowed = replace(question, shown=shown, rest=rest, passed=passed, offered_as="choice", returned=0)
        offers.enter(draft, narrowed)
    elif refining.asks:
        wanted = Wanted(product=fits[0], quantity=1, instead_of=question.instead_of)
        offer = Proposing(wanted=wanted, mention=question.mention, purpose=Purpose.FIND, reason="product")
        offers.enter(draft, offer)
    else:  # what was offered is remembered by the words that it was asked for with
        named = replace(asked, phrases=offered.mention.phrases)
        offers.pick(draft, replace(question, mention=named), fits[0], asked.quantity)


def _wish(draft: Draft, seeking: Seeking, refining: Refining, event: Found) -> None:
    """The words mean something else: after it the question comes back, if it was about something to buy."""
    question = refining.question
    if refining.is_open and question.purpose not in LOOKING:
        back = Unresolved(question=replace(question, returned=question.returned + 1))
        draft.session = replace(draft.session, queue=(*draft.session.queue, back))
    alone = replace(seeking, mentions=seeking.mentions[1:], refining=None)
    resolving.found(draft, alone, replace(event, decisions=event.decisions[1:]))


def _called(draft: Draft, seeking: Seeking, question: Choosing, event: Found) -> tuple[Product, ...]:
    """The products that the words call: of those offered, of the others that fitted, else of that kind. Where
    the words alone mean one of that kind, they mean all of these shelves that they mean alone; but together
    with those of the question they may be its name ("iced", for the latte).
    """
    said, language = seeking.mentions[1].phrases, Language(draft.session.language)
    both, alone = event.decisions
    asked = question.mention.phrases or seeking.mentions[0].phrases
    near = tuple(c.product for c in (*all_of(both), *all_of(alone)))
    kind = tuple(product for product in near if is_of(product, asked, language))
    named = tuple(
        p for p in _fits(kind, said, language) if is_named(p, seeking.mentions[0].phrases, language)
    )
    if len(named) == 1 and not _fits((*question.shown, *question.rest, *question.passed), said, language):
        return _to_be_had(named)
    for offered in (question.shown, (*question.rest, *question.passed), kind):
        fits = _fits(offered, said, language)
        shelves = {product.category for product in question.shown}
        alike = tuple(c.product for c in fitting(alone) if c.product.category in shelves)
        meant = _fits(alike, said, language) if offered is kind else ()
        if fits:
            return _to_be_had(meant if set(_skus(meant)) & set(_skus(fits)) else fits)
    return ()


def _fits(products: tuple[Product, ...], said: tuple[str, ...], language: Language) -> tuple[Product, ...]:
    different = {product.sku: product for product in products}.values()
    return tuple(p for p in different if any(holds(p, words, language) for words in said))


def _skus(products: tuple[Product, ...]) -> tuple[str, ...]:
    return tuple(product.sku for product in products)


def _to_be_had(products: tuple[Product, ...]) -> tuple[Product, ...]:
    return tuple(p for p in products if p.stock != 0) or products[:1]


def _short_name(product: Product, language: Language) -> tuple[str, ...]:
    """The shortest name made of words of its full one: it tells the kind, which an "oj" does not."""
    full, names = set(words_of(product.name(language))), names_of(product, language)
    return min((name for name in names if name and full.issuperset(name)), key=len, default=names[0])
