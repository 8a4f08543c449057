"""What changes on the shelf while a conversation goes on reaches it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from notes import Notes

from catalog.errors import CatalogError, StoreDown
from catalog.money import Money
from catalog.product import Product, Sku
from catalog.stores.embedded import EmbeddedStore
from catalog.stores.pricing import ShopTerms
from catalog.testing import FakeStore
from voice import following
from voice.assemble import new_session, open_counter, open_mind, typed_talk
from voice.clocks import MonotonicClock
from voice.config import Settings
from voice.following import Follower
from voice.keyboard import typed
from voice.shelf import FRESH_S, FarShelf


def goods(sku: str, name: str, cents: int = 300, stock: int | None = 20) -> Product:
    return Product(sku=Sku(sku), names={"en": (name,)}, price=Money(cents, "USD"), stock=stock)


SHELF = (goods("oat", "Oat Milk"), goods("jam", "Plum Jam"), goods("tea", "Green Tea"))
HARISSA = goods("harissa", "Rose Harissa Paste", 725)


@dataclass
class Talk:
    """A typed conversation with an embedded shop, and the shop's own side."""

    folder: Path

    def __post_init__(self) -> None:
        self.open = ExitStack()
        with closing(EmbeddedStore(self.folder / "store.db", ShopTerms())) as filled:
            filled.load_products(SHELF)
        settings = Settings(data_dir=self.folder)
        self.counter = open_counter(settings)
        self.open.callback(self.counter.close)
        self.said, self.clock = Notes(), MonotonicClock()
        self.mind = open_mind(settings, self.counter, self.said, self.clock)
        self.runtime = typed_talk(self.mind, self.counter, new_session(settings))
        assert self.counter.followed is not None
        self.follower = Follower(self.counter.followed, self.mind.words, self.said.trouble, every_s=0.01)
        self.shop = EmbeddedStore(self.folder / "store.db", ShopTerms())
        self.open.callback(self.shop.close)

    def say(self, text: str) -> str:
        self.said.sentences.clear()
        self.runtime.post(typed(text, self.clock, "en"))
        self.runtime.settle()
        return " ".join(self.said.sentences)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    talk = Talk(tmp_path)
    with talk.open:
        yield talk


def test_a_new_price_is_told_at_once(talk: Talk):
    assert "$3.00" in talk.say("how much is the plum jam")
    talk.shop.set_price(Sku("jam"), Money(455, "USD"))
    talk.follower.look()
    assert "$4.55" in talk.say("how much is the plum jam")


def test_a_price_costs_no_learning(talk: Talk):
    lexicon, search = talk.mind.lexicon, talk.counter.search
    assert talk.counter.followed is not None
    inner = talk.counter.followed.search.now
    talk.shop.set_price(Sku("jam"), Money(455, "USD"))
    talk.follower.look()
    assert talk.mind.lexicon is lexicon
    assert talk.counter.search is search
    assert talk.counter.followed.search.now._indexes is inner._indexes


def test_an_empty_shelf_is_known(talk: Talk):
    talk.shop.set_stock(Sku("tea"), 0)
    talk.follower.look()
    product = talk.counter.search.product(Sku("tea"))
    assert product is not None
    assert product.stock == 0


def test_a_new_product_is_understood_and_can_be_ordered(talk: Talk):
    assert "Rose Harissa" not in talk.say("add two rose harissa paste")
    talk.shop.load_products([HARISSA])
    talk.follower.look()
    assert "2 Rose Harissa Paste" in talk.say("add two rose harissa paste")
    assert "$14.50" in talk.say("check out")


def test_what_went_off_sale_is_offered_no_more(talk: Talk):
    talk.shop.load_products(SHELF[:2], alone=True)
    talk.follower.look()
    assert talk.counter.search.product(Sku("tea")) is None
    assert "Green Tea" not in talk.say("add green tea")


def test_a_product_that_was_renamed_is_found_by_its_new_name_alone(talk: Talk):
    talk.shop.load_products([replace(SHELF[1], names={"en": ("Damson Spread",)})])
    talk.follower.look()
    assert "Damson Spread" in talk.say("add damson spread")
    assert "Added" not in talk.say("add plum jam")


def test_a_whole_new_catalog_is_taken_over(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "BESIDE", 2)
    talk.shop.load_products([HARISSA, goods("rye", "Rye Bread"), goods("fig", "Dried Figs")], alone=True)
    talk.follower.look()
    assert {p.sku for p in talk.counter.search.products()} == {"harissa", "rye", "fig"}
    assert "Dried Figs" in talk.say("add dried figs")


def test_in_a_large_catalog_news_stand_beside_the_index(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(following, "SHELF", 1)
    assert talk.counter.followed is not None
    indexes = talk.counter.followed.search.now._indexes
    talk.shop.load_products([HARISSA])
    talk.follower.look()
    assert talk.counter.followed.search.now._indexes is indexes
    assert "Rose Harissa Paste" in talk.say("add rose harissa paste")


def test_the_thread_looks_by_itself_until_it_is_closed(talk: Talk):
    talk.follower.start()
    talk.shop.set_price(Sku("jam"), Money(455, "USD"))
    assert _soon(lambda: talk.counter.search.product(Sku("jam")).price.minor == 455)
    talk.follower.close()
    assert not talk.follower._thread.is_alive()


def test_a_store_that_is_down_is_told_once_and_asked_again(talk: Talk):
    shop = FakeStore(SHELF)
    assert talk.counter.followed is not None
    followed = replace(talk.counter.followed, shelf=shop, mark=shop.mark())
    follower = Follower(followed, talk.mind.words, talk.said.trouble, every_s=0.01)
    shop.down = True
    with pytest.raises(StoreDown):
        follower.look()
    follower.start()
    assert _soon(lambda: talk.said.troubles)
    shop.down = False
    shop.set_price(Sku("jam"), Money(455, "USD"))
    assert _soon(lambda: talk.counter.search.product(Sku("jam")).price.minor == 455)
    follower.close()
    assert len(talk.said.troubles) == 1
    assert isinstance(talk.said.troubles[0], CatalogError)


def test_a_far_shelf_is_read_anew_when_it_is_old(tmp_path: Path):
    shop, now = FakeStore(SHELF), time.time()
    file = tmp_path / "shelf.jsonl"
    shelf = FarShelf(shop, file, now=lambda: now)
    mark = shelf.mark()
    assert tuple(shelf.products()) == SHELF
    shop.set_price(Sku("jam"), Money(455, "USD"))
    news = shelf.news(mark, 10)
    assert news is not None
    assert (news.mark, news.changed) == (mark, ())
    os.utime(file, (now - FRESH_S - 1, now - FRESH_S - 1))
    assert shelf.news(mark, 10) is None
    later = shelf.mark()
    assert later > mark - 1e9 * FRESH_S
    assert {p.sku: p.price.minor for p in shelf.products()}["jam"] == 455
    assert shelf.news(later, 10) is not None
    assert shelf.news(mark, 10) is None


def test_an_import_reaches_a_conversation_that_goes_on(tmp_path: Path):
    command = [str(Path(sys.executable).with_name("voicecart"))]
    given = {**os.environ, "VOICECART_DATA_DIR": str(tmp_path)}
    feed = tmp_path / "new.csv"
    feed.write_text("sku,name,price,currency\nH1,Rose Harissa Paste,7.25,USD\n", encoding="utf-8")
    with subprocess.Popen(
        [*command, "type", "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=given
    ) as talk:
        assert b"Hello" in _until(talk, b"Hello")
        subprocess.run([*command, "catalog", "import", str(feed)], env=given, check=True, capture_output=True)
        for _ in range(60):
            _type(talk, "do you have rose harissa paste?\n")
            answer = _until(talk, b"\n")
            if b"$7.25" in answer:
                break
            time.sleep(0.5)
        talk.stdin.close()
        rest = talk.stdout.read()
    assert b"$7.25" in answer + rest


def _type(talk: subprocess.Popen[bytes], line: str) -> None:
    assert talk.stdin is not None
    talk.stdin.write(line.encode())
    talk.stdin.flush()


def _until(talk: subprocess.Popen[bytes], wanted: bytes, seconds: float = 60.0) -> bytes:
    assert talk.stdout is not None
    got, end = b"", time.monotonic() + seconds
    while wanted not in got and time.monotonic() < end:
        if select.select([talk.stdout], [], [], 0.2)[0]:
            some = os.read(talk.stdout.fileno(), 65536)
            if not some:
                break
            got += some
    return got


def _soon(condition, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return bool(condition())
