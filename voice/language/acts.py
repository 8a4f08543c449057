"""What an utterance means: acts with their slots, the words each explains, and what is left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from catalog.order import Chosen
from catalog.ports import NO_FILTERS, Filters

ORDER_LINES = "order lines"
"""The rule of a reading without a verb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One order line as it was said.

    `phrases` name the product, best reading first, over all hypotheses that cut the line alike;
    they are empty when only a reference was made ("make that three", "the second one").
    `quantity` None means that no number was said. `options` are resolved against the catalog's
    option groups; `removed` are options said away ("without onions").
    """

    phrases: tuple[str, ...] = ()
    quantity: int | None = None
    options: tuple[Chosen, ...] = ()
    removed: tuple[Chosen, ...] = ()
    foreign: tuple[str, ...] = ()
    """What it was wanted with that is no option of it ("lactose free milk"): it cannot be had so."""
    lacking: tuple[str, ...] = ()
    """What it was wanted without that is no option of it ("espresso"): it cannot be had so, either."""
    packs: bool = False
    """True where packs, boxes or cases were counted, not single things."""
    container: str = ""
    """What single things were counted in, as it was said ("three cans of tuna"); empty where packs were."""
    pack_of: int | None = None
    """How many things a pack was said to hold ("a six pack of root beer")."""
    measures: tuple[tuple[str, float], ...] = ()
    """The amount that was said of it ("two pounds"), in grams or millilitres, by what it may measure."""
    size: tuple[str, str] | None = None
    """The number and the unit of that amount; some things are called by such ("13 gallon trash bags")."""
    exact_sku: str | None = None
    """Set where a catalog name was said word for word and belongs to one product."""
    doubtful: bool = False
    """True where words beside the name were not understood: the product is asked about, never just taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing the shopper does. `intent` is a name from the locale data ("add", "reorder", "yes").

    `slots` hold small values by name; the names in use: "ordinal" (1-based, -1 is the last),
    "quality" ("cheaper", "bigger", "other", "any"), "digits" (PIN), "order" (an order's digits),
    "topic", "number" (said of a time), "consent" ("explicit", "weak"), "reference" ("focus": the line that
    "it" means), "again" ("yes": the same round of it once more), "like" ("named", "same": one more of the
    line that is named, or else one that was bought before), "owner" ("yes": a line spoken of by whose it is),
    "times" and "delta" (a quantity changed by a factor or by steps of 1 or -1), "drop" (a no that means
    "never mind"), "called" (the words may call something that was offered: "perhaps" so, or else they are a
    wish, "only" so), "asks" ("yes": it is asked for), "instead" and "also" ("yes": in place of the choice
    just made, or beside it), "and" (a second ordinal), "swap" ("yes": of the two mentions of a change the
    first, or the focus where it is empty, becomes the second), "vague" ("yes": "something cheaper", not "the
    cheaper one"), "contrast" ("yes": the first of them is what no longer holds of the line's name),
    "share" ("yes": of so many of a line's, "perhaps": or of how many there are to be, "rest": of the others),
    "which" (the second mention is how what the first one calls is to be: "one", "several", "unclear" which;
    of a removal, that "several" of a thing are to go, or "one" that is told by its options),
    "described" ("yes": the words tell which one, whether there is such a one or not), "shelf" (the
    category of which all is asked for), "counted" ("apart": of several things to go it alone has a number, so
    that it may as well be wanted), "settled" ("yes": it was asked which line is meant, and is told), "what"
    ("order": right after an order it is that which is called off).
    `confidence` is 0..1.
    """

    intent: str
    mentions: tuple[Mention, ...] = ()
    slots: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    filters: Filters = NO_FILTERS
    confidence: float = 1.0
    words: tuple[str, ...] = ()


def quantity_after(act: Act, now: int) -> int | None:
    """The quantity that a change asks for where it is `now`: a number, a step ("two more"), a factor; None
    where it asks for none.
    """
    said = act.mentions[0].quantity if act.mentions else None
    if "delta" in act.slots:
        return max(now + int(act.slots["delta"]) * (said or 1), 0)
    if "times" in act.slots:
        return now * int(act.slots["times"])
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """The best reading of a transcript.

    `acts` come in the order they were said ("no, make that three" = no + change) and are empty
    where nothing was understood. `unexplained` are content words that no act explains; `repaired`
    says whether a word had to be bent to fit; together they are the self-check: `sure` is True
    only if nothing is left over, nothing was repaired and nothing is ambiguous. `rule` names the
    template or model that fired.
    """

    text: str
    acts: tuple[Act, ...] = ()
    unexplained: tuple[str, ...] = ()
    repaired: bool = False
    sure: bool = False
    lost: tuple[str, ...] = ()
    """Phrases beside the acts that were not understood, to be told."""
    score: float = 0.0
    rule: str = ""
