"""Menus and orders on disk are read in both forms: values by any of their names, in any case and spacing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from food_orders import load_orders, names_of_values, taker

SCHEMA = {
    "intents": [
        {
            "name": "RAMENORDER",
            "slots": [
                {
                    "slotName": "EXTRA",
                    "path": "extra.txt",
                    "qualified": True,
                    "negatable": True,
                    "optionalSuffixes": ["on"],
                },
                {"slotName": "NUMBER", "path": "number.txt"},
                {"slotName": "NOT", "path": "not.txt"},
            ],
            "entityNames": ["ramen", "ramens"],
        },
        {
            "name": "DRINKORDER",
            "slots": [
                {"slotName": "DRINKTYPE", "path": "drink.txt"},
                {"slotName": "VOLUME", "path": "volume.txt"},
                {"slotName": "NUMBER", "path": "number.txt"},
            ],
            "entityNames": ["drink", "drinks"],
        },
    ]
}
ALIASES = {
    "extra.txt": "corn\tEXTRA(sweet_corn)\nbamboo\tEXTRA(bamboo)\n",
    "drink.txt": "soda\tDRINKTYPE(plum_soda)\n",
    "volume.txt": "300 ml\tVOLUME(300 ml)\n",
    "number.txt": "one\tnumber(1)\n",
    "not.txt": "hold the\tNOT(not)\n",
}


@pytest.fixture
def menu(tmp_path: Path) -> Path:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), "utf-8")
    for name, text in ALIASES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("said", "tree"),
    [
        (
            "a ramen with lots of corn hold the bamboo",
            (
                "(ORDER (RAMENORDER (NOT (EXTRA BAMBOO ) ) (NUMBER 1 )"
                " (COMPLEX_EXTRA (QUANTITY EXTRA ) (EXTRA CORN ) ) ) )"
            ),
        ),
        (
            "two 300 ml sodas",
            "(ORDER (DRINKORDER (VOLUME 300ML ) (NUMBER 2 ) (DRINKTYPE SODA ) ) )",
        ),
        ("two plum sodas", "(ORDER (DRINKORDER (NUMBER 2 ) (DRINKTYPE PLUM_SODA ) ) )"),
        ("a ramen with sweet corn on it", "(ORDER (RAMENORDER (NUMBER 1 ) (EXTRA SWEET_CORN ) ) )"),
    ],
)
def test_an_order_in_the_form_of_the_pizza_set_is_exact(menu: Path, said: str, tree: str):
    file = menu / "rows.jsonl"
    file.write_text(json.dumps({"test.SRC": said, "test.EXR": tree, "more": [1]}) + "\n\n", "utf-8")

    (order,) = load_orders(file, names_of_values(menu))

    assert taker(menu)(order.said).lines == order.lines


def test_a_value_that_the_menu_does_not_have_is_kept_as_it_stands(menu: Path):
    file = menu / "rows.jsonl"
    file.write_text(json.dumps({"SRC": "x", "EXR": "(RAMENORDER (EXTRA BLACK_GARLIC ) )"}), "utf-8")

    (order,) = load_orders(file, names_of_values(menu))

    assert "black_garlic" in order.text
