"""Keeps what C libraries write to standard error (ALSA, PortAudio, Vosk) off the screen, in a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

STANDARD_ERROR = 2


@contextmanager
def libraries_speak_to(log: Path) -> Iterator[TextIO]:
    """Inside, file descriptor 2 is the log, for this process and its children; gives the true standard
    error, which `sys.stderr` is as well. Outermost of all: other threads share the descriptor.
    """
    sys.stderr.flush()
    true = os.dup(STANDARD_ERROR)
    before = sys.stderr
    with log.open("ab") as file, os.fdopen(true, "w", buffering=1, closefd=False) as people:
        os.dup2(file.fileno(), STANDARD_ERROR)
        sys.stderr = people
        try:
            yield people
        finally:
            people.flush()
            sys.stderr = before
            os.dup2(true, STANDARD_ERROR)
    os.close(true)
