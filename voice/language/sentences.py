"""One sentence of the locale, or order lines without any verb: the readings that others are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from catalog.money import Money
from voice.language.acts import Act, Mention
from voice.language.called_lines import EDITS
from voice.language.carriers import stripped, unasked
from voice.language.corrections import (
    as_option,
    corrected,
    of_focus,
    shared,
    spoken_of,
)
from voice.language.expectation import Asked, Expectation
from voice.language.groups import asks_choice
from voice.language.in_part import holds_talk
from voice.language.leading import after_misheard
from voice.language.lexicon import NOBODY
from voice.language.locale import Locale
from voice.language.numbers import money_at
from voice.language.of_basket import of_basket
from voice.language.options import are_called, option_reading, perhaps_called
from voice.language.parser import Lines, parse_lines, told_lines
from voice.language.readings import (
    ITEMS,
    NOTHING,
    ORDERS,
    Parsed,
    Reading,
    acceptable,
    act_of,
    doubt_of,
    is_contrast,
    is_of_two,
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
from voice.language.removals import CHANGES, Around, is_one_wish, of_which
from voice.language.sized import QUALITY, sized_behind
from voice.language.slots import slot_ends
from voice.language.templates import Hit, match_template
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.words import Cue

MISHEARD_COST = 0.03
"""A sentence that somebody says comes before one that is only heard so."""


class Sentences:
    """Reads words as one sentence, or as order lines without a verb, under one expectation.

    `place` is for which sentences it reads, where that is not the open question.
    """

    def __init__(
        self, locale: Locale, vocabulary: Vocabulary, currency: str, expectation: Expectation, place: str = ""
    ) -> None:
        self._locale, self._words = locale, locale.words
        self._vocabulary = vocabulary
        self._currency = currency
        self._expectation, self._place = expectation, place or expectation.asked
        focus = expectation.focus
        self._parsed: dict[tuple[Utterance, frozenset[int], bool], Lines] = {}
        self._focus = vocabulary.lexicon.called(focus) if focus else frozenset()
        self._told = partial(told_lines, vocabulary, NOBODY)
        self._around = Around(
            self._words, lambda part: self._lines(part, self._focus), partial(self._whole, intents=CHANGES)
        )

    # whole sentences

    def _whole(self, said: Utterance, intents: frozenset[str] | None = None) -> Iterator[Reading]:
        for form in stripped(said, self._words):
            if intents is None or "change" in intents:
                yield of_basket(form, self._expectation, self._vocabulary.lexicon, self._told)
            symbols = frozenset(form.symbols)
            for template in self._locale.templates.beginning(form, self._place, intents):
                if not template.may_be(form, symbols):
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
                if hit.template.intent == "reorder" and self._words.cues.get(part.symbols[:1]) is Cue.AND:
                    return NOTHING  # "the usual, plus a croissant" are two wishes
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
        talk = holds_talk((act,), self._vocabulary, "reorder")  # "remove the eggs I had before"
        if talk or is_of_two(act, parsed, self._is_in_basket) or not is_contrast(act):
            return NOTHING
        if not (makes_sense(act, parsed, asked) and is_one_wish(act, hit, said, parsed, self._around)):
            return NOTHING
        act = as_option(act, hit, said, partial(self._lines, focus=self._focus), asked)
        basket = self._expectation.basket
        act = of_focus(act, lexicon, self._focus)
        act = of_which(act, hit, said, self._words, alike=len(set(basket)) < len(basket))
        return self._reading(hit, parted(act, parsed.all), parsed)

    def _lines(self, said: Utterance, focus: frozenset[int], *, loose: bool = False) -> Lines:
        """The order lines of a part; many templates ask for the same part."""
        asked = (said, focus, loose)
        if asked not in self._parsed:
            lines = parse_lines(said, self._vocabulary, focus, loose=loose)
            self._parsed[asked] = sized_behind(lines, self._locale.lists.get(QUALITY, {}), self._words)
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

    def beside(self, focus: str, place: str = "") -> Sentences:
        """What reads words that are said while that line is spoken of."""
        about = replace(self._expectation, focus=focus)
        reader = Sentences(self._locale, self._vocabulary, self._currency, about, place)
        reader._parsed = self._parsed
        return reader

    def of_line(self, said: Utterance) -> Reading:
        """The best reading as the edit of the line in focus."""
        return max((*self._whole(said, EDITS), self.bare(said)), key=lambda r: r.score)

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
                score -= 0.03 if self._goes_on(form, lines) else 0.0
                plainer = vague(lines) < fewest and score >= best.score  # "hold on, five bananas"
                if acts and (score > best.score or plainer):
                    best, fewest = of_lines(lines, acts, score), vague(lines)
        if self._expectation.asked is Asked.OPEN:
            return after_misheard(said, self._words.guards, self._order, best)
        return perhaps_called(best, said, self._expectation, self._words)

    def _goes_on(self, said: Utterance, lines: Lines) -> bool:
        """Whether an "and" leads what would take back the thing before ("a latte and make it iced")."""
        at = lines.restart or 0
        return at > 0 and self._words.cues.get(said.symbols[at - 1 : at]) is Cue.AND

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
