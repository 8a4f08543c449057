"""Which states of the dialogue are one: those that no promise and no behaviour in this shop can tell apart.

Every field that is set to a fixed value here says why. What still decides something at times is left out
only where `exploration.tries` tries all of its values; what it decides is then proved for more states than
can be reached, never for fewer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from operator import attrgetter
from typing import Any, TypeVar

from shopworld import ENOUGH, GONE, MENTION, NEW, POLICY
from witness import Witness

from catalog.money import Money
from catalog.order import OrderId, Quote
from catalog.ports import NO_FILTERS, Filters, Purpose
from catalog.product import Product
from voice.dialogue.basket import Basket
from voice.dialogue.session import (
    Authorising,
    Choosing,
    Confirming,
    Consent,
    Eliciting,
    LastOrder,
    Looking,
    Pending,
    Phase,
    Placing,
    Proposing,
    Refining,
    Seeking,
    Session,
    Unresolved,
    Wanted,
)
from voice.language.acts import Mention

Question = TypeVar("Question", Choosing, Proposing, Eliciting)

Value = TypeVar("Value", bound=Any)

REQUEST, SPEECH = 7, 6
CONSENT = "s/1"
NO_TOTAL = Money(0, "USD")
ANY_ORDER = OrderId("7")
DIGITS = (1, 3)
SOMETHING_ELSE = Filters(exclude=frozenset({GONE.sku}))
OTHER_WORDS = ("gone",)
CLOSED = replace(NEW, phase=Phase.CLOSED)
RETURNS = 2
"""A question that came back twice is treated as one that came back more often: it is left out next."""
MONEY = frozenset({Phase.CONFIRM, Phase.AUTH})
_FIELDS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
_LEAVES = frozenset({type, str, int, bool, type(None), Phase, Purpose, Money, Quote})


def plain(session: Session) -> Session:
    """The session with all that tells nothing apart set to fixed values."""
    if session.phase is Phase.CLOSED:  # nothing changes a closed session any more
        return CLOSED
    basket, last = session.basket, session.last_order
    return _with(
        session,
        pending=_plain_pending(session.pending, basket),
        queue=tuple(Unresolved(question=_plain_question(q.question, basket)) for q in session.queue),
        serial=REQUEST,
        turn=0,
        speaking=0,  # speech, timers and rest decide when something is said, never what is ordered
        resting=False,
        misses=0,  # `tries` has the last miss before patience ends
        asked_more=False,  # `tries` has a yes and a no to "anything else?"
        last_said=(),  # `tries` has a no to "ordered" and an undo of an edit; else it is only said again
        recent=None,  # `tries` has what a choice made a moment ago changes
        asked_line=None,  # `tries` has what calls a line after it was asked of which something was said
        told=(),  # `tries` has what "it" means after an order was told of
        spent=_plain_spent(session.spent),
        basket=_plain_basket(basket),
        unsettled=_plain_basket(session.unsettled) if session.unsettled else None,
        last_order=LastOrder(
            total=NO_TOTAL, consent_id=CONSENT, order_id=last.order_id and ANY_ORDER, unknown=last.unknown
        )
        if last
        else None,
        focus=_place(basket, session.focus),
    )


def _plain_pending(pending: Pending | None, basket: Basket) -> Pending | None:
    match pending:
        case Choosing() | Proposing() | Eliciting():
            return _plain_question(pending, basket)
        case Seeking():
            return _plain_search(pending, basket)
        case Confirming():  # `tries` has the last unclear yes before patience ends
            return _with(pending, speech=SPEECH, unclear=0)
        case Authorising(positions=asked):  # which digits are asked for is the vault's affair
            return _with(
                pending,
                request=REQUEST,
                consent=_plain_consent(pending.consent),
                positions=DIGITS if asked else (),
            )
        case Placing():
            return _with(pending, request=REQUEST, consent=_plain_consent(pending.consent))
        case Looking():  # an order that is not among those read is as good as none, which is an answer too
            return _with(pending, request=REQUEST, order="")
        case None:
            return None
        case _:
            return _with(pending, request=REQUEST if pending.request else 0)


def _plain_question(question: Question, basket: Basket) -> Question:
    """A question without what is only read out: words, reasons, how the offer came to be."""
    # Here nobody has usual options and all usual quantities are one: a reorder is an add, once it was found.
    changes: dict[str, Any] = {
        "purpose": Purpose.FIND if question.purpose in {Purpose.FIND, Purpose.ASK} else Purpose.ADD,
        "returned": min(question.returned, RETURNS),
    }
    match question:
        case Choosing():
            changes |= {
                "mention": _plain_mention(question.mention),
                "instead_of": _place(basket, question.instead_of),
                "offered_as": question.offered_as if question.rest else "choice",
                "pages": question.pages if question.rest else 1,
            }
        case Proposing():  # the reason decides something where there is more to offer, or at the check-out
            counts = question.reason == "quantity" and question.wanted.instead_of is None
            changes |= {
                "mention": _plain_mention(question.mention),
                "wanted": _plain_wanted(question.wanted, basket),
                "reason": question.reason if question.rest or counts else "product",
            }
        case Eliciting():
            changes |= {"wanted": _plain_wanted(question.wanted, basket)}
    return _with(question, **changes)


def _plain_search(seeking: Seeking, basket: Basket) -> Seeking:
    """A search without what was for the catalog, which may answer anything: its words, limits and SKUs."""
    corrects = seeking.corrects and any(m.quantity is not None for m in seeking.mentions)
    other = bool(seeking.filters.exclude)  # all that is asked of the filters afterwards
    refining = seeking.refining
    last = len(seeking.mentions) - 1
    # Words are looked at again only where they were not heard for sure, may call something offered, or tell
    # the kind that something cheaper is wanted of.
    again = not seeking.sure or seeking.like is not None
    words = [again or (refining is not None and i == last) for i in range(last + 1)]
    return _with(
        seeking,
        request=REQUEST,
        mentions=tuple(
            _plain_mention(m, words=w, number=corrects) for m, w in zip(seeking.mentions, words, strict=True)
        ),
        corrects=corrects,
        filters=SOMETHING_ELSE if other else NO_FILTERS,
        back=None,  # `tries` has a question that comes back where nothing else was found
        instead_of=_place(basket, seeking.instead_of),
        refining=_plain_refining(refining, seeking.mentions[-1], basket) if refining else None,
    )


def _plain_refining(refining: Refining, said: Mention, basket: Basket) -> Refining:
    """Of the question's words it counts whether they call the same as those just said: here every name is one
    word. `tries` has both.
    """
    asked = refining.question.mention.phrases
    same = set(" ".join(asked).split()) == set(" ".join(said.phrases).split())
    question = _plain_question(refining.question, basket)
    mention = _with(question.mention, phrases=said.phrases if same else OTHER_WORDS)
    return _with(refining, question=_with(question, mention=mention))


def _plain_mention(mention: Mention, *, words: bool = False, number: bool = False) -> Mention:
    """A mention as it counts once it was looked for: no number means one, of the one group of options there
    is the last one counts, nothing here comes in packs.
    """
    return _with(
        mention,
        phrases=mention.phrases if words else MENTION.phrases,
        quantity=mention.quantity if number else mention.quantity or 1,
        options=mention.options[-1:],
        packs=False,
        container="",
        pack_of=None,
        exact_sku=None,
    )


def _plain_wanted(wanted: Wanted, basket: Basket) -> Wanted:
    return _with(
        wanted,
        options=wanted.options[-1:] if wanted.product.options else (),
        line=_place(basket, wanted.line),
        instead_of=_place(basket, wanted.instead_of),
    )


def _plain_consent(consent: Consent) -> Consent:
    return _with(consent, id=CONSENT, turn=1)


def _plain_spent(spent: Money | None) -> Money | None:
    """Where every further order needs the PIN, larger sums change nothing."""
    return Money(min(spent.minor, ENOUGH), spent.currency) if spent else None


def _place(basket: Basket, line_id: int | None) -> int | None:
    """The number that `_plain_basket` gives a line; a line that is gone is none."""
    return next((i for i, line in enumerate(basket.lines, 1) if line.id == line_id), None)


def _plain_basket(basket: Basket) -> Basket:
    lines = tuple(_with(line, id=i) for i, line in enumerate(basket.lines, 1))
    return _with(basket, lines=lines, past=(), next_id=9)  # undo has a property test of its own


def renumbered(witness: Witness, phase: Phase) -> Witness:
    """The witness with the same fixed numbers, and without an offer that no read-back can use any more."""
    if phase is Phase.CLOSED:
        return Witness(pin_above=POLICY.pin_above)
    changes: dict[str, Any] = {}
    if witness.readback_speech:
        changes["readback_speech"] = SPEECH
    if witness.offered is not None and phase not in MONEY:
        changes["offered"] = None
    if witness.spent > ENOUGH:
        changes["spent"] = ENOUGH
    return _with(witness, **changes)


def _with(value: Value, **changes: Any) -> Value:
    """The value with these fields; itself where it has them, which spares most copies and comparisons."""
    new = {name: field for name, field in changes.items() if getattr(value, name) != field}
    return replace(value, **new) if new else value


def key(state: tuple[Session, Witness]) -> object:
    """What tells states apart: all that is in them, with products and quotes by what names them."""
    session, witness = state
    return _shape(session), _shape(witness)


def _shape(value: Any) -> object:
    kind = type(value)
    if kind is tuple:
        return tuple([_shape(one) for one in value])
    if kind is Product:
        return value.sku
    if is_dataclass(kind):
        if kind not in _FIELDS:
            _FIELDS[kind] = attrgetter("__class__", *(f.name for f in fields(kind)))
        return tuple([v if type(v) in _LEAVES else _shape(v) for v in _FIELDS[kind](value)])
    return value if kind in _LEAVES else repr(value)
