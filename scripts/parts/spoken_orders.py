"""Labelled spoken orders on disk, their menu as a catalog, and noise mixed in: data of the measuring scripts.

A folder holds clips/*.flac, labels.json (clip name → {"slots": {slot: value}}), context.yaml (under
context.slots the values of every slot, in the form of Picovoice's speech-to-intent benchmark) and
kitchen.flac (noise). Everything is 16 kHz mono.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import yaml

from catalog.money import Money
from catalog.product import OptionGroup, OptionValue, Product, Sku

Samples = np.ndarray[Any, np.dtype[np.float32]]
RATE = 16_000
FRAME = 2_048
"""Samples of the frames whose loudest one tells the energy, as in the published benchmark."""
PRODUCT_SLOT = "coffeeDrink"
PRICE = Money(400, "USD")


@dataclass(frozen=True)
class Clip:
    """One order: its name, its sound in -1..1, and what was meant, slot by slot."""

    name: str
    sound: Samples
    slots: dict[str, str]


@dataclass(frozen=True)
class Orders:
    """The clips of a folder, the menu that they order from, and the noise around them."""

    folder: Path
    slots: dict[str, tuple[str, ...]]
    labels: dict[str, dict[str, str]]
    noise: Samples

    def clips(self, limit: int | None = None) -> Iterator[Clip]:
        """The first `limit` clips by name."""
        for name in sorted(self.labels)[:limit]:
            yield Clip(name, sound_of(self.folder / "clips" / f"{name}.flac"), self.labels[name])

    def menu(self, language: str = "en") -> tuple[Product, ...]:
        """The menu as a catalog: the product slot's values are products, every other slot is an
        option group of each, and nothing is told of what a value means.
        """
        groups = tuple(
            OptionGroup(
                id=slot,
                names={language: (slot,)},
                values=tuple(OptionValue(id=value, names={language: (value,)}) for value in values),
            )
            for slot, values in self.slots.items()
            if slot != PRODUCT_SLOT
        )
        return tuple(
            Product(sku=Sku(name), names={language: (name,)}, price=PRICE, options=groups)
            for name in self.slots[PRODUCT_SLOT]
        )


def load_orders(folder: Path) -> Orders:
    """Everything but the clips' sound. Raises OSError or ValueError for a folder of another form."""
    context = yaml.safe_load((folder / "context.yaml").read_text(encoding="utf-8"))
    slots = {slot: tuple(map(plain, values)) for slot, values in context["context"]["slots"].items()}
    if PRODUCT_SLOT not in slots:
        raise ValueError(f"{folder / 'context.yaml'} has no slot {PRODUCT_SLOT}")
    rows = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    labels = {name: _stripped(row["slots"]) for name, row in rows.items()}
    return Orders(folder, slots, labels, sound_of(folder / "kitchen.flac"))


def sound_of(path: Path) -> Samples:
    """The samples of a file at 16 kHz mono. Raises ValueError for another form."""
    sound, rate = soundfile.read(path, dtype="float32")
    if rate != RATE or sound.ndim != 1:
        raise ValueError(f"{path} is not {RATE} Hz mono")
    return sound


def plain(text: str) -> str:
    """The text with single spaces; labels have stray ones."""
    return " ".join(str(text).split())


def _stripped(slots: Mapping[str, str]) -> dict[str, str]:
    return {slot: plain(value) for slot, value in slots.items()}


def noisy(clip: Clip, noise: Samples, snr: float, seed: int) -> Samples:
    """The clip with a stretch of noise at this ratio (dB) of their loudest frames' energies.

    The stretch depends on `seed`, the clip's name and the ratio alone, so that any part of a run
    hears the same sounds. The mix is scaled to half of full scale, as in the benchmark.
    """
    size = len(clip.sound)
    looped = np.resize(noise, max(len(noise), size + 1))
    chance = np.random.default_rng([seed, zlib.crc32(clip.name.encode()), round(10 * snr) + 1_000])
    at = int(chance.integers(0, len(looped) - size))
    stretch = looped[at : at + size]
    scale = np.sqrt(_loudest(clip.sound) / (_loudest(stretch) * 10 ** (snr / 10)))
    mixed = clip.sound + np.float32(scale) * stretch
    return np.asarray(mixed / (2 * np.max(np.abs(mixed))), dtype=np.float32)


def _loudest(sound: Samples) -> float:
    whole = max(1, len(sound) // FRAME) * FRAME
    frames = np.resize(sound, whole).reshape(-1, FRAME).astype(np.float64)
    return float(np.square(frames).sum(axis=1).max())
