"""What the catalog bench asks in Korean, and which names may be asked for."""

import sys
from pathlib import Path

PARTS = Path(__file__).resolve().parents[2] / "scripts" / "parts"
sys.path.insert(0, str(PARTS))

from catalog_names import korean_rows, part_of  # noqa: E402
from catalog_peers import ratio_jamo  # noqa: E402
from catalog_queries import HEARD_KOREAN, heard_rows, korean_queries, plain  # noqa: E402


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
