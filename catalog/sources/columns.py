"""What a header must have, and, where it has not, which mapping would likely help."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

import yaml

from catalog.errors import BadRow
from catalog.sources.how import Columns
from catalog.sources.raw import fault
from catalog.sources.row import COLUMNS, did_you_mean, known_field

REQUIRED = ("sku", "name", "price", "currency")


def own_columns(path: Path, header: Sequence[str], columns: Columns) -> list[str]:
    """The names that a file's cells go by: ours in lower case, or, with a mapping, the shop's as written.

    Raises BadRow for a header that gives no product.
    """
    names = [name.casefold() if known_field(name.casefold()) else name for name in header]
    if columns:
        names = _with_mapping(path, names, columns)
    else:
        for name in names:
            if not known_field(name):
                raise _unknown(path, name, header)
    for name in names:
        if names.count(name) > 1 and (not columns or name in columns.columns.values() or known_field(name)):
            raise fault(path, 1, f"the column '{name}' stands twice.", "Remove one of them.", field=name)
    missing = lacking(names, columns)
    if missing:
        raise fault(
            path, 1, f"the column '{missing[0]}' is missing.", _advice(header, missing), field=missing[0]
        )
    return _told_apart(names)


def _with_mapping(path: Path, names: list[str], columns: Columns) -> list[str]:
    """The header with the mapping's spelling of its columns. Raises BadRow for a column that is not there."""
    for ours, theirs in columns.columns.items():
        if theirs in names:
            continue
        same = next((i for i, name in enumerate(names) if name.casefold() == theirs.casefold()), None)
        if same is None:
            meant = did_you_mean(theirs, names)
            what = f"the mapping takes {ours} from '{theirs}', which is no column{meant}"
            raise fault(path, 1, what, f"The columns are: {', '.join(names)[:400]}.", field=ours)
        names[same] = theirs
    return names


def _told_apart(names: Sequence[str]) -> list[str]:
    """Columns that nobody reads may have one name."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def lacking(names: Iterable[str], columns: Columns) -> list[str]:
    """The required fields that neither the names nor the mapping give."""
    given = (*names, *columns.columns, *columns.defaults)
    have = {name.partition(".")[0].replace("names", "name") for name in given}
    return [name for name in REQUIRED if name not in have]


def _unknown(path: Path, name: str, header: Sequence[str]) -> BadRow:
    what = f"'{name}' is no known column{did_you_mean(name.partition('.')[0])}"
    missing = lacking([one.casefold() for one in header], Columns())
    return fault(path, 1, what, _advice(header, missing), field=name)


def _advice(header: Sequence[str], missing: Sequence[str]) -> str:
    """What to do about a header: a mapping to copy where one is likely."""
    found = likely(header, missing)
    if not found:
        return (
            f"The columns are {', '.join(COLUMNS)}, names.<lang>, aliases.<lang>, attributes.<key>; "
            "name others in a mapping (--mapping FILE)."
        )
    text = "\n".join(["[columns]", *(f"{ours} = {_quoted(theirs)}" for ours, theirs in found.items())])
    left = [name for name in missing if name not in found]
    if left:
        text += "\n# in no column: " + ", ".join(left)
        text += '\n[defaults]\ncurrency = "USD"' if "currency" in left else ""
    return f"Say which column is what in a file for --mapping; likely:\n{text}"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", "".join(c for c in text if c.isprintable())) + '"'


def likely(header: Iterable[str], missing: Iterable[str]) -> dict[str, str]:
    """For each missing field the column that likely holds it."""
    listed = list(header)
    found: dict[str, str] = {}
    for field in missing:
        names = _synonyms().get(field, ())
        rank = {name: place for place, name in enumerate(names)}
        fits = [(rank[_letters(column)], column) for column in listed if _letters(column) in rank]
        if fits:
            found[field] = min(fits)[1]
    return found


def _letters(column: str) -> str:
    return "".join(c for c in column.casefold() if c.isalnum())


@lru_cache(maxsize=1)
def _synonyms() -> Mapping[str, tuple[str, ...]]:
    file = resources.files("catalog") / "data" / "columns.yaml"
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {field: (field, *map(str, names)) for field, names in raw.items()}
