"""Each change of the shelf has a number, so that a running assistant can ask what is new."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Products as they are belong to revision 0; the next change is 1."""
    op.add_column("products", sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("ix_products_revision", "products", ["revision"])
    op.create_table(
        "products_gone",
        sa.Column("sku", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False, index=True),
    )
    number = op.create_table("shelf_revision", sa.Column("number", sa.BigInteger, nullable=False))
    op.bulk_insert(number, [{"number": 0}])
