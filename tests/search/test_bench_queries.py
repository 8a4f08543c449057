"""What the catalog bench asks, of which catalogs, and which names may be asked for."""

import random
import sys
from pathlib import Path

PARTS = Path(__file__).resolve().parents[2] / "scripts" / "parts"
sys.path.insert(0, str(PARTS))

from catalog_names import korean_rows, part_of  # noqa: E402
from catalog_peers import ratio_jamo  # noqa: E402
from catalog_queries import (  # noqa: E402
    HEARD_KOREAN,
    Asked,
    catalog_of,
    heard_rows,
    korean_queries,
    meant_names,
    plain,
    right_names,
)
from ranker_queries import mistyped, some_words, training_queries  # noqa: E402


def test_korean_names_are_the_shops_and_the_files_hangul(tmp_path: Path):
    file = tmp_path / "names.tsv"
    file.write_text("1\t신라면 컵\n2\tTomato Soup\n3\t신라면  컵\n", encoding="utf-8")
    names = [name for _, name in korean_rows(file)]
    assert names.count("신라면 컵") == 1
    assert "Tomato Soup" not in names
    assert len(names) == len(korean_rows(None)) + 1


def test_kept_names_are_never_asked_for():
    asked = korean_queries(korean_rows(None), 1, None)
    assert {"whole", "no spaces", "typo", "told clean", "told in noise", "free clean"} <= {
        a.set for a in asked
    }
    assert all(part_of(row["name"]) == "test" for row in heard_rows(HEARD_KOREAN))
    whole = [a for a in asked if a.set == "whole"]
    assert all(part_of(a.q) == "test" and a.q in a.truth for a in whole)


def test_any_name_of_the_product_is_right_and_a_typo_is_one_letter():
    asked = korean_queries([("A", "우유"), ("A", "큰 우유"), ("B", "달걀")], 1, None)
    assert all(set(a.truth) in ({"우유", "큰 우유"}, {"달걀"}) for a in asked)
    rows = korean_rows(None)
    typos = [a for a in korean_queries(rows, 1, 50) if a.set == "typo"]
    assert typos
    assert all(a.q not in a.truth for a in typos)


def test_the_jamo_peer_takes_syllables_apart():
    names = [plain(name) for name in ("고양이 모래", "강아지 사료", "사이다")]
    assert ratio_jamo(names)(plain("사이자"), 1)[0][0] == 2


ROWS = [(str(i), f"Soup number {i}") for i in range(40)]


def test_a_catalog_is_as_large_as_it_is_asked_for_and_holds_what_is_meant():
    asked = [Asked(set="partial", q="soup", truth=("Gone", *(name for _, name in ROWS[5:])))]
    wanted = meant_names(asked, ROWS)
    assert wanted == ["Soup number 5"]
    for size in (1, 10, 40, 95):
        names = [name for _, name in catalog_of(ROWS, size, wanted, 1)]
        assert len(names) == size
        assert "Soup number 5" in names
    assert len(catalog_of(ROWS, 10, [name for _, name in ROWS], 1)) == 10


def test_a_familiar_word_is_answered_by_what_it_means_and_by_itself():
    names = [plain(name) for name in ("Orange Juice, Pulp", "OJ Drink", "Orange Soda")]
    asked = [Asked(set="colloquial", q="oj", words=("orange", "juice"), said=("oj",))]
    assert right_names(asked, names) == [{"orange juice pulp", "oj drink"}]


def test_the_ranker_learns_only_from_names_that_are_for_training(tmp_path: Path):
    file = tmp_path / "names.tsv"
    kinds = ("tomato soup with rice", "lemon tea", "honey granola and nuts", "garlic bread")
    colours = ("red", "blue", "green", "old", "new", "big") * 8
    lines = [f"{i}\tFresh {kinds[i % 4]} {colour}" for i, colour in enumerate(colours)]
    file.write_text("\n".join(lines), encoding="utf-8")
    asked = training_queries(file)
    assert {"heard", "whole"} <= {one.set for one in asked}
    assert all(part_of(name) == "train" for one in asked for name in one.truth)


def test_typing_errors_of_training_are_of_many_kinds_and_few():
    chance = random.Random(3)
    texts = {mistyped("organic tomato soup", chance) for _ in range(200)}
    assert len(texts) > 100
    assert any(" " not in text or text.count(" ") == 1 for text in texts)
    assert any(text.count(" ") == 3 for text in texts)
    assert all(abs(len(text) - 19) <= 12 for text in texts)


def test_some_words_are_two_at_least_and_of_the_name():
    words = ["fresh", "garlic", "bread", "with", "butter"]
    chance = random.Random(3)
    parts = [some_words(words, chance) for _ in range(100)]
    assert all(2 <= len(part) < 5 and set(part) <= set(words) for part in parts)
    assert any(part != [w for w in words if w in part] for part in parts)
