"""Amounts of money: integer minor units and an ISO 4217 currency, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from babel.core import UnknownLocaleError
from babel.numbers import (
    format_currency,
    get_currency_precision,
    is_currency,
)

from catalog.errors import BadInput

PriceStyle = Literal["symbol", "name"]


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount: `minor` counts the currency's smallest unit (cents, won)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"minor units are an int, not {type(self.minor).__name__}")
        if not _known(self.currency):
            raise BadInput(
                f"'{self.currency}' is no ISO 4217 currency.",
                remedy="Use a three-letter code such as USD, EUR or KRW.",
            )

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, factor: int) -> Money:
        return Money(self.minor * factor, self.currency)

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise BadInput(f"Cannot combine {self.currency} and {other.currency}.")


@lru_cache(maxsize=512)
def _known(currency: str) -> bool:
    """Whether it is a currency. Babel goes through all it knows at each question, felt over many prices."""
    return bool(is_currency(currency))


def exponent(currency: str) -> int:
    """Digits behind the decimal point of one major unit (USD 2, KRW 0, KWD 3; CLDR)."""
    return int(get_currency_precision(currency))


def parse_money(amount: str, currency: str) -> Money:
    """The exact amount that a decimal string in major units names ("4.99", "USD" → 499).

    Raises BadInput for anything but a plain non-negative decimal with at most the currency's digits.
    """
    unit = Money(0, currency)  # a wrong currency is refused before its digits are counted
    try:
        value = Decimal(amount.strip())
    except InvalidOperation:
        raise BadInput(f"'{amount}' is no price.", remedy="Write it as a number such as 4.99.") from None
    if not value.is_finite() or value < 0:
        raise BadInput(f"'{amount}' is no price.", remedy="A price is zero or more.")
    minor = value.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise BadInput(
            f"'{amount}' has more decimals than {currency} knows.",
            remedy=f"Use at most {exponent(currency)} decimals.",
        )
    return Money(int(minor), unit.currency)


def format_money(money: Money, locale: str, style: PriceStyle = "name") -> str:
    """The amount as a person of that locale says ("name": "4.99 US dollars") or writes it ("symbol")."""
    major = Decimal(money.minor).scaleb(-exponent(money.currency))
    format_type: Literal["name", "standard"] = "name" if style == "name" else "standard"
    try:
        return format_currency(major, money.currency, locale=locale, format_type=format_type)
    except UnknownLocaleError:
        raise BadInput(f"'{locale}' is no locale that prices can be written in.") from None
