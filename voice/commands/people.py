"""`voicecart pin`: the shopper's PIN, set and unlocked at the terminal only."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from catalog.errors import BadInput
from voice.adapters.argon2_pin import PinVault
from voice.commands.context import Context, opened
from voice.exits import Exit
from voice.pin import PinAnswer

pin_app = typer.Typer(help="The PIN that orders above the limit need.", no_args_is_help=True)
FromInput = Annotated[bool, typer.Option("--stdin", help="Read the PIN from standard input, unseen.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    pin_app.command("set")(set_)
    pin_app.command("unlock")(unlock)
    pin_app.command("remove")(remove)
    app.add_typer(pin_app, name="pin")


def _vault(context: Context) -> PinVault:
    return PinVault(context.settings.pin_file, context.settings.pin_key_file)


def _ask(prompt: str, *, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().strip()
    typed: str = typer.prompt(prompt, hide_input=True)
    return typed


def set_(ctx: typer.Context, *, from_input: FromInput = False) -> None:
    """Set or change the PIN; a set one has to be typed first."""
    context = opened(ctx)
    vault = _vault(context)
    if vault.has_pin and vault.check_whole(_ask("PIN now", from_input=from_input)).answer is not PinAnswer.OK:
        raise BadInput("That is not the PIN.", remedy="Type the one that is set, or unlock it first.")
    vault.set_pin(_ask("New PIN", from_input=from_input))
    context.console.print("The PIN is set.")


def unlock(ctx: typer.Context, *, from_input: FromInput = False) -> None:
    """Unlock a PIN that was locked by wrong tries: type the whole of it."""
    context = opened(ctx)
    verdict = _vault(context).unlock(_ask("Whole PIN", from_input=from_input))
    if verdict.answer is PinAnswer.OK:
        context.console.print("The PIN is unlocked.")
        return
    sys.stderr.write(f"voicecart: that is not the PIN. Try again in {verdict.wait_s} seconds.\n")
    raise typer.Exit(Exit.INPUT)


def remove(ctx: typer.Context, *, from_input: FromInput = False) -> None:
    """Remove the PIN; orders above the limit cannot be made then."""
    context = opened(ctx)
    vault = _vault(context)
    if vault.has_pin and vault.check_whole(_ask("PIN", from_input=from_input)).answer is not PinAnswer.OK:
        raise BadInput("That is not the PIN.", remedy="Type the one that is set, or unlock it first.")
    vault.remove()
    context.console.print("The PIN is removed.")
