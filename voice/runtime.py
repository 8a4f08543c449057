"""The loop around the core: events in, one step at a time, actions out.

One thread runs `run` (or `settle`, which returns when nothing is left to do); every other thread only
posts. The core decides, this module obeys: it speaks, searches, asks the store, and turns whatever
comes of it, also failures, into events.
"""

from __future__ import annotations

import queue
from contextlib import suppress
from dataclasses import dataclass, field, replace

from catalog.order import Placed
from voice.dialogue.actions import (
    Action,
    CancelOrder,
    ChallengePin,
    CheckPin,
    Close,
    HandOff,
    Hush,
    PlaceOrder,
    ReadOrders,
    Reconcile,
    RequestQuote,
    Seek,
    Speak,
    StartTimer,
    StopTimer,
)
from voice.dialogue.events import (
    Event,
    Failed,
    Heard,
    OrderAnswered,
    TimedOut,
)
from voice.dialogue.expecting import expectation
from voice.dialogue.messages import Said
from voice.dialogue.session import Phase, Session
from voice.errors import Misuse
from voice.hands import Hands, Parts, StoreAction
from voice.hearing.transcript import Transcript
from voice.language.expectation import Asked
from voice.mouth import Mouth, Sentence
from voice.ports import TurnRecord
from voice.story import Story
from voice.watch import secret
from voice.work import Work

DEADLINE_MS = 30_000
"""A request to the store that takes longer counts as failed; an order, as unknown."""


@dataclass(slots=True)
class _Due:
    """What is waited for: request → time it is given up."""

    requests: dict[int, int] = field(default_factory=dict)
    silence_ms: int | None = None


class Runtime:
    """One conversation."""

    def __init__(self, parts: Parts, session: Session) -> None:
        self._parts = parts
        self._session = session
        self._inbox: queue.Queue[Event | Transcript | Exception | None] = queue.Queue()
        self._due = _Due()
        self._mouth: Mouth | None = None
        self._work: Work | None = None
        self._stopped = False
        self._story = Story()
        self._hands = Hands(parts, self._story)

    def attach(self, mouth: Mouth, work: Work) -> None:
        """Give it its mouth and hands, which were built with its `post`."""
        self._mouth, self._work = mouth, work

    @property
    def session(self) -> Session:
        """The conversation as it stands; a snapshot, from any thread."""
        return self._session

    def post(self, event: Event | Transcript | Exception) -> None:
        """Hand in what happened, from any thread. An exception ends `run` by being raised there."""
        self._inbox.put(event)

    def stop(self) -> None:
        """End `run` soon, from any thread."""
        self._inbox.put(None)

    def run(self) -> None:
        """Go on until the conversation is closed or stopped. Raises what was posted to be raised."""
        while not self.over:
            with suppress(queue.Empty):
                self._take(self._inbox.get(timeout=0.1))
            self.tick()

    def settle(self) -> None:
        """Take everything that is waiting now, and what comes of it, then return."""
        while not self.over:
            try:
                self._take(self._inbox.get_nowait())
            except queue.Empty:
                return

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self._stopped or self._session.phase is Phase.CLOSED

    def tick(self) -> None:
        """Let time pass: overdue requests fail, silence is noticed."""
        now = self._parts.clock.now_ms()
        for request in [r for r, due in self._due.requests.items() if now >= due]:
            del self._due.requests[request]
            self._step(Failed(at_ms=now, request=request, code="store_down"))
        if self._due.silence_ms is not None and now >= self._due.silence_ms:
            self._due.silence_ms = None
            self._step(TimedOut(at_ms=now))

    def _take(self, item: Event | Transcript | Exception | None) -> None:
        if item is None:
            self._stopped = True
        elif isinstance(item, Exception):
            self._stopped = True
            raise item
        elif isinstance(item, Transcript):
            self._understand(item)
        else:
            self._step(item)

    def _understand(self, transcript: Transcript) -> None:
        asked = expectation(self._session)
        said = self._parts.meaning.understand(transcript, asked)
        self._parts.watcher.heard(transcript, said)
        self._story.heard(transcript, said, secret=asked.asked is Asked.PIN or secret(said))
        self._step(
            Heard(
                at_ms=self._parts.clock.now_ms(),
                began_ms=transcript.began_ms,
                interpretation=said,
                source=transcript.source,
                closed=transcript.closed,
            )
        )

    def _step(self, event: Event) -> None:
        self._due.requests.pop(getattr(event, "request", 0), None)
        before = self._session
        after, actions = self._parts.machine.step(before, event)
        self._session = after
        self._parts.watcher.stepped(before, event, after, actions)
        self._record(before, event, after)
        for action in actions:
            self._carry_out(action)

    def _record(self, before: Session, event: Event, after: Session) -> None:
        data = [("event", type(event).__name__), ("phase", str(after.phase))]
        if isinstance(event, OrderAnswered) and isinstance(event.outcome, Placed):
            self._story.begin_anew()
        if isinstance(event, Heard):
            withheld = before.phase is Phase.AUTH or secret(event.interpretation)
            acts = " ".join(act.intent for act in event.interpretation.acts)
            data += [("acts", acts), ("text", "" if withheld else event.interpretation.text)]
        record = TurnRecord(at_ms=event.at_ms, kind="step", data=tuple(data))
        self._parts.telemetry.record(record)

    def _carry_out(self, action: Action) -> None:
        match action:
            case Speak(speech=speech, said=said):
                self._speak(speech, said)
            case Hush():
                self._voice.hush()
            case StartTimer(ms=ms):
                self._due.silence_ms = self._parts.clock.now_ms() + ms
            case StopTimer():
                self._due.silence_ms = None
            case Seek() | ChallengePin() | CheckPin():
                self.post(self._hands.own(action))
            case RequestQuote() | PlaceOrder() | ReadOrders() | CancelOrder() | Reconcile():
                self._ask_store(action)
            case HandOff() | Close():
                pass  # the watcher was told with the step

    @property
    def _voice(self) -> Mouth:
        if self._mouth is None:
            raise Misuse("The conversation was not given a way to speak.")
        return self._mouth

    def _ask_store(self, action: StoreAction) -> None:
        if self._work is None:
            raise Misuse("The conversation was not given its hands.")
        if not isinstance(action, Reconcile):
            self._due.requests[action.request] = self._parts.clock.now_ms() + DEADLINE_MS
        self._work.do(self._hands.store_job(action, self._session))

    def _speak(self, speech: int, said: tuple[Said, ...]) -> None:
        sentences: list[Sentence] = []
        for one in said:
            try:
                shown = self._parts.replies.render(one.message, "symbol")
                spoken = self._parts.replies.render(one.message)
            except Misuse as error:
                self._parts.watcher.trouble(error)
                continue
            self._parts.watcher.said(shown)
            self._story.said(shown)
            sentences.append(Sentence(spoken, one.mark))
        if len(sentences) < len(said):  # no yes counts to a read-back that was not said in full
            sentences = [replace(sentence, mark="") for sentence in sentences]
        self._voice.say(speech, tuple(sentences))
