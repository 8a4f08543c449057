"""Prices as shops write them ("15.00 USD", "€ 1.299,00") taken apart into a plain decimal and a currency.

Nothing is guessed: what is not clearly one amount is left as it is, and refused where it is read.
"""

from __future__ import annotations

import re

from catalog.sources.row import FieldFault

SIGNS = "$€£¥₩￦₹"
_CODE_FIRST = re.compile(r"([A-Za-z]{3})\s*(?=[\d.,-])")
_CODE_LAST = re.compile(r"(?<=[\d.,])\s*([A-Za-z]{3})$")
_GROUPED = {
    ".": re.compile(r"\d{1,3}(?:[, \u00a0\u202f']\d{3})+(?:\.\d+)?"),
    ",": re.compile(r"\d{1,3}(?:[. \u00a0\u202f']\d{3})+(?:,\d+)?"),
}
_PLAIN_COMMA = re.compile(r"\d+(?:,\d+)?")


def amount_and_currency(text: str, decimal: str = ".") -> tuple[str, str]:
    """The amount with a decimal point, and the currency's code or "" where none is written.

    Raises FieldFault where another decimal sign stands than the shop says it uses.
    """
    rest, currency = text.strip(), ""
    for code in (_CODE_FIRST, _CODE_LAST):
        found = code.match(rest) if code is _CODE_FIRST else code.search(rest)
        if found:
            currency, rest = found[1].upper(), (rest[: found.start()] + rest[found.end() :]).strip()
            break
    rest = _without_sign(rest)
    if _GROUPED[decimal].fullmatch(rest):
        rest = re.sub("[^0-9" + decimal + "]", "", rest)
    elif decimal == "," and not _PLAIN_COMMA.fullmatch(rest):
        remedy = 'The mapping says decimal = ",": write 4,99, or take that away.'
        raise FieldFault("price", f"'{text}' has no comma before its cents.", remedy)
    return rest.replace(",", ".") if decimal == "," else rest, currency


def _without_sign(text: str) -> str:
    if text[:1] and text[0] in SIGNS:
        return text[1:].strip()
    return text[:-1].strip() if text[-1:] and text[-1] in SIGNS else text
