"""One stream of sound in; captions, speech starts and transcripts out. No thread, no clock.

The runtime gives it every block of the microphone in order, from the thread that owns the
recogniser. What it keeps is bounded: a pre-roll of under a second and, inside the recogniser, one
utterance of the longest length allowed; ten minutes of noise need no more than ten seconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from voice.audio.frames import RECOGNISER_RATE, VAD_BLOCK, Frames
from voice.audio.segmenter import Segmenter, SegmenterSettings, ShortPause, SpeechEnded, SpeechStarted
from voice.errors import VoiceError
from voice.hearing.bias import SpeechBias
from voice.hearing.call_order import HEARING_FORMAT, check_hearing_format
from voice.hearing.transcript import Caption, ClosedHearing, Transcript
from voice.ports import Recognizer, VoiceActivity

Heard = SpeechStarted | Caption | SpeechEnded | Transcript
"""What the ear tells, in this order for each utterance: SpeechStarted, Caption*, SpeechEnded,
Transcript. An utterance that is muted or forgotten ends without the last two."""

ONSET_MS = 64
"""A voice found within this time after a mute may be the end of something that began under it."""
_BLOCK_BYTES = VAD_BLOCK * HEARING_FORMAT.frame_bytes
_BLOCK_MS = VAD_BLOCK * 1000 // RECOGNISER_RATE


class Ear:
    """Hears one stream with one recogniser, each utterance with the bias of the moment it began."""

    def __init__(
        self,
        activity: VoiceActivity,
        recognizer: Recognizer,
        bias: Callable[[], SpeechBias],
        settings: SegmenterSettings | None = None,
    ) -> None:
        """Build one on a started `recognizer`; `bias` is asked once when an utterance begins."""
        self._activity = activity
        self._recognizer = recognizer
        self._bias = bias
        self._segmenter = Segmenter(settings)
        kept = self._segmenter.settings
        believed_ms = (kept.min_speech_ms // _BLOCK_MS + 1) * (kept.max_gap_ms + _BLOCK_MS)
        self._recent: deque[Frames] = deque(maxlen=(kept.preroll_ms + believed_ms) // _BLOCK_MS + 2)
        self._rest = Frames(b"")
        self._muted_from_ms = self._muted_until_ms = 0
        self._voice_ms = 0
        self._heard_until_ms = 0
        self._lost = False

    @property
    def hearing(self) -> bool:
        """True while somebody speaks."""
        return self._segmenter.speaking

    def hear(self, frames: Frames) -> Iterator[Heard]:
        """Take the next sound (16 kHz mono, any length) and tell what it brings.

        It must be read to its end: the work is done on the way, so that SpeechStarted is told
        before the slow steps. Raises BadAudio, or EngineFault from the recogniser (the utterance
        is then forgotten, and the next one may be heard).
        """
        check_hearing_format(frames)
        for block in self._blocks(frames):
            yield from self._hear_block(block)

    def end(self) -> Iterator[Heard]:
        """The stream is over: what an open utterance brought. Must be read to its end."""
        rest, self._rest = self._rest, Frames(b"")
        if rest.data:
            yield from self._hear_block(_padded(rest))
        for event in self._segmenter.flush():
            if isinstance(event, SpeechEnded):
                yield from self._finish(event)
        self._recent.clear()
        self._activity.reset()

    def muted(self, until_ms: int) -> None:
        """Hear nothing of what sounds before `until_ms` (audio time): our own voice is speaking and
        nothing cancels its echo. An utterance that has begun is forgotten.
        """
        if self._heard_until_ms > self._muted_until_ms:
            self._muted_from_ms = self._heard_until_ms
        self._muted_until_ms = max(self._muted_until_ms, until_ms)
        self.forget()

    def unmute(self, at_ms: int) -> None:
        """Hear again from `at_ms` on: our voice ended sooner than `muted` was told."""
        self._muted_until_ms = min(self._muted_until_ms, at_ms)

    def forget(self) -> None:
        """Drop the utterance being heard, if any, and the pre-roll."""
        if self._segmenter.speaking:
            self._recognizer.abort()
        self._segmenter.reset()
        self._recent.clear()
        self._activity.reset()

    def _blocks(self, frames: Frames) -> Iterator[Frames]:
        if self._rest.data and abs(frames.at_ms - self._rest.end_ms) <= _BLOCK_MS:
            frames = Frames(self._rest.data + frames.data, at_ms=self._rest.at_ms)
        elif self._rest.data:
            yield _padded(self._rest)
        whole = len(frames.data) // _BLOCK_BYTES * _BLOCK_BYTES
        self._rest = _part(frames, whole, len(frames.data))
        for start in range(0, whole, _BLOCK_BYTES):
            yield _part(frames, start, start + _BLOCK_BYTES)

    def _hear_block(self, block: Frames) -> Iterator[Heard]:
        if block.at_ms < self._muted_until_ms:
            self._segmenter.push(0.0, block.at_ms, block.end_ms)
            self._segmenter.reset()
            return
        was_open = self._segmenter.speaking
        self._lost |= was_open and block.at_ms - self._heard_until_ms > _BLOCK_MS // 2
        self._heard_until_ms = block.end_ms
        events = self._segmenter.push(self._activity.probability(block), block.at_ms, block.end_ms)
        self._recent.append(block)
        try:
            if was_open:
                yield from self._accept(block)
            for event in events:
                yield from self._follow(event)
        except VoiceError:
            self._recover()
            raise

    def _recover(self) -> None:
        # Whatever failed, the next utterance starts from a clean state; the caller decides.
        with suppress(VoiceError):
            self._recognizer.abort()
        self._segmenter.reset()
        self._recent.clear()

    def _follow(self, event: SpeechStarted | ShortPause | SpeechEnded) -> Iterator[Heard]:
        match event:
            case SpeechStarted():
                yield event
                self._voice_ms, self._lost = self._began(event.voice_ms), False
                self._recognizer.begin(self._bias())
                yield from self._accept(*(b for b in self._recent if b.at_ms >= event.at_ms))
            case ShortPause():
                self._recognizer.pause()
            case SpeechEnded():
                yield from self._finish(event)

    def _began(self, voice_ms: int) -> int:
        """When the voice began: one that was there as soon as a mute ended may have begun under it."""
        under_mute = self._muted_until_ms > 0 and voice_ms < self._muted_until_ms + ONSET_MS
        return self._muted_from_ms if under_mute else voice_ms

    def _accept(self, *blocks: Frames) -> Iterator[Heard]:
        for block in blocks:
            caption = self._recognizer.accept(block)
            if caption is not None:
                yield caption

    def _finish(self, event: SpeechEnded) -> Iterator[Heard]:
        self._recent.clear()
        yield event
        transcript = self._recognizer.finish()
        if self._lost:  # part of it was never heard, so that no closed answer is the whole of it
            closed = None if transcript.closed is None else ClosedHearing(None)
            transcript = replace(transcript, closed=closed, notes=(*transcript.notes, "gap"))
        # The recogniser counts from the pre-roll; consent depends on when the voice itself began.
        yield replace(transcript, began_ms=self._voice_ms, ended_ms=event.at_ms)


def _part(frames: Frames, start: int, stop: int) -> Frames:
    at_ms = frames.at_ms + start // HEARING_FORMAT.frame_bytes * 1000 // RECOGNISER_RATE
    return Frames(frames.data[start:stop], at_ms=at_ms)


def _padded(frames: Frames) -> Frames:
    return Frames(frames.data.ljust(_BLOCK_BYTES, b"\0"), at_ms=frames.at_ms)
