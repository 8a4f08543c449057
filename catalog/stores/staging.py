"""Products laid aside in a table of one connection's own, and then put on sale all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import (
    BigInteger,
    Column,
    MetaData,
    String,
    Table,
    Text,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.engine import Connection

from catalog.errors import BadInput
from catalog.product import Product
from catalog.stores.records import MOST_PARAMETERS, product_row
from catalog.stores.revisions import begin_revision
from catalog.tables import products, products_gone

BATCH = MOST_PARAMETERS
# A temporary table is seen by its connection alone, and filling it locks nobody out.
staged = Table(
    "products_staged",
    MetaData(),
    Column("sku", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("stock", BigInteger),
    prefixes=["TEMPORARY"],
)
_COLUMNS = [column.name for column in staged.columns]


def batches(
    each: Iterable[Product], check: Callable[[Sequence[Product]], None]
) -> Iterator[tuple[Product, ...]]:
    """The products in parts of at most BATCH, each checked."""
    left = iter(each)
    while part := tuple(islice(left, BATCH)):
        check(part)
        yield part


def take_over(connection: Connection, parts: Iterable[Sequence[Product]], *, alone: bool) -> int:
    """Put the products on sale in place of the same SKUs or (`alone`) of all others; the number of them.

    They are laid aside as they come, in bounded memory: orders wait only for the last step. Raises
    BadInput for a SKU that comes twice.
    """
    count = 0
    with connection.begin():
        for part in parts:
            _add(connection, part)
            count += len(part)
    with connection.execution_options(writes=True).begin():
        revision = begin_revision(connection)
        if alone:
            _take_away_the_rest(connection, revision)
        _put_on_sale(connection, revision)
    return count


def _take_away_the_rest(connection: Connection, revision: int) -> None:
    rest = products.c.sku.not_in(select(staged.c.sku))
    left = select(products.c.sku, literal(revision)).where(rest)
    connection.execute(insert(products_gone).from_select(["sku", "revision"], left))
    connection.execute(delete(products).where(rest))


def _put_on_sale(connection: Connection, revision: int) -> None:
    """What is as it was keeps its revision: it is no news to anybody."""
    other = or_(
        products.c.body != staged.c.body,
        products.c.price_minor != staged.c.price_minor,
        products.c.currency != staged.c.currency,
        products.c.stock.is_distinct_from(staged.c.stock),
    )
    connection.execute(delete(products).where(exists().where(staged.c.sku == products.c.sku, other)))
    connection.execute(delete(products_gone).where(products_gone.c.sku.in_(select(staged.c.sku))))
    lacking = staged.c.sku.not_in(select(products.c.sku))
    fresh = select(staged, literal(revision)).where(lacking).order_by(staged.c.sku)
    connection.execute(insert(products).from_select([*_COLUMNS, "revision"], fresh))


def _add(connection: Connection, part: Sequence[Product]) -> None:
    skus = [product.sku for product in part]
    twice = connection.execute(select(staged.c.sku).where(staged.c.sku.in_(skus)).limit(1)).scalar()
    if twice is not None:
        raise BadInput(f"Two products have the SKU {twice}.", remedy="Give each its own, or drop one.")
    connection.execute(insert(staged), [product_row(product) for product in part])
