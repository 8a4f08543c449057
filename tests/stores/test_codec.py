"""Whatever is written is read back, to the last field; what is not ours is named, not guessed."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import codec
from catalog.consent import ConsentId, ConsentReceipt
from catalog.errors import DamagedData
from catalog.money import Money
from catalog.order import (
    Chosen,
    Fee,
    Fingerprint,
    Handoff,
    Line,
    Order,
    OrderedLine,
    OrderId,
    OrderStatus,
    Placed,
    Quote,
    QuoteLine,
    RefusalCode,
    Rejected,
    Unknown,
)
from catalog.product import OptionGroup, OptionValue, Product, Sku

unhurried = settings(deadline=None)  # a busy machine is no bug
texts = st.text(max_size=8)
names = st.text(min_size=1, max_size=8)
moments = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(timedelta(minutes=-210))])
)
money = st.builds(Money, st.integers(-(10**12), 10**12), st.just("KRW"))
lines = st.builds(
    Line,
    sku=names.map(Sku),
    quantity=st.integers(1, 10**6),
    options=st.lists(st.builds(Chosen, texts, texts, texts), max_size=3).map(tuple),
)
quote_lines = st.builds(QuoteLine, line=lines, name=texts, unit_price=money, total=money)
fees = st.builds(Fee, code=texts, amount=money)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    priced = draw(st.lists(quote_lines, min_size=1, max_size=3))
    extra = draw(st.lists(fees, max_size=2))
    total = sum((q.total for q in priced), Money(0, "KRW"))
    return Quote(
        store=draw(texts),
        lines=tuple(priced),
        fees=tuple(extra),
        total=sum((fee.amount for fee in extra), total),
        delivery=draw(texts),
        expires_at=draw(moments),
        store_ref=draw(texts),
    )


@unhurried
@given(quotes())
def test_quotes(quote: Quote):
    back = codec.quote_from_json(codec.quote_to_json(quote))
    assert back == quote
    assert back.fingerprint == quote.fingerprint
    assert back.expires_at.utcoffset() == quote.expires_at.utcoffset()


sold = st.builds(OrderedLine, line=lines, name=texts, total=money)


@unhurried
@given(
    st.builds(
        Order,
        id=texts.map(OrderId),
        placed_at=moments,
        status=st.sampled_from(OrderStatus),
        lines=st.lists(sold, max_size=3).map(tuple),
        total=money,
    )
)
def test_orders(order: Order):
    assert codec.order_from_json(codec.order_to_json(order)) == order


@unhurried
@given(
    st.one_of(
        st.builds(Placed, order_id=texts.map(OrderId), total=money, replayed=st.just(False)),
        st.builds(Rejected, code=st.sampled_from(RefusalCode), detail=texts),
        st.builds(Unknown, reason=texts),
        st.builds(Handoff, url=texts, reason=texts),
    )
)
def test_outcomes(outcome: Placed | Rejected | Unknown | Handoff):
    assert codec.outcome_from_json(codec.outcome_to_json(outcome)) == outcome


@unhurried
@given(
    st.builds(
        ConsentReceipt,
        consent_id=names.map(ConsentId),
        fingerprint=names.map(Fingerprint),
        session_id=texts,
        turn=st.integers(),
        said=texts,
        at=moments,
    )
)
def test_consents(consent: ConsentReceipt):
    assert codec.consent_from_json(codec.consent_to_json(consent)) == consent


many_names = st.dictionaries(
    texts, st.lists(names, min_size=1, max_size=3).map(tuple), min_size=1, max_size=2
)
values = st.builds(OptionValue, id=names, names=many_names, surcharge=st.none() | money)
groups = st.builds(
    OptionGroup,
    id=names,
    names=many_names,
    values=st.lists(values, max_size=2).map(tuple),
    required=st.booleans(),
    multiple=st.booleans(),
    default=st.none() | names,
)


@unhurried
@given(
    st.builds(
        Product,
        sku=names.map(Sku),
        names=many_names,
        price=money,
        brand=texts,
        size=texts,
        category=texts,
        stock=st.none() | st.integers(0, 99),
        options=st.lists(groups, max_size=2).map(tuple),
        attributes=st.dictionaries(texts, texts, max_size=2),
        popularity=st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_products(product: Product):
    text = codec.product_to_json(product)
    back = codec.product_from_json(text, sku=product.sku, price=product.price, stock=product.stock)
    assert back == product


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", "null", '{"lines": 3}', '{"placed": "1", "total": [1.5, "USD"]}']
)
def test_strange_text_is_damage(text: str):
    for read in (
        codec.quote_from_json,
        codec.order_from_json,
        codec.outcome_from_json,
        codec.consent_from_json,
    ):
        with pytest.raises(DamagedData, match="cannot be read"):
            read(text)
