"""words.yaml and common.txt of a locale, read into `Words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from voice.language.placed import LocaleError, Placed, read_yaml
from voice.language.text import clean, symbols_of
from voice.language.words import Calling, Cue, NumberKind, Words

Symbols = tuple[str, ...]

ANSWERS = ("place", "other", "drop", "decline", "no", "agree", "yes", "not")
_FIELDS = (
    *(
        "spacing",
        "plural",
        "same",
        "numbers",
        "number_joints",
        "bound_numbers",
        "ordinals",
        "digits",
        "money",
        "cues",
    ),
    *(
        "containers",
        "measures",
        "packs",
        "each",
        "pronouns",
        "definite",
        "becomes",
        "of_them",
        "others",
        "same_as",
        "free_of",
        "plainly",
        "shelves",
        "fractions",
        "and_parts",
        "joints",
        "lead_in",
        "lead_out",
        "apologies",
        "additions",
        "anywhere",
        "chatter",
        "guards",
        "questions",
        "hearsay",
        "voids",
        "degrees",
        "only",
        "answers",
        "calling",
        "clauses",
        "bounds",
        "max_unknown",
        "closed",
        "likely",
        "example",
        "example_with_options",
        "example_joint",
        "order",
    ),
)


def read_words(folder: Path) -> Words:
    """The words of the locale in `folder`. Raises LocaleError with file:line."""
    root = read_yaml(folder / "words.yaml")
    entries = root.fields(*_FIELDS)
    for name in ("spacing", "numbers", "ordinals", "digits", "cues", "example", "order"):
        if name not in entries:
            root.wrong(f"'{name}' is missing.")
    reader = _Reader(entries, free=entries["spacing"].text == "free")
    words = reader.measured(reader.words(_common(folder / "common.txt")))
    words = replace(words, clauses=reader.single("clauses"), bounds=reader.single("bounds"))
    return replace(words, calling=reader.calling(), folder=folder)


def _common(path: Path) -> frozenset[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LocaleError(f"{path}:1: cannot be read: {error}.", remedy="Restore the file.") from None
    return frozenset(word for line in lines if not line.startswith("#") for word in clean(line).split())


class _Reader:
    """Turns the entries of words.yaml into tables."""

    def __init__(self, entries: Mapping[str, Placed], *, free: bool) -> None:
        self._entries = entries
        self._free = free
        self._written: dict[Symbols, str] = {}

    def words(self, common: frozenset[str]) -> Words:
        """All tables together."""
        return Words(
            free_spacing=self._free,
            plural=self._plural(),
            same={key: value.text for key, value in self._pairs("same")},
            numbers=self._numbers(),
            bound_numbers=self._phrases("bound_numbers"),
            number_joints=self.single("number_joints"),
            ordinals={self._cut(key): value.number for key, value in self._pairs("ordinals")},
            digits={self._cut(key): value.text for key, value in self._pairs("digits")},
            major_units=frozenset(map(self._cut, self._money("major"))),
            minor_units=frozenset(map(self._cut, self._money("minor"))),
            money_signs=frozenset(self._money("signs")),
            cues=self._cues(),
            plurals_of_containers={self._cut(v.text): one for one, v in self._pairs("containers")},
            packs=self.single("packs"),
            each=self._phrases("each"),
            pronouns=self.single("pronouns"),
            definite=self._phrases("definite"),
            others=self._phrases("others"),
            same_as=self._phrases("same_as"),
            free_of=self.single("free_of"),
            plainly=self.single("plainly"),
            becomes=self._phrases("becomes"),
            of_them=self._phrases("of_them"),
            joints=self._phrases("joints"),
            lead_in=tuple(self._cut(t) for t in self._texts("lead_in")),
            lead_out=tuple(self._cut(t) for t in self._texts("lead_out")),
            apologies=self._phrases("apologies"),
            additions=self._phrases("additions"),
            anywhere=self._phrases("anywhere"),
            chatter=self.single("chatter"),
            guards=self.single("guards"),
            questions=self._phrases("questions"),
            hearsay=self.single("hearsay"),
            degrees=self.single("degrees"),
            only=self._phrases("only"),
            voids=self._phrases("voids"),
            answers=self._answers(),
            common=common,
            written=self._written,
            max_unknown=self._entries["max_unknown"].number if "max_unknown" in self._entries else 4,
            closed={intent: given.texts() for intent, given in self._pairs("closed")},
            likely={kind: given.texts() for kind, given in self._pairs("likely")},
            example=self._entries["example"].text,
            example_with_options=self._optional("example_with_options"),
            example_joint=self._optional("example_joint"),
            order=self._entries["order"].text,
        )

    def single(self, name: str) -> frozenset[str]:
        """A table of single words."""
        return frozenset(self._texts(name))

    def measured(self, words: Words) -> Words:
        """The words with those for parts of a unit, and the names of shelves."""
        rows = ((name, *row.texts()) for name, row in self._pairs("shelves"))
        return replace(
            words,
            fractions={self._cut(key): value.text for key, value in self._pairs("fractions")},
            and_parts=self._phrases("and_parts"),
            shelves=tuple(tuple(map(words.keys, row)) for row in rows),
        )

    def _cut(self, text: str) -> Symbols:
        symbols = symbols_of(clean(text), free_spacing=self._free)[0]
        self._written.setdefault(symbols, text)
        return symbols

    def _money(self, kind: str) -> tuple[str, ...]:
        tables = self._entries["money"].fields("major", "minor", "signs") if "money" in self._entries else {}
        return tables[kind].texts() if kind in tables else ()

    def _phrases(self, name: str) -> frozenset[Symbols]:
        return frozenset(map(self._cut, self._texts(name)))

    def _optional(self, name: str) -> str:
        return self._entries[name].text if name in self._entries else ""

    def _texts(self, name: str) -> tuple[str, ...]:
        return self._entries[name].texts() if name in self._entries else ()

    def _pairs(self, name: str) -> list[tuple[str, Placed]]:
        return list(self._entries[name].items()) if name in self._entries else []

    def calling(self) -> Calling:
        """The words around a line that is called by its name."""
        if "calling" not in self._entries:
            return Calling()
        names = (
            "it",
            "them",
            "definite",
            "counts",
            "of",
            "about",
            "inside",
            "more",
            "there",
            "then",
            "refrains",
        )
        given = self._entries["calling"].fields(*names)
        cut = {name: frozenset(map(self._cut, entry.texts())) for name, entry in given.items()}
        return Calling(**cut)

    def _plural(self) -> tuple[tuple[str, str], ...]:
        pairs = []
        for key, value in self._pairs("plural"):
            pairs.append((key, "" if value.text == "-" else value.text))
        return tuple(pairs)

    def _numbers(self) -> dict[Symbols, tuple[int, NumberKind]]:
        table: dict[Symbols, tuple[int, NumberKind]] = {}
        for kind, group in self._entries["numbers"].items():
            if kind not in set(NumberKind):
                group.wrong(f"'{kind}' is no kind of number; known are {', '.join(NumberKind)}.")
            for word, value in group.items():
                table[self._cut(word)] = (value.number, NumberKind(kind))
        return table

    def _answers(self) -> dict[str, frozenset[Symbols]]:
        table: dict[str, frozenset[Symbols]] = {}
        for kind, group in self._pairs("answers"):
            if kind not in ANSWERS:
                group.wrong(f"'{kind}' is no kind of answer; known are {', '.join(ANSWERS)}.")
            table[kind] = frozenset(self._cut(text) for text in group.texts())
        return table

    def _cues(self) -> dict[Symbols, Cue]:
        table: dict[Symbols, Cue] = {}
        for name, group in self._entries["cues"].items():
            if name not in set(Cue):
                group.wrong(f"'{name}' is no cue; known are {', '.join(Cue)}.")
            table.update((self._cut(t), Cue(name)) for t in group.texts())
        for singular, plural in self._pairs("containers"):
            table[self._cut(singular)] = table[self._cut(plural.text)] = Cue.CONTAINER
        table.update((self._cut(t), Cue.MEASURE) for t in self._texts("measures"))
        return table
