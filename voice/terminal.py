"""The conversation on a terminal: captions, what was matched and why, the read-back, the receipt."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from catalog.money import Money, format_money
from catalog.order import Placed, QuoteLine
from catalog.ports import Ambiguous, Candidate, Decision, Match, Query
from voice.dialogue import describe
from voice.dialogue.actions import Action
from voice.dialogue.events import Event, OrderAnswered
from voice.dialogue.session import Phase, Placing, Session
from voice.hearing.transcript import Source, Transcript
from voice.language.acts import Interpretation
from voice.language.locale import load_locale
from voice.language.pack import pack_of
from voice.watch import Unwatched, secret

WHY = 3
"""Parts of a match's score that are shown."""


class TerminalWatcher(Unwatched):
    """Shows the conversation line by line. `details` adds what was understood and matched, and why."""

    def __init__(self, console: Console, *, details: bool = True) -> None:
        self._console = console
        self._details = details
        self._asks_pin = False
        self._language = "en"
        self._caption = ""

    def caption(self, text: str) -> None:
        """Grey, as it is heard; not while PIN digits are asked for."""
        if not self._asks_pin and text and text != self._caption:
            self._caption = text
            self._line(f"[dim]  … {escape(text)}[/dim]")

    def heard(self, transcript: Transcript, meaning: Interpretation) -> None:
        """The utterance, and the acts it was taken for. PIN digits are never shown."""
        self._caption = ""
        text = "••••" if self._asks_pin or secret(meaning) else transcript.text
        if transcript.source is Source.VOICE:
            self._line(f"[bold cyan]  you[/bold cyan] {escape(text)}")
        if self._details and not self._asks_pin:
            acts = ", ".join(act.intent for act in meaning.acts) or "nothing understood"
            self._line(f"[dim]      {escape(acts)}{'' if meaning.sure else ' (not sure)'}[/dim]")

    def found(self, query: Query, decision: Decision) -> None:
        """The products that may be meant, with their probability and the best reasons."""
        if not self._details:
            return
        phrase = escape(query.phrases[0] if query.phrases else "")
        match decision:
            case Match(best=best):
                self._line(f"[dim]      {phrase} → {self._candidate(best)}[/dim]")
            case Ambiguous(candidates=candidates, differs=differs):
                listed = "; ".join(self._candidate(c) for c in candidates)
                self._line(f"[dim]      {phrase} → {listed} (differ in {escape(', '.join(differs))})[/dim]")
            case _:
                self._line(f"[dim]      {phrase} → no match[/dim]")

    def _candidate(self, candidate: Candidate) -> str:
        strongest = sorted(candidate.why, key=lambda part: -abs(part[1]))[:WHY]
        why = ", ".join(f"{name} {score:.2f}" for name, score in strongest)
        name = escape(candidate.product.name(self._language))
        return f"{name} {candidate.probability:.0%}" + (f" \\[{escape(why)}]" if why else "")

    def said(self, sentence: str) -> None:
        """What voicecart says."""
        self._line(f"[bold green]  cart[/bold green] {escape(sentence)}")

    def stepped(self, before: Session, event: Event, after: Session, actions: tuple[Action, ...]) -> None:
        """A receipt when the order is placed."""
        del actions
        self._language = after.language
        self._asks_pin = after.phase is Phase.AUTH
        pending = before.pending
        if not isinstance(event, OrderAnswered) or not isinstance(pending, Placing):
            return
        if isinstance(event.outcome, Placed) and event.request == pending.request:
            self._receipt(pending, event.outcome, before)

    def _receipt(self, pending: Placing, placed: Placed, before: Session) -> None:
        rows = [f"{self._ordered(q, before)}  {self._amount(q.total)}" for q in pending.quote.lines]
        rows += [f"{fee.code}  {self._amount(fee.amount)}" for fee in pending.quote.fees]
        rows.append(f"{placed.order_id}  {self._amount(placed.total)}")
        self._console.print(Panel.fit(escape("\n".join(rows)), title="receipt"))

    @staticmethod
    def _ordered(quoted: QuoteLine, before: Session) -> str:
        """How many of what, with what was chosen: two lattes that differ must not look alike."""
        product = next((b.product for b in before.basket.lines if b.product.sku == quoted.line.sku), None)
        options = describe.options(before, product, quoted.line.options) if product else ()
        words = pack_of(load_locale(before.language)).replies
        chosen = (words.render(option) for option in options)
        return ", ".join((f"{quoted.line.quantity} x {quoted.name}", *chosen))

    def trouble(self, error: Exception) -> None:
        """A failure that the conversation survives."""
        self._line(f"[yellow]  ! {escape(str(error))}[/yellow]")

    def _line(self, text: str) -> None:
        self._console.print(text, highlight=False)

    def _amount(self, money: Money) -> str:
        return format_money(money, self._language, "symbol")
