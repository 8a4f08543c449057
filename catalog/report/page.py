"""The report as one page of HTML that needs nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from catalog.report.findings import Cluster, Duplicate, Listed, Named, Report
from catalog.report.picture import arcs
from catalog.report.words import advice, telling

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
CLUSTERS, ROWS, MANY = 60, 200, 2_000
"""What the page shows; the JSON form has all."""


def page(report: Report, shop: str) -> str:
    """The whole page, UTF-8 text."""
    css = (resources.files("catalog") / "data" / "report.css").read_text(encoding="utf-8")
    body = "\n".join(
        (
            _head(report, shop),
            _clusters(report.clusters),
            _words(report),
            _duplicates(report.duplicates),
            _lacks(report),
            _foot(report),
        )
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(shop)}: how its products sound</title>\n<style>\n{css}</style>\n</head>\n"
        f"<body><main>\n{body}\n</main></body>\n</html>\n"
    )


def _head(report: Report, shop: str) -> str:
    lost = sum(1 for one in report.unheard if one.lost)
    numbers = (
        (len(report.clusters), "groups that sound alike"),
        (report.alike, "products in them"),
        (lost, "words that keep a product from being heard"),
        (len(report.duplicates), "likely duplicates"),
        (report.no_price.count, "without a price"),
        (report.no_stock.count, "without a stock count"),
        (report.too_long.count, "names too long to say"),
    )
    cells = "".join(
        f'<div class="number {"some" if n else "none"}"><b>{n:,}</b><span>{told}</span></div>'
        for n, told in numbers
    )
    return (
        f"<h1>{escape(shop)}: how its products sound</h1>\n"
        f'<p class="soft">{report.products:,} products, checked in the language '
        f"&#8220;{escape(report.language)}&#8221;.</p>\n"
        f'<div class="numbers">{cells}</div>'
    )


def _clusters(clusters: tuple[Cluster, ...]) -> str:
    if not clusters:
        return "<h2>What sounds alike</h2>\n<p>Every product can be told from every other by its name.</p>"
    cards = "".join(map(_card, clusters[:CLUSTERS]))
    more = len(clusters) - CLUSTERS
    told = f"And {more:,} more groups; <code>--json</code> lists them all."
    rest = f'<p class="soft">{told}</p>' if more > 0 else ""
    return (
        "<h2>What sounds alike</h2>\n"
        "<p>Whoever asks for one of these may be offered another. An arc joins two names; the thicker it is, "
        f'the more alike they sound.</p>\n<div class="cards">{cards}</div>{rest}'
    )


def _card(cluster: Cluster) -> str:
    more = cluster.count - len(cluster.members)
    rest = f" The first {len(cluster.members)} are shown." if more > 0 else ""
    return (
        f'<article class="card"><h3>{cluster.count:,} products</h3>{arcs(cluster)}'
        f'<p class="soft">{escape(telling(cluster))}{rest}</p></article>'
    )


def _words(report: Report) -> str:
    title = "<h2>Words that cannot be heard</h2>\n"
    if not report.recogniser:
        return f"{title}<p>Nothing here could tell which words the recogniser of this language knows.</p>"
    told = f"<p>Asked: {escape(report.recogniser)}. "
    if not report.unheard:
        return f"{title}{told}It knows every word of every name.</p>"
    lost = [one for one in report.unheard if one.lost]
    rows = [
        (
            f"<b>{escape(one.word)}</b>",
            f"{one.lost:,} of {one.count:,}",
            _names(one.products, one.count),
            escape(advice(one)),
        )
        for one in lost[:ROWS]
    ]
    head = ("word", "not heard at all", "in the names of", "what to do")
    why = "A product counts as not heard at all if each of its names has a word that is not known.</p>"
    return f"{title}{told}{why}" + (_table(head, rows, len(lost)) if rows else "") + _harmless(report)


def _harmless(report: Report) -> str:
    words = [one.word for one in report.unheard if not one.lost]
    if not words:
        return ""
    told = f"{len(words):,} more unknown words do no harm: other names of their products are heard"
    return f"<details><summary>{told}</summary><p>{escape(', '.join(words[:MANY]))}</p></details>"


def _duplicates(found: tuple[Duplicate, ...]) -> str:
    if not found:
        return "<h2>Duplicates</h2>\n<p>No two products have one barcode, or one name, brand and size.</p>"
    rows = [(d.by, escape(d.key), f"{d.count:,}", _names(d.products, d.count)) for d in found[:ROWS]]
    return "<h2>Duplicates</h2>\n" + _table(("same", "which", "products", "SKUs"), rows, len(found))


def _lacks(report: Report) -> str:
    return (
        _listed("Without a price", report.no_price, "They would be sold for nothing.")
        + _listed("Without a stock count", report.no_stock, "The shop never runs out of them.")
        + _listed("Too long to say", report.too_long, "Give each a short alias that people would say.")
    )


def _listed(title: str, listed: Listed, told: str) -> str:
    if not listed.count:
        return ""
    rows = [
        (escape(one.name), f"<code>{escape(one.sku)}</code>", escape(one.price)) for one in listed.products
    ]
    return f"<h2>{title}</h2>\n<p>{told}</p>\n" + _table(("name", "SKU", "price"), rows, listed.count)


def _names(products: Iterable[Named], count: int) -> str:
    shown = list(products)[:3]
    told = "; ".join(f"{escape(one.name)} <code>{escape(one.sku)}</code>" for one in shown)
    return told + (f"; and {count - len(shown):,} more" if count > len(shown) else "")


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], count: int) -> str:
    top = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    more = f'<p class="soft">The first {len(rows):,} of {count:,}.</p>' if count > len(rows) else ""
    return f'<div class="wide"><table><tr>{top}</tr>{body}</table></div>{more}\n'


def _foot(report: Report) -> str:
    limits = " ".join(report.limits)
    shared = (
        f"{report.shared_aliases:,} aliases are given to several products; the assistant asks back there. "
        if report.shared_aliases
        else ""
    )
    return f"<footer>{escape(shared + limits)}</footer>"
