"""From a transcript to acts: every hypothesis is read, the best reading is taken.

Templates are tried first, with the words that carry no meaning stripped; then a yes or no with
something after it; then two sentences joined by "and"; then the order lines alone; last a small model
guesses. What none of them explains is no act: talk that was not meant for the assistant must change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from voice.hearing.transcript import Hypothesis, Source, Transcript
from voice.language.acts import Interpretation
from voice.language.called_lines import Readers, of_called
from voice.language.corrections import (
    Beside,
    after_no,
    in_one,
    joined,
    parts_after,
    said_twice,
    weakened,
)
from voice.language.counted import HEARD_NUMBERS, counted, may_be_digits
from voice.language.expectation import Asked, Expectation
from voice.language.gist import HESITATES, gist
from voice.language.guessing import guessed
from voice.language.in_part import holds_talk, in_part, in_part_or
from voice.language.lexicon import Lexicon
from voice.language.locale import Locale
from voice.language.manner import as_before
from voice.language.nbest import chosen, readings
from voice.language.options import UNCLEAR
from voice.language.readings import (
    CLEAR,
    NOTHING,
    Reading,
    is_one,
)
from voice.language.remarks import beside_remarks
from voice.language.removals import beside_removal, makes_way, removes, removes_again
from voice.language.reworded import in_fewer_words, reworded
from voice.language.sentences import Sentences
from voice.language.templates import NAMED
from voice.language.text import Utterance
from voice.language.typos import Slips
from voice.language.vocabulary import Vocabulary
from voice.language.words import Cue, ends_with, longest

MAX_HYPOTHESES = 8
ANSWERS = frozenset({"yes", "no"})
MAX_DEPTH = 2
"""How many sentences deep an utterance is taken apart."""


class Understanding:
    """Reads transcripts with one locale over one catalog. Pure: the same words give the same acts."""

    def __init__(self, locale: Locale, lexicon: Lexicon, currency: str) -> None:
        self._locale = locale
        self._lexicon = lexicon
        self._currency = currency
        self._vocabulary = Vocabulary(lexicon, locale.words, locale.verbs)
        self._slips = Slips(self._vocabulary)

    def understand(self, transcript: Transcript, expectation: Expectation) -> Interpretation:
        """What the utterance means while this question is open; without acts where nothing fits."""
        hypotheses = transcript.hypotheses[:MAX_HYPOTHESES]
        if hypotheses and self._locale.words.only_hesitates(hypotheses[0].text):
            return Interpretation(text=hypotheses[0].text, acts=(HESITATES,), rule="hesitation")
        typed = transcript.source is Source.TYPED and expectation.asked is not Asked.PIN
        read = self._reader(expectation, typed=typed)
        found = chosen(list(readings(hypotheses, read)))
        closed = transcript.closed
        if (found.acts and found.score > UNCLEAR) or not hypotheses:
            return self._without_talk(found, expectation)
        if closed is None or not may_be_digits(transcript, expectation):
            guess = chosen([(hypotheses[0], self._guessed(hypotheses[0], expectation))])
            return guess if guess.acts else found
        digits = chosen(list(readings((Hypothesis(closed.phrase),), read)))
        return replace(digits, text=found.text, repaired=True, sure=False)

    def _reader(self, expectation: Expectation, *, typed: bool) -> Callable[[str], Reading]:
        """Reads the texts of one transcript; many differ in nothing that counts."""
        reader = _Reader(self._locale, self._vocabulary, self._currency, expectation)
        known: dict[Utterance, Reading] = {}

        def read(text: str) -> Reading:
            plain = self._locale.words.plain(text)
            if plain is None:
                return NOTHING
            plain = as_before(plain.cut(0, len(plain)), self._lexicon, expectation.chosen)
            if plain not in known:
                read_so = partial(self._counted, reader=reader, typed=typed)
                known[plain] = in_fewer_words(plain, self._vocabulary, read_so)
            return known[plain]

        return read

    def _counted(self, said: Utterance, *, reader: _Reader, typed: bool) -> Reading:
        """The reading of the words, or that with a misheard number where it explains as much."""
        plain = self._slips.read(said, reader.read) if typed else reader.read(said)
        numbered = counted(said, self._locale.lists.get(HEARD_NUMBERS, {}), self._lexicon)
        other = reader.read(numbered) if numbered is not None else NOTHING
        better = other.acts and other.score >= plain.score
        return replace(other, repaired=True, sure=False) if better else plain

    def _without_talk(self, found: Interpretation, expectation: Expectation) -> Interpretation:
        """The orders alone, where talk stands among what was found and they are understood without it."""
        talks = not found.sure and holds_talk(found.acts, self._vocabulary)
        plain = self._locale.words.plain(found.text) if talks else None
        kept = self._kept(plain, expectation) if plain is not None else NOTHING
        return chosen([(Hypothesis(found.text), kept)]) if kept.acts else found

    def _kept(self, said: Utterance, expectation: Expectation) -> Reading:
        reader = _Reader(self._locale, self._vocabulary, self._currency, expectation)
        return in_part(reworded(said, self._vocabulary), self._vocabulary, expectation.asked, reader.order)

    def _guessed(self, hypothesis: Hypothesis, expectation: Expectation) -> Reading:
        plain = self._locale.words.plain(hypothesis.text)
        if plain is None:
            return NOTHING
        answer = gist(plain, expectation, self._vocabulary)
        asked, guesser = expectation.asked, self._locale.guesser
        guess = answer if answer.acts else guessed(plain, asked, guesser, self._vocabulary)
        return in_part_or(guess, partial(self._kept, plain, expectation))


class _Reader(Sentences):
    """Reads hypotheses under one expectation."""

    def read(self, said: Utterance, depth: int = 0) -> Reading:
        """The best reading of the whole utterance."""
        found = [*(r for r in self._whole(said) if r.acts), self._of_called(said)]
        if not any(r.score > CLEAR for r in found):
            lines = self.bare(said)
            held = any(a.intent == "add" and self._is_in_basket(a.mentions) for a in lines.acts)
            whole = lines.score >= CLEAR and is_one(lines, said, self._words, self._expectation.asked)
            found.append(lines)
            if depth < MAX_DEPTH:
                found.extend(self._in_parts(said, depth, one=whole and not held))
            if not depth:
                found.append(beside_remarks(said, self._expectation, self._vocabulary, self._whole))
        return max(found, key=lambda r: r.score, default=NOTHING)

    # several sentences in a breath

    def _in_parts(self, said: Utterance, depth: int, *, one: bool) -> Iterator[Reading]:
        """Readings of two sentences; after an answer alone where the words are `one` order for sure."""
        answers = self._locale.templates.any_in(said, self._place, ANSWERS)
        for at in sorted(said.breaks - {0, len(said)}):
            head = self._answer(said.cut(0, at)) if answers else None
            if head is not None:
                rest = self.read(said.cut(at, len(said)), depth + 1)
                answer = said_twice(head, rest, self._expectation.asked)
                if answer:
                    yield replace(rest, acts=answer)
                elif rest.acts and rest.acts[0].intent not in ANSWERS and not self._refrains(said, at, rest):
                    if head.acts[0].intent == "no":
                        about = Beside(self._expectation, self._words, self._is_in_basket)
                        rest = after_no(rest, about, paused=at in said.pauses)
                    weak = head.acts[0].slots.get("consent") == "weak"  # "good ..." may be no answer
                    yield joined(weakened(head), rest, -0.03 if weak else 0.02)
            if not one:
                yield from self._two(said, at, depth)

    def _refrains(self, said: Utterance, at: int, rest: Reading) -> bool:
        """Whether "don't" stands right before an edit, which is then not wanted."""
        edits = rest.acts[0].intent in {"change", "remove"} and at not in said.pauses
        return edits and ends_with(self._words.calling.refrains, said.symbols, at)

    def _two(self, said: Utterance, at: int, depth: int) -> Iterator[Reading]:
        end = longest(self._words.cues, said.symbols, at)
        is_and = end > at and self._words.cues[said.symbols[at:end]] is Cue.AND
        repairs = end > at and self._words.cues[said.symbols[at:end]] is Cue.REPAIR
        parts = is_and or at in said.pauses or parts_after(said, at, self._words)
        if not (parts or repairs) or end >= len(said):
            return
        rest = said.cut(end if is_and else at, len(said))
        found = sorted((*self._whole(rest), self.bare(rest), self._of_called(rest)), key=lambda r: -r.score)
        again = next((r for r in found if removes_again(r)), NOTHING)
        right = again if found[0].acts and found[0].acts[0].intent == "no" else found[0]
        if not right.acts or right.score < 0.7 or right.acts[0].intent in ANSWERS:
            return
        left = self.read(said.cut(0, at), depth + 1)
        if right is again and not removes(left):
            return
        if not parts and not makes_way(left, right):
            return
        right = beside_removal(left, max(right, self._about(left, rest), key=lambda r: r.score))
        if left.acts and not in_one(left.acts[-1], right.acts[0]):
            yield joined(weakened(left), weakened(right), -0.01)

    def _about(self, before: Reading, said: Utterance) -> Reading:
        """What the words mean where they go on about the product that was named just before them."""
        named = before.acts[-1].mentions[-1:] if before.acts else ()
        if not named or not named[0].phrases or self._expectation.focus:
            return NOTHING
        read = self.beside(named[0].phrases[0]).bare(said)
        return read if read.acts and read.acts[0].intent == "change" else NOTHING

    def _of_called(self, said: Utterance) -> Reading:
        """The best reading as what is to become of a line of the basket that is called by its name."""
        expected = self._expectation
        if expected.asked in {Asked.PIN, Asked.CANCEL}:
            return NOTHING
        readers = Readers(lambda form, name: self.beside(name, NAMED).of_line(form), self._is_talk)
        found = of_called(said, expected.basket, self._vocabulary.lexicon, readers)
        if found.acts and found.acts[0].intent == "change" and self._adds(said):
            return NOTHING
        pauses = sorted(said.pauses)[:1] if found.acts else []
        return NOTHING if any(self._answer(said.cut(0, at)) for at in pauses) else found

    def _adds(self, said: Utterance) -> bool:
        """Whether another one is spoken of ("another latte but iced")."""
        cues, more = self._words.cues, self._words.additions
        return any((s,) in more and cues.get((s,)) is Cue.ARTICLE for s in said.symbols)

    def _is_talk(self, said: Utterance) -> bool:
        bare = self.bare(said)
        counted = any(m.quantity is not None or m.options for act in bare.acts for m in act.mentions)
        counted |= bool(bare.acts) and any(self._words.cues.get((s,)) is Cue.ARTICLE for s in said.symbols)
        return not counted and not any(reading.acts for reading in self._whole(said))

    def _answer(self, said: Utterance) -> Reading | None:
        if self._words.cues.get(said.symbols) is Cue.WITHOUT:
            return None  # "and no" goes on about what was named, and answers nothing
        found = [r for r in self._whole(said, ANSWERS) if r.acts and r.acts[0].intent in ANSWERS]
        return max(found, key=lambda r: r.score, default=None)
