"""What a shopper's past orders tell."""

from datetime import UTC, datetime, timedelta

from catalog.history import NO_HISTORY, History
from catalog.money import Money
from catalog.order import Chosen, Line, Order, OrderedLine, OrderId, OrderStatus
from catalog.product import Sku

TEA, JAM = Sku("TEA"), Sku("JAM")
START = datetime(2026, 1, 1, tzinfo=UTC)


def order(number: int, *lines: tuple[Sku, int, int], status: OrderStatus = OrderStatus.DELIVERED) -> Order:
    """An order `number` times ten days after the start; lines are SKU, quantity, unit price in cents."""
    ordered = tuple(
        OrderedLine(line=Line(sku=s, quantity=q), name=s.title(), total=Money(q * cents, "USD"))
        for s, q, cents in lines
    )
    total = Money(sum(line.total.minor for line in ordered), "USD")
    at = START + timedelta(days=10 * number)
    return Order(id=OrderId(str(number)), placed_at=at, status=status, lines=ordered, total=total)


PAST = History([order(2, (TEA, 3, 120)), order(0, (TEA, 2, 100), (JAM, 1, 400)), order(1, (TEA, 2, 110))])


def test_quantities_prices_and_rhythm():
    assert PAST.usual_quantity(TEA) == 2
    assert PAST.usual_price(TEA) == Money(110, "USD")
    assert PAST.times(TEA) == 3
    assert PAST.habits[TEA].days_between == 10
    assert PAST.habits[JAM].days_between is None


def test_the_last_of_everything():
    last = PAST.last(TEA)
    assert last is not None
    assert (last.quantity, last.unit_price, last.at) == (3, Money(120, "USD"), START + timedelta(days=20))
    newest = PAST.last_order()
    assert newest is not None
    assert newest.id == "2"
    assert PAST.typical_total() == Money(360, "USD")
    assert [h.sku for h in PAST.favourites()] == [TEA, JAM]


def test_among_equally_common_quantities_the_last_one_counts():
    assert History([order(0, (TEA, 1, 100)), order(1, (TEA, 4, 100))]).usual_quantity(TEA) == 4


def test_cancelled_orders_do_not_count():
    past = History([order(0, (TEA, 1, 100)), order(1, (JAM, 9, 100), status=OrderStatus.CANCELLED)])
    assert not past.bought(JAM)
    newest = past.last_order()
    assert newest is not None
    assert newest.id == "0"


def test_the_usual_options_come_with_the_usual_line():
    oat = (Chosen("milk", "oat"),)
    lines = [((), 0), (oat, 1), (oat, 2)]
    orders = [
        Order(
            id=OrderId(str(day)),
            placed_at=START + timedelta(days=day),
            status=OrderStatus.PLACED,
            lines=(
                OrderedLine(line=Line(sku=TEA, quantity=1, options=o), name="Tea", total=Money(100, "USD")),
            ),
            total=Money(100, "USD"),
        )
        for o, day in lines
    ]
    assert History(orders).habits[TEA].usual_line == Line(sku=TEA, quantity=1, options=oat)


def test_no_past_has_no_answers():
    assert NO_HISTORY.usual_quantity(TEA) is None
    assert NO_HISTORY.usual_price(TEA) is None
    assert NO_HISTORY.last(TEA) is None
    assert NO_HISTORY.last_order() is None
    assert NO_HISTORY.typical_total() is None
    assert NO_HISTORY.times(TEA) == 0
    assert NO_HISTORY.favourites() == ()
