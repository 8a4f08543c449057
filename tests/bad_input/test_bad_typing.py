"""What a keyboard or a pipe may send: bytes that are no text, endless lines, signals, a sudden end."""

from __future__ import annotations

import os
import signal

import pytest
from installed_command import Voicecart, read_until, say

from voice.exits import Exit

TO_THE_READ_BACK = "reorder toothbrush heads"


def test_bytes_that_are_no_text_order_nothing(voicecart: Voicecart) -> None:
    ran = voicecart.run("type", "--quiet", typed=os.urandom(100_000))
    assert ran.code == Exit.OK, ran.err
    assert "What was typed is no text" in ran.out
    assert voicecart.entries() == 0


def test_a_line_without_end_is_one_utterance_and_its_tail_is_no_yes(voicecart: Voicecart) -> None:
    ran = voicecart.run("type", "--json", typed=TO_THE_READ_BACK + "\n" + "x" * 100_000 + "yes\nyes\n")
    assert ran.code == Exit.OK, ran.err
    heard = ran.told()["heard"]
    assert [len(text) for text in heard] == [len(TO_THE_READ_BACK), 2_000, 3]
    assert len([text for text in ran.told()["troubles"] if "2000 characters" in text]) == 1
    assert voicecart.entries() <= 1  # never for the yes at the end of the long line


def test_control_characters_do_not_reach_the_screen(voicecart: Voicecart) -> None:
    ran = voicecart.run("type", typed=b"\x1bfind oat\x08 milk\r\n\x03\x04\x1a\n")
    assert ran.code == Exit.OK, ran.err
    assert not set("\x07\x08\x1a") & set(ran.out)
    assert "\x1b" not in ran.out
    assert "Oat Milk" in ran.out


@pytest.mark.parametrize("typed", ["\n\n\n", TO_THE_READ_BACK])
def test_the_end_of_input_is_no_yes(voicecart: Voicecart, typed: str) -> None:
    ran = voicecart.run("type", typed=typed)
    assert ran.code == Exit.OK, ran.err
    assert voicecart.entries() == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGKILL, -9)])
def test_who_is_stopped_at_the_read_back_finds_the_basket_again(
    voicecart: Voicecart, number: signal.Signals, code: int
) -> None:
    process = voicecart.start("type")
    try:
        say(process, TO_THE_READ_BACK)
        read_until(process, "Shall I order it?")
        process.send_signal(number)
        assert process.wait(30) == code
    finally:
        process.kill()
        process.wait()
    told = (voicecart.home / "err.txt").read_text()
    assert ("stopped; nothing was ordered" in told) == (number == signal.SIGINT)
    assert "Traceback" not in told
    again = voicecart.run("type", typed="yes\nwhat is in my basket\n")
    assert "basket is still here" in again.out
    assert "1 Soft Toothbrush Heads" in again.out
    assert voicecart.entries() == 0  # the yes answered no question


def test_a_basket_file_of_garbage_is_put_aside(voicecart: Voicecart) -> None:
    file = voicecart.data / "basket-embedded.json"
    file.write_bytes(os.urandom(3_000))
    ran = voicecart.run("type", typed=TO_THE_READ_BACK + "\nyes\n")
    assert ran.code == Exit.OK, ran.err
    assert "put aside" in ran.out
    assert "receipt" in ran.out
    assert file.with_suffix(".damaged").stat().st_size == 3_000
