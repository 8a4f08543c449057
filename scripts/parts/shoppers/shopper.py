"""A simulated shopper: looks at the open question and the basket, compares them with the goal, and speaks.

The agenda is not written down anywhere: what comes next follows from the difference between what is wanted
and what the assistant shows, as it does for people. What the shopper does beside the goal (asides, silence,
second thoughts, and a no to what its own question led to) costs turns that are not counted as the
assistant's.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from catalog.order import OrderStatus
from shoppers.answering import choose, judge_proposal, tell_option, tell_which
from shoppers.goals import Goal, Kind, Want
from shoppers.side import STUBBORN, Side
from shoppers.verdict import Outcome, verdict
from voice.dialogue.session import Authorising, Cancelling, Choosing, Confirming, Eliciting, Proposing

ASIDE_ODDS = 0.4


@dataclass(slots=True)
class Agenda:
    """What this shopper still means to do beside the goal."""

    asides: int
    wavers: str
    silent: bool
    barges_in: bool
    undoes: bool
    says_yes_again: bool
    cancels: bool
    mends: bool


class Shopper:
    """One shopper in one conversation."""

    def __init__(self, goal: Goal, side: Side, chance: random.Random) -> None:
        self._goal, self._side, self._chance = goal, side, chance
        ways = asdict(goal.ways)
        self._agenda = Agenda(**{name: ways[name] for name in Agenda.__slots__})
        self._unsaid = list(goal.wants)
        self._tongue, self._room = side.tongue, side.room

    def shop(self) -> Outcome:
        """Hold the whole conversation, then look at what the store has."""
        side = self._side
        while not (self._room.over or side.left or side.spoken > self._goal.ways.patience):
            self._move()
        return verdict(self._goal, side.wants, self._room, turns=side.turns)

    def _move(self) -> None:
        self._tongue.brief = self._room.session.misses > 0  # it was told so, or asked again
        asked = self._room.session.asked_line
        match self._room.session.pending:
            case _ if asked is not None:
                tell_which(self._side, asked, self._chance)
            case Confirming() as pending:
                self._at_readback(pending)
            case Authorising() as pending:
                self._tell_pin(pending.positions)
            case Choosing() as pending:
                choose(self._side, pending, self._chance)
            case Proposing() as pending:
                judge_proposal(self._side, pending)
            case Eliciting() as pending:
                tell_option(self._side, pending)
            case Cancelling():
                self._side.aside(self._tongue.say("call_off"), answer="yes")
            case _:
                self._at_leisure()

    def _tell_pin(self, positions: Sequence[int]) -> None:
        """The digits asked for; nothing but them where they were not taken before."""
        digits = self._tongue.digits([int(self._goal.pin[place - 1]) for place in positions])
        said = digits if self._side.asked["pin"] else self._tongue.say("pin", digits=digits)
        self._side.asked["pin"] += 1
        self._side.say(said, answer="pin")

    def _at_leisure(self) -> None:
        if self._room.witness.placed:
            self._after_order()
        elif self._agenda.asides and self._chance.random() < ASIDE_ODDS:
            self._agenda.asides -= 1
            self._side.aside(self._question())
        elif self._unsaid:
            self._ask()
        elif self._agenda.undoes and self._room.session.basket.lines:
            self._agenda.undoes = False
            self._slip()
        elif self._goal.kind is Kind.LOOK:
            self._side.leave()
        else:
            correction = self._side.correction(self._room.session.basket.order_lines)
            hold = self._agenda.barges_in and not correction
            self._side.say(correction or self._tongue.say("checkout"), hold=hold)

    # asking

    def _ask(self) -> None:
        """For everything, or for the next thing."""
        kind, name = self._goal.kind, self._side.words.name(self._goal.wants[0])
        if kind in {Kind.REORDER, Kind.REORDER_LAST, Kind.LOOK}:
            self._unsaid = []
            act = "price" if kind is Kind.LOOK else kind.value
            self._side.say(self._tongue.say(act, name=name))
            return
        first = len(self._unsaid) == len(self._goal.wants)
        together = self._unsaid if self._goal.ways.one_breath else self._unsaid[:1]
        self._unsaid = self._unsaid[len(together) :]
        mends, self._agenda.mends = self._agenda.mends, False
        things = [self._side.words.thing(want) for want in together]
        said = self._mended(together) if mends else self._tongue.joined(things)
        self._side.say(self._tongue.say("opening" if first else "more", items=said))

    def _mended(self, together: Sequence[Want]) -> str:
        """The things, the last one first with a wrong number."""
        thing, last = self._side.words.thing, together[-1]
        slip = thing(replace(last, quantity=last.quantity + 1, options=()))
        in_short = not last.options and last.quantity > 1
        right = self._tongue.number(last.quantity) if in_short else thing(last)
        wrong = self._tongue.joined([*map(thing, together[:-1]), slip])
        return self._tongue.say("mended", wrong=wrong, right=right)

    def _question(self) -> str:
        product = self._chance.choice(list(self._side.known.values()))
        return self._tongue.say(self._chance.choice(("price", "aside")), name=self._tongue.name(product))

    def _slip(self) -> None:
        """Ask for something that is not wanted, and take it back: all must be as before."""
        before = self._room.session.basket.lines
        other = self._chance.choice(list(self._side.known.values()))
        if any(line.product.sku == other.sku for line in before):
            return
        thing = self._tongue.thing(self._tongue.name(other, whole=True), 1)
        self._side.aside(self._tongue.say("more", items=thing))
        session = self._room.session
        if session.pending is None and len(session.basket.lines) == len(before) + 1:
            heard = self._side.aside(self._tongue.say("undo"))
            if heard and self._room.session.basket.lines != before:
                self._room.witness.broken.append("undo did not bring the basket back")

    # the read-back, and after it

    def _at_readback(self, pending: Confirming) -> None:
        lines = tuple(quoted.line for quoted in pending.quote.lines)
        if self._agenda.barges_in and pending.total_ms is None:
            self._agenda.barges_in = False
            self._side.aside(self._tongue.say("agree"))  # too early: it may not count
        elif self._goal.kind is Kind.LOOK:
            self._side.say(self._tongue.say("refuse"), answer="no")
            self._side.leave()
        elif self._agenda.silent:
            self._agenda.silent = False
            self._room.keep_silent()
        elif self._agenda.wavers:
            self._waver()
        else:
            said = self._side.correction(lines) if self._listens() else ""
            self._side.say(said or self._tongue.say("agree"), answer="" if said else "yes")

    def _listens(self) -> bool:
        """Whether the read-back is compared with what was meant; after a change of mind even the hasty do, to
        hear whether it was taken.
        """
        return not self._goal.ways.hasty or self._side.wants != self._goal.wants

    def _waver(self) -> None:
        """The goal changes at the read-back."""
        how, self._agenda.wavers = self._agenda.wavers, ""
        wants = self._side.wants
        name = self._side.words.name(wants[0] if how == "quantity" else wants[-1])
        self._side.wants = self._goal.final
        number = self._tongue.number(self._side.wants[0].quantity)
        act = "changed" if how == "quantity" else "dropped"
        self._side.aside(self._tongue.say(act, n=number, name=name))

    def _after_order(self) -> None:
        orders = self._room.orders()
        stands = bool(orders) and orders[-1].status is not OrderStatus.CANCELLED
        if self._agenda.says_yes_again:
            self._agenda.says_yes_again = False
            self._side.aside(self._tongue.say("again"))
        elif self._agenda.cancels and stands and self._side.asked["cancel"] < STUBBORN:
            self._side.asked["cancel"] += 1
            self._side.aside(self._tongue.say("cancel"))
        else:
            self._side.leave()
