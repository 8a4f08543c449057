"""The `voicecart` command. Each group of commands is a module of `voice.commands`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType

import typer

from catalog.errors import CatalogError
from voice.adapters.durable import full
from voice.adapters.logs import log_of
from voice.commands.admin import register as register_admin
from voice.commands.catalog import register as register_catalog
from voice.commands.context import begin
from voice.commands.people import register as register_people
from voice.commands.shop import register as register_shop
from voice.commands.talk import register as register_talk
from voice.errors import VoiceError
from voice.exits import Exit, exit_of

app = typer.Typer(
    name="voicecart",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Order by voice, offline: nothing leaves the house but the order.",
    epilog="Exit codes are listed in the README.",
)
app.callback()(begin)
register_talk(app)
register_catalog(app)
register_shop(app)
register_people(app)
register_admin(app)


class Stopped(BaseException):
    """Ctrl-C. Not KeyboardInterrupt, which the command library turns into an exit without a word."""


def main() -> None:
    """Run the command; whatever ends it becomes one clear message and its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    try:
        app()
    except (Stopped, KeyboardInterrupt):
        sys.stderr.write("\nvoicecart: stopped; nothing was ordered by that.\n")
        sys.exit(Exit.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the end of the program: told here or nowhere
        sys.exit(_told(error))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _told(error: Exception) -> Exit:
    """Say what ended the program, here and in the log; the exit code that goes with it."""
    if isinstance(error, OSError):
        error = full(Path(error.filename or "the data folder"), error)
    code = exit_of(error)
    ours = isinstance(error, VoiceError | CatalogError)
    log_of("command").error("ended", code=getattr(error, "code", ""), exit=int(code), exc_info=error)
    told = str(error) if ours else f"a fault: {type(error).__name__}: {error}. The log has the details."
    sys.stderr.write(f"voicecart: {told}\n")
    return code
