"""What there is to choose for a product: the options of a group with what each adds to the price."""

from __future__ import annotations

from catalog.ports import Decision, fitting
from catalog.product import Language, OptionValue, Product, preferred
from voice.dialogue import describe
from voice.dialogue.draft import Draft
from voice.dialogue.kinds import STEM, words_of
from voice.dialogue.messages import Message, Said, message


def told(listener: describe.Listener, product: Product, asked: tuple[str, ...]) -> Message | None:
    """The options of the product's group that is called so; None where it has no such group."""
    for group in product.options:
        names = group.names.get(Language(listener.language), ())
        if any(_called(name.casefold(), said.casefold()) for said in asked for name in names):
            values = tuple(_value(value, listener.language) for value in group.values)
            return message("options-of", name=product.name(listener.language), values=values)
    return _of_the_kind(listener, product, asked)


def _of_the_kind(listener: describe.Listener, product: Product, asked: tuple[str, ...]) -> Message | None:
    """The options of the product that are called so and more ("syrups"); None where there are not several."""
    ends = {words[-1][:STEM] for said in asked if (words := words_of(said))}
    values = [value for group in product.options for value in group.values]
    names = [words_of(preferred(value.names, listener.language)) for value in values]
    found = tuple(
        _value(value, listener.language)
        for value, name in zip(values, names, strict=True)
        if name and name[-1][:STEM] in ends
    )
    name = product.name(listener.language)
    return message("options-of", name=name, values=found) if len(found) > 1 else None


def tell(draft: Draft, decision: Decision, asked: tuple[str, ...]) -> None:
    """Tell what there is to choose for the product that was found, the likeliest that has such a group."""
    found = tuple(c.product for c in fitting(decision))
    told_of = (told(draft.session, product, asked) for product in found)
    said = next((one for one in told_of if one is not None), None)
    if said is not None:
        draft.said.append(Said(said))
    else:
        draft.say("option-unknown" if found else "which-options")


def _called(name: str, said: str) -> bool:
    return said.startswith(name) or name.startswith(said)


def _value(value: OptionValue, language: str) -> Message:
    name = preferred(value.names, language)
    if value.surcharge is None or not value.surcharge.minor:
        return message("option", name=name)
    return message("option-extra", name=name, price=value.surcharge)
