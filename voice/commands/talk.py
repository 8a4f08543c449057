"""`voicecart listen`, `type` and `replay`: three mouths and ears of one assistant."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from voice.adapters.wav_microphone import WavMicrophone
from voice.assemble import Mind, followed_shelf, new_session, open_mind, typed_talk
from voice.clocks import AudioClock, MonotonicClock
from voice.commands.context import Context, opened
from voice.commands.opening import counter_open, kept_talk, quiet_libraries
from voice.engines import choose_recognizer
from voice.keyboard import lines, listen_to_keys, typed
from voice.log_watch import LoggedTalk
from voice.studio import SpokenTalk, open_devices, replay_talk, spoken_talk
from voice.terminal import TerminalWatcher
from voice.watch import Watcher
from voice.watchers import Both, Collected

Json = Annotated[bool, typer.Option("--json", help="End with one line of JSON, for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show only what is said, not why.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("listen")(listen)
    app.command("type")(type_)
    app.command("replay")(replay)


def listen(ctx: typer.Context, *, as_json: Json = False, quiet: Quiet = False) -> None:
    """Hear the microphone, answer aloud, and order after an explicit yes."""
    context = opened(ctx)
    watcher, collected = _watchers(context, as_json=as_json, quiet=quiet)
    with quiet_libraries(context.settings), counter_open(context) as counter:
        devices, reason = open_devices(context.settings, context.plugins)
        context.console.print(reason, style="dim", highlight=False)
        try:
            with kept_talk(context.settings, counter, watcher) as (session, told):
                mind = open_mind(context.settings, counter, told, MonotonicClock(), context.plugins)
                talk = spoken_talk(context.settings, mind, counter, session, devices)
                _keys_too(talk, mind, context.settings.language)
                with followed_shelf(counter, mind):
                    talk.run()
        finally:
            devices.close()
    _tell(collected, as_json=as_json)


def _keys_too(talk: SpokenTalk, mind: Mind, language: str) -> None:
    """Typed lines are utterances beside the voice, where somebody sits at the keyboard."""
    if sys.stdin.isatty():
        listen_to_keys(sys.stdin.buffer, talk.runtime.post, mind.parts.clock, language)


def type_(ctx: typer.Context, *, as_json: Json = False, quiet: Quiet = False) -> None:
    """Type instead of speaking: a line from the keyboard or standard input is an utterance."""
    context = opened(ctx)
    watcher, collected = _watchers(context, as_json=as_json, quiet=quiet)
    clock = MonotonicClock()
    with counter_open(context) as counter, kept_talk(context.settings, counter, watcher) as (session, told):
        mind = open_mind(context.settings, counter, told, clock, context.plugins)
        runtime = typed_talk(mind, counter, session)
        with followed_shelf(counter, mind):
            for line in _prompted(context, watcher):
                if line:
                    runtime.post(typed(line, clock, context.settings.language))
                    runtime.settle()
                    runtime.tick()
                if runtime.over:
                    break
    _tell(collected, as_json=as_json)


def replay(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="WAV files, heard one after the other.")],
    *,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Hear recorded utterances through the very same recogniser and assistant."""
    context = opened(ctx)
    watcher, collected = _watchers(context, as_json=as_json, quiet=quiet)
    microphone = WavMicrophone(files)
    microphone.start()
    with quiet_libraries(context.settings), counter_open(context) as counter:
        mind = open_mind(context.settings, counter, watcher, AudioClock(), context.plugins)
        recognizer, reason = choose_recognizer(context.settings, context.plugins)
        context.console.print(reason, style="dim", highlight=False)
        recognizer.start()
        try:
            replay_talk(mind, counter, new_session(context.settings), microphone, recognizer)
        finally:
            recognizer.close()
    _tell(collected, as_json=as_json)


def _watchers(context: Context, *, as_json: bool, quiet: bool) -> tuple[Watcher, Collected]:
    collected = Collected()
    logged = Both(collected, LoggedTalk())
    if as_json:
        return logged, collected
    return Both(TerminalWatcher(context.console, details=not quiet), logged), collected


def _prompted(context: Context, watcher: Watcher) -> Iterable[str]:
    """Lines as they are typed, behind a prompt where a person types them."""
    given = lines(sys.stdin.buffer, watcher.trouble)
    while True:
        if sys.stdin.isatty():
            context.console.print("> ", end="")
        line = next(given, None)
        if line is None:
            return
        yield line


def _tell(collected: Collected, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(collected.told(), ensure_ascii=False) + "\n")
