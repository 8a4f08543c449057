"""A sound card made of software: a private PulseAudio with a speaker, a room and a microphone.

The assistant's voice goes to the sink `speaker`; whatever is played into the sink `room` is what its
microphone hears. It needs no hardware, no rights and no session, and several live side by side,
each in its own directory. For rehearsals and tests.

Start it before PortAudio looks for devices, or hand in a `changed` callable that makes it look again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from voice.audio.frames import AudioFormat, Frames
from voice.audio.wav import write_wav
from voice.errors import EngineFault, NoSpeaker

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
INSTALL = "Install it: apt-get install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"
START_DEADLINE_S = 10.0
SERVER_LATENCY_MS = 200
"""Asked of paplay: at its default the null sinks run dry and tear holes into the sound."""
RECORD_RATE = 48_000

# Without norewinds the sinks hold two seconds that they may rewrite, and lose the first half second.
DAEMON = """\
load-module module-native-protocol-unix auth-anonymous=1 socket={home}/pulse/native
load-module module-null-sink norewinds=1 sink_name=speaker rate=48000 channels=2 \
sink_properties=device.description=speaker
load-module module-null-sink norewinds=1 sink_name=room rate=48000 channels=1 \
sink_properties=device.description=room
load-module module-remap-source source_name=mic master=room.monitor source_properties=device.description=mic
set-default-sink speaker
set-default-source mic
"""
# Without the usual fallback to ALSA's null device: that one would play and record nothing, without end.
ASOUND = """\
pcm.!default { type pulse hint { show on description "virtual (pulse)" } }
ctl.!default { type pulse }
"""
UNWANTED = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")


class Recording:
    """What comes out of the speaker from its making on; `stop` gives it."""

    def __init__(self, environment: Mapping[str, str], rate: int) -> None:
        self._format = AudioFormat(rate=rate)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop
        options = (
            f"--device=speaker.monitor --raw --format=s16le --rate={rate} --channels=1 --latency-msec=20"
        )
        self._process = subprocess.Popen(  # noqa: S603 - our own words
            ["parec", *options.split()],  # noqa: S607
            env=dict(environment),
            stdout=self._file,
            stderr=subprocess.DEVNULL,
        )

    @property
    def recorded_ms(self) -> int:
        """How much has been recorded so far: the audio time of the sound card itself."""
        return os.fstat(self._file.fileno()).st_size // 2 * 1000 // self._format.rate

    def stop(self) -> Frames:
        """End it; mono sound of 16 bits."""
        _end(self._process)
        self._file.seek(0)
        data = self._file.read()
        self._file.close()
        return Frames(data[: len(data) // 2 * 2], self._format)


class VirtualSound:
    """A running virtual sound card, as a context; this process and its children use it inside.

    `changed` is called after it came up and after it went, for a library that remembers devices.
    Raises NoSpeaker where PulseAudio is not installed, EngineFault where it does not come up.
    """

    def __init__(self, *, echo: bool = False, changed: Callable[[], object] | None = None) -> None:
        self._echo = echo
        self._changed = changed
        self._home = Path()
        self._daemon: subprocess.Popen[bytes] | None = None
        self._before: dict[str, str | None] = {}
        self._players: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def environment(self) -> dict[str, str]:
        """What a child process needs to use this card (this process has it set already)."""
        home = str(self._home)
        settings = {
            "PULSE_RUNTIME_PATH": f"{home}/pulse",
            "PULSE_STATE_PATH": f"{home}/state",
            "PULSE_SERVER": f"unix:{home}/pulse/native",
            "PULSE_COOKIE": f"{home}/cookie",
            "ALSA_CONFIG_PATH": f"{home}/asound.conf",
        }
        return {k: v for k, v in os.environ.items() if k not in UNWANTED} | settings

    @property
    def pid(self) -> int:
        """Process id of the sound server, or 0."""
        return self._daemon.pid if self._daemon else 0

    def start(self) -> None:
        """Bring it up (a few tenths of a second) and point this process at it."""
        missing = [name for name in PROGRAMS if shutil.which(name) is None]
        if missing:
            raise NoSpeaker(f"The virtual sound card needs {', '.join(missing)}.", remedy=INSTALL)
        self._home = Path(tempfile.mkdtemp(prefix="voicecart-sound-"))
        try:
            self._launch()
            self._await_microphone()
        except BaseException:
            self.close()
            raise
        self._enter_environment()
        if self._echo:
            self.add_echo()

    def close(self) -> None:
        """Take it down, forget its directory, restore the environment. Harmless when not started."""
        for player in self._players:
            _end(player)
        self._players.clear()
        self.unplug()
        self._leave_environment()
        if self._home != Path():
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = Path()

    def unplug(self) -> None:
        """End the sound server while everything else stays: what pulling the cable is for a real card."""
        if self._daemon is not None:
            _end(self._daemon)
            self._daemon = None

    def add_echo(self, latency_ms: int = 40) -> None:
        """Let the microphone hear the speaker too."""
        self._control(
            "load-module",
            "module-loopback",
            "source=speaker.monitor",
            "sink=room",
            f"latency_msec={latency_ms}",
        )

    def say_into_room(self, frames: Frames, *, wait: bool = True, deadline_s: float = 120.0) -> None:
        """Let a shopper be heard. With `wait`, returns when all was said; else at once.

        Raises EngineFault when the player fails or takes longer than `deadline_s` beyond the sound.
        """
        path = self._home / f"shopper-{time.monotonic_ns()}.wav"
        write_wav(path, frames)
        player = subprocess.Popen(  # noqa: S603 - our own words
            ["paplay", "--device=room", f"--latency-msec={SERVER_LATENCY_MS}", str(path)],  # noqa: S607
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        self._players = [old for old in self._players if old.poll() is None] + [player]
        if wait:
            self._await_player(player, deadline_s + frames.duration_ms / 1000)

    def record_speaker(self, rate: int = RECORD_RATE) -> Recording:
        """Record what the assistant says, from now until the recording is stopped."""
        return Recording(self.environment, rate)

    def _await_player(self, player: subprocess.Popen[bytes], deadline_s: float) -> None:
        try:
            code = player.wait(deadline_s)
        except subprocess.TimeoutExpired as error:
            _end(player)
            raise EngineFault(
                "Playing into the virtual room did not end.", remedy="Start it again."
            ) from error
        if code:
            raise EngineFault(
                f"Playing into the virtual room failed (paplay: {code}).", remedy="Start it again."
            )

    def _launch(self) -> None:
        for folder in ("pulse", "state"):
            (self._home / folder).mkdir(mode=0o700)
        (self._home / "daemon.pa").write_text(DAEMON.format(home=self._home))
        (self._home / "asound.conf").write_text(ASOUND)
        options = "--daemonize=no --exit-idle-time=-1 --disallow-exit=no --use-pid-file=no --realtime=no"
        command = ["pulseaudio", "-n", "-F", f"{self._home}/daemon.pa", *options.split()]
        command += ["--high-priority=no", "--system=no", f"--log-target=file:{self._home}/log"]
        self._daemon = subprocess.Popen(  # noqa: S603 - our own words
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _await_microphone(self) -> None:
        end = time.monotonic() + START_DEADLINE_S
        while self._daemon is not None and self._daemon.poll() is None and time.monotonic() < end:
            if "\tmic\t" in self._control("list", "short", "sources", check=False):
                return
            time.sleep(0.05)
        log = self._home / "log"
        tail = log.read_text(errors="replace")[-600:] if log.exists() else "it wrote no log"
        raise EngineFault(f"The virtual sound card did not come up: {tail}", remedy=INSTALL)

    def _control(self, *command: str, check: bool = True) -> str:
        outcome = subprocess.run(  # noqa: S603
            ["pactl", *command],  # noqa: S607
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=START_DEADLINE_S,
            check=False,
        )
        if check and outcome.returncode:
            raise EngineFault(
                f"pactl {command[0]} failed: {outcome.stderr.strip()}", remedy="Start it again."
            )
        return outcome.stdout

    def _enter_environment(self) -> None:
        wanted = self.environment
        names = [*(k for k in wanted if k.startswith(("PULSE_", "ALSA_CONFIG_PATH"))), *UNWANTED]
        self._before = {name: os.environ.get(name) for name in names}
        for name in names:
            _set(name, wanted.get(name))
        if self._changed is not None:
            self._changed()

    def _leave_environment(self) -> None:
        if not self._before:
            return
        for name, value in self._before.items():
            _set(name, value)
        self._before = {}
        if self._changed is not None:
            self._changed()


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _end(process: subprocess.Popen[bytes]) -> None:
    """End one child by its id, kindly first."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
