"""What `voicecart models` shows: plain rows, as text or JSON; the command itself only prints them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from voice.errors import ModelError
from voice.models.contents import findings
from voice.models.progress import Progress, silent
from voice.models.registry import KnownModel, models_for
from voice.models.store import Located, ModelStore, fetch_model, locate

State = Literal["here", "absent", "broken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model as a user sees it."""

    name: str
    engine: str
    language: str
    state: State
    megabytes: float
    """What its download weighs."""
    licence: str
    checksum: str
    """What its download is pinned by: sha256, or md5 where nothing better is known."""
    path: str = ""
    source: str = ""
    """given, cache or package, where it is here."""
    problems: tuple[str, ...] = ()


HEADINGS = ("name", "engine", "language", "state", "MB", "licence", "path")


def list_models(store: ModelStore, language: str = "", engine: str = "") -> tuple[ModelRow, ...]:
    """Every known model of this language and engine, whether here or not. Reads no large file."""
    return tuple(_row(store, model, thorough=False) for model in models_for(language, engine))


def check_models(store: ModelStore, models: Iterable[KnownModel]) -> tuple[ModelRow, ...]:
    """The same rows after every file was read and compared with its checksum (seconds per model)."""
    return tuple(_row(store, model, thorough=True) for model in models)


def _row(store: ModelStore, model: KnownModel, *, thorough: bool) -> ModelRow:
    try:
        found = locate(store, model)
    except ModelError as error:
        return _made(model, None, "broken", (error.message,))
    if found is None:
        cached = store.root / model.name
        wrong = findings(model, cached, thorough=False) if cached.is_dir() else ()
        return _made(model, None, "broken" if wrong else "absent", tuple(map(str, wrong)))
    wrong = findings(model, found.path, thorough=True) if thorough else ()
    return _made(model, found, "broken" if wrong else "here", tuple(map(str, wrong)))


def _made(model: KnownModel, found: Located | None, state: State, problems: tuple[str, ...]) -> ModelRow:
    return ModelRow(
        name=model.name,
        engine=model.engine,
        language=model.language,
        state=state,
        megabytes=round(model.bytes / 1e6, 1),
        licence=model.licence,
        checksum=model.pinned_by,
        path=str(found.path) if found else "",
        source=found.source if found else "",
        problems=problems,
    )


def as_json(rows: Iterable[ModelRow]) -> list[dict[str, Any]]:
    """The rows for a program, one object per model."""
    return [asdict(row) | {"problems": list(row.problems)} for row in rows]


def as_cells(rows: Iterable[ModelRow]) -> tuple[tuple[str, ...], ...]:
    """The rows for a table, in the order of HEADINGS; problems stand under the path."""
    return tuple(
        (
            row.name,
            row.engine,
            row.language,
            row.state,
            f"{row.megabytes:.1f}",
            row.licence,
            "; ".join(filter(None, (row.path, *row.problems))),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What fetching for a language brought, and what could not be had."""

    here: tuple[Located, ...]
    lacking: tuple[ModelError, ...]

    @property
    def can_hear(self) -> bool:
        """True if at least one recogniser's model is here."""
        return any(found.model.engine != "piper" for found in self.here)


def gather(store: ModelStore, language: str, progress: Progress = silent) -> Gathered:
    """For each engine that knows the language, a model on this machine, fetched where none is here.

    What cannot be had is reported, not raised: one recogniser is enough to be heard.
    """
    here: list[Located] = []
    lacking: list[ModelError] = []
    for engine in ("vosk", "whisper", "piper"):
        models = models_for(language, engine)
        if not models:
            continue
        try:
            present = next((found for model in models if (found := locate(store, model))), None)
            here.append(present or fetch_model(store, models[0], progress))
        except ModelError as error:
            lacking.append(error)
    return Gathered(here=tuple(here), lacking=tuple(lacking))
