"""A watcher for tests of whole talks."""

from __future__ import annotations

from voice.watch import Unwatched


class Notes(Unwatched):
    """What was said and what went wrong."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.troubles: list[Exception] = []

    def said(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def trouble(self, error: Exception) -> None:
        self.troubles.append(error)
