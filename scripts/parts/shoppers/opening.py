"""Shoppers, ears and rooms put together as a run was asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from shoppers.bank import Bank, Tongue
from shoppers.ears import Ears, WordEars
from shoppers.goals import Goal, Goals
from shoppers.noise import Confusion
from shoppers.room import Floor, Room
from shoppers.shopper import Shopper
from shoppers.side import Side
from shoppers.verdict import Outcome


@contextmanager
def ears_of(floor: Floor, *, noise: str, speech: float | None, voice: str = "") -> Iterator[Ears]:
    """Words with errors at a rate in percent, or synthesized speech in noise (by the engine `voice`). Raises
    VoiceError.
    """
    language = floor.settings.language
    if speech is not None:
        from shoppers.speech import open_speech  # noqa: PLC0415 - heavy: only where it is asked for

        with open_speech(floor, speech, voice) as heard:
            yield heard
        return
    rate = 0.0 if noise == "none" else int(noise) / 100
    vocabulary = {word for name in floor.mind.lexicon.vocabulary() for word in name.split()}
    yield WordEars(Confusion(rate, {*vocabulary, *floor.mind.locale.words.common}), rate, language)


def goals_of(floor: Floor, seed: int, count: int) -> Iterator[Goal]:
    """So many goals; each depends on the seed and its number alone."""
    goals = Goals(list(floor.counter.search.products()), floor.counter.history, floor.last)
    return (goals.draw(_chance(f"{seed}/{number}"), number) for number in range(count))


def dialogue(floor: Floor, ears: Ears, goal: Goal, *, seed: str, bank: Bank | None = None) -> Outcome:
    """One dialogue, in words of its own, drawn from a bank (None: the one of the language)."""
    known = {product.sku: product for product in floor.counter.search.products()}
    room, chance = Room(floor, ears, goal.pin, _chance(f"{seed}/room")), _chance(seed)
    try:
        side = Side(goal.wants, Tongue(floor.settings.language, chance, bank), room, known)
        return Shopper(goal, side, chance).shop()
    finally:
        room.close()


def _chance(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - shoppers are drawn again, not kept secret
