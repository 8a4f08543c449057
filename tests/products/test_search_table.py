"""What shoppers say over the sample shop, and what must be understood: one row per phrase."""

from functools import cache

import pytest

from catalog.history import History
from catalog.money import Money
from catalog.ports import Ambiguous, Decision, Match, NoMatch, Purpose, Query
from catalog.product import Product, Sku
from catalog.sample import sample_orders, sample_products
from catalog.search import CatalogSearch


@cache
def shop() -> CatalogSearch:
    return CatalogSearch(sample_products())


@cache
def shopper() -> CatalogSearch:
    return shop().with_history(History(sample_orders()))


def ask(phrase: str, language: str, purpose: Purpose = Purpose.ADD) -> Decision:
    search = shopper() if purpose is Purpose.REORDER else shop()
    return search.find(Query(phrases=(phrase,), language=language, purpose=purpose))


ONE_ENGLISH = [
    # typed and spoken names, aliases, sizes
    ("oat milk", "OAT-ORIG"),
    ("goat milk", "MILK-GOAT-QT"),
    ("goat's milk", "MILK-GOAT-QT"),
    ("barista oat milk", "OAT-BARISTA"),
    ("unsweetened oat milk", "OAT-UNSW"),
    ("skim milk", "MILK-SKIM-HALF"),
    ("gallon of whole milk", "MILK-WHOLE-GAL"),
    ("half a gallon of two percent milk", "MILK-2PCT-HALF"),
    ("eggs", "EGG-LG-12"),
    ("eighteen eggs", "EGG-LG-18"),
    ("a dozen brown eggs", "EGG-BROWN-12"),
    ("sharp cheddar cheese", "CHS-CHED-SHARP"),
    ("half and half", "HALFHALF-PT"),
    ("soft toothbrush heads", "TBH-SOFT-4"),
    ("size four diapers", "DIAPER-4"),
    ("newborn diapers", "DIAPER-NB"),
    ("paper towels six pack", "PT-6"),
    ("paper towels twelve pack", "PT-12"),
    ("twenty four double a batteries", "BAT-AA-24"),
    ("eight triple a batteries", "BAT-AAA-8"),
    ("AA Batteries, 8 Pack", "BAT-AA-8"),
    ("nine volt battery", "BAT-9V-2"),
    ("two liter cola", "COLA-2L"),
    ("twelve ounce honey", "HONEY-BEAR"),
    ("5 lb white rice", "RICE-WHITE-5"),
    ("lean ground beef", "BEEF-GR-93"),
    ("green apples", "APPLE-GRAN"),
    ("organic bananas", "BANANA-ORG"),
    ("salmon dog food", "DOG-SALM-15"),
    ("dog shampoo", "DOG-SHAM"),
    ("latte", "BAR-LATTE"),
    ("iced latte", "BAR-ICEDLATTE"),
    ("Fresh Jalapenos", "JALAPENO"),
    # as people call it
    ("oj", "OJ-PULPFREE"),
    ("tp", "TP-12"),
    ("tp double rolls", "TP-12"),
    ("pb", "PB-CREAMY"),
    ("q tips", "COTTON-SWAB"),
    ("band aids", "BANDAGE"),
    ("tylenol", "ACETA-500"),
    ("mac n cheese", "MACCHEESE"),
    ("post its", "NOTE-STICKY-6"),
    ("k cups", "KCUP-MED-24"),
    ("tin foil", "FOIL-75"),
    ("poop bags", "DOG-BAGS"),
    ("evoo", "OIL-OLIVE"),
    # split, merged, misheard, misspelt
    ("cap a chino", "BAR-CAPP"),
    ("capuccino", "BAR-CAPP"),
    ("spa getty", "PASTA-SPAG"),
    ("lin guinea", "PASTA-LING"),
    ("linguini", "PASTA-LING"),
    ("fetta chini", "PASTA-FETT"),
    ("oatmilk", "OAT-ORIG"),
    ("cold blue", "BAR-COLDBREW"),
    ("cam bow cha", "KOMBUCHA"),
    ("albacor tuna in water", "TUNA-WATER-4"),
    ("strawberry yoghurt", "YOG-STRAW"),
    ("sour dough", "BREAD-SOUR"),
    ("crunchy peanut bucker", "PB-CRUNCHY"),
    ("hass avacado", "AVO-1"),
    ("guacamoly", "GUAC"),
    ("dish washer pods", "DW-PODS-42"),
    ("sirracha", "SRIRACHA"),
]

ONE_KOREAN = [
    ("귀리 우유", "OAT-ORIG"),
    ("귀리우유", "OAT-ORIG"),
    ("오트 밀크", "OAT-ORIG"),
    ("산양유", "MILK-GOAT-QT"),
    ("계란", "EGG-LG-12"),
    ("달걀", "EGG-LG-12"),
    ("계란 열여덟 개", "EGG-LG-18"),
    ("부드러운 칫솔모", "TBH-SOFT-4"),
    ("아아", "BAR-ICEDAMER"),
    ("카페 라떼", "BAR-LATTE"),
    ("바닐라라떼", "BAR-VANLATTE"),
    ("휴지", "TP-12"),
    ("고양이 모래", "CAT-LITTER-20"),
    ("삼겹살", "PORK-BELLY"),
    ("김치", "KIMCHI-JAR"),
    ("매운라면", "RAMEN-SPICY-5"),
    ("사 단계 기저귀", "DIAPER-4"),
    ("더블에이 건전지 여덟 개", "BAT-AA-8"),
    ("커피 믹스", "COFMIX-50"),
    ("땅콩 버터", "PB-CREAMY"),
    ("oat milk", "OAT-ORIG"),
]

SEVERAL = [
    ("milk", "en", {"MILK-WHOLE-GAL", "MILK-WHOLE-HALF"}, "size"),
    ("whole milk", "en", {"MILK-WHOLE-GAL", "MILK-WHOLE-HALF"}, "size"),
    ("two percent milk", "en", {"MILK-2PCT-GAL", "MILK-2PCT-HALF"}, "size"),
    ("2% milk", "en", {"MILK-2PCT-GAL", "MILK-2PCT-HALF"}, "size"),
    ("coconut milk", "en", {"COCO-CAN", "COCO-BEV"}, "name"),
    ("toothbrush heads", "en", {"TBH-SOFT-4"}, "name"),
    ("tooth brush heads", "en", {"TBH-SOFT-4"}, "name"),
    ("double a batteries", "en", {"BAT-AA-8", "BAT-AA-4", "BAT-AA-24"}, "size"),
    ("paper towels", "en", {"PT-6", "PT-12"}, "size"),
    ("dog food", "en", {"DOG-CHKN-15"}, "size"),
    ("chicken dog food", "en", {"DOG-CHKN-15", "DOG-CHKN-30"}, "size"),
    ("ground beef", "en", {"BEEF-GR-93", "BEEF-GR-80"}, "price"),
    ("greek yogurt", "en", {"YOG-GREEK-PLAIN", "YOG-GREEK-HONEY"}, "name"),
    ("toothpaste", "en", {"TP-MINT"}, "name"),
    ("ice cream", "en", {"ICE-VAN"}, "name"),
    ("coat milk", "en", {"OAT-ORIG", "MILK-GOAT-QT"}, "name"),
    ("coffee", "en", {"BAR-DRIP"}, "name"),
    ("three liter cola", "en", {"COLA-12", "COLA-2L"}, "size"),
    ("six pack of cola", "en", {"COLA-12", "COLA-2L"}, "size"),
    ("gallon of oat milk", "en", {"OAT-ORIG"}, "name"),
    ("half gallon of milk", "en", {"MILK-WHOLE-HALF"}, "name"),
    ("우유", "ko", {"MILK-WHOLE-GAL", "MILK-WHOLE-HALF"}, "size"),
    ("칫솔모", "ko", {"TBH-SOFT-4"}, "name"),
    ("더블에이 건전지", "ko", {"BAT-AA-8", "BAT-AA-4", "BAT-AA-24"}, "size"),
    ("라면", "ko", {"RAMEN-SPICY-5", "RAMEN-MILD-5"}, "name"),
]

NONE_ENGLISH = [
    "blorf snargle", "blorf", "asdfgh", "read", "read my order", "read it back", "where is my order",
    "what time is it",
    "play some music", "turn on the lights", "tell me a joke", "how much is it", "cancel", "hello", "yes",
    "what is the weather today", "laptop", "iphone charger", "winter tires", "red wine", "xylophone",
    "one two three", "the", "?!",
]  # fmt: skip
NONE_KOREAN = ["날씨 어때", "주문 내역 읽어줘", "노트북 컴퓨터", "음악 틀어줘", "가나다라", "지금 몇 시야"]

AGAIN = [
    ("toothbrush heads", "TBH-SOFT-4"),
    ("tooth brush heads", "TBH-SOFT-4"),
    ("the usual coffee", "BAR-LATTE"),
    ("coffee", "BAR-LATTE"),
    ("oat milk", "OAT-ORIG"),
    ("coat milk", "OAT-ORIG"),
    ("milk", "OAT-ORIG"),
    ("dog food", "DOG-CHKN-15"),
    ("paper towels", "PT-6"),
    ("batteries", "BAT-AA-8"),
    ("laundry detergent", "LAUNDRY-FREE"),
    ("bread", "BREAD-WHEAT"),
    ("goat milk", "MILK-GOAT-QT"),
    ("cat food", "CAT-CHKN-7"),
    ("paper towels twelve pack", "PT-12"),
]
AGAIN_KOREAN = [
    ("칫솔모", "TBH-SOFT-4"),
    ("커피", "BAR-LATTE"),
    ("강아지 사료", "DOG-CHKN-15"),
    ("키친타월", "PT-6"),
]


@pytest.mark.parametrize(
    ("phrase", "language", "sku"),
    [(p, "en", s) for p, s in ONE_ENGLISH] + [(p, "ko", s) for p, s in ONE_KOREAN],
)
def test_one_product_is_meant(phrase: str, language: str, sku: str):
    answer = ask(phrase, language)
    assert isinstance(answer, Match), answer
    assert answer.best.product.sku == sku
    assert answer.best.probability > 0.6


@pytest.mark.parametrize(("phrase", "language", "among", "differs"), SEVERAL)
def test_several_fit_and_what_differs_is_told(phrase: str, language: str, among: set[str], differs: str):
    answer = ask(phrase, language)
    assert isinstance(answer, Ambiguous), answer
    assert 2 <= len(answer.candidates) <= 3
    assert among <= {c.product.sku for c in answer.candidates}
    assert answer.differs[0] == differs


@pytest.mark.parametrize(
    ("phrase", "language"), [(p, "en") for p in NONE_ENGLISH] + [(p, "ko") for p in NONE_KOREAN]
)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_nothing_is_meant(phrase: str, language: str, purpose: Purpose):
    answer = ask(phrase, language, purpose)
    assert isinstance(answer, NoMatch), answer


@pytest.mark.parametrize(
    ("phrase", "language", "sku"),
    [(p, "en", s) for p, s in AGAIN] + [(p, "ko", s) for p, s in AGAIN_KOREAN],
)
def test_a_reorder_means_what_was_bought(phrase: str, language: str, sku: str):
    answer = ask(phrase, language, Purpose.REORDER)
    assert isinstance(answer, Match), answer
    assert answer.best.product.sku == sku


STEPS = [7, pytest.param(1, marks=pytest.mark.slow)]
"""Every seventh product by default, every one in the whole set."""


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("step", STEPS)
def test_a_product_is_found_by_its_own_name(language: str, step: int):
    for product in list(shop().products())[::step]:
        answer = ask(product.name(language), language)
        assert isinstance(answer, Match), (product.name(language), answer)
        assert answer.best.product.sku == product.sku


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("step", STEPS)
def test_an_alias_leads_to_the_products_that_bear_it(language: str, step: int):
    for product in list(shop().products())[::step]:
        for alias in product.names[language][1:]:
            answer = ask(alias, language)
            assert not isinstance(answer, NoMatch), alias
            offered = (answer.best,) if isinstance(answer, Match) else answer.candidates
            assert product.sku in {c.product.sku for c in offered}, (alias, product.sku, answer)


def test_the_sample_shop_is_large_and_each_product_stands_apart():
    products = list(shop().products())
    assert len(products) >= 500
    assert len({p.sku for p in products}) == len(products)
    for language in ("en", "ko"):
        assert len({p.name(language) for p in products}) == len(products)
        assert all(len(p.names[language]) >= 2 for p in products)
    assert any(p.stock == 0 for p in products)
    assert sum(1 for p in products if p.options) >= 10


def test_the_sample_history_buys_what_the_shop_sells():
    orders = sample_orders()
    assert len(orders) >= 14
    for order in orders:
        assert sum(line.total.minor for line in order.lines) == order.total.minor
        for ordered in order.lines:
            product = shop().product(ordered.line.sku)
            assert product is not None
            for chosen in ordered.line.options:
                group = product.group(chosen.group)
                assert group is not None
                assert group.value(chosen.value) is not None


@pytest.mark.parametrize("said", ["candies", "Candy", "drops, sweet", "drop, sweet"])
def test_of_names_that_read_alike_the_one_written_so_comes_first(said: str) -> None:
    names = ("Candy", "Candies", "Drops, Sweet", "Drop, Sweet", "Candied Almonds")
    price = Money(100, "USD")
    small = CatalogSearch(Product(sku=Sku(n), names={"en": (n,)}, price=price) for n in names)
    answer = small.find(Query(phrases=(said,), language="en", purpose=Purpose.FIND))
    first = answer.best if isinstance(answer, Match) else answer.candidates[0]
    assert first.product.name("en").lower() == said.lower()
