"""Typed lines as utterances: the same assistant, and the safe way to give a PIN."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator
from typing import BinaryIO

from catalog.errors import BadInput
from voice.hearing.transcript import Hypothesis, Source, Transcript
from voice.ports import Clock

LONGEST_LINE = 2_000
"""Characters of a typed line that are read; nobody orders in more."""


def lines(stream: BinaryIO, complain: Callable[[Exception], None] = lambda _: None) -> Iterator[str]:
    """The stream's lines as text, without control characters, which would reach the screen again. What is
    longer than LONGEST_LINE is cut there and read past in bounded memory; a line that is no text is empty.
    `complain` is told of the first line of each kind.
    """
    told: set[str] = set()
    while raw := stream.readline(LONGEST_LINE * 4):
        decoded = raw.decode("utf-8", errors="replace").strip()
        ended = raw.endswith(b"\n") or len(raw) < LONGEST_LINE * 4
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(LONGEST_LINE * 4)
        error = _fault(decoded, ended=ended)
        if error is not None and error.message not in told:
            told.add(error.message)
            complain(error)
        yield "" if _no_text(decoded) else _printable(decoded[:LONGEST_LINE])


def _fault(text: str, *, ended: bool) -> BadInput | None:
    if _no_text(text):
        return BadInput("What was typed is no text; it was passed over.", remedy="Type words, in UTF-8.")
    if len(text) > LONGEST_LINE or not ended:
        return BadInput(f"Only the first {LONGEST_LINE} characters of a line are read.", remedy="Type less.")
    return None


def _no_text(text: str) -> bool:
    return "\0" in text or text.count("\ufffd") * 4 > len(text)


def _printable(text: str) -> str:
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())


def typed(text: str, clock: Clock, language: str) -> Transcript:
    """A typed line as a transcript that begins now."""
    now = clock.now_ms()
    return Transcript(
        hypotheses=(Hypothesis(text),),
        began_ms=now,
        ended_ms=now,
        language=language,
        engine="keyboard",
        source=Source.TYPED,
    )


def listen_to_keys(
    stream: BinaryIO, post: Callable[[Transcript], None], clock: Clock, language: str
) -> threading.Thread:
    """Post each typed line, from a thread that ends with the program."""

    def run() -> None:
        for line in lines(stream):
            if line:
                post(typed(line, clock, language))

    thread = threading.Thread(target=run, name="voicecart-keys", daemon=True)
    thread.start()
    return thread
