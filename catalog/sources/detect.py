"""What a file is, from its first bytes; its ending only decides where they leave it open."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

from catalog.sources.how import Format

Container = Literal["csv", "json", "jsonl", "xml", "ld"]
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_LINKED = re.compile(r'"@(?:context|type|graph)"\s*:')
_LINES = frozenset({".jsonl", ".ndjson"})
_BY_ENDING: dict[str, Container] = {
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonld": "ld", ".xml": "xml", ".rss": "xml",
    ".atom": "xml", ".html": "ld", ".htm": "ld",
}  # fmt: skip


def container_of(head: bytes, path: Path, format: Format = "auto") -> Container:  # noqa: A002 - the word users know
    """How the file holds its rows."""
    match format:
        case "csv" | "json" | "jsonl":
            return format
        case "schema.org":
            return "ld"
        case _:
            return _told(head, path)


def _told(head: bytes, path: Path) -> Container:
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    ending = path.with_suffix("").suffix if path.suffix.casefold() == ".gz" else path.suffix
    if text[:1] == "<":
        return "ld" if _HTML.search(text[:2_000]) else "xml"
    if text[:1] in {"{", "["}:
        if ending.casefold() in _LINES:
            return "jsonl"
        if _LINKED.search(text):
            return "ld"
        return "jsonl" if _is_lines(text) else "json"
    return _BY_ENDING.get(ending.casefold(), "csv")


def _is_lines(text: str) -> bool:
    """Whether the first line is an object by itself, and another begins behind it."""
    first, _, rest = text.partition("\n")
    try:
        whole = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
    return whole and rest.lstrip()[:1] == "{"
