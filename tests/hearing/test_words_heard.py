"""Vocabulary, prompts, n-best, speculation and the choice of engines: all pure."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.errors import EngineFault, Misuse
from voice.hearing.bias import ClosedAnswer, SpeechBias
from voice.hearing.choice import choose_engines
from voice.hearing.prompt import prompt_words
from voice.hearing.rescore import joined, log_shares, merged, once, repeats, with_confidences
from voice.hearing.second_opinion import SecondOpinion
from voice.hearing.speculation import still_stands
from voice.hearing.transcript import Hypothesis, Word
from voice.hearing.vocabulary import hearable, tidy, unknown_in
from voice.testing import ScriptedRecognizer, loud, says, silence

texts = st.lists(st.sampled_from(["yes", "no", "milk", "two", "qzx"]), max_size=6).map(" ".join)


def test_a_phrase_with_one_unknown_word_is_left_out_whole():
    found = hearable(("yes", "yes qzx", "  YES ", "", "\0"), lambda word: word != "qzx")
    assert found.phrases == ("yes",)
    assert found.unknown == ("qzx",)


@given(st.lists(texts))
def test_hearable_phrases_hold_known_words_only(phrases: list[str]):
    found = hearable(phrases, lambda word: word != "qzx")
    assert all(phrase and "qzx" not in phrase.split() for phrase in found.phrases)
    assert set(found.phrases) == {p for p in phrases if p and "qzx" not in p.split()}


@given(st.text())
def test_tidy_is_one_printable_line_and_stays_so(text: str):
    line = tidy(text)
    assert line == " ".join(line.split())
    assert "\0" not in line
    assert tidy(line) == line


def test_tidy_refuses_what_is_no_text():
    with pytest.raises(Misuse):
        tidy(b"yes")


def test_unknown_words_come_once_and_in_order():
    assert unknown_in(["b", "a b", "a", "b"], lambda word: word == "a") == ("b", "a b")


def test_a_prompt_holds_no_digit_and_no_word_of_a_closed_answer():
    bias = SpeechBias(
        language="en",
        words=("latte", "7 up", "yes cola", "milk"),
        example="yes a latte",
        closed=(ClosedAnswer("yes", "yes please"),),
    )
    assert prompt_words(bias, lambda _: True) == "latte, milk."


@given(st.lists(st.sampled_from(["latte", "whole milk", "espresso"]), unique=True), st.integers(0, 60))
def test_a_prompt_fits_and_keeps_the_likeliest(words: list[str], limit: int):
    bias = SpeechBias(language="en", words=tuple(words), example="a latte")
    prompt = prompt_words(bias, lambda text: len(text) <= limit)
    assert len(prompt) <= limit
    kept = prompt.removesuffix("a latte").rstrip(" .")
    assert kept == ", ".join(words[: len(kept.split(", "))] if kept else [])


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=8))
def test_shares_are_probabilities(likelihoods: list[float]):
    shares = log_shares(likelihoods)
    assert all(share <= 0 for share in shares)
    assert math.isclose(sum(math.exp(share) for share in shares), 1.0, rel_tol=1e-6)
    # Likelihoods that floats cannot tell apart have equal shares: the likeliest is among the best.
    assert shares[likelihoods.index(max(likelihoods))] == max(shares)


def test_a_word_is_as_sure_as_the_rivals_that_hear_it():
    both, one, other = Word("milk", 0, 300, 0), Word("two", 300, 600, 0), Word("to", 300, 600, 0)
    rivals = (Hypothesis("milk two", 0, (both, one)), Hypothesis("milk to", 0, (both, other)))
    first, second = with_confidences(rivals, (math.log(0.75), math.log(0.25)))
    assert [round(word.confidence, 3) for word in first.words] == [1.0, 0.75]
    assert [round(word.confidence, 3) for word in second.words] == [1.0, 0.25]


def test_pieces_are_joined_rank_by_rank():
    one = (Hypothesis("two", -0.1), Hypothesis("to", -0.9))
    heard = joined([one, (Hypothesis(""),), (Hypothesis("milks", -0.2),)], most=5)
    assert [h.text for h in heard] == ["two milks", "to milks"]
    assert joined([(), (Hypothesis(""),)], most=5) == ()


@given(st.lists(st.tuples(texts, st.floats(-5, 0)), max_size=12))
def test_merged_readings_differ_and_fall(rows: list[tuple[str, float]]):
    heard = merged((Hypothesis(text, score) for text, score in rows), 4)
    assert len(heard) <= 4
    assert len({h.text for h in heard}) == len(heard)
    assert [h.score for h in heard] == sorted((h.score for h in heard), reverse=True)
    if heard:
        assert heard[0].score == max(score for text, score in rows if text)


@pytest.mark.parametrize(
    ("text", "looped"),
    [
        ("no no no", True),
        ("go ahead go ahead go ahead", True),
        ("two two", False),
        ("a b a", False),
        ("", False),
    ],
)
def test_loops_are_seen(text: str, looped: bool):
    assert repeats(text) is looped


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("yeah " * 6 + "uh", True),
        ("Bye, see you. " * 6 + "Bye bye", True),
        ("no no no", True),
        ("no, no, two two", False),
        ("very very very good", False),
    ],
)
def test_an_engine_that_goes_round_is_noticed_however_it_ends(text: str, loops: bool):
    assert repeats(text) is loops


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No. No. No.", "No."),
        ("two two", "two two"),
        ("Go ahead, go ahead! Go ahead.", "Go ahead,"),
        ("a b", "a b"),
    ],
)
def test_a_phrase_over_and_over_is_taken_once(text: str, said: str):
    assert once(text) == said


def test_a_decoding_ahead_stands_through_silence_and_falls_with_speech():
    said = loud(600).data + silence(200).data
    assert still_stands(said + silence(400).data, len(said))
    assert still_stands(said, len(said))
    assert not still_stands(said + loud(100).data, len(said))
    assert not still_stands(loud(300).data, 0)


@pytest.mark.parametrize(
    ("wanted", "ready", "engines", "reason"),
    [
        ("auto", {"vosk"}, ("vosk",), "hearing-vosk"),
        ("auto", {"vosk", "whisper"}, ("vosk", "whisper"), "hearing-both"),
        ("auto", {"whisper"}, ("whisper",), "hearing-stand-in"),
        ("auto", set(), (), "hearing-none"),
        ("vosk", {"whisper"}, (), "hearing-missing"),
        ("whisper", {"vosk", "whisper"}, ("whisper",), "hearing-chosen"),
        ("mine", {"mine"}, ("mine",), "hearing-chosen"),
    ],
)
def test_what_runs_and_why(wanted: str, ready: set[str], engines: tuple[str, ...], reason: str):
    choice = choose_engines(wanted, "ko", ready)
    assert choice.engines == engines
    assert choice.reason == reason
    assert dict(choice.data)["language"] == "ko"


def opinions(first: str | None, second: str | None):
    pair = [ScriptedRecognizer([says(f"{label}", label=label)] * 2) for label in (first, second)]
    both = SecondOpinion(*pair)
    both.start()
    bias = SpeechBias(language="en", closed=(ClosedAnswer("yes", "yes"), ClosedAnswer("no", "no")))
    both.begin(bias)
    both.accept(loud(500))
    return both, pair


@pytest.mark.parametrize(
    ("first", "second", "agreed"),
    [
        ("yes", "yes", "yes"),
        ("yes", "no", None),
        ("yes", None, None),
        (None, "yes", None),
        ("no", "no", "no"),
    ],
)
def test_two_engines_must_agree_on_a_closed_answer(first: str | None, second: str | None, agreed: str | None):
    both, _ = opinions(first, second)
    heard = both.finish()
    assert heard.closed is not None
    assert heard.closed.label == agreed
    assert {h.text for h in heard.hypotheses} == {str(first), str(second)}


def test_without_the_second_opinion_no_closed_answer_is_given():
    both, (_, second) = opinions("yes", "yes")

    def fail(*_: object) -> None:
        raise EngineFault("down")

    kept, second.accept = second.accept, fail
    both.accept(loud(100))
    heard = both.finish()
    assert heard.text == "yes"
    assert heard.closed is not None
    assert heard.closed.label is None
    second.accept = kept
    both.begin(SpeechBias(language="en"))
    both.accept(loud(500))
    assert both.finish().engine == "scripted + scripted"


def test_a_failing_leader_ends_the_utterance_for_both():
    both, (first, _) = opinions("yes", "yes")

    def fail(*_: object) -> None:
        first._order.take("abort")
        raise EngineFault("down")

    first.accept = fail
    with pytest.raises(EngineFault):
        both.accept(loud(100))
    both.begin(SpeechBias(language="en"))
    both.abort()
    both.close()


@pytest.mark.parametrize(
    ("looped", "said"),
    [
        ("Reorder oat milk, Reorder Oat Milk.", "Reorder oat milk,"),
        ("Add two mochas. Add two mochas. Add two mochas. Add two m", "Add two mochas."),
        ("No. No. No.", "No."),
        ("two two", "two two"),
        ("Add two lattes, add two mochas.", "Add two lattes, add two mochas."),
    ],
)
def test_a_phrase_said_again_by_the_engine_counts_once(looped: str, said: str):
    assert once(looped) == said
