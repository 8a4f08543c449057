"""Cutting an utterance into pieces: catalog names, numbers, small words, and what is left.

A shortest path over all readings of all runs of symbols: longer known runs are cheaper than many
short ones, repaired ones cost what was bent, and words that nobody knows cost most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from voice.language.lexicon import Entry, Keys
from voice.language.measured import amount_at
from voice.language.numbers import number_at
from voice.language.text import Utterance
from voice.language.vocabulary import ANCHORED_LIKENESS, MOST_KEPT, RUN_LIKENESS, MisheardRun, Vocabulary
from voice.language.words import Cue, Symbols, Words, longest

KNOWN_COST = 0.2
VOCABULARY_COST = 0.45
CUE_COST = 0.15
UNKNOWN_COST = 1.0
REPAIR_COST = 0.35
REPAIR_SLOPE = 2.0
AMOUNT_COST = 0.02
"""Less than a name that begins like an amount ("half gallon of")."""
TIE = 0.001
"""Names of which none is so much nearer than the next are equally near."""
MIN_SYLLABLES = 3
MAX_SYLLABLES = 10
MAX_RUN = 5
"""Symbols that one misheard name may spread over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of the utterance between two positions. At most one of the readings is set."""

    start: int
    end: int
    text: str
    entry: Entry | None = None
    number: int | None = None
    cue: Cue | None = None
    mended: str = ""
    chatter: bool = False
    paused: bool = False
    common: bool = False
    glued: bool = False
    """True where no space stood before it."""
    foreign: bool = False
    """True for what a product is wanted with that is no option of it."""
    cost: float = 0.0

    @property
    def repaired(self) -> bool:
        """True if the words had to be bent into a name."""
        return bool(self.mended)

    @property
    def unknown(self) -> bool:
        """True for a word that neither the catalog nor the language's lists know."""
        return self.entry is None and self.number is None and self.cue is None

    @property
    def nameable(self) -> bool:
        """True for words that can be part of a product's name."""
        return self.cue is None and self.number is None


MoreAt = Callable[[int], Iterable[Piece]]
"""Further pieces that begin at a position."""


def cut(said: Utterance, vocabulary: Vocabulary, misheard: MoreAt | None = None) -> tuple[Piece, ...]:
    """The cheapest cover of the utterance by pieces, in order; `misheard` has more pieces to choose from."""
    size = len(said)
    best: list[tuple[float, tuple[Piece, ...]] | None] = [None] * (size + 1)
    best[0] = (0.0, ())
    for start in range(size):
        here = best[start]
        if here is None:
            continue
        readings = _readings(said, start, vocabulary)
        for piece in chain(readings, misheard(start) if misheard else ()):
            if vocabulary.words.free_spacing and not _attaches(said, piece, here[1][-1:]):
                continue
            if _splits_a_number(said, piece, here[1][-1:], vocabulary.words):
                continue
            known = best[piece.end]
            cost = here[0] + piece.cost
            if misheard and piece.cue is Cue.MEASURE:  # a measure that no name has is left over
                cost += UNKNOWN_COST
            if known is None or cost < known[0] - 1e-9:
                best[piece.end] = (cost, (*here[1], piece))
    last = best[size]
    return _merged(said, last[1]) if last else ()


def _readings(said: Utterance, start: int, vocabulary: Vocabulary) -> Iterator[Piece]:
    yield from _known(said, start, vocabulary)
    yield from _small_words(said, start, vocabulary.words)
    yield from _run_together(said, start, vocabulary)
    yield from _repaired(said, start, vocabulary)
    symbol = said.symbols[start]
    chatter = symbol in vocabulary.words.chatter or vocabulary.is_normal(symbol)
    yield Piece(
        start=start,
        end=start + 1,
        text=symbol,
        chatter=chatter and not vocabulary.words.free_spacing,
        paused=start in said.pauses,
        cost=UNKNOWN_COST,
    )


def _known(said: Utterance, start: int, vocabulary: Vocabulary) -> Iterator[Piece]:
    free = vocabulary.words.free_spacing
    for end, entry in vocabulary.lexicon.entries_at(said.keys, start):
        if free and not _stands_free(said, start, end):
            continue
        named = bool(entry.products or entry.values)
        hard = end == start + 1 and said.symbols[start] in vocabulary.words.chatter
        yield Piece(
            start=start,
            end=end,
            text=said.text(start, end),
            entry=entry,
            paused=start in said.pauses,
            chatter=hard and not named,
            common=end == start + 1 and vocabulary.is_normal(said.symbols[start]),
            cost=(KNOWN_COST if named else VOCABULARY_COST) + (0.1 * (end - start) if free else 0),
        )


def _splits_a_number(said: Utterance, piece: Piece, before: tuple[Piece, ...], words: Words) -> bool:
    """Whether a name takes the end of a number whose beginning is an amount too: half of "a dozen eggs"."""
    if piece.entry is None or not before or before[0].cue is not Cue.AMOUNT:
        return False
    return longest(words.numbers, said.symbols, before[0].start) > piece.start


def _attaches(said: Utterance, piece: Piece, before: tuple[Piece, ...]) -> bool:
    """Where words run together, a small word needs spaces around it or a known word before it."""
    if piece.cue is None:
        return True
    begins, ends = piece.start in said.breaks, piece.end in said.breaks
    last = before[0] if before else None
    if piece.cue is Cue.CONTAINER:
        return bool(last and last.number is not None)
    if begins:
        return ends
    return ends or bool(last and not last.unknown)


def _stands_free(said: Utterance, start: int, end: int) -> bool:
    """A single character is a name only where spaces stand around it."""
    return end - start > 1 or (start in said.breaks and end in said.breaks)


def _small_words(said: Utterance, start: int, words: Words) -> Iterator[Piece]:
    number = number_at(words, said.symbols, start)
    if number is not None and _number_stands(said, start, number[0], words):
        yield Piece(
            start=start,
            end=number[0],
            text=said.text(start, number[0]),
            number=number[1],
            paused=start in said.pauses,
            cost=CUE_COST,
        )
    amount = amount_at(words, said.symbols, start)
    if amount is not None:
        yield Piece(
            start=start,
            end=amount[0],
            text=amount[1],
            cue=Cue.MEASURE,
            paused=start in said.pauses,
            cost=AMOUNT_COST,
        )
    end = longest(words.cues, said.symbols, start)
    cue = words.cues.get(said.symbols[start:end])
    if end > start and (cue is not Cue.TIMES or number_at(words, said.symbols, end)):
        yield Piece(
            start=start,
            end=end,
            text=said.text(start, end),
            cue=cue,
            paused=start in said.pauses,
            cost=CUE_COST + (0.05 if words.free_spacing and end not in said.breaks else 0),
        )


def _number_stands(said: Utterance, start: int, end: int, words: Words) -> bool:
    """Where words run together, a number must begin a word and be followed by a counter or a space."""
    if not words.free_spacing or said.symbols[start].isascii():
        return True
    after = longest(words.cues, said.symbols, end)
    cue = words.cues.get(said.symbols[end:after])
    if cue in {Cue.CONTAINER, Cue.MEASURE}:
        return True
    bound = said.symbols[start:end] in words.bound_numbers
    return (
        not bound
        and start in said.breaks
        and (end in said.breaks or (cue is not None and after in said.breaks))
    )


def _run_together(said: Utterance, start: int, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Names whose spaces were heard elsewhere: "oatmilk", "cap puccino"."""
    if vocabulary.words.free_spacing:
        return
    for end in range(start + 1, min(len(said), start + 3) + 1):
        entry = vocabulary.lexicon.joined("".join(said.keys[start:end]))
        if entry is not None:
            yield Piece(
                start=start,
                end=end,
                text=said.text(start, end),
                entry=entry,
                paused=start in said.pauses,
                cost=KNOWN_COST + 0.05 * (end - start),
            )


def _repaired(said: Utterance, start: int, vocabulary: Vocabulary) -> Iterator[Piece]:
    if vocabulary.words.free_spacing:
        yield from _repaired_run(said, start, vocabulary)
        return
    for size, keys, entry, likeness in _runs(said, start, vocabulary):
        yield Piece(
            start=start,
            end=start + size,
            text=said.text(start, start + size),
            entry=entry,
            mended=" ".join(keys),
            paused=start in said.pauses,
            cost=REPAIR_COST + REPAIR_SLOPE * (1 - likeness),
        )


_Name = tuple[Keys, Entry, float]
"""A name by its keys, what it means, and how like it is to what was said."""


def _runs(said: Utterance, start: int, known: Vocabulary) -> tuple[MisheardRun, ...]:
    """The runs that begin here and may be misheard names: what a few words in a row decide."""
    last = min(len(said), start + MAX_RUN)
    last = min((at for at in range(start + 1, last) if at in said.pauses), default=last)
    run = said.keys[start:last], said.symbols[start:last]
    found = known.misheard.get(run)
    if found is None:
        if len(known.misheard) >= MOST_KEPT:  # a bound on memory, not on meaning
            known.misheard.clear()
        found = known.misheard[run] = tuple(_found_runs(*run, known))
    return found


def _found_runs(keys: Keys, symbols: Symbols, known: Vocabulary) -> Iterator[MisheardRun]:
    for size in range(1, len(keys) + 1):
        run, said = keys[:size], symbols[:size]
        wanted = known.likeness_needed(run, said)
        if wanted > 1:
            continue
        names = list(_like_names(run, said, known, wanted))
        for name, entry, likeness in _undecided(names, run) or names:
            yield size, name, entry, likeness


def _like_names(run: Keys, said: Symbols, known: Vocabulary, wanted: float) -> Iterator[_Name]:
    parting = {Cue.AND, Cue.WITH, Cue.WITHOUT, Cue.NO}  # no misheard name swallows these words
    joints = {
        key for key, symbol in zip(run, said, strict=True) if known.words.cues.get((symbol,)) in parting
    }
    for keys, likeness in known.lexicon.mended(" ".join(said), wanted):
        entry = known.lexicon.entry(keys)
        numbers = {key for key in keys if key.isdigit()}  # nobody mishears a number into a name
        if entry is None or not joints <= set(keys) or not numbers <= set(run):
            continue
        if wanted != ANCHORED_LIKENESS or set(keys) & set(run):
            yield keys, entry, likeness


def _undecided(names: list[_Name], window: Keys) -> list[_Name]:
    """The words themselves as any of several products whose names are equally near ("b cell batteries"
    among those of size C and D); nothing where one name is nearest.
    """
    nearest = [entry for _, entry, likeness in names if likeness >= names[0][2] - TIE]
    one = len({entry.products for entry in nearest}) < 2
    if one or any(entry.values or not entry.products for entry in nearest):
        return []
    any_of = Entry(
        names=frozenset().union(*(entry.names for entry in nearest)),
        derived=frozenset().union(*(entry.derived for entry in nearest)),
    )
    return [(window, any_of, names[0][2])]


def _repaired_run(said: Utterance, start: int, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Where words run together, a whole written word or two may be a misheard name."""
    if start not in said.breaks:
        return
    ends = [end for end in sorted(said.breaks) if start + MIN_SYLLABLES <= end <= start + MAX_SYLLABLES][:2]
    for end in ends:
        if vocabulary.lexicon.entry(said.keys[start:end]):
            return
        for keys, likeness in vocabulary.lexicon.mended(said.text(start, end), RUN_LIKENESS)[:1]:
            yield Piece(
                start=start,
                end=end,
                text=said.text(start, end),
                entry=vocabulary.lexicon.entry(keys),
                mended="".join(keys),
                paused=start in said.pauses,
                cost=REPAIR_COST + REPAIR_SLOPE * (1 - likeness) + 0.1 * (end - start),
            )


def _merged(said: Utterance, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Neighbouring unknown characters of one written word become one unknown word."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and last.unknown and piece.unknown and piece.start not in said.breaks:
            merged[-1] = Piece(
                start=last.start,
                end=piece.end,
                text=said.text(last.start, piece.end),
                chatter=last.chatter and piece.chatter,
                paused=last.paused,
                glued=last.glued,
                cost=last.cost + piece.cost,
            )
        else:
            merged.append(piece if piece.start in said.breaks else replace(piece, glued=True))
    return tuple(merged)
