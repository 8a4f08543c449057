"""The tables of the embedded store and of the ledger, in words that SQLite and PostgreSQL share.

The two sets know nothing of each other: they may live in two files or in one database. Moments are
kept as ISO 8601 text in UTC with microseconds, so that they sort, read well, and lose nothing.
Whole values (quotes, answers) are JSON text as `catalog.codec` writes it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Moment(TypeDecorator[datetime]):
    """A moment with a time zone, kept as ISO 8601 text in UTC."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text that is stored; a moment without a time zone is a bug and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


# A BIGINT key does not count up by itself in SQLite; an INTEGER one does.
Number = BigInteger().with_variant(Integer(), "sqlite")

store_metadata = MetaData()

products = Table(
    "products",
    store_metadata,
    Column("sku", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("stock", BigInteger),
    # The revision of the shelf in which this row came to be as it is.
    Column("revision", BigInteger, nullable=False, server_default="0", index=True),
    CheckConstraint("stock >= 0", name="stock_never_negative"),
)

products_gone = Table(
    "products_gone",
    store_metadata,
    Column("sku", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False, index=True),
)

shelf_revision = Table(
    "shelf_revision",
    store_metadata,
    Column("number", BigInteger, nullable=False),
)
"""One row: the newest revision."""

quotes = Table(
    "quotes",
    store_metadata,
    Column("id", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("language", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

orders = Table(
    "orders",
    store_metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    # One quote makes at most one order, whatever key it is asked with. Empty for imported history.
    Column("quote_id", String(64), unique=True),
    Column("idempotency_key", Text, unique=True),
    Column("placed_at", Moment, nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
)

order_lines = Table(
    "order_lines",
    store_metadata,
    Column("order_number", Number, ForeignKey("orders.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sku", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("options", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
)

order_events = Table(
    "order_events",
    store_metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("order_number", Number, ForeignKey("orders.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("status", String(16), nullable=False),
)

answers = Table(
    "answers",
    store_metadata,
    Column("idempotency_key", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
    # The answer given, or the word that this key was closed before any request of it came.
    Column("answer", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

ledger_metadata = MetaData()

entries = Table(
    "ledger_entries",
    ledger_metadata,
    Column("id", String(64), primary_key=True),
    Column("consent_id", Text, nullable=False, unique=True),
    Column("idempotency_key", String(64), nullable=False, unique=True),
    Column("fingerprint", String(64), nullable=False),
    Column("store", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    # The process that may be sending this entry, so that others leave it alone while it lives.
    Column("owner", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("outcome", Text),
    Column("confirmed_at", Moment, nullable=False, index=True),
    Column("changed_at", Moment, nullable=False),
)

entry_events = Table(
    "ledger_events",
    ledger_metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("entry_id", String(64), ForeignKey("ledger_entries.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
)
