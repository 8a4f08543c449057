"""Product feeds: every bad row named by file and line.

A row of a feed, in CSV columns or JSON keys:

==============  ========================================================================
sku             required, unique within the file
name            the name in the default language; or names.<lang> ("names.ko"); one is required
aliases.<lang>  other names that people say; in CSV separated by "|"; "aliases" for the default language
brand, size     text ("64 fl oz")
category        text
price           required, decimal in major units ("4.99"), without a currency sign
currency        required, ISO 4217 ("USD")
stock           whole number, zero or more; empty if the shop does not count
popularity      0 to 1; empty for 0
attributes.<k>  text
options         JSON and JSONL only: [{"id", "names": {lang: [..]}, "values": [{"id", "names",
                "surcharge": "0.70"}], "required", "multiple", "default"}]
==============  ========================================================================

In JSON, `names`, `aliases` and `attributes` may be objects; a name may be one text or a list (the first
is shown, the others are aliases). A JSON file holds a list of rows, or {"products": [..]}.
Other forms (`google`, `openfoodfacts`, `schema_org`) and a shop's own columns (`mapping`) are brought to
these fields first. The way of a feed: `raw` gives bytes, `text` lines, `csv_rows`, `json_rows`, `xml_rows`
and `ld_rows` records, `feed` fields, `row` products.

Files are UTF-8, or what their mark or the caller says. A fault of the whole file (missing, empty,
binary, wrong columns, broken JSON) is raised as BadRow; a fault of one row is yielded as BadRow, and
reading goes on.
"""

from catalog.sources.load import ImportReport, import_products

__all__ = ["ImportReport", "import_products"]
