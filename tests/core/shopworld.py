"""A small shop for tests of the core: three products, quotes, and every utterance and answer there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from catalog.money import Money
from catalog.order import (
    Cancelled,
    Chosen,
    Drift,
    Fee,
    Handoff,
    Line,
    NotCancelled,
    NotPlaced,
    Order,
    OrderedLine,
    OrderId,
    OrderStatus,
    Placed,
    Quote,
    QuoteLine,
    RefusalCode,
    Refused,
    Rejected,
    StillUnknown,
    Unknown,
)
from catalog.ports import Ambiguous, Candidate, Decision, Match, NoMatch
from catalog.product import OptionGroup, OptionValue, Product, Sku
from voice.dialogue.basket import Basket, unit_price
from voice.dialogue.events import (
    CancelAnswered,
    Event,
    Failed,
    Found,
    Heard,
    MarkHeard,
    OrderAnswered,
    OrdersRead,
    PinChallenged,
    PinChecked,
    Quoted,
    Settled,
    ShopperSpeaks,
    SpeechEnded,
    TimedOut,
)
from voice.dialogue.machine import Machine
from voice.dialogue.messages import TOTAL
from voice.dialogue.policy import Policy
from voice.dialogue.session import (
    Authorising,
    Cancelling,
    Confirming,
    Looking,
    Placing,
    Quoting,
    Seeking,
    Session,
)
from voice.hearing.transcript import ClosedHearing, Source
from voice.language.acts import Act, Interpretation, Mention
from voice.plugins import Plugins

USD = "USD"
HEARD_MS = 1_000
EARLY_MS = 0
LATE = 1
"""A request of long ago: its answers change nothing any more."""
SIZE = OptionGroup(
    id="size",
    names={"en": ("size",)},
    values=(
        OptionValue(id="small", names={"en": ("small",)}),
        OptionValue(id="large", names={"en": ("large",)}, surcharge=Money(50, USD)),
    ),
    required=True,
)
MILK = Product(sku=Sku("MILK"), names={"en": ("milk",)}, price=Money(300, USD), stock=1, category="dairy")
LATTE = Product(sku=Sku("LATTE"), names={"en": ("latte",)}, price=Money(500, USD), options=(SIZE,))
GONE = Product(sku=Sku("GONE"), names={"en": ("gone",)}, price=Money(100, USD), stock=0, category="dairy")
SHELF = {p.sku: p for p in (MILK, LATTE, GONE)}
POLICY = Policy(
    pin_above=Money(700, USD), order_max=Money(5_000, USD), quantity_max=9, quantity_ask=1, misses=2
)
CHEAPEST = 400
"""What the cheapest order comes to: milk and its delivery."""
ENOUGH = POLICY.pin_above.minor - CHEAPEST + 1
"""After orders of this sum even the cheapest one needs the PIN."""
NEW = Session(id="s", language="en", habits={"MILK": 1})


def machine() -> Machine:
    """The core with our own skills."""
    return Machine(Plugins().skills()[0], POLICY)


def quote_of(basket: Basket, *, dearer: int = 0) -> Quote:
    """What the store would ask for this basket."""
    lines = []
    for line in basket.lines:
        unit = unit_price(line.product, line.options) + Money(dearer, USD)
        lines.append(
            QuoteLine(
                line=line.order_line,
                name=line.product.name("en"),
                unit_price=unit,
                total=unit * line.quantity,
            )
        )
    fee = Fee(code="delivery", amount=Money(100, USD))
    total = Money(sum(q.total.minor for q in lines) + 100, USD)
    return Quote(
        store="test",
        lines=tuple(lines),
        fees=(fee,),
        total=total,
        delivery="delivery",
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
    )


ORDER = Order(
    id=OrderId("77"),
    placed_at=datetime(2026, 1, 1, tzinfo=UTC),
    status=OrderStatus.PLACED,
    lines=(OrderedLine(line=Line(sku=Sku("MILK"), quantity=1), name="milk", total=Money(300, USD)),),
    total=Money(400, USD),
)


def _act(intent: str, *mentions: Mention, **slots: str) -> Act:
    return Act(intent=intent, mentions=mentions, slots=slots)


MENTION = Mention(phrases=("milk",))
YES = _act("yes", consent="explicit")
NO = _act("no")
TWO = _act("change", Mention(quantity=2))
ADD = _act("add", MENTION)
SAYINGS: tuple[tuple[Act, ...], ...] = (
    (),
    (YES,),
    (_act("yes", consent="weak"),),
    (YES, ADD),
    (YES, YES),
    (NO,),
    (NO, TWO),
    (TWO,),
    (_act("change", Mention(options=(Chosen("size", "large"),))),),
    (_act("change", Mention(phrases=("milk",), quantity=1), line="0"),),
    (ADD,),
    (_act("add", Mention(phrases=("milk",), quantity=2)),),
    (_act("find", MENTION),),
    (_act("reorder", MENTION),),
    (_act("reorder_last"),),
    (_act("select", ordinal="1"),),
    (_act("select", ordinal="2"),),
    (_act("select", MENTION, called="only"),),
    (_act("add", MENTION, called="perhaps"),),
    (NO, _act("select", ordinal="2")),
    (_act("select", quality="cheaper"),),
    (_act("select", quality="other"),),
    (_act("change", Mention(), Mention(phrases=("latte",)), swap="yes"),),
    (_act("change", delta="1"),),
    (_act("no", drop="yes"),),
    (_act("remove", Mention(phrases=("milk",)), line="0"),),
    (_act("remove", reference="focus"),),
    (_act("clear"),),
    (_act("undo"),),
    (_act("show"),),
    (_act("checkout"),),
    (ADD, _act("checkout")),
    (_act("status"),),
    (_act("cancel_order"),),
    (_act("repeat"),),
    (_act("price"),),
    (_act("stop"),),
    (_act("hold"),),
    (_act("pin", digits="12"),),
)


def utterances() -> Iterator[Heard]:
    """Everything that can be said, typed; and a yes in all the ways that are no consent."""
    for acts in SAYINGS:
        yield _heard(acts)
    yield _spoken(ClosedHearing("yes"))
    yield _spoken(ClosedHearing("no"))
    yield _spoken(None)
    yield replace(_heard((YES,)), began_ms=EARLY_MS)
    yield _heard((YES,), unexplained=("perhaps",))
    yield _heard((YES,), repaired=True)


def _heard(acts: tuple[Act, ...], *, unexplained: tuple[str, ...] = (), repaired: bool = False) -> Heard:
    said = Interpretation(
        text="...", acts=acts, unexplained=unexplained, repaired=repaired, sure=not repaired
    )
    return Heard(at_ms=HEARD_MS, began_ms=HEARD_MS, interpretation=said, source=Source.TYPED)


def _spoken(closed: ClosedHearing | None) -> Heard:
    return replace(_heard((YES,)), source=Source.VOICE, closed=closed)


def happenings(session: Session) -> Iterator[Event]:
    """What can happen beside words, and every answer to what is pending, also late and failed ones."""
    yield ShopperSpeaks(at_ms=HEARD_MS)
    yield TimedOut(at_ms=HEARD_MS)
    yield SpeechEnded(at_ms=HEARD_MS, speech=session.speaking)
    yield SpeechEnded(at_ms=HEARD_MS, speech=session.speaking, complete=False)
    if getattr(session.pending, "request", 0) != LATE:
        placed = Placed(order_id=OrderId("1"), total=Money(1, USD))
        yield OrderAnswered(at_ms=HEARD_MS, request=LATE, outcome=placed)
        yield Failed(at_ms=HEARD_MS, request=LATE, code="store_down")
    if isinstance(session.pending, Confirming):
        yield MarkHeard(at_ms=HEARD_MS, speech=session.pending.speech, mark=TOTAL)
        yield MarkHeard(at_ms=HEARD_MS, speech=1, mark=TOTAL)
    for result in (Placed(order_id=OrderId("8"), total=Money(400, USD)), NotPlaced()):
        yield Settled(at_ms=HEARD_MS, result=result)
    yield Settled(at_ms=HEARD_MS, result=StillUnknown(reason="down"))
    request = getattr(session.pending, "request", 0)
    if request:
        yield Failed(at_ms=HEARD_MS, request=request, code="store_down")
        yield from _answers(session, request)


def _answers(session: Session, request: int) -> Iterator[Event]:
    match session.pending:
        case Seeking(mentions=mentions):
            for decision in _decisions():
                yield Found(at_ms=HEARD_MS, request=request, decisions=(decision,) * len(mentions))
        case Quoting():
            yield from _quotes(session, request)
        case Authorising(checking=checking, positions=positions):
            yield from _checks(request) if checking else () if positions else _challenges(request)
        case Placing(quote=quote):
            for outcome in _outcomes(session, quote):
                yield OrderAnswered(at_ms=HEARD_MS, request=request, outcome=outcome)
            yield Failed(at_ms=HEARD_MS, request=request, code="storage_full", unsent=True)
        case Looking():
            yield OrdersRead(at_ms=HEARD_MS, request=request, orders=(ORDER,))
            yield OrdersRead(at_ms=HEARD_MS, request=request, orders=())
        case Cancelling(order=order):
            yield CancelAnswered(at_ms=HEARD_MS, request=request, answer=Cancelled(order_id=order.id))
            yield CancelAnswered(
                at_ms=HEARD_MS, request=request, answer=NotCancelled(order_id=order.id, reason="shipped")
            )


def _decisions() -> Iterator[Decision]:
    yield Match(best=Candidate(product=MILK, probability=0.95))
    yield Match(best=Candidate(product=LATTE, probability=0.5), others=(_other(MILK),))
    yield Match(best=Candidate(product=GONE, probability=0.95), others=(_other(MILK),))
    yield Ambiguous(candidates=(_other(MILK), _other(LATTE)), differs=("name",))
    yield NoMatch()
    yield NoMatch(beyond=(_other(LATTE),))


def _other(product: Product) -> Candidate:
    """Likely enough to be another word for what was said: what bears no word of it and is less so counts as
    not found.
    """
    return Candidate(product=product, probability=0.5)


def _quotes(session: Session, request: int) -> Iterator[Event]:
    yield Quoted(at_ms=HEARD_MS, request=request, answer=quote_of(session.basket))
    sku = session.basket.lines[0].product.sku
    refusal = Refused(code=RefusalCode.OUT_OF_STOCK, sku=sku, available=1)
    yield Quoted(at_ms=HEARD_MS, request=request, answer=refusal)
    yield Quoted(at_ms=HEARD_MS, request=request, answer=Refused(code=RefusalCode.STORE_DOWN))


def _challenges(request: int) -> Iterator[Event]:
    yield PinChallenged(at_ms=HEARD_MS, request=request, positions=(1, 3))
    yield PinChallenged(at_ms=HEARD_MS, request=request)
    yield PinChallenged(at_ms=HEARD_MS, request=request, locked=True)


def _checks(request: int) -> Iterator[Event]:
    yield PinChecked(at_ms=HEARD_MS, request=request, verdict="ok")
    yield PinChecked(at_ms=HEARD_MS, request=request, verdict="wrong", positions=(2, 4), tries_left=1)
    yield PinChecked(at_ms=HEARD_MS, request=request, verdict="locked")


def _outcomes(session: Session, quote: Quote) -> Iterator[Placed | Rejected | Unknown | Handoff | Drift]:
    yield Placed(order_id=OrderId("9"), total=quote.total)
    yield Rejected(code=RefusalCode.PAYMENT_NEEDED)
    yield Unknown(reason="lost answer")
    yield Handoff(url="https://shop.example/finish")
    yield Drift(reasons=(RefusalCode.PRICE_CHANGED,), fresh=quote_of(session.basket, dearer=10))
    yield Drift(reasons=(), refused=Refused(code=RefusalCode.OUT_OF_STOCK))
