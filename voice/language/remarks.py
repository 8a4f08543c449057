"""One wish with remarks beside it: "my bus is here, bye", "that's it for me, so can I pay".

What orders nothing is cut at its pauses and before words such as "so". Where some of the clauses are the
same wish, each by itself, and all others are talk that names nothing of the shop, that wish is meant. No yes
and no choice comes of it while a question is open; behind a wish nothing may take it back or bound it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from voice.language.acts import Act
from voice.language.expectation import Asked, Expectation
from voice.language.numbers import digit_runs, number_at
from voice.language.readings import NOTHING, Reading, best_of
from voice.language.text import Utterance
from voice.language.vocabulary import Vocabulary
from voice.language.words import Cue, Words

MOST_CLAUSES = 6
"""Who says more than that tells a story."""
MOST_JOINED = 2
"""So many clauses may be one sentence together ("okay, bye")."""
CLEAR = 0.95
DIGITS = 0.9
"""What digits among other words count: less than a sentence that explains them all."""
COST = 0.06
"""A reading of all words comes before one that leaves a remark out."""
TELLING = frozenset({"repeat", "help", "show", "status", "history"})
CHANGING = frozenset({"checkout", "undo", "stop", "cancel_order", "reorder_last"})
COURTESIES = frozenset({"thanks", "greet", "hold"})
CALLING_OFF = frozenset({"cancel_order", "clear", "undo", "stop", "no", "remove"})
"""Beside the wish to cancel an order these only say it again."""
AT_LEISURE = frozenset({"yes", "no", "clear", "remove"})
"""With no question open these answer none."""
WITH_OTHERS = ({"checkout", "stop"}, {"yes", "checkout"}, {"yes", "stop"})
"""Wishes of which one follows the other in one breath."""
TALKED_TO = frozenset({Asked.OPEN, Asked.CHOICE, Asked.YES_NO, Asked.CONSENT})
WISHES = TELLING | CHANGING | COURTESIES | AT_LEISURE
Reads = Callable[[Utterance, frozenset[str] | None], Iterable[Reading]]


@dataclass(frozen=True, slots=True)
class _Clause:
    said: Utterance
    reading: Reading

    @property
    def act(self) -> Act | None:
        """The one wish of the clause; None for a remark."""
        return self.reading.acts[0] if self.reading.acts else None


def beside_remarks(said: Utterance, expected: Expectation, vocabulary: Vocabulary, read: Reads) -> Reading:
    """The wish that stands beside nothing but remarks; `read` reads a clause by whole sentences alone. Where
    digits are asked for, these.
    """
    asked, edges = expected.asked, _edges(said, vocabulary.words)
    if asked is Asked.PIN:
        return _digits(said, expected.pin_digits, vocabulary.words)
    if asked not in TALKED_TO or not 1 < len(edges) - 1 <= MOST_CLAUSES:
        return NOTHING
    clauses = _clauses(said, edges, asked, vocabulary, read)
    acts = _wish(tuple(c.act for c in clauses if c.act is not None))
    if not acts or not _may_stand(clauses, acts, vocabulary):
        return NOTHING
    if any(best_of(read(clause.said, None)).acts for clause in clauses if clause.act is None):
        return NOTHING  # another wish
    return _reading(clauses, acts)


def _digits(said: Utterance, wanted: int, words: Words) -> Reading:
    """The only run of as many digits as are asked for ("let me see, four two, that's it"); none where
    a refusal stands beside it, and in a language without such words.
    """
    runs, at = [], 0
    while at < len(said):
        *_, (end, run) = ((at + 1, ""), *digit_runs(words, said.symbols, at))
        runs.append(run)
        at = end
    right = [run for run in runs if run and len(run) == wanted]
    agreeing = {words.symbols(text) for text in words.closed.get("yes", ())}
    refusing = {symbol for phrase in words.voids - agreeing for symbol in phrase[:1]}
    if len(right) != 1 or not words.voids or not (refusing | words.bounds).isdisjoint(said.symbols):
        return NOTHING
    act = Act(intent="pin", slots=MappingProxyType({"digits": right[0]}), confidence=DIGITS)
    return Reading(acts=(act,), score=DIGITS, rule="pin: digits beside other words", sure=False)


def _edges(said: Utterance, words: Words) -> list[int]:
    """Where clauses begin and end; nowhere in a language without words that begin one."""
    if not words.clauses:
        return []
    begun = {at for at in range(1, len(said)) if said.symbols[at] in words.clauses}
    return sorted({0, *(at for at in said.pauses if 0 < at < len(said)), *begun, len(said)})


def _clauses(
    said: Utterance, edges: list[int], asked: Asked, vocabulary: Vocabulary, read: Reads
) -> tuple[_Clause, ...]:
    """The clauses with what each means; none where one of them is something else than a wish or a remark."""
    found, at = [], 0
    while at < len(edges) - 1:
        longest = min(at + MOST_JOINED, len(edges) - (2 if at == 0 else 1))  # all together is no sentence
        for last in range(longest, at, -1):
            part = said.cut(edges[at], edges[last])
            reading = best_of(read(part, WISHES))
            if reading.score >= CLEAR and _is_wish(reading, asked):
                break
        else:
            if reading.acts or not _is_talk(part, vocabulary):
                return ()
            reading = NOTHING
        found.append(_Clause(part, reading))
        at = last
    return tuple(found)


def _is_wish(reading: Reading, asked: Asked) -> bool:
    known = TELLING | CHANGING | COURTESIES | (AT_LEISURE if asked is Asked.OPEN else frozenset())
    nameless = not any(mention.phrases for act in reading.acts for mention in act.mentions)
    return len(reading.acts) == 1 and nameless and reading.acts[0].intent in known


def _is_talk(part: Utterance, vocabulary: Vocabulary) -> bool:
    """Whether no product, no option and no number is among the words."""
    words = vocabulary.words
    for at in range(len(part)):
        if number_at(words, part.symbols, at) is not None:
            return False
        for end, entry in vocabulary.lexicon.entries_at(part.keys, at):
            everyday = all(map(vocabulary.is_normal, part.symbols[at:end]))
            if entry.products or (entry.values and not everyday):
                return False
    return True


def _may_be_ordered(part: Utterance, vocabulary: Vocabulary) -> bool:
    """Whether it may be something that the shop has not: an article leads it, or most words are strange."""
    words = vocabulary.words
    strange = sum(not vocabulary.is_normal(symbol) for symbol in part.symbols)
    return 2 * strange > len(part) or words.cues.get(part.symbols[:1]) is Cue.ARTICLE


def _names_a_part(part: Utterance, vocabulary: Vocabulary) -> bool:
    """Whether a word of a product's name is among them that is no everyday word."""
    return any(
        entry.holders and not all(map(vocabulary.is_normal, part.symbols[at:end]))
        for at in range(len(part))
        for end, entry in vocabulary.lexicon.entries_at(part.keys, at)
    )


def _wish(acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """What all the acts come to, each said once; nothing where they are different wishes."""
    acts = tuple(act for act in acts if act.slots.get("consent") != "weak")  # "not so good"
    topics = [act for act in acts if "topic" in act.slots]
    wishes = [act for act in acts if act.intent not in COURTESIES] or topics
    if any(act.intent not in TELLING for act in wishes):  # "sorry, it's loud here, check out"
        wishes = [act for act in wishes if act.intent != "repeat"]
    intents = {act.intent for act in wishes}
    if "cancel_order" in intents and intents <= CALLING_OFF:
        return (max((a for a in wishes if a.intent == "cancel_order"), key=lambda a: len(a.slots)),)
    off = [act for act in wishes if act.intent in {"remove", "undo", "clear"}]
    if off and len(intents) > 1 and intents <= CALLING_OFF:  # "no, stop, I don't want it"
        return (off[-1],)
    if wishes and wishes[0].intent == "no" and len(intents) > 1:
        wishes, intents = [act for act in wishes if act.intent != "no"], intents - {"no"}
    if not intents or not (len(intents) == 1 or intents in WITH_OTHERS) or _answers(wishes):
        return ()
    ordered = sorted(wishes, key=lambda act: (act.intent != "yes", act.intent == "stop", -len(act.slots)))
    return tuple(
        {act.intent: act for act in reversed(ordered)}[i] for i in dict.fromkeys(a.intent for a in ordered)
    )


def _answers(wishes: list[Act]) -> bool:
    """Whether there is nothing but a no; "cancel that" is more."""
    return all(act.intent == "no" and "drop" not in act.slots for act in wishes)


def _may_stand(clauses: tuple[_Clause, ...], acts: tuple[Act, ...], vocabulary: Vocabulary) -> bool:
    """Whether nothing beside the wish may be another one, and nothing behind it takes it back or binds it."""
    words, remarks = vocabulary.words, [clause.said for clause in clauses if clause.act is None]
    if all(act.intent in TELLING | {"greet"} for act in acts):
        return True
    if any(_names_a_part(remark, vocabulary) for remark in remarks):
        return False
    pays = any(act.intent == "checkout" for act in acts)
    if pays and any(_may_be_ordered(remark, vocabulary) for remark in remarks):
        return False
    meant = {act.intent for act in acts}
    first = next(at for at, c in enumerate(clauses) if c.act is not None and c.act.intent in meant)
    bounds = words.bounds | {word for phrase in words.voids for word in phrase if len(phrase) == 1}
    return all(c.act is not None or bounds.isdisjoint(c.said.symbols) for c in clauses[first:])


def _reading(clauses: tuple[_Clause, ...], acts: tuple[Act, ...]) -> Reading:
    told = [clause.reading for clause in clauses if clause.act is not None]
    score = min(reading.score for reading in told) - COST
    weak = (MappingProxyType({**a.slots, "consent": "weak"}) if a.intent == "yes" else a.slots for a in acts)
    return Reading(
        acts=tuple(
            replace(a, slots=s, confidence=max(0.0, min(1.0, score))) for a, s in zip(acts, weak, strict=True)
        ),
        score=score,
        rule=f"beside remarks: {told[0].rule}",
        sure=len(told) == len(clauses) and all(reading.sure for reading in told),
    )
