"""What an utterance comes down to where an order is said in more words than it needs: asides are left out, a
number behind a thing counts it, and options said in a sentence of their own are options of the thing before
("croissants, three to be exact", "two lattes, my boss gets those with oat milk").

The words are the locale's (`wordings.yaml`). No aside holds a number, a refusal, a product or an option.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from voice.language.grounds import Grounds, is_counted_otherwise
from voice.language.readings import CLEAR, NOTHING, ORDERS, Reading
from voice.language.templates import Capture, ways
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.wordings import Wordings, wordings_of

MOST_CHANGES = 24
"""More is no utterance of a shopper."""
LONGEST_STUTTER = 3
TELLING = frozenset({"plainly", "slips", "counts", "options", "marks"})
"""Tables of wordings without which an order may be taken for another one."""


@dataclass(frozen=True, slots=True)
class _Change:
    """The words from `start` to `end` become others; `closely` without a pause before what follows."""

    start: int
    end: int
    means: tuple[str, ...] = ()
    closely: bool = False


def reworded(said: Utterance, vocabulary: Vocabulary, *, tells: bool = False) -> Utterance:
    """The utterance in the words that it comes down to; itself where no product is named, or where nothing is
    said in more words. With `tells` itself, too, where all that changes is what an order does not need.
    """
    wordings = wordings_of(vocabulary.words)
    if vocabulary.words.free_spacing or not wordings.tables or not Grounds(said, vocabulary).names_anything():
        return said
    found, wordings, told = said, wordings.fitting(frozenset(said.symbols)), not tells
    if tells and TELLING.isdisjoint(wordings.tables):
        return said
    for table, step in _STEPS.items():
        if table and table not in wordings.tables:
            continue
        for _ in range(MOST_CHANGES):
            change = step(_Reworder(found, Grounds(found, vocabulary), wordings))
            if change is None:
                break
            found, told = _changed(found, change, vocabulary), told or table in TELLING
    return found if told and found is not said and Grounds(found, vocabulary).names_anything() else said


def in_fewer_words(said: Utterance, vocabulary: Vocabulary, read: Callable[[Utterance], Reading]) -> Reading:
    """The reading of what the words come down to; that of the words themselves where they are clearly no
    order, or where it explains more.
    """
    plain = read(said)
    clear = plain.sure and plain.score > CLEAR
    if clear and plain.acts[0].intent not in ORDERS:
        return plain
    fewer = reworded(said, vocabulary, tells=clear)
    other = read(fewer) if fewer is not said else NOTHING
    return other if other.acts and (other.sure or other.score >= plain.score) else plain


def _changed(said: Utterance, change: _Change, vocabulary: Vocabulary) -> Utterance:
    words, (start, end) = vocabulary.words, (change.start, change.end)
    symbols = (*said.symbols[:start], *change.means, *said.symbols[end:])
    grown = len(change.means) - (end - start)
    pauses = {at for at in said.pauses if at <= start} | {at + grown for at in said.pauses if at >= end}
    if change.closely:
        pauses.discard(start)
    return Utterance(
        symbols=symbols,
        keys=tuple(map(words.key, symbols)),
        breaks=frozenset(range(len(symbols) + 1)),
        pauses=frozenset(pauses - {0, len(symbols)}),
    )


@dataclass(frozen=True, slots=True)
class _Reworder:
    """Finds the first change of each kind in one utterance."""

    said: Utterance
    grounds: Grounds
    wordings: Wordings

    def stutter(self) -> _Change | None:
        """Small words said once more ("with, uh, with oat milk", "I was, I was hoping")."""
        said = self.said
        for start in range(len(said)):
            for size in range(min(LONGEST_STUTTER, (len(said) - start) // 2), 0, -1):
                middle, end = start + size, start + 2 * size
                again = said.symbols[start:middle] == said.symbols[middle:end]
                if again and middle in said.pauses and self.grounds.are_small(start, middle):
                    return _Change(start, middle, closely=start not in said.pauses)
        return None

    def plainly(self) -> _Change | None:
        """What is said in other words."""
        return next((c for at in range(len(self.said)) for c in self._of("plainly", at)), None)

    def aside(self) -> _Change | None:
        """A clause, or the end of one, of which the order needs nothing; where it is not all that is said."""
        clauses = frozenset(self.grounds.clauses())
        for at in (place for place in range(len(self.said)) if not self.grounds.follows_number(place)):
            for change in self._of("asides" if at in clauses else "inserts", at):
                if self.grounds.ends_clause(change.end) and not self.grounds.weighs(at, change.end):
                    start = self.grounds.joint(at, change.end)
                    if change.end - start < len(self.said):
                        return _Change(start, change.end, closely=self.grounds.goes_on(start))
        return None

    def lead(self) -> _Change | None:
        """The beginning of a clause in other words."""
        return next((c for at in self.grounds.clauses() for c in self._of("leads", at)), None)

    def slip(self) -> _Change | None:
        """Words that take back what was said before them."""
        return next((c for at in sorted(self.said.pauses) for c in self._of("slips", at)), None)

    def count(self) -> _Change | None:
        """A number behind a thing, in a clause of its own."""
        for at in self.grounds.clauses():
            if at and self.grounds.names_in(0, at):
                for change in self._of("counts", at):
                    again = is_counted_otherwise(self.grounds, at, change.means)
                    if self.grounds.ends_clause(change.end) and not again:
                        return change
        return None

    def options(self) -> _Change | None:
        """Words that lead to options of the thing before."""
        for at in range(1, len(self.said)):
            for change in self._of("options", at):
                return _Change(at, change.end, change.means, closely=True)
        return None

    def marks(self) -> _Change | None:
        """Words behind options of the thing before, said in a clause of their own."""
        for at in range(1, len(self.said)):
            led = self.grounds.is_with(at - 1)
            end = self.grounds.options_end(at) if led or at in self.said.pauses else at
            for change in self._of("marks", end) if end > at else ():
                if self.grounds.ends_clause(change.end):
                    means = () if led else change.means
                    return _Change(at, change.end, (*means, *self.said.symbols[at:end]))
        return None

    def _of(self, table: str, at: int) -> Iterator[_Change]:
        """What the wordings of a table make of the words from here on, the longest first."""
        symbol = self.said.symbols[at] if at < len(self.said) else ""
        found = []
        for wording in self.wordings.beginning(table, symbol):
            for end, captures in ways(wording.node, self.said, at, self.grounds.slot):
                found.append(_Change(at, end, self._meant(wording.means, captures)))
        return iter(sorted((x for x in found if x.end > at), key=lambda x: -x.end))

    def _meant(self, means: tuple[str, ...], captures: tuple[Capture, ...]) -> tuple[str, ...]:
        took = {f"{{{c.slot}}}": self.said.symbols[c.start : c.end] for c in captures}
        return tuple(symbol for word in means for symbol in took.get(word, (word,)))


_STEPS: Mapping[str, Callable[[_Reworder], _Change | None]] = {
    "": _Reworder.stutter,
    "plainly": _Reworder.plainly,
    "slips": _Reworder.slip,
    "counts": _Reworder.count,
    "asides": _Reworder.aside,
    "leads": _Reworder.lead,
    "options": _Reworder.options,
    "marks": _Reworder.marks,
}
"""What is looked for, one after the other, by the table that it needs."""
