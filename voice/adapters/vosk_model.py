"""A Vosk model on disk and in memory: the only module that imports vosk."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any, Final

from voice.adapters.quiet import STANDARD_ERROR, libraries_speak_to
from voice.audio.frames import RECOGNISER_RATE
from voice.errors import EngineFault, Misuse, ModelBroken, ModelMissing

_NEEDED: Final = ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph/phones/word_boundary.int")
_DYNAMIC: Final = ("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int")
_IVECTOR: Final = (
    "final.dubm",
    "final.ie",
    "final.mat",
    "global_cmvn.stats",
    "online_cmvn.conf",
    "splice.conf",
)


class KnownModel:
    """A loaded model with its dictionary."""

    def __init__(self, vosk: Any, model: Any) -> None:
        self._vosk = vosk
        self._model = model
        self._words: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Whether the dictionary has this word."""
        if word not in self._words:
            usable = bool(word) and "\0" not in word
            self._words[word] = usable and self._model.vosk_model_find_word(word) != -1
        return self._words[word]

    def recogniser(self, phrases: tuple[str, ...], alternatives: int) -> Any:
        """A fresh recogniser: free without phrases, else a grammar of them.

        Raises Misuse, before the library is reached, for phrases that would crash it.
        """
        self._check(phrases)
        arguments = [json.dumps(phrases, ensure_ascii=False)] if phrases else []
        made = self._vosk.KaldiRecognizer(self._model, RECOGNISER_RATE, *arguments)
        made.SetMaxAlternatives(alternatives)
        made.SetWords(True)  # noqa: FBT003 - the library's own signature
        return made

    def _check(self, phrases: tuple[str, ...]) -> None:
        for phrase in phrases:
            if not isinstance(phrase, str) or not phrase.split() or not all(map(self.knows, phrase.split())):
                raise Misuse(f"{phrase!r} cannot stand in a grammar: it is empty or has unknown words.")


def load_model(directory: Path) -> KnownModel:
    """The model in this directory. Raises ModelMissing, ModelBroken or EngineFault."""
    check_model(directory)
    try:
        import vosk  # noqa: PLC0415 - half a second, and only where Vosk hears
    except (ImportError, OSError) as fault:
        raise EngineFault(f"The Vosk library does not load: {fault}", remedy="Reinstall vosk.") from fault
    vosk.SetLogLevel(-1)
    with tempfile.TemporaryDirectory(prefix="voicecart-vosk-") as folder:
        complaints = Path(folder) / "complaints"
        try:
            with libraries_speak_to(complaints):
                model = vosk.Model(model_path=str(directory))
        except Exception as fault:
            # Vosk raises bare Exception for every damaged model.
            raise _broken(directory) from fault
        said = complaints.read_bytes()
    os.write(STANDARD_ERROR, said)
    if any(line.startswith(b"ERROR") for line in said.splitlines()):
        # A torn graph is only complained of, and crashes the process at the first word.
        raise _broken(directory)
    return KnownModel(vosk, model)


def _broken(directory: Path) -> ModelBroken:
    return ModelBroken(
        f"Vosk cannot read the model in {directory}.", remedy="Fetch it again: voicecart models fetch."
    )


def check_model(directory: Path) -> None:
    """Look for the files that Vosk needs, without loading. Raises ModelMissing or ModelBroken."""
    if not directory.is_dir():
        raise ModelMissing(
            f"There is no Vosk model at {directory}.",
            remedy="Fetch one (voicecart models fetch) or set VOICECART_MODEL to its directory.",
        )
    missing = [name for name in _files_needed(directory) if not _filled(directory / name)]
    if missing:
        raise ModelBroken(
            f"The Vosk model at {directory} lacks {', '.join(missing)}.",
            remedy="Fetch it again: voicecart models fetch. Vosk's small models have all of these;"
            " the large ones have one fixed graph and cannot hear a grammar.",
        )


def _files_needed(directory: Path) -> tuple[str, ...]:
    ivector = directory / "ivector"
    return (*_NEEDED, *_DYNAMIC, *(f"ivector/{name}" for name in _IVECTOR if ivector.is_dir()))


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
