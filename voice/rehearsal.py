"""A rehearsed shopper: holds a dialogue with the live assistant by sound, as a person would.

The shopper speaks only when the assistant has finished and waits, repeats what was not heard, answers
questions after what is meant, and agrees to nothing but a read-back of exactly that. Nothing is waited for
blindly: each wait has a condition, told by the conversation or by the microphone's own audio time, and a
deadline.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from catalog.order import Line, Quote
from catalog.product import Sku
from voice.audio.frames import Frames
from voice.dialogue.session import Authorising, Choosing, Confirming, Phase, Proposing, Session
from voice.errors import VoiceError
from voice.mouth import Mouth
from voice.ports import Clock, Voice
from voice.rehearsal_script import Agree, Dialogue, KeepSilent, MakeNoise, Manners, Say, SayPin, Turn
from voice.rehearsal_sound import Room, WatchedMicrophone, noise
from voice.rehearsal_watch import Follower

ANSWER_S = 90.0
"""Wall time that the assistant may take for one answer; a busy machine is slow."""
ENDPOINT_MS = 900
"""Sound after an utterance until the ear must have ended it."""
BREATH_MS = 400
"""A person takes a breath before the next sentence."""
DETOURS = 8
"""Questions beside the script that a shopper has the patience to answer."""
REPEATS = 2


class GaveUp(VoiceError):
    """The shopper could not go on; the message says why."""

    code = "gave_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who shops: a started voice under its name, and the manners of the language."""

    name: str
    voice: Voice
    manners: Manners


@dataclass(slots=True, kw_only=True)
class Shopper:
    """One shopper in one conversation. `talk` returns how it ended: "" for as the script says, else why."""

    dialogue: Dialogue
    cast: Cast
    room: Room
    microphone: WatchedMicrophone
    mouth: Mouth
    clock: Clock
    follower: Follower
    alive: Callable[[], bool]
    """Whether the conversation goes on."""
    spoken: dict[str, Frames] = field(default_factory=dict)
    agreed: int = 0
    """How often the shopper agreed to a read-back of what is meant."""
    attempts: int = 1

    def prepare(self) -> None:
        """Make the sound of every sentence of the script, so that none is waited for."""
        for turn in self.dialogue.turns:
            if isinstance(turn, Say | Agree):
                self._sound(turn.text)

    def talk(self) -> str:
        """Hold the dialogue. What went wrong before the first yes is begun anew, once."""
        try:
            return self._attempt()
        except GaveUp as reason:
            if self.agreed or not self._begin_anew():
                return reason.message
            self.attempts += 1
            self.follower.log.append(f"shopper begins anew: {reason.message}")
        try:
            return self._attempt()
        except GaveUp as reason:
            return reason.message

    def _attempt(self) -> str:
        last: Say | None = None
        for turn in self.dialogue.turns:
            self._settle()
            self._reach(turn, last)
            self._take(turn)
            last = turn if isinstance(turn, Say) and not turn.chatter else None
        self._settle()
        return ""

    def _begin_anew(self) -> bool:
        """Leave every question and empty the basket; whether that worked."""
        try:
            if self._session.phase not in (Phase.LISTEN, Phase.CLOSED):
                self._say(self.cast.manners.no)
            for text in self.cast.manners.anew:
                self._settle()
                if self._session.phase is Phase.LISTEN and not self._session.basket.lines:
                    return True
                self._say(text)
            self._settle()
        except GaveUp:
            return False
        return self._session.phase is Phase.LISTEN and not self._session.basket.lines

    def _take(self, turn: Turn) -> None:
        match turn:
            case Say(text=text, chatter=True):
                self._say(text)
            case Say(text=text):
                self._say_until_understood(text)
            case Agree(text=text):
                self._agree(text)
            case SayPin(right=right):
                self._say_pin(right=right)
            case KeepSilent():
                before = self.follower.timed_out
                self._wait(lambda: self.follower.timed_out > before, "to speak by itself")
            case MakeNoise(seconds=seconds):
                self._let_sound(noise(seconds))

    def _reach(self, turn: Turn, last: Say | None) -> None:
        """Answer questions that stand between here and the turn."""
        wanted = _phase_of(turn)
        for _ in range(DETOURS):
            if wanted is None or self._session.phase is wanted:
                return
            self._detour(wanted, last)
            self._settle()
        if self._session.phase is not wanted:
            raise GaveUp(f"stuck in {self._session.phase} on the way to {wanted}")

    def _detour(self, wanted: Phase, last: Say | None) -> None:
        session = self._session
        match session.pending:
            case Proposing() as proposing:
                self._say(self.cast.manners.yes if _meant(self.dialogue, proposing) else self.cast.manners.no)
            case Choosing() as choosing if wanted is not Phase.CHOOSE:
                self._say(self._choice(choosing))
            case Confirming():
                self._say(self.cast.manners.no)
            case _ if last is not None and session.phase is Phase.LISTEN and session.basket.lines:
                self._say(last.text)
            case _:
                raise GaveUp(f"in {session.phase}, wanted {wanted}")

    def _choice(self, choosing: Choosing) -> str:
        for place, product in enumerate(choosing.shown):
            if product.sku in self.dialogue.wants and place < len(self.cast.manners.ordinals):
                return self.cast.manners.ordinals[place]
        return self.cast.manners.other

    def _say_until_understood(self, text: str) -> None:
        for _ in range(1 + REPEATS):
            misses, heard = self._session.misses, self.follower.heard_count
            self._say(text)
            self._settle()
            if self.follower.heard_count > heard and self._session.misses <= misses:
                return
        raise GaveUp(f"not understood: {text!r}")

    def _agree(self, text: str) -> None:
        """Agree to what is meant; else refuse. Repeated while the assistant did not take it for consent."""
        for _ in range(1 + REPEATS):
            confirming = self._session.pending
            if not isinstance(confirming, Confirming):
                return
            if not is_meant(self.dialogue, confirming.quote):
                self._say(self.cast.manners.no)
                self._settle()
                raise GaveUp(f"the read-back was not what is meant: {told(confirming.quote)}")
            self.agreed += 1
            self._say(text)
            self._settle()

    def _say_pin(self, *, right: bool) -> None:
        pending = self._session.pending
        if not isinstance(pending, Authorising) or not pending.positions:
            raise GaveUp("no PIN was asked for")
        asked = pending.request
        for _ in range(1 + REPEATS):
            digits = [int(self.dialogue.pin[place - 1]) for place in pending.positions]
            digits = digits if right else [(digit + 5) % 10 for digit in digits]
            self._say(" ".join(self.cast.manners.digits[digit] for digit in digits))
            self._settle()
            now = self._session.pending
            if not isinstance(now, Authorising) or now.request != asked:
                return
            pending = now
        raise GaveUp("the PIN's digits were not understood")

    def _say(self, text: str) -> None:
        self.follower.log.append(f"shopper says {text!r}")
        self._let_sound(self._sound(text))

    def _sound(self, text: str) -> Frames:
        if text not in self.spoken:
            self.spoken[text] = self.cast.voice.synthesize(text)
        return self.spoken[text]

    def _let_sound(self, frames: Frames) -> None:
        """Sound it, and wait until the ear has heard it to its end."""
        if not self.alive():
            raise GaveUp("the conversation is over")
        self.room.sound(frames)
        until_ms = self.clock.now_ms() + ENDPOINT_MS
        self._wait(lambda: self.microphone.taken_ms >= until_ms, "to hear")

    def _settle(self) -> None:
        """Wait until the assistant has finished, and waits; then take a breath."""
        self._wait(self._quiet, "to finish")
        until_ms = self.microphone.taken_ms + BREATH_MS
        self._wait(lambda: self.microphone.taken_ms >= until_ms and self._quiet(), "to listen")

    def _quiet(self) -> bool:
        session = self._session
        if session.phase is Phase.CLOSED:
            return True
        busy = session.speaking or session.waiting or self.follower.open_utterance
        checking = isinstance(session.pending, Authorising) and (
            session.pending.checking or not session.pending.positions
        )
        return not busy and not checking and not self.mouth.sounded(self.clock.now_ms())

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + ANSWER_S
        with self.follower.changed:
            while not condition():
                if not self.alive():
                    return
                if time.monotonic() > deadline:
                    raise GaveUp(f"waited {ANSWER_S:.0f} s for the assistant {what}")
                self.follower.changed.wait(0.05)

    @property
    def _session(self) -> Session:
        return self.follower.session or Session(id="", language="")


def is_meant(dialogue: Dialogue, quote: Quote) -> bool:
    """Whether a quote is for just what the shopper agrees to; options nobody named may be the usual ones."""
    return fits(dialogue.agrees, tuple(line.line for line in quote.lines))


def fits(meant: tuple[Line, ...], lines: tuple[Line, ...]) -> bool:
    """Whether lines are the meant ones: products, quantities, and every option that was named."""
    left = list(lines)
    for want in meant:
        match = next((line for line in left if _fits(want, line)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _fits(want: Line, line: Line) -> bool:
    options = {(c.group, c.value) for c in line.options if not c.refused}
    named = {(c.group, c.value) for c in want.options}
    return want.sku == line.sku and want.quantity == line.quantity and named <= options


def _meant(dialogue: Dialogue, proposing: Proposing) -> bool:
    """Whether a proposal goes towards what is meant."""
    product, quantity = proposing.wanted.product.sku, proposing.wanted.quantity
    if proposing.reason == "product" or not dialogue.meant:
        return product in dialogue.wants
    return any(line.sku == product and line.quantity == quantity for line in dialogue.meant)


def told(quote: Quote) -> str:
    """A quote in short, for the report."""
    parts = (f"{q.line.quantity} {Sku(q.line.sku)}" for q in quote.lines)
    return ", ".join(parts)


def _phase_of(turn: Turn) -> Phase | None:
    match turn:
        case Say(at=at):
            return at
        case Agree():
            return Phase.CONFIRM
        case SayPin():
            return Phase.AUTH
        case KeepSilent(at=at) | MakeNoise(at=at):
            return at
