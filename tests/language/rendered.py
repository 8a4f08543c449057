"""Acts as one line of text, so that a sentence file can say what is expected."""

from __future__ import annotations

from pathlib import Path

from catalog.product import Product
from catalog.sources.load import open_source
from voice.hearing.transcript import Hypothesis, Source, Transcript
from voice.language.acts import Act, Interpretation, Mention

SAMPLE = Path(__file__).parents[2] / "catalog" / "data" / "sample_shop.jsonl"


def sample_products() -> tuple[Product, ...]:
    return tuple(row for row in open_source(SAMPLE).rows() if isinstance(row, Product))


def heard(*texts: str, language: str = "en") -> Transcript:
    """A transcript of these hypotheses, best first."""
    return Transcript(
        hypotheses=tuple(Hypothesis(text, -0.1 * place) for place, text in enumerate(texts)),
        began_ms=0,
        ended_ms=1000,
        language=language,
        engine="typed",
        source=Source.TYPED,
    )


def rendered(interpretation: Interpretation) -> str:
    """ "add(2 lattes +size=large; mocha) + checkout()"; "-" where nothing was understood."""
    return " + ".join(_act(act) for act in interpretation.acts) or "-"


def _act(act: Act) -> str:
    parts = [_mention(m) for m in act.mentions]
    parts += [f"{name}={value}" for name, value in sorted(act.slots.items())]
    if act.filters.max_price:
        parts.append(f"max={act.filters.max_price.minor}")
    if act.filters.min_price:
        parts.append(f"min={act.filters.min_price.minor}")
    return f"{act.intent}({'; '.join(parts)})"


def _mention(mention: Mention) -> str:
    words = [str(mention.quantity)] if mention.quantity is not None else []
    words += mention.phrases[:1] or ["it"]
    words += [f"+{c.group}={c.value}" + (f"*{c.amount}" if c.amount else "") for c in mention.options]
    words += [f"-{c.group}={c.value}" for c in mention.removed]
    return " ".join(words)
