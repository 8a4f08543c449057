"""From speech probabilities to utterances, counted in audio time. Pure.

    silence ──p ≥ threshold──▶ candidate ──min_speech of speech──▶ speaking ──pause_ms──▶ (ShortPause)
       ▲                           │ gap too long                     │ end_ms of silence, or longest_ms
       └───────────────────────────┴──────────────────────────────────┘ (SpeechEnded)

All times are those of the sound itself, so lost blocks count as the silence they are, and the same
file gives the same events however fast it is read.
"""

from __future__ import annotations

from dataclasses import dataclass

from voice.errors import Misuse, SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmenterSettings:
    """When speech begins, pauses and ends; all lengths in ms of audio.

    `threshold` opens an utterance and the lower `release` keeps it open. `min_speech_ms` of speech
    must come before it is believed, with no gap beyond `max_gap_ms`; `preroll_ms` of the sound before
    it belong to it, because detectors see the first consonant late.
    """

    threshold: float = 0.5
    release: float = 0.35
    preroll_ms: int = 320
    min_speech_ms: int = 96
    max_gap_ms: int = 128
    pause_ms: int = 200
    end_ms: int = 600
    longest_ms: int = 15_000

    def __post_init__(self) -> None:
        if not 0.0 < self.release <= self.threshold <= 1.0:
            raise SettingsError(
                f"Speech thresholds {self.release} (release) and {self.threshold} are not usable.",
                remedy="Choose 0 < release <= threshold <= 1.",
            )
        if not 0 < self.pause_ms < self.end_ms:
            raise SettingsError(
                f"A pause of {self.pause_ms} ms and an end of {self.end_ms} ms are not usable.",
                remedy="Choose 0 < pause_ms < end_ms.",
            )
        if min(self.preroll_ms, self.min_speech_ms, self.max_gap_ms) < 0:
            raise SettingsError("A length of the segmenter is negative.", remedy="Use 0 ms or more.")
        if self.longest_ms <= self.end_ms + self.min_speech_ms + self.max_gap_ms:
            raise SettingsError(
                f"A longest utterance of {self.longest_ms} ms is too short.",
                remedy="Allow more than its end, gap and shortest speech together.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """Somebody speaks. The utterance's sound begins at `at_ms` (pre-roll included), the voice itself
    at `voice_ms`.
    """

    at_ms: int
    voice_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortPause:
    """The voice has been silent for `pause_ms` since `at_ms`; the utterance may go on."""

    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded:
    """The utterance is over: the voice was last heard at `at_ms`. `cut` tells that it was ended
    while still going on, because it was the longest allowed.
    """

    at_ms: int
    cut: bool = False


SpeechEvent = SpeechStarted | ShortPause | SpeechEnded


class Segmenter:
    """Cuts one stream into utterances; give it the probabilities of consecutive blocks."""

    def __init__(self, settings: SegmenterSettings | None = None) -> None:
        self.settings = settings or SegmenterSettings()
        self._earliest_ms = 0
        self._clock_ms: int | None = None
        self._quiet()

    @property
    def speaking(self) -> bool:
        """True from SpeechStarted to SpeechEnded."""
        return self._speaking

    def push(self, probability: float, start_ms: int, end_ms: int) -> tuple[SpeechEvent, ...]:
        """What the block from `start_ms` to `end_ms` with this probability of speech tells.

        Raises Misuse where blocks run backwards.
        """
        if end_ms < start_ms or (self._clock_ms is not None and start_ms < self._clock_ms):
            raise Misuse(f"A block from {start_ms} to {end_ms} ms comes after {self._clock_ms} ms.")
        self._clock_ms = end_ms
        if self._speaking:
            return self._go_on(probability >= self.settings.release, end_ms)
        return self._listen(probability, start_ms, end_ms)

    def flush(self) -> tuple[SpeechEvent, ...]:
        """The stream is over: ends an open utterance."""
        if not self._speaking:
            self._quiet()
            return ()
        return (self._end(self._clock_ms or 0, cut=False),)

    def reset(self) -> None:
        """Forget a candidate or an open utterance; nothing before now belongs to the next one."""
        self._earliest_ms = self._clock_ms or 0
        self._quiet()

    def _quiet(self) -> None:
        self._speaking = False
        self._paused = False
        self._began_ms: int | None = None
        self._voiced_ms = 0
        self._last_voice_ms = 0

    def _listen(self, probability: float, start_ms: int, end_ms: int) -> tuple[SpeechEvent, ...]:
        if self._began_ms is not None and end_ms - self._last_voice_ms > self.settings.max_gap_ms:
            self._quiet()
        bar = self.settings.threshold if self._began_ms is None else self.settings.release
        if probability < bar:
            return ()
        if self._began_ms is None:
            self._began_ms = start_ms
        self._voiced_ms += end_ms - start_ms
        self._last_voice_ms = end_ms
        if self._voiced_ms < self.settings.min_speech_ms:
            return ()
        self._speaking = True
        self._start_ms = max(self._earliest_ms, self._began_ms - self.settings.preroll_ms)
        return (SpeechStarted(at_ms=self._start_ms, voice_ms=self._began_ms),)

    def _go_on(self, voice: bool, end_ms: int) -> tuple[SpeechEvent, ...]:  # noqa: FBT001 - one private caller
        if voice:
            self._last_voice_ms, self._paused = end_ms, False
        silence = end_ms - self._last_voice_ms
        if silence >= self.settings.end_ms:
            return (self._end(end_ms, cut=False),)
        if end_ms - self._start_ms >= self.settings.longest_ms:
            return (self._end(end_ms, cut=True),)
        if silence >= self.settings.pause_ms and not self._paused:
            self._paused = True
            return (ShortPause(at_ms=self._last_voice_ms),)
        return ()

    def _end(self, now_ms: int, *, cut: bool) -> SpeechEnded:
        event = SpeechEnded(at_ms=self._last_voice_ms, cut=cut)
        self._earliest_ms = now_ms
        self._quiet()
        return event
