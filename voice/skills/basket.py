"""The basket: adding, changing, removing, reading, taking back."""

from __future__ import annotations

from dataclasses import replace

from catalog.money import Money
from catalog.order import Chosen
from catalog.ports import Purpose
from catalog.size import amount
from voice.dialogue import portions, which
from voice.dialogue.alike import like
from voice.dialogue.basket import BasketLine
from voice.dialogue.describe import line_item
from voice.dialogue.messages import message
from voice.dialogue.naming import called, in_container, is_contained
from voice.dialogue.skill import (
    AskWhich,
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
    TellOrders,
    Undo,
    View,
)
from voice.language.acts import Act, Mention, quantity_after

Proposals = tuple[Proposal, ...]


class BasketSkill:
    """Answers "Two large lattes", "make that three", "without sugar", "scratch the milk", "only the eggs"."""

    name = "basket"
    intents = ("add", "change", "remove", "keep", "clear", "undo", "show", "start_over")

    def handle(self, act: Act, view: View) -> Proposals:
        """One small answer per intent."""
        match act.intent:
            case "add":
                return self._add(act, view)
            case "change":
                return self._change(act, view)
            case "remove":
                return self._remove(act, view)
            case "keep":
                return self._keep(act, view)
            case "clear":
                return (ClearBasket(),)
            case "undo":
                return (Undo(),)
            case "start_over":
                return (StartOver(),)
            case _ if act.filters.max_price is not None and view.basket.total is not None:
                return (_beside(act.filters.max_price, view.basket.total),)
            case _:
                return (ReadBasket(total=act.slots.get("topic") == "total"),)

    def _add(self, act: Act, view: View) -> Proposals:
        if "like" in act.slots and view.named is not None:
            return (like(view.named, act, view),)
        if any(m.phrases for m in act.mentions):
            named = tuple(m for m in act.mentions if m.phrases)
            if act.slots.get("like") == "same":  # as it was bought before
                return (LookFor(mentions=named, purpose=Purpose.REORDER, filters=act.filters),)
            return (LookFor(mentions=named, purpose=Purpose.ADD, filters=act.filters),)
        changed = any(m.options or m.removed for m in act.mentions)
        if view.focus is not None and (changed or "again" in act.slots):
            return (like(view.focus, act, view),)
        if view.focus is not None:  # "another two of those"
            more = (act.mentions[0].quantity if act.mentions else None) or 1
            return (SetQuantity(line=view.focus.id, quantity=view.focus.quantity + more, more=True),)
        return (Say(message("which-product")),)

    def _change(self, act: Act, view: View) -> Proposals:
        mention = act.mentions[0] if act.mentions else Mention()
        if act.slots.get("scope") == "all":
            return self._change_all(act, view)
        if "owner" in act.slots and len(view.basket.lines) > 1:
            example = view.basket.lines[0].product.name(view.language)
            return (Say(message("owner-unknown", name=example)),)
        if "which" in act.slots:
            return self._change_named(act, view)
        some = self._of_some(act, view)
        if some:
            return some
        if "swap" in act.slots:
            return self._swap(act, view)
        if mention.container and not mention.phrases:
            return self._counted_in(act, view, mention.container)
        if view.named is None:
            if mention.phrases:  # not in the basket yet: "change" is how people also ask for more
                return (LookFor(mentions=act.mentions, purpose=Purpose.ADD, filters=act.filters),)
            return (Say(message("basket-empty" if not view.basket.lines else "which-line")),)
        return self._changes(act, view.named, view.language)

    @staticmethod
    def _of_some(act: Act, view: View) -> Proposals:
        """The change of some of a line's; nothing where it is of whole lines."""
        if "ordinal" in act.slots and not any(m.phrases for m in act.mentions[:1]):
            return portions.of_place(act, view)
        if "share" not in act.slots:
            return ()
        told = which.in_place(act, view)
        return (told,) if isinstance(told, AskWhich) else portions.some_of(act, view)

    def _counted_in(self, act: Act, view: View, container: str) -> Proposals:
        """The change of the line of which one is such a container ("make it two loaves"): the one in focus if
        it may be, else the only one there is.
        """
        lines = in_container(view.basket, container, view.language)
        line = view.named if view.named in lines else lines[0] if len(lines) == 1 else None
        if (
            line is None
            and not lines
            and view.named is not None
            and not is_contained(view.named, view.language)
        ):
            line = view.named
        return (Say(message("which-line")),) if line is None else self._changes(act, line, view.language)

    def _change_all(self, act: Act, view: View) -> Proposals:
        """The change of every line that can take it."""
        mention = act.mentions[0] if act.mentions else Mention()
        groups = {chosen.group for chosen in (*mention.options, *mention.removed)}
        known = groups or mention.quantity is not None
        lines = [line for line in view.basket.lines if known and all(map(line.product.group, groups))]
        changes = [change for line in lines for change in self._changes(act, line, view.language)]
        return tuple(changes) or (
            Say(message("basket-empty" if not view.basket.lines else "option-unknown")),
        )

    def _change_named(self, act: Act, view: View) -> Proposals:
        """The second mention is how what the first one names is to be."""
        lines, become = which.changed(act, view), replace(act, mentions=act.mentions[1:])
        if isinstance(lines, Say | AskWhich):
            return (lines,)
        if not lines and act.mentions[0].phrases:  # not there yet
            first = act.mentions[0]
            new = replace(become.mentions[0], phrases=first.phrases, exact_sku=first.exact_sku)
            new = replace(new, options=(*first.options, *new.options))
            return (LookFor(mentions=(new,), purpose=Purpose.ADD, filters=act.filters),)
        if not lines:
            return (Say(message("which-line")),)
        return tuple(change for line in lines for change in self._changes(become, line, view.language))

    def _swap(self, act: Act, view: View) -> Proposals:
        """The second mention instead of the first, or of the line in focus; as many as there were."""
        told, new = which.in_place(act, view), act.mentions[-1]
        if isinstance(told, AskWhich):
            return (told,)
        line = told or view.named
        if line is None:
            return (LookFor(mentions=(new,), purpose=Purpose.ADD, filters=act.filters),)
        many = replace(new, quantity=new.quantity or line.quantity)
        return (
            LookFor(
                mentions=(many,),
                purpose=Purpose.ADD,
                filters=act.filters,
                instead_of=line.id,
                less=act.mentions[0].phrases[:1] if "contrast" in act.slots else (),
            ),
        )

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
        called_so = which.removed(act, view) if act.mentions else ()
        if called_so:
            return called_so
        taken = (*mention.removed, *mention.options)
        if taken and not mention.phrases and view.focus is not None:  # "without sugar", "remove the vanilla"
            if "correct" in act.slots and _are_choices(view.focus, taken):  # "actually no soy milk"
                return (SetOptions(line=view.focus.id, added=taken),)
            return (SetOptions(line=view.focus.id, removed=taken),)
        told = self._told(act, mention, view)
        if told:
            return (TellOrders(why="cancel", order=told),)
        if view.named is None:
            return (self._nothing_to_remove(mention, view),)
        fewer, there = mention.quantity, view.named.quantity
        apart = "counted" in act.slots and not _holds_several(view.named)
        if apart and fewer is not None and fewer > there:  # "drop the eggs and two milks", where there is one
            return (Say(message("fewer-in-basket", item=line_item(view, view.named))),)
        return which.gone(view.named, mention)

    def _keep(self, act: Act, view: View) -> Proposals:
        """All but what is named goes; nothing does where some of that is not there."""
        named = [(m, called(view.basket, m.phrases, view.language)) for m in act.mentions]
        strange = next((mention for mention, lines in named if not lines), None)
        if strange is not None or not named:
            return (self._nothing_to_remove(strange or Mention(), view),)
        stays = {line.id for _, lines in named for line in lines}
        goes = [RemoveLine(line=line.id) for line in view.basket.lines if line.id not in stays]
        fewer = [
            SetQuantity(line=lines[0].id, quantity=mention.quantity)
            for mention, lines in named
            if mention.quantity is not None and mention.quantity != lines[0].quantity
        ]
        return (*goes, *fewer) or (ReadBasket(),)

    @staticmethod
    def _told(act: Act, mention: Mention, view: View) -> str:
        """The order that is to be cancelled where the basket is empty: "it", "the first one"."""
        place = int(act.slots.get("ordinal", "1"))
        if view.basket.lines or mention.phrases or not 0 < abs(place) <= len(view.told):
            return ""
        return view.told[place - 1 if place > 0 else place]

    @staticmethod
    def _nothing_to_remove(mention: Mention, view: View) -> Proposal:
        if mention.phrases:
            return Say(message("not-in-basket", name=mention.phrases[-1]))
        return Say(message("which-line" if view.basket.lines else "basket-empty"))


def _beside(limit: Money, total: Money) -> Proposal:
    """What the basket comes to beside a sum ("am I under twenty dollars")."""
    if total.currency != limit.currency:
        return ReadBasket(total=True)
    within = total.minor <= limit.minor
    left = limit - total if within else total - limit
    return Say(message("total-within" if within else "total-above", total=total, limit=limit, left=left))


def _holds_several(line: BasketLine) -> bool:
    """Whether one of it holds several things, so that a number may count these ("the dozen eggs")."""
    held = amount(line.product.size)
    return held is not None and held[0] == "ct" and held[1] > 1


def _are_choices(line: BasketLine, options: tuple[Chosen, ...]) -> bool:
    """Whether these are not on the line, and each would take the place of another there."""
    groups = [line.product.group(chosen.group) for chosen in options]
    return all(g is not None and not g.multiple for g in groups) and not set(options) & set(line.options)


skill: Skill = BasketSkill()
