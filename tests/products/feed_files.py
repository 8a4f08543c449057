"""Small feeds of every form, all of them of the same two products."""

from __future__ import annotations

import json
from pathlib import Path

from catalog.errors import BadRow
from catalog.product import Product
from catalog.sources import import_products
from catalog.sources.how import AS_IT_IS, How

GOOGLE = "http://base.google.com/ns/1.0"
RSS = f"""<?xml version="1.0"?>
<rss xmlns:g="{GOOGLE}" version="2.0"><channel><title>Shop</title>
<item>
<g:id>A1</g:id><title>Oat Milk</title><link>https://shop/1</link><g:price>4.99 USD</g:price>
<g:availability>in_stock</g:availability><g:brand>Grainfield</g:brand><g:gtin>4006381333931</g:gtin>
<g:product_type>Food &gt; Milk</g:product_type>
<g:shipping><g:country>US</g:country><g:price>9.99 USD</g:price></g:shipping>
</item>
<item><g:id>B2</g:id><g:title><![CDATA[Black & White Tea]]></g:title><g:price>1,250.00 USD</g:price>
<g:availability>out_of_stock</g:availability></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="{GOOGLE}"><title>Shop</title>
<entry><g:id>A1</g:id><title>Oat Milk</title><link href="https://shop/1"/><g:price>4.99 USD</g:price></entry>
<entry><g:id>B2</g:id><title>Black &amp; White Tea</title><g:price>1250 USD</g:price></entry></feed>"""
TSV = (
    "id\ttitle\tlink\tprice\tavailability\timage link\timage link\n"
    "A1\tOat Milk\thttps://shop/1\t4.99 USD\tin stock\tx\ty\n"
    "B2\tBlack & White Tea\t\tUSD 1250\tout of stock\t\t\n"
)


def _ld(sku: str, name: str, price: object) -> dict[str, object]:
    return {"@type": "Product", "sku": sku, "name": name, "offers": {"price": price, "priceCurrency": "USD"}}


LD_PRODUCTS = [_ld("A1", "Oat Milk", "4.99"), _ld("B2", "Black & White Tea", 1250)]
GRAPH = json.dumps({"@context": "https://schema.org", "@graph": LD_PRODUCTS}, indent=1)
LD_LIST = json.dumps(LD_PRODUCTS)
ITEM_LIST = json.dumps(
    {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [{"@type": "ListItem", "position": 1, "item": one} for one in LD_PRODUCTS],
    }
)
PAGE = (
    "<!DOCTYPE html>\n<html><head><script>var x = '<';</script>\n"
    f'<script type="application/ld+json">{json.dumps(LD_PRODUCTS[0])}</script>\n'
    f"<SCRIPT id=a type='application/ld+json' >\n{json.dumps(LD_PRODUCTS[1])}\n</SCRIPT></head></html>"
)
OWN = "sku,name,price,currency\nA1,Oat Milk,4.99,USD\nB2,Black & White Tea,1250,USD\n"
OFF_TSV = (
    "code\turl\tproduct_name\tbrands\tquantity\tcategories_en\tprice\n"
    "A1\thttp://off/1\tOat Milk\tGrainfield,Other\t1 l\tPlant milks,Oat milks\t4.99\n"
    'B2\thttp://off/2\tBlack & White Tea\t"Tee" GmbH\t20 bags\t\t1250\n'
)

FORMS = {
    "rss.xml": RSS,
    "atom.xml": ATOM,
    "google.txt": TSV,
    "graph.jsonld": GRAPH,
    "list.json": LD_LIST,
    "items.json": ITEM_LIST,
    "page.html": PAGE,
    "own.csv": OWN,
}


def written(tmp_path: Path, content: str | bytes, name: str) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, how: How = AS_IT_IS) -> tuple[Product, ...]:
    """The products of a feed of which nothing is bad."""
    report = import_products(path, how=how)
    assert not report.bad_rows, [str(bad) for bad in report.bad_rows]
    return report.products


def refusal(path: Path, how: How = AS_IT_IS) -> BadRow:
    """The one thing that is wrong with a feed, whether with a row or with the whole."""
    try:
        report = import_products(path, how=how)
    except BadRow as fault:
        return fault
    assert len(report.bad_rows) == 1, [str(bad) for bad in report.bad_rows]
    return report.bad_rows[0]
