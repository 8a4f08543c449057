"""A line of the basket that is called by its name, and what is to become of it.

"Make the eggs four", "on the eggs, four", "four for the eggs", "we still have eggs, so take them off": what
is said of such a line is read as if it were said of "it", with that line in focus, whatever else was last
talked of. So each way to edit a line stands in the sentences once, and its name may stand anywhere in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from voice.language.acts import Act, Mention
from voice.language.again import is_several
from voice.language.carriers import beginnings
from voice.language.lexicon import Lexicon
from voice.language.readings import NOTHING, Reading
from voice.language.reference import places_of
from voice.language.text import Utterance
from voice.language.words import Calling, Symbols, longest

EDITS = frozenset({"add", "change", "remove"})
"""Intents with which a line is edited."""
BEYOND = frozenset({"swap", "scope", "owner", "like", "ordinal", "just", "correct"})
"""Slots of what is about other lines, or about what is not there."""
POINTS = frozenset({"reference", "again"})
KNOWN = 0.02
"""What is read of a line by its name comes before an order of the same words."""
OPTIONS_ALONE = 0.2
"""What a mention without a name loses, though the line has one."""
PASSED_OVER = 0.06
"""Talk before the matter speaks against a reading that leaves it out."""
MOST_EXPLAINED = 5
MOST_TALK = 5
"""Words of talk behind a name, where no pause ends them ("the eggs are wrong I want two")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The words as they are said of "it": `name` is the line's, `phrase` what it was called, and `talk` what
    was said before, where that was left out.
    """

    said: Utterance
    name: str
    phrase: str
    explained: int = 0
    talk: Utterance | None = None
    which: str = ""
    """Where several lines are called so, whether "one" of them is meant or "several"."""
    made: bool = False
    """True where only how the line is made may be spoken of."""


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Readers:
    """How the words are read: those of a form, and those that may be mere talk."""

    of_line: Callable[[Utterance, str], Reading]
    is_talk: Callable[[Utterance], bool]


def of_called(said: Utterance, basket: tuple[str, ...], lexicon: Lexicon, readers: Readers) -> Reading:
    """The best reading as the edit of one line of the basket; nothing where none is called by its name."""
    calling = lexicon.words.calling
    if not calling.it or not basket:
        return NOTHING
    best = NOTHING
    for form in _Forms(said, basket, lexicon).all():
        found = _of_line(readers.of_line(form.said, form.name), form)
        if found.score > best.score and (form.talk is None or readers.is_talk(form.talk)):
            best = found
    return best


def _of_line(found: Reading, form: Form) -> Reading:
    """The reading with the line called by its name, where it is an edit of that line alone."""
    if not found.acts or not all(_is_edit(act, made=form.made) for act in found.acts):
        return NOTHING
    nameless = any(act.intent == "remove" and act.mentions for act in found.acts)
    score = found.score + KNOWN + 0.01 * min(form.explained, MOST_EXPLAINED)
    score += (OPTIONS_ALONE if nameless else 0.0) - (PASSED_OVER if form.talk is not None else 0.0)
    acts = tuple(_which(_named(act, form.phrase), form.which) for act in found.acts)
    return replace(found, acts=acts, score=score)


def _is_edit(act: Act, *, made: bool) -> bool:
    if act.intent not in EDITS or not BEYOND.isdisjoint(act.slots) or any(m.phrases for m in act.mentions):
        return False
    options = any(m.options or m.removed for m in act.mentions)
    if made and not options and act.intent != "add":
        return False
    if act.intent == "change":
        counted = any(m.quantity is not None for m in act.mentions)
        return options or counted or "times" in act.slots or "delta" in act.slots
    return "reference" in act.slots or (act.intent == "remove" and options)


def _named(act: Act, phrase: str) -> Act:
    """The act about the line of that name."""
    mentions = tuple(replace(m, phrases=(phrase,)) for m in act.mentions) or (Mention(phrases=(phrase,)),)
    slots = {name: value for name, value in act.slots.items() if name not in POINTS}
    if act.intent == "add":
        slots["like"] = "named"
    first, intent = mentions[0], act.intent
    if intent == "remove" and (first.options or first.removed):
        intent, mentions = "change", (Mention(phrases=(phrase,), removed=(*first.options, *first.removed)),)
    return replace(act, intent=intent, mentions=mentions, slots=MappingProxyType(slots))


def _which(act: Act, which: str) -> Act:
    """The change of a line where several are called so: of which it is said is asked, unless it is of all."""
    if which and act.intent == "remove":
        return replace(act, slots=MappingProxyType({**act.slots, "which": which}))
    if not which or act.intent != "change" or "share" in act.slots or len(act.mentions) > 1:
        return act
    becomes = replace(act.mentions[0], phrases=())
    mentions = (Mention(phrases=act.mentions[0].phrases), becomes)
    return replace(act, mentions=mentions, slots=MappingProxyType({**act.slots, "which": which}))


class _Forms:
    """Finds where lines of the basket are named, and says the words of "it"."""

    def __init__(self, said: Utterance, basket: tuple[str, ...], lexicon: Lexicon) -> None:
        self._said, self._lexicon = said, lexicon
        self._calling: Calling = lexicon.words.calling
        self._it, self._them = (min(table, default=()) for table in (self._calling.it, self._calling.them))
        self._definite = lexicon.words.definite | self._calling.definite
        self._all, self._basket = basket, tuple(dict.fromkeys(basket))
        self._keys = {name: frozenset(lexicon.words.keys(name)) for name in self._basket}
        self._matters = frozenset(beginnings(said, lexicon.words))

    def all(self) -> Iterator[Form]:
        """Every form for every line that is named."""
        places = tuple(self._places())
        for place in places:
            yield from self._around(place)
        if places:
            yield from self._behind(places[-1])
            yield from self._beside_talk(places)

    # where lines are named

    def _places(self) -> Iterator[_Place]:
        at = 0
        while at < len(self._said):
            ends = [(self._end(at, name), name) for name in self._basket]
            end = max((end for end, _ in ends), default=at)
            names = [name for ended, name in ends if ended == end]
            if end > at:
                exact = [n for n in names if self._keys[n] == frozenset(self._said.keys[at:end])]
                one = exact if len(names) > 1 else names
                yield from (_Place(at, end, name) for name in one[:1])
            at = max(end, at + 1)

    def _end(self, at: int, name: str) -> int:
        """The end of words from here on that call the line: its name, another one, or words of it."""
        called = self._lexicon.called(name)
        other = [e for e, entry in self._lexicon.entries_at(self._said.keys, at) if entry.products & called]
        end = at
        while end < len(self._said) and self._said.keys[end] in self._keys[name] and self._goes_on(at, end):
            end += 1
        while end > at and self._is_small(end - 1):
            end -= 1
        kinds = any(map(self._lexicon.is_kind, self._said.keys[at:end]))
        end = end if kinds and not self._is_small(at) else at
        return max((*other, end))

    def _goes_on(self, at: int, end: int) -> bool:
        return end == at or end not in self._said.pauses

    def _is_small(self, at: int) -> bool:
        return self._said.keys[at].isdigit() or (self._said.symbols[at],) in self._lexicon.words.cues

    # what is said of them

    def _around(self, place: _Place) -> Iterator[Form]:
        """The words with "it" for the name, or without the words that tell which line is spoken of."""
        calling, end = self._calling, self._longest(self._calling.there, place.end)
        start = self._back(self._definite, place.start)
        definite, opens = start < place.start, self._opens(start)
        counts = self._back(calling.counts, start)
        of, about = self._back(calling.of, start), self._back(calling.about, start)
        inside = self._back(calling.inside, start)
        if counts < start:
            yield self._form(place, self._back(self._definite, counts), end, self._it)
        elif definite and of < start:
            yield self._form(place, of, end, self._them)
            if self._opens(of):
                yield self._form(place, of, end, ())
        elif about < start:
            yield self._form(place, about, end, ())
        elif definite:
            if opens:
                yield self._form(place, start, end, ())
            if inside < start:
                yield replace(self._form(place, inside, end, ()), made=True)
            if not (opens and end in self._said.pauses):
                yield self._form(place, start, end, self._it)
        elif self._is_more(start, end) or (opens and end in self._said.pauses):
            yield self._form(place, start, end, ())

    def _is_more(self, start: int, end: int) -> bool:
        """Whether it is told of bare words that more or less of the line is meant."""
        more = self._calling.more
        return self._back(more, start) < start or self._longest(more, end) > end

    def _behind(self, place: _Place) -> Iterator[Form]:
        """What is said of the line after it was talked of: "you got the eggs wrong, I want four"."""
        size = len(self._said)
        spoken = () if self._said.pauses else range(place.end + 1, min(place.end + MOST_TALK, size - 1))
        for at in range(place.end, size):
            then = self._longest(self._calling.then, at)
            if then == at and at not in self._said.pauses and at not in spoken:
                continue
            rest, talk = self._said.cut(then, size), self._said.cut(0, at)
            if len(rest):
                yield replace(
                    self._form(place, place.start, place.end, ()), said=rest, explained=0, talk=talk
                )

    def _beside_talk(self, places: tuple[_Place, ...]) -> Iterator[Form]:
        """What is said of the line after talk of something else, or before: "that's too many, take off the
        eggs", "take off the eggs, I'm allergic".
        """
        size = len(self._said)
        for at in sorted(self._said.pauses - {0, size}):
            if at <= places[0].start:
                yield from self._without(self._said.cut(at, size), self._said.cut(0, at))
            elif at >= places[-1].end:
                yield from self._without(self._said.cut(0, at), self._said.cut(at, size))

    def _without(self, said: Utterance, talk: Utterance) -> Iterator[Form]:
        rest = _Forms(said, self._all, self._lexicon)
        around = (form for place in tuple(rest._places()) for form in rest._around(place))
        yield from (replace(form, talk=talk) for form in around)

    def _form(self, place: _Place, start: int, end: int, symbols: Symbols) -> Form:
        called = self._said.text(place.start, place.end)
        fits = places_of([called], self._basket)
        is_own = any(self._basket[at] == place.name for at in fits)
        said = self._said.instead(start, end, symbols)
        return Form(
            said=said.cut(0, len(said)),
            name=place.name,
            phrase=called if is_own else place.name,
            explained=end - start - len(symbols),
            which=self._which(place),
        )

    def _which(self, place: _Place) -> str:
        if self._all.count(place.name) < 2:
            return ""
        called = self._said.cut(place.start, place.end)
        return "several" if is_several(called, self._lexicon.words) else "one"

    def _opens(self, at: int) -> bool:
        return at in self._matters or at in self._said.pauses

    def _longest(self, table: frozenset[Symbols], at: int) -> int:
        return longest(table, self._said.symbols, at)

    def _back(self, table: frozenset[Symbols], at: int) -> int:
        """The beginning of the longest entry that ends right before `at`, or `at`."""
        starts = (
            at - len(entry) for entry in table if self._said.symbols[max(at - len(entry), 0) : at] == entry
        )
        return min((start for start in starts if start >= 0), default=at)
