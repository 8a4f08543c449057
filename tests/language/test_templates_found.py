"""Templates are found by the symbols they begin with and need; none that matches may be passed over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from test_sentences import AT_LEAST, sentences

from voice.language.locale import load_locale
from voice.language.templates import Template, match_template
from voice.language.text import Utterance


def anything(_list: str, said: Utterance, start: int) -> Iterator[tuple[int, str]]:
    """A slot that takes whatever stands there."""
    yield from ((end, "") for end in range(start + 1, len(said) + 1))


@pytest.mark.parametrize("language", sorted(AT_LEAST))
def test_every_template_that_matches_is_found(language: str) -> None:
    locale = load_locale(language)
    matches = 0
    for text in {said for spoken, said, _, _ in sentences() if spoken == language}:
        said = locale.words.read(text)
        if said is None or not said.symbols:
            continue
        matching = [t for t in locale.templates if _matches(t, said)]
        symbols, asked = frozenset(said.symbols), "open"
        found = [t for t in locale.templates.beginning(said, asked) if t.fits(symbols)]
        assert [t.source for t in matching if not t.asked or asked in t.asked] == [
            t.source for t in found if _matches(t, said)
        ]
        matches += len(matching)
    assert matches > AT_LEAST[language]


def _matches(template: Template, said: Utterance) -> bool:
    return any(True for _ in match_template(template, said, anything))
