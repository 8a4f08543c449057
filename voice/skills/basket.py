"""The basket: adding, changing, removing, reading, taking back."""

from __future__ import annotations

from dataclasses import replace

from catalog.ports import Purpose
from voice.dialogue.basket import BasketLine, changed_options
from voice.dialogue.messages import message
from voice.dialogue.skill import (
    ClearBasket,
    LookFor,
    Proposal,
    ReadBasket,
    RemoveLine,
    Say,
    SetOptions,
    SetQuantity,
    Skill,
    StartOver,
    Undo,
    View,
)
from voice.language.acts import Act, Mention, quantity_after

Proposals = tuple[Proposal, ...]


class BasketSkill:
    """Answers "Two large lattes", "make that three", "without sugar", "scratch the milk", "undo"."""

    name = "basket"
    intents = ("add", "change", "remove", "clear", "undo", "show", "start_over")

    def handle(self, act: Act, view: View) -> Proposals:
        """One small answer per intent."""
        match act.intent:
            case "add":
                return self._add(act, view)
            case "change":
                return self._change(act, view)
            case "remove":
                return self._remove(act, view)
            case "clear":
                return (ClearBasket(),)
            case "undo":
                return (Undo(),)
            case "start_over":
                return (StartOver(),)
            case _:
                return (ReadBasket(),)

    def _add(self, act: Act, view: View) -> Proposals:
        if any(m.phrases for m in act.mentions):
            named = tuple(m for m in act.mentions if m.phrases)
            return (LookFor(mentions=named, purpose=Purpose.ADD, filters=act.filters),)
        if view.focus is not None and any(m.options or m.removed for m in act.mentions):
            return (_like(view.focus, act.mentions[0], view.language),)
        if view.focus is not None:  # "another two of those"
            more = (act.mentions[0].quantity if act.mentions else None) or 1
            return (SetQuantity(line=view.focus.id, quantity=view.focus.quantity + more),)
        return (Say(message("which-product")),)

    def _change(self, act: Act, view: View) -> Proposals:
        mention = act.mentions[0] if act.mentions else Mention()
        if "swap" in act.slots:
            return self._swap(act, view)
        if view.named is None:
            if mention.phrases:  # not in the basket yet: "change" is how people also ask for more
                return (LookFor(mentions=act.mentions, purpose=Purpose.ADD, filters=act.filters),)
            return (Say(message("basket-empty" if not view.basket.lines else "which-line")),)
        return self._changes(act, view.named, view.language)

    def _swap(self, act: Act, view: View) -> Proposals:
        """The second mention instead of the first, or of the line in focus; as many as there were."""
        line, new = view.named, act.mentions[-1]
        if line is None:
            return (LookFor(mentions=(new,), purpose=Purpose.ADD, filters=act.filters),)
        many = replace(new, quantity=new.quantity or line.quantity)
        wish = LookFor(mentions=(many,), purpose=Purpose.ADD, filters=act.filters, instead_of=line.id)
        return (wish,)

    @staticmethod
    def _changes(act: Act, line: BasketLine, language: str) -> Proposals:
        mention = act.mentions[0] if act.mentions else Mention()
        quantity = quantity_after(act, line.quantity)
        changes: list[Proposal] = []
        if mention.options or mention.removed:
            changes.append(SetOptions(line=line.id, added=mention.options, removed=mention.removed))
        if quantity is not None:
            changes.append(SetQuantity(line=line.id, quantity=quantity))
        return tuple(changes) or (Say(message("change-how", name=line.product.name(language))),)

    def _remove(self, act: Act, view: View) -> Proposals:
        mention = act.mentions[0] if act.mentions else Mention()
        taken = (*mention.removed, *mention.options)
        if taken and not mention.phrases and view.focus is not None:  # "without sugar", "remove the vanilla"
            return (SetOptions(line=view.focus.id, removed=taken),)
        if view.named is None:
            return (self._nothing_to_remove(mention, view),)
        fewer = mention.quantity
        if fewer is not None and fewer < view.named.quantity:
            return (SetQuantity(line=view.named.id, quantity=view.named.quantity - fewer),)
        return (RemoveLine(line=view.named.id),)

    @staticmethod
    def _nothing_to_remove(mention: Mention, view: View) -> Proposal:
        if mention.phrases:
            return Say(message("not-in-basket", name=mention.phrases[-1]))
        return Say(message("which-line" if view.basket.lines else "basket-empty"))


def _like(line: BasketLine, mention: Mention, language: str) -> LookFor:
    """One more of a line's product, with its options but for those said ("the same with oat milk")."""
    options = changed_options(line, mention.options, mention.removed)
    named = Mention(
        phrases=(line.product.name(language),),
        quantity=mention.quantity or 1,
        options=options,
        exact_sku=line.product.sku,
    )
    return LookFor(mentions=(named,), purpose=Purpose.ADD)


skill: Skill = BasketSkill()
