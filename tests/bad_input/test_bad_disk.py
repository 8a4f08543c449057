"""A full disk: a message, its exit code, nothing half-written; and all is well again with room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from installed_command import Voicecart

from voice.exits import Exit

ORDER = "reorder toothbrush heads\nyes\n"
MIB = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MiB of its own."""
    if os.geteuid():
        pytest.skip("mounting a small disk needs root")
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", place], check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def _fill(disk: Path) -> Path:
    filling = disk / "filling"
    with filling.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 512):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return filling


def test_a_disk_that_fills_up_loses_nothing_and_orders_once(
    voicecart: Voicecart, small_disk: Path, tmp_path: Path
) -> None:
    shutil.copytree(voicecart.data, small_disk / "data")
    shop = Voicecart(home=tmp_path, settings={"VOICECART_DATA_DIR": str(small_disk / "data")})
    assert shop.run("type", typed="add two oat milk\n").code == Exit.OK
    filling = _fill(small_disk)
    full = shop.run("type", typed="order it\nyes\n")
    assert full.code in {Exit.OK, Exit.FULL}, full.err
    assert "full" in full.out + full.err or "took no more" in full.out + full.err
    assert "Traceback" not in full.err
    assert "receipt" not in full.out
    filling.unlink()
    again = shop.run("type", typed="order it\nyes\n")
    assert again.code == Exit.OK, again.err
    assert "basket is still here" in again.out
    assert again.out.count("receipt") == 1
    kept = Voicecart(home=small_disk)
    assert (kept.orders(), kept.entries()) == (1, 1)


def test_a_shop_cannot_be_opened_on_a_full_disk_and_can_later(small_disk: Path, tmp_path: Path) -> None:
    filling = _fill(small_disk)
    shop = Voicecart(home=tmp_path, settings={"VOICECART_DATA_DIR": str(small_disk / "new")})
    full = shop.run("type", typed=ORDER)
    assert full.code == Exit.FULL, full.out + full.err
    assert "Free some space" in full.err
    filling.unlink()
    assert "receipt" in shop.run("type", typed=ORDER).out


def test_catalog_import_onto_a_full_disk_keeps_the_old_products(
    voicecart: Voicecart, small_disk: Path, tmp_path: Path
) -> None:
    shutil.copytree(voicecart.data, small_disk / "data")
    shop = Voicecart(home=tmp_path, settings={"VOICECART_DATA_DIR": str(small_disk / "data")})
    many = tmp_path / "many.csv"
    rows = "".join(f"N-{n},Product of number {n},1.00,USD\n" for n in range(5_000))
    many.write_text("sku,name,price,currency\n" + rows)
    filling = _fill(small_disk)
    ran = shop.run("catalog", "import", many)
    assert ran.code == Exit.FULL, ran.out + ran.err
    filling.unlink()
    found = shop.run("catalog", "search", "product of number 7", "--json").told()
    assert not [row for row in found["found"] if row["sku"].startswith("N-")]
