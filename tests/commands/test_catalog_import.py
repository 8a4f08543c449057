"""The bar of a long import: on a terminal it moves with the bytes that are read, elsewhere there is none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from catalog.sources.how import How
from catalog.sources.load import open_source
from voice.commands import catalog


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    file = tmp_path / "long.csv"
    file.write_text("sku,name,price,currency\n" + "".join(f"S{n},Tea,1,USD\n" for n in range(20_000)))
    return file


@pytest.mark.parametrize("terminal", [True, False])
def test_the_bar_moves_with_the_bytes(monkeypatch: pytest.MonkeyPatch, feed: Path, terminal: bool) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=terminal, width=100)
    monkeypatch.setattr(catalog, "Console", lambda stderr: console)
    seen: list[int] = []
    with catalog._bar(feed) as on_bytes:
        how = How(on_bytes=lambda done: (seen.append(done), on_bytes(done))[1])
        assert sum(1 for _ in open_source(feed, how).rows()) == 20_000
    assert seen == sorted(seen)
    assert seen[-1] == feed.stat().st_size
    assert len(seen) > 3
    assert ("long.csv" in screen.getvalue()) == terminal
