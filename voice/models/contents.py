"""What a model's folder must hold for its engine, and whether it still holds what was unpacked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voice.models.registry import Checksum, Engine, KnownModel

MANIFEST = ".voicecart-model.json"
"""Written into a folder that we unpacked: every file with its size and sha256."""

_BLOCK = 1 << 20


def missing_files(engine: Engine, folder: Path) -> tuple[str, ...]:
    """The files without which the engine cannot load this folder; empty means complete."""
    if not folder.is_dir():
        return (str(folder),)
    if engine == "vosk":
        return _vosk(folder)
    if engine == "whisper":
        return _absent(folder, "model.bin", "config.json", "tokenizer.json", "vocabulary.txt|vocabulary.json")
    return _piper(folder)


def _vosk(folder: Path) -> tuple[str, ...]:
    # Vosk knows two layouts; the older one, without am/, is still that of a few small languages.
    if (folder / "final.mdl").is_file():
        return _absent(folder, "mfcc.conf", "HCLG.fst|HCLr.fst", "HCLG.fst|Gr.fst")
    return _absent(
        folder,
        "am/final.mdl",
        "conf/mfcc.conf",
        "conf/model.conf",
        "graph/HCLG.fst|graph/HCLr.fst",
        "graph/HCLG.fst|graph/Gr.fst",
    )


def _piper(folder: Path) -> tuple[str, ...]:
    voices = sorted(folder.glob("*.onnx"))
    return _absent(folder, *(f"{voice.name}.json" for voice in voices)) if voices else ("*.onnx",)


def _absent(folder: Path, *wanted: str) -> tuple[str, ...]:
    def there(alternatives: str) -> bool:
        paths = (folder / name for name in alternatives.split("|"))
        return any(path.is_file() and path.stat().st_size > 0 for path in paths)

    return tuple(name.replace("|", " or ") for name in wanted if not there(name))


def model_root(engine: Engine, folder: Path) -> Path | None:
    """The complete model in this folder or one level below (archives wrap it in a folder)."""
    inner = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return next((path for path in (folder, *inner) if not missing_files(engine, path)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong with one file of a model."""

    file: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


def findings(model: KnownModel, folder: Path, *, thorough: bool) -> tuple[Finding, ...]:
    """What is wrong with the model in this folder; `thorough` reads every file (seconds)."""
    absent = missing_files(model.engine, folder)
    if absent:
        return tuple(Finding(file=name, problem="is missing or empty") for name in absent)
    found = tuple(_sizes(folder))
    if found or not thorough:
        return found
    return tuple(_hashes(model, folder))


def _sizes(folder: Path) -> Iterator[Finding]:
    for name, entry in _manifest(folder).items():
        path = folder / name
        size = path.stat().st_size if path.is_file() else -1
        if size != entry["bytes"]:
            problem = "is missing" if size < 0 else f"has {size} bytes, was {entry['bytes']}"
            yield Finding(file=name, problem=problem)


def _hashes(model: KnownModel, folder: Path) -> Iterator[Finding]:
    expected = {name: entry["sha256"] for name, entry in _manifest(folder).items()} | dict(model.hashes)
    for name, wanted in expected.items():
        path = folder / name
        if not path.is_file():
            yield Finding(file=name, problem="is missing")
        elif file_hash(path, "sha256") != wanted:
            yield Finding(file=name, problem="is not the file that its sha256 names")


def _manifest(folder: Path) -> dict[str, dict[str, object]]:
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = content["files"]
    except (OSError, ValueError, KeyError, TypeError):
        # Put there by hand, or its manifest was lost: the required files are all we can ask for.
        return {}
    return files if isinstance(files, dict) else {}


def write_manifest(model: KnownModel, folder: Path, source: str) -> None:
    """Note in the folder what was unpacked, so that later damage shows."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    files = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": file_hash(path, "sha256"),
        }
        for path in paths
    }
    content = {"model": model.name, "source": source, "files": files}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def file_hash(path: Path, kind: str) -> str:
    """The file's hash in hexadecimal; `kind` is sha256 or md5."""
    digest = hashlib.new(kind, usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def matches(path: Path, checksum: Checksum) -> bool:
    """True if the file hashes to the checksum."""
    return file_hash(path, checksum.kind) == checksum.value.casefold()
