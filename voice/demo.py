"""What `scripts/demo` shows: a rehearsed shopper speaks, voicecart hears, answers aloud, and orders.

Standard output is for people; with `--json` it is one line for programs, and people read standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console

from catalog.errors import CatalogError
from voice.adapters.logs import open_logs
from voice.adapters.quiet import libraries_speak_to
from voice.assemble import new_session, open_counter, open_mind
from voice.clocks import MonotonicClock
from voice.config import Settings
from voice.config_load import load_settings
from voice.errors import NoMicrophone, VoiceError
from voice.exits import Exit, exit_of
from voice.plugins import Plugins
from voice.rehearsal import Cast
from voice.rehearsal_script import load_demo
from voice.rehearsal_sound import shopper_voice
from voice.stage import Rehearsed, Stage, open_stage, real_devices, rehearse
from voice.studio import Devices, sound_devices, spoken_talk
from voice.terminal import TerminalWatcher
from voice.watchers import Both, Collected

VOICES = {"en": "piper", "ko": "ko+f3@130"}
SPARE_VOICES = {"piper": "en-us"}
"""Who shops where the first voice is not installed."""
KEPT = 5
"""Folders of earlier demos that are kept."""


def main() -> int:
    """Run the demo; the exit code."""
    options = _parser().parse_args()
    folder = _folder(options.into)
    with libraries_speak_to(folder / "libraries.log") as people:
        screen: TextIO = people if options.json else sys.stdout
        console = Console(file=screen, soft_wrap=True)
        try:
            return _show(options, folder, console)
        except (VoiceError, CatalogError) as error:
            people.write(f"demo: {error}\n")
            return int(exit_of(error))
        except KeyboardInterrupt:
            people.write("demo: stopped.\n")
            return int(Exit.INTERRUPTED)


def _show(options: argparse.Namespace, folder: Path, console: Console) -> int:
    began = time.monotonic()
    plugins = Plugins()
    given = {"language": options.language, "store": options.store, "data_dir": folder}
    settings = load_settings(options.config, overrides=_without_none(given), plugins=plugins)
    open_logs(folder / "logs", level=settings.records.log_level)
    virtual = _virtual(options, settings)
    collected = Collected()
    with open_stage(settings, plugins, virtual=virtual) as stage:
        _say(
            console,
            f"Sound devices: {stage.kind}. {stage.hears} Ready after {time.monotonic() - began:.1f} s.",
        )
        done = _rehearse(stage, settings, folder, Both(TerminalWatcher(console), collected))
        _outcome(console, done, folder)
        if options.listen and not virtual:
            _listen(stage, Both(TerminalWatcher(console), collected), console)
    if options.json:
        sys.stdout.write(json.dumps(_told(done, collected, stage, settings), ensure_ascii=False) + "\n")
    if options.listen and virtual:
        raise NoMicrophone(
            "--listen needs a real microphone and speaker, and none opens here.",
            remedy="Plug them in, or type to the assistant: voicecart type.",
        )
    return int(Exit.OK if done.as_meant else Exit.FAULT)


def _rehearse(stage: Stage, settings: Settings, folder: Path, watcher: Both) -> Rehearsed:
    manners, dialogue = load_demo(settings.language, plain=settings.store != "embedded")
    name = VOICES.get(settings.language, settings.language)
    try:
        voice = shopper_voice(name)
        voice.start()
    except VoiceError:
        if name not in SPARE_VOICES:
            raise
        name = SPARE_VOICES[name]
        voice = shopper_voice(name)
        voice.start()
    try:
        return rehearse(stage, Cast(name=name, voice=voice, manners=manners), dialogue, folder, watcher)
    finally:
        voice.close()


def _listen(stage: Stage, watcher: Both, console: Console) -> None:
    """Go on with the user's own voice, in the same shop."""
    _say(console, "Now you: speak after the greeting. Ctrl-C ends it.")
    counter = open_counter(stage.settings, stage.plugins)
    microphone, speaker = sound_devices(stage.settings)
    try:
        mind = open_mind(stage.settings, counter, watcher, MonotonicClock(), stage.plugins)
        speaker.start()
        microphone.start()
        devices = Devices(
            microphone=microphone, speaker=speaker, voice=stage.voice, recognizer=stage.recognizer
        )
        spoken_talk(stage.settings, mind, counter, new_session(stage.settings), devices).run()
    finally:
        microphone.close()
        speaker.close()
        counter.close()


def _outcome(console: Console, done: Rehearsed, folder: Path) -> None:
    if done.as_meant:
        _say(
            console,
            f"Order {done.orders[0].id} is in the store, exactly as meant, {done.seconds:.0f} s after hello.",
        )
    else:
        _say(console, f"No success: {done.verdict}; {done.why}.")
    _say(console, f"The talk as a recording (left heard, right said): {done.recording}. Its data: {folder}")


def _told(done: Rehearsed, collected: Collected, stage: Stage, settings: Settings) -> dict[str, Any]:
    return {
        "engine": stage.recognizer.info.engine,
        "language": settings.language,
        "devices": stage.kind,
        "heard": collected.heard_texts,
        "order": collected.told()["order"],
        "wav": str(done.recording),
        "verdict": done.verdict,
        "why": done.why,
        "dropped_ms": done.dropped_ms,
        "seconds": round(done.seconds, 1),
    }


def _virtual(options: argparse.Namespace, settings: Settings) -> bool:
    if options.devices != "auto":
        return bool(options.devices == "virtual")
    return not real_devices(settings)


def _folder(into: Path) -> Path:
    """A fresh folder for this run; of the earlier ones the newest stay."""
    into.mkdir(parents=True, exist_ok=True)
    old = sorted(path for path in into.iterdir() if path.is_dir() and path.name.startswith("demo-"))
    for path in old[: max(0, len(old) - KEPT + 1)]:
        shutil.rmtree(path, ignore_errors=True)
    fresh = into / f"demo-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    fresh.mkdir(mode=0o700)
    return fresh


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _say(console: Console, text: str) -> None:
    console.print(text, style="dim", highlight=False, markup=False)


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    made.add_argument("--language", default="en", help="en or ko")
    made.add_argument("--store", help="where the order goes: embedded or oscar")
    made.add_argument("--devices", choices=["auto", "real", "virtual"], default="auto")
    made.add_argument("--listen", action="store_true", help="go on with your own microphone")
    made.add_argument("--json", action="store_true", help="end with one line of JSON")
    made.add_argument("--config", type=Path, help="a settings file")
    made.add_argument("--into", type=Path, default=Path("demo"), help="folder of store, log and recording")
    return made


if __name__ == "__main__":
    sys.exit(main())
