"""The first tables of the embedded store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    _shelf()
    _orders()
    op.create_table(
        "answers",
        sa.Column("idempotency_key", sa.Text, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _shelf() -> None:
    op.create_table(
        "products",
        sa.Column("sku", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("price_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("stock", sa.BigInteger),
        sa.CheckConstraint("stock >= 0", name="stock_never_negative"),
    )
    op.create_table(
        "quotes",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("quote_id", sa.String(64), unique=True),
        sa.Column("idempotency_key", sa.Text, unique=True),
        sa.Column("placed_at", MOMENT, nullable=False, index=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
    )
    op.create_table(
        "order_lines",
        sa.Column("order_number", NUMBER, sa.ForeignKey("orders.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "order_events",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("order_number", NUMBER, sa.ForeignKey("orders.number"), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
    )
