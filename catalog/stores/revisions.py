"""What changed on the shelf since when: every change bears the number of its revision.

A revision is begun before anything of it is written, under the write lock and by locking the one row that
holds the newest number. So revisions are committed in their order, and who has seen number n has missed
nothing up to n.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from catalog.ports import News
from catalog.product import Sku
from catalog.stores.records import product_of
from catalog.tables import products, products_gone, shelf_revision


def begin_revision(connection: Connection) -> int:
    """The number of a new revision, to be written with everything that changes now."""
    raised = update(shelf_revision).values(number=shelf_revision.c.number + 1)
    return int(connection.execute(raised.returning(shelf_revision.c.number)).scalar_one())


def newest(connection: Connection) -> int:
    """The number of the last revision, 0 if nothing ever changed."""
    return int(connection.execute(select(shelf_revision.c.number)).scalar_one())


def news(connection: Connection, since: int, most: int) -> News | None:
    """What changed after `since`; None if that is more than `most` products. Needs one consistent view."""
    mark = newest(connection)
    if mark == since:
        return News(mark=mark)
    later = select(products).where(products.c.revision > since).limit(most + 1)
    changed = tuple(map(product_of, connection.execute(later)))
    left = select(products_gone.c.sku).where(products_gone.c.revision > since).limit(most + 1)
    gone = tuple(map(Sku, connection.execute(left).scalars()))
    too_many = len(changed) + len(gone) > most
    return None if too_many else News(mark=mark, changed=changed, gone=gone)
