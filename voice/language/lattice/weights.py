"""The weights of the order parser, read from the data beside this module."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each thing costs that speaks against a reading; the cheapest reading is taken."""

    line: float
    """Every line."""
    unnumbered: float
    """A line that begins without number or article."""
    unjoined: float
    """A further line that nothing leads in: no number, no "and", no pause."""
    with_line: float
    """A further line that only a "with" leads in."""
    carried: float
    """A line after words that begin an order ("i would also like")."""
    carried_option: float
    """The same where an option follows them ("please add egg")."""
    headless: float
    """A line that never names its kind."""
    headless_counted: float
    """The same where a number or an article begins it ("and a large with ...")."""
    unnamed_product: float
    """A line without a product where its kind has several."""
    second_product: float
    """One more product in a line."""
    second_product_with: float
    """The same after "with"."""
    second_product_paired: float
    """The same after "and", without a number, where the two are served as one."""
    second_product_headed: float
    """The same where the kind is only named behind the second ("a miso and soy ramen")."""
    second_product_late: float
    """The same where options of the first stand between them."""
    late_product: float
    """A line whose product is named behind options that a "with" led in."""
    early_option: float
    """A product behind an option of which a line may have several ("corn salsa and guacamole")."""
    early_more: float
    """Every further one of these before a name."""
    early_apart: float
    """A name behind such options that is one more thing ("egg and corn and a ramen")."""
    second_head: float
    """The kind's name once more, as if it were a thing of its own."""
    second_single: float
    """One more value in a slot that takes one."""
    number_inside: float
    """A number inside of a line."""
    counted_again: float
    """The same, or an article, behind an "and" before the line has its name ("a miso and a soy ramen")."""
    article_inside: float
    """An article inside of a line."""
    portion_inside: float
    """Something that is served by itself ("a side of") inside of a line."""
    orphaned: float
    """A thing behind what belongs to a stranger."""
    said_again: float
    """A value that the line has already."""
    carrier_inside: float
    """Words that begin an order inside of a line."""
    illegal: float
    """A value that the kind does not have."""
    elliptic: float
    """The same right behind a line of its kind ("two small teas and a large")."""
    share: float
    """A line without a name whose number counts what was named before."""
    share_inside: float
    """Such a number inside of a line."""
    amount_lost: float
    """An amount of something of which there is no more or less."""
    late_single: float
    """A value of a slot that takes one behind the product's name."""
    back_begins: float
    """A line that begins with words that point back."""
    list_broken: float
    """A line that begins with the last of a list, behind its "and" ("egg, corn and nori")."""
    with_option: float
    """A line that begins with an option behind "with"."""
    only_describes: float
    """A word that is taken to tell more of what follows."""


@cache
def load_weights() -> Weights:
    """The weights that voicecart comes with."""
    text = (Path(__file__).parent / "weights.yaml").read_text("utf-8")
    numbers = yaml.safe_load(text)
    return Weights(**{field.name: float(numbers[field.name]) for field in fields(Weights)})
