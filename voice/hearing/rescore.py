"""Hypotheses made comparable, joined and merged. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from voice.hearing.transcript import Hypothesis, Word


def log_shares(likelihoods: Sequence[float]) -> tuple[float, ...]:
    """Log probabilities (≤ 0) of rivals from their unnormalised log likelihoods."""
    if not likelihoods:
        return ()
    top = max(likelihoods)
    total = top + math.log(sum(math.exp(one - top) for one in likelihoods))
    return tuple(min(0.0, one - total) for one in likelihoods)


def with_confidences(rivals: Sequence[Hypothesis], shares: Sequence[float]) -> tuple[Hypothesis, ...]:
    """The rivals with each word's confidence set to the share (log `shares`) of the rivals that hear
    the same word at an overlapping time.
    """
    weights = [math.exp(share) for share in shares]

    def confidence(word: Word) -> float:
        return min(1.0, sum(w for w, rival in zip(weights, rivals, strict=True) if _holds(rival, word)))

    return tuple(
        replace(rival, words=tuple(replace(word, confidence=confidence(word)) for word in rival.words))
        for rival in rivals
    )


def joined(pieces: Sequence[Sequence[Hypothesis]], most: int) -> tuple[Hypothesis, ...]:
    """N-best of an utterance that an engine cut into pieces: rank by rank, each piece giving its best
    where it has no further one. Pieces without words are skipped.
    """
    spoken = [piece for piece in pieces if any(rival.text for rival in piece)]
    if not spoken:
        return ()
    depth = min(most, max(map(len, spoken)))
    rows = ([piece[min(rank, len(piece) - 1)] for piece in spoken] for rank in range(depth))
    return merged((_line(row) for row in rows), most)


def merged(hypotheses: Iterable[Hypothesis], most: int) -> tuple[Hypothesis, ...]:
    """The best `most` different texts, best score first; of equal texts the better-scored stays."""
    best: dict[str, Hypothesis] = {}
    for one in hypotheses:
        key = " ".join(one.text.lower().split())
        if key and (key not in best or one.score > best[key].score):
            best[key] = one
    return tuple(sorted(best.values(), key=lambda one: -one.score)[:most])


def repeats(text: str, *, longest: int = 12, times: int = 3) -> bool:
    """True where the text's end is one phrase of up to `longest` words said `times` times in a row, or
    where a phrase is said twice as often anywhere, which engines do on noise and people hardly ever.
    """
    words = _plain(text)
    for size in range(1, min(longest, len(words) // times) + 1):
        if _rounds(words[::-1], size) >= times * size or _most_rounds(words, size) >= 2 * times * size:
            return True
    return False


def _most_rounds(words: list[str], size: int) -> int:
    return max(_rounds(words[start:], size) for start in range(len(words)))


def _rounds(words: list[str], size: int) -> int:
    """How many words from the first on are the first `size` again and again."""
    same = (at for at in range(size, len(words)) if words[at] != words[at - size])
    return next(same, len(words))


def once(text: str) -> str:
    """The text, or its phrase said once where it is nothing but one phrase three times or more, as
    engines do with short answers ("No. No. No."), or a phrase of three words and more twice ("Reorder
    oat milk, reorder oat milk"). Twice a short one may be meant: "two two".
    """
    words, plain = text.split(), _plain(text)
    for size in range(1, len(words) // 2 + 1):
        times, rest = divmod(len(words), size)
        if (times > 2 or (size > 2 and not rest)) and _goes_round(plain, size):
            return " ".join(words[:size])
    return text


def _goes_round(words: list[str], size: int) -> bool:
    """Whether they are the first `size` words again and again; the very last may be cut short."""
    *whole, last = words
    return all(word == words[i % size] for i, word in enumerate(whole)) and words[
        (len(words) - 1) % size
    ].startswith(last)


def _plain(text: str) -> list[str]:
    """Its words without signs: an engine that repeats itself punctuates anew each time."""
    return ["".join(filter(str.isalnum, word)) for word in text.lower().split()]


def _holds(rival: Hypothesis, word: Word) -> bool:
    return any(
        one.text == word.text and one.start_ms < word.end_ms and word.start_ms < one.end_ms
        for one in rival.words
    )


def _line(row: Sequence[Hypothesis]) -> Hypothesis:
    return Hypothesis(
        text=" ".join(one.text for one in row if one.text),
        score=sum(one.score for one in row) / len(row),
        words=tuple(word for one in row for word in one.words),
    )
