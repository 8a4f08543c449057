"""Whole conversations, as data: what is typed, what has to be said and what must not be, and what is
ordered in the end. The files beside this one are named by their language: en-basket.yaml, ko-coffee.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from voice.testing_talk import Conversation, converse

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
AT_LEAST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One conversation of a file; see any of them for the fields."""

    name: str
    language: str
    talk: tuple[dict[str, object], ...]
    pin: str = ""
    basket: tuple[str, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()


def told() -> Iterator[Told]:
    for file in FILES:
        for entry in yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader):  # noqa: S506 - our own file
            yield Told(
                name=entry["name"],
                language=file.stem.partition("-")[0],
                talk=tuple(entry["talk"]),
                pin=entry.get("pin", ""),
                basket=tuple(entry.get("basket", ())),
                orders=tuple(tuple(order) for order in entry.get("orders", ())),
            )


@pytest.mark.parametrize("one", [pytest.param(t, id=f"{t.language}-{t.name}") for t in told()])
def test_a_conversation_goes_as_told(one: Told):
    found = converse([str(turn["hears"]) for turn in one.talk], language=one.language, pin=one.pin)

    assert faults(one, found) == []


def faults(one: Told, found: Conversation) -> list[str]:
    """Where the conversation is not as told, in words."""
    wrong = []
    for wanted, turn in zip(one.talk, found.turns[1:], strict=False):
        said = " ".join(turn.said)
        wrong += [f"{turn.heard!r}: lacks {x!r} in {said!r}" for x in _texts(wanted, "says") if x not in said]
        wrong += [f"{turn.heard!r}: holds {x!r} in {said!r}" for x in _texts(wanted, "never") if x in said]
    if len(found.turns) - 1 != len(one.talk):
        wrong.append(f"{len(found.turns) - 1} of {len(one.talk)} lines were taken")
    if found.orders != one.orders:
        wrong.append(f"ordered {found.orders}")
    if found.basket != one.basket:
        wrong.append(f"basket {found.basket}")
    return wrong


def _texts(wanted: dict[str, object], field: str) -> list[str]:
    value = wanted.get(field, [])
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def test_there_are_enough_conversations():
    assert len(list(told())) >= AT_LEAST


def test_a_conversation_that_goes_otherwise_is_noticed():
    one = Told(
        name="wrong on purpose",
        language="en",
        talk=({"hears": "bananas", "says": "pears", "never": "Bananas"}, {"hears": "stop"}),
        basket=("1 PEAR-4",),
        orders=(("1 PEAR-4",),),
    )

    found = faults(one, converse(["bananas"]))

    assert [fault.partition(" ")[0] for fault in found] == [
        "'bananas':",
        "'bananas':",
        "1",
        "ordered",
        "basket",
    ]
