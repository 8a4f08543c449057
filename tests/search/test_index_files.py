"""The index as the assistant keeps it: opened, built, replaced, and done without."""

import errno
import multiprocessing
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from catalog.money import Money
from catalog.ports import Ambiguous, Filters, Match, NoMatch, Query
from catalog.product import Product, Sku
from catalog.search import CatalogSearch, files
from catalog.search.files import Opened, open_search
from catalog.search.snapshot import PAGE
from voice.adapters.logs import close_logs, open_logs
from voice.assemble import open_counter
from voice.config import Settings

KINDS = ("soup", "juice", "bread", "yogurt", "cookies", "crackers", "salsa", "granola", "tea", "pasta")
TASTES = ("tomato", "orange", "garlic", "peach", "ginger", "maple", "walnut", "basil", "lemon", "honey")
MAKES = ("Harvest Moon", "Silver Creek", "Old Mill")


@cache
def products() -> tuple[Product, ...]:
    names = [f"{make}, {taste} {kind}" for make in MAKES for taste in TASTES for kind in KINDS]
    return tuple(goods(f"P{i}", name) for i, name in enumerate(names))


def goods(sku: str, name: str, cents: int = 300) -> Product:
    return Product(sku=Sku(sku), names={"en": (name,), "ko": (f"상품 {name}",)}, price=Money(cents, "USD"))


@pytest.fixture(autouse=True)
def _large_from_few_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SHELF", 100)
    monkeypatch.setattr(files, "BESIDE", 20)


def first(search: CatalogSearch, phrase: str, filters: Filters | None = None) -> Product:
    query = Query(phrases=(phrase,), language="en")
    match search.find(replace(query, filters=filters) if filters else query):
        case Match(best=best):
            return best.product
        case Ambiguous(candidates=some):
            return some[0].product
        case NoMatch(nearest=near):
            return near[0].product


def finds(opened: Opened, phrase: str = "silver creek ginger pasta") -> bool:
    return first(opened.search, phrase).name("en").casefold().replace(",", "") == phrase


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in folder.glob("*.index")}


def test_files_are_built_once_and_opened_from_then_on(tmp_path: Path):
    folder = tmp_path / "data" / "index"
    opened = open_search(products(), folder)
    assert opened.built
    assert opened.trouble is None
    kept = stamps(folder)
    assert sorted(kept) == ["marks.index", "names-en.index", "names-ko.index"]
    again = open_search(products(), folder)
    assert not again.built
    assert stamps(folder) == kept
    assert finds(opened)
    assert finds(again)


def test_a_small_catalog_needs_no_file(tmp_path: Path):
    opened = open_search(products()[:50], tmp_path / "index")
    assert finds(opened, "harvest moon garlic bread")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("name", ["marks.index", "names-en.index", "names-ko.index"])
@pytest.mark.parametrize("place", [0, 9, PAGE + 1, -1])
def test_a_damaged_file_is_replaced(tmp_path: Path, name: str, place: int):
    open_search(products(), tmp_path)
    whole = (tmp_path / name).read_bytes()
    data = bytearray(whole)
    data[place] ^= 0x55
    (tmp_path / name).write_bytes(data)
    opened = open_search(products(), tmp_path)
    assert opened.built
    assert finds(opened)
    assert not open_search(products(), tmp_path).built


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" * 2000])
def test_a_foreign_or_missing_file_is_replaced(tmp_path: Path, content: bytes):
    open_search(products(), tmp_path)
    (tmp_path / "names-ko.index").unlink()
    (tmp_path / "names-en.index").write_bytes(content)
    opened = open_search(products(), tmp_path)
    assert opened.built
    assert finds(opened)


def test_files_of_another_program_or_word_list_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    open_search(products(), tmp_path)
    monkeypatch.setattr(files, "_recipe", lambda: 1)
    assert open_search(products(), tmp_path).built
    assert not open_search(products(), tmp_path).built


def test_a_whole_file_with_other_arrays_is_replaced(tmp_path: Path):
    open_search(products(), tmp_path)
    (tmp_path / "names-en.index").write_bytes((tmp_path / "marks.index").read_bytes())
    assert open_search(products(), tmp_path).built


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path):
    (tmp_path / ".names-en.index.999.part").write_bytes(b"half")
    open_search(products(), tmp_path)
    assert not list(tmp_path.glob(".*.part"))


def test_price_and_stock_need_no_new_file(tmp_path: Path):
    open_search(products(), tmp_path)
    dearer = [replace(product, price=Money(999, "USD"), stock=3) for product in products()]
    opened = open_search(dearer, tmp_path)
    assert not opened.built
    assert first(opened.search, "old mill lemon tea").price == Money(999, "USD")


def changed_catalog() -> Sequence[Product]:
    """P0 is gone, P1 has another name, NEW came."""
    listed = [product for product in products() if product.sku not in {"P0", "P1"}]
    return [goods("P1", "Quantum Dragonfruit Fizz"), *listed, goods("NEW", "Plain Seltzer")]


def test_a_few_other_products_stand_beside_the_file(tmp_path: Path):
    open_search(products(), tmp_path)
    kept = stamps(tmp_path)
    opened = open_search(changed_catalog(), tmp_path)
    assert not opened.built
    assert stamps(tmp_path) == kept
    assert first(opened.search, "quantum dragon fruit fizz").sku == "P1"
    assert first(opened.search, "plain seltzer").sku == "NEW"
    assert first(opened.search, "harvest moon tomato soup").sku not in {"P0", "P1"}
    assert opened.search.product(Sku("P0")) is None
    assert {p.sku for p in opened.search.products()} == {p.sku for p in changed_catalog()}
    assert finds(opened)


def test_a_product_that_changed_twice_is_found_by_its_last_name_only(tmp_path: Path):
    open_search(products(), tmp_path)
    opened = open_search(changed_catalog(), tmp_path)
    later = opened.search.with_changes([goods("P1", "Walnut Surprise")])
    assert first(later, "walnut surprise").sku == "P1"
    assert first(later, "quantum dragon fruit fizz").sku != "P1"


def test_many_other_products_make_a_new_file(tmp_path: Path):
    open_search(products(), tmp_path)
    more = [goods(f"N{i}", f"Blue Heron, {taste} water") for i, taste in enumerate(TASTES * 3)]
    assert open_search([*products(), *more], tmp_path).built
    assert open_search(products()[:150], tmp_path).built


def _refusing(error: int) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    return refuse


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EFBIG])
def test_a_full_disk_leaves_the_search_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int):
    monkeypatch.setattr(os, "posix_fallocate", _refusing(error))
    opened = open_search(products(), tmp_path)
    assert opened.trouble is not None
    assert opened.trouble.errno == error
    assert finds(opened)
    assert stamps(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_a_folder_that_cannot_be_made_leaves_the_search_in_memory(tmp_path: Path):
    (tmp_path / "index").write_text("a file stands here")
    opened = open_search(products(), tmp_path / "index")
    assert opened.trouble is not None
    assert finds(opened)


def test_a_folder_that_may_only_be_read_still_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Root may write anywhere, so the refusal is played."""
    open_search(products(), tmp_path)
    monkeypatch.setattr(os, "open", _refusing(errno.EROFS))
    monkeypatch.setattr(files, "build_file", _refusing(errno.EROFS))
    opened = open_search(products(), tmp_path)
    assert not opened.built
    assert opened.trouble is None
    assert finds(opened)
    (tmp_path / "names-en.index").unlink()
    without = open_search(products(), tmp_path)
    assert without.trouble is not None
    assert without.trouble.errno == errno.EROFS
    assert finds(without)


def _open_in_process(folder: str, gate: Barrier, answers: "multiprocessing.Queue[bool]") -> None:
    files.SHELF = 100
    gate.wait(timeout=60)
    opened = open_search(products(), Path(folder))
    assert finds(opened)
    answers.put(opened.built)


def test_of_two_processes_at_once_one_builds(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(2), context.Queue()
    both = [context.Process(target=_open_in_process, args=(str(tmp_path), gate, answers)) for _ in range(2)]
    for one in both:
        one.start()
    built = sorted(answers.get(timeout=120) for _ in both)
    for one in both:
        one.join(timeout=60)
    assert built == [False, True]
    assert sorted(stamps(tmp_path)) == ["marks.index", "names-en.index", "names-ko.index"]


def test_the_assistant_keeps_its_index_in_the_data_folder(tmp_path: Path):
    settings = Settings(data_dir=tmp_path / "data", catalog=catalog_file(tmp_path))
    log = open_logs(tmp_path / "log")
    try:
        for _ in range(2):
            counter = open_counter(settings)
            assert (
                first(counter.search, "silver creek ginger pasta").name("en") == "Silver Creek, ginger pasta"
            )
            counter.close()
    finally:
        close_logs()
    assert sorted(stamps(settings.data_dir / "index")) == ["marks.index", "names-en.index"]
    assert log.read_text().count("the index was built") == 1


def test_the_assistant_goes_on_without_files_and_the_log_says_so_once(tmp_path: Path):
    settings = Settings(data_dir=tmp_path / "data", catalog=catalog_file(tmp_path))
    settings.data_dir.mkdir()
    (settings.data_dir / "index").write_text("a file stands here")
    log = open_logs(tmp_path / "log")
    try:
        counter = open_counter(settings)
        assert first(counter.search, "silver creek ginger pasta").name("en") == "Silver Creek, ginger pasta"
        counter.close()
    finally:
        close_logs()
    lines = [line for line in log.read_text().splitlines() if "search" in line]
    assert len(lines) == 1
    assert "built in memory at every start" in lines[0]


def catalog_file(folder: Path) -> Path:
    file = folder / "shop.csv"
    rows = (f'{product.sku},"{product.name("en")}",3.00,USD' for product in products())
    file.write_text("sku,name,price,currency\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file
