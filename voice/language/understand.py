"""From a transcript to acts: every hypothesis is read, the best reading is taken.

Templates are tried first, with the words that carry no meaning stripped; then a yes or no with
something after it; then two sentences joined by "and"; then the order lines alone; last a small model
guesses. What none of them explains is no act: talk that was not meant for the assistant must change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from catalog.money import Money
from voice.hearing.transcript import Hypothesis, Source, Transcript
from voice.language.acts import Act, Interpretation, Mention
from voice.language.carriers import stripped, unasked
from voice.language.corrections import (
    Beside,
    after_no,
    as_option,
    corrected,
    in_one,
    joined,
    of_focus,
    parts_after,
    said_twice,
    shared,
    spoken_of,
    weakened,
)
from voice.language.counted import HEARD_NUMBERS, counted, may_be_digits
from voice.language.expectation import Asked, Expectation
from voice.language.gist import HESITATES, gist
from voice.language.groups import asks_choice
from voice.language.guessing import guessed
from voice.language.in_part import holds_talk, in_part, in_part_or
from voice.language.leading import after_misheard
from voice.language.lexicon import NOBODY, Lexicon
from voice.language.locale import Locale
from voice.language.manner import as_before
from voice.language.nbest import chosen, readings
from voice.language.numbers import money_at
from voice.language.of_basket import of_basket
from voice.language.options import UNCLEAR, are_called, option_reading, perhaps_called
from voice.language.parser import Lines, parse_lines, told_lines
from voice.language.readings import (
    CLEAR,
    ITEMS,
    NOTHING,
    ORDERS,
    Parsed,
    Reading,
    acceptable,
    act_of,
    doubt_of,
    is_one,
    line_score,
    makes_sense,
    of_lines,
    orderlike,
    parted,
    score_of,
    unswapped,
    vague,
    whole_order,
)
from voice.language.removals import CHANGES, Around, beside_removal, is_one_wish, makes_way
from voice.language.reworded import in_fewer_words, reworded
from voice.language.slots import slot_ends
from voice.language.templates import Hit, match_template
from voice.language.text import Utterance
from voice.language.typos import Slips
from voice.language.vocabulary import Vocabulary
from voice.language.words import Cue, longest

MAX_HYPOTHESES = 8
ANSWERS = frozenset({"yes", "no"})
MISHEARD_COST = 0.03
"""A sentence that somebody says comes before one that is only heard so."""
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
        guess = (
            answer
            if answer.acts
            else guessed(plain, expectation.asked, self._locale.guesser, self._vocabulary)
        )
        return in_part_or(guess, partial(self._kept, plain, expectation))


class _Reader:
    """Reads hypotheses under one expectation."""

    def __init__(
        self, locale: Locale, vocabulary: Vocabulary, currency: str, expectation: Expectation
    ) -> None:
        self._locale, self._words = locale, locale.words
        self._vocabulary, self._currency = vocabulary, currency
        self._expectation = expectation
        focus = expectation.focus
        self._parsed: dict[tuple[Utterance, frozenset[int], bool], Lines] = {}
        self._focus = vocabulary.lexicon.called(focus) if focus else frozenset()
        self._told = partial(told_lines, vocabulary, NOBODY)
        self._around = Around(
            self._words, lambda part: self._lines(part, self._focus), partial(self._whole, intents=CHANGES)
        )

    def read(self, said: Utterance, depth: int = 0) -> Reading:
        """The best reading of the whole utterance."""
        found = [r for r in self._whole(said) if r.acts]
        if not any(r.score > CLEAR for r in found):
            lines = self.bare(said)
            whole = lines.score >= CLEAR and is_one(lines, said, self._words, self._expectation.asked)
            found.append(lines)
            found.extend(self._in_parts(said, depth, one=whole) if depth < MAX_DEPTH else ())
        return max(found, key=lambda r: r.score, default=NOTHING)

    # whole sentences

    def _whole(self, said: Utterance, intents: frozenset[str] | None = None) -> Iterator[Reading]:
        for form in stripped(said, self._words):
            if intents is None or "change" in intents:
                yield of_basket(form, self._expectation, self._vocabulary.lexicon, self._told)
            symbols = frozenset(form.symbols)
            for template in self._locale.templates.beginning(form, self._expectation.asked, intents):
                if not template.fits(symbols):
                    continue
                hits = (self._of_hit(hit, form) for hit in match_template(template, form, self._slot))
                if (best := max(hits, key=lambda r: r.score, default=None)) is not None:
                    yield best

    def _slot(self, name: str, said: Utterance, start: int) -> Iterator[tuple[int, str]]:
        return slot_ends(self._locale, self._currency, name, said, start)

    def _of_hit(self, hit: Hit, said: Utterance) -> Reading:
        parsed, prices = Parsed(), dict[str, Money]()
        asked, lexicon = self._expectation.asked, self._vocabulary.lexicon
        named = spoken_of(hit, said, self._expectation.basket, lexicon)
        focus = self._focus if named is None else named
        for capture in hit.captures:
            if capture.list_name in ITEMS:
                part = said.cut(capture.start, capture.end)
                loose = capture.list_name == "change"
                lines = self._lines(part, NOBODY if capture.slot == "target" else focus, loose=loose)
                if not acceptable(lines, self._words.max_unknown) or (
                    capture.list_name != "items" and len(lines.lines) > 1
                ):
                    return NOTHING
                parsed.by_slot[capture.slot] = lines
            elif capture.list_name == "money":
                if money := money_at(self._words, said.symbols, capture.start, self._currency):
                    prices[capture.slot] = money[1]
            elif capture.list_name == "words":
                return option_reading(hit, said.cut(capture.start, capture.end), self._expectation, lexicon)
        act = asks_choice(unswapped(act_of(hit, parsed, prices), self._is_in_basket), lexicon)
        if not (makes_sense(act, parsed, asked) and is_one_wish(act, hit, said, parsed, self._around)):
            return NOTHING
        act = as_option(act, hit, said, partial(self._lines, focus=self._focus), asked)
        act = of_focus(act, lexicon, self._focus)
        return self._reading(hit, parted(act, parsed.all), parsed)

    def _lines(self, said: Utterance, focus: frozenset[int], *, loose: bool = False) -> Lines:
        """The order lines of a part; many templates ask for the same part."""
        asked = (said, focus, loose)
        if asked not in self._parsed:
            self._parsed[asked] = parse_lines(said, self._vocabulary, focus, loose=loose)
        return self._parsed[asked]

    def _reading(self, hit: Hit, acts: tuple[Act, ...], parsed: Parsed) -> Reading:
        lines, act, score = parsed.all, acts[-1], score_of(parsed.all, acts[-1])
        doubt = doubt_of(act, self._expectation.pin_digits)
        bonus = 0.01 * min(hit.literals, 10) + (0.03 if hit.template.asked else 0.0) - doubt
        misheard = hit.template.misheard
        return Reading(
            acts=tuple(replace(a, confidence=max(0.0, min(1.0, score))) for a in acts),
            score=score + bonus - (MISHEARD_COST if misheard else 0.0),
            rule=f"{act.intent}: {hit.template.source}",
            unexplained=tuple(w for x in lines for w in x.unexplained),
            repaired=misheard or any(x.repaired for x in lines),
            sure=not misheard and all(x.sure for x in lines),
        )

    # several sentences in a breath

    def _in_parts(self, said: Utterance, depth: int, *, one: bool) -> Iterator[Reading]:
        """Readings of two sentences; after an answer alone where the words are `one` order for sure."""
        for at in sorted(said.breaks - {0, len(said)}):
            head = self._answer(said.cut(0, at))
            if head is not None:
                rest = self.read(said.cut(at, len(said)), depth + 1)
                answer = said_twice(head, rest, self._expectation.asked)
                if answer:
                    yield replace(rest, acts=answer)
                elif rest.acts and rest.acts[0].intent not in ANSWERS:
                    if head.acts[0].intent == "no":
                        about = Beside(self._expectation, self._words, self._is_in_basket)
                        rest = after_no(rest, about, paused=at in said.pauses)
                    weak = head.acts[0].slots.get("consent") == "weak"  # "good ..." may be no answer
                    yield joined(weakened(head), rest, -0.03 if weak else 0.02)
            if not one:
                yield from self._two(said, at, depth)

    def _two(self, said: Utterance, at: int, depth: int) -> Iterator[Reading]:
        end = longest(self._words.cues, said.symbols, at)
        is_and = end > at and self._words.cues[said.symbols[at:end]] is Cue.AND
        repairs = end > at and self._words.cues[said.symbols[at:end]] is Cue.REPAIR
        parts = is_and or at in said.pauses or parts_after(said, at, self._words)
        if not (parts or repairs) or end >= len(said):
            return
        rest = said.cut(end if is_and else at, len(said))
        right = max((*self._whole(rest), self.bare(rest)), key=lambda r: r.score, default=NOTHING)
        if not right.acts or right.score < 0.7 or right.acts[0].intent in ANSWERS:
            return
        left = self.read(said.cut(0, at), depth + 1)
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
        about = replace(self._expectation, focus=named[0].phrases[0])
        read = _Reader(self._locale, self._vocabulary, self._currency, about).bare(said)
        return read if read.acts and read.acts[0].intent == "change" else NOTHING

    def _answer(self, said: Utterance) -> Reading | None:
        if self._words.cues.get(said.symbols) is Cue.WITHOUT:
            return None  # "and no" goes on about what was named, and answers nothing
        found = [r for r in self._whole(said, ANSWERS) if r.acts and r.acts[0].intent in ANSWERS]
        return max(found, key=lambda r: r.score, default=None)

    def order(self, said: Utterance) -> Reading:
        """The best reading of all words as one order."""
        return max((*self._whole(said, ORDERS), self.bare(said)), key=lambda r: r.score, default=NOTHING)

    # order lines without a verb

    def bare(self, said: Utterance) -> Reading:
        """Order lines or options alone."""
        if self._expectation.asked in {Asked.PIN, Asked.CANCEL}:
            return NOTHING
        best, fewest = NOTHING, len(said) + 1
        for form in unasked(said, self._words):
            lines = self._lines(form, self._focus)
            if orderlike(lines):
                acts = corrected(self._acts_of(lines), said, self._words, self._is_in_basket)
                takes_away = any(m.removed for a in acts for m in a.mentions)
                score = line_score(lines) - (0.0 if takes_away else 0.05)
                plainer = vague(lines) < fewest and score >= best.score  # "hold on, five bananas"
                if acts and (score > best.score or plainer):
                    best, fewest = of_lines(lines, acts, score), vague(lines)
        if self._expectation.asked is Asked.OPEN:
            return after_misheard(said, self._words.guards, self._order, best)
        return perhaps_called(best, said, self._expectation, self._words)

    def _order(self, said: Utterance) -> Reading:
        lines = self._lines(said, NOBODY)
        return of_lines(lines, self._acts_of(lines), line_score(lines)) if whole_order(lines) else NOTHING

    def _acts_of(self, lines: Lines) -> tuple[Act, ...]:
        kept = tuple(x.mention for x in lines.lines if x.mention.phrases)
        if not kept:
            return self._change(tuple(x.mention for x in lines.lines))
        stays = tuple(x.mention for x in lines.lines if x.mention.phrases and not x.dropped)
        about_basket = self._expectation.asked is Asked.CONSENT and self._is_in_basket(stays)
        return parted(Act(intent="change" if about_basket else "add", mentions=kept), (lines,))

    def _change(self, mentions: tuple[Mention, ...]) -> tuple[Act, ...]:
        """A number or option alone changes the line in focus; without one it means nothing."""
        expected = self._expectation
        about = expected.focus or expected.asked in {Asked.CONSENT, Asked.YES_NO}
        return (shared(mentions, expected.asked),) if about else ()

    def _is_in_basket(self, mentions: tuple[Mention, ...]) -> bool:
        held = tuple(n for n in (*self._expectation.basket, self._expectation.focus) if n)
        return are_called(held, mentions, self._vocabulary.lexicon)
