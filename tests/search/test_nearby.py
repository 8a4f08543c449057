"""Names written nearly like a text are the same ones, bound or no bound."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.sample import sample_products
from catalog.search.fuzz import nearest
from catalog.search.nearby import Nearby

NAMES = tuple(product.name(language) for product in sample_products() for language in ("en", "ko"))
ODD = ("", "a", "a" * 30, "ab" * 20, "가" * 300, "\x00\x20@`")
SHOP = Nearby((*NAMES, *ODD))
LIKENESS = st.sampled_from((0.5, 0.68, 0.79, 0.82, 0.85, 1.0))


@st.composite
def bent(draw: st.DrawFn) -> str:
    """A name with some letters changed, lost or doubled."""
    letters = list(draw(st.sampled_from((*NAMES, *ODD))))
    for at, by in draw(
        st.lists(st.tuples(st.integers(0, 299), st.sampled_from(("", "a", "oo", "콩"))), max_size=5)
    ):
        if at < len(letters):
            letters[at] = by
    return "".join(letters)


@settings(deadline=None)
@given(bent(), LIKENESS)
def test_the_bound_loses_no_name_of_the_shop(text: str, at_least: float) -> None:
    assert SHOP.like(text, at_least) == nearest(text, (*NAMES, *ODD), at_least)


@settings(deadline=None)
@given(st.lists(st.text("ab `@", max_size=12), max_size=12), st.text("ab `@", max_size=12), LIKENESS)
def test_the_bound_loses_none_of_any_names(names: list[str], text: str, at_least: float) -> None:
    assert Nearby(names).like(text, at_least) == nearest(text, names, at_least)
