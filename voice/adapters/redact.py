"""What must not be written down, taken out of what will be: PINs, digits, passwords, sound."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

_SECRET_KEY = re.compile(
    r"(^|[_.])(pins?|digits?|password|secret|token|authorization|cookie|pcm|audio)($|[_.])"
)
_SPOKEN_KEYS = frozenset(
    ("text", "transcript", "heard", "hypotheses", "words", "acts", "closed", "said", "caption", "typed")
) | frozenset(("phrase", "interpretation"))
"""What holds a shopper's words: not written down while the PIN is asked for, whatever it holds then."""
_SECRET_IN_TEXT = re.compile(
    r"""(?ix) \b ((?:\w+_)? (?:pin|digits?|password|secret|token)) \b ['"]? \s*
    (?: [:=,] | \bis\b | \bwas\b )? \s* ['"]? [0-9][0-9 ,-]* """
)
_DEEPEST = 8


def redacted(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as plain data for JSON, without secrets; and without the shopper's words where
    `asked` (or `state`, `phase`) says that the PIN was asked for.
    """
    asked = {str(_plain(values.get(key))).lower() for key in ("asked", "state", "phase")}
    spoken = _SPOKEN_KEYS if asked & {"pin", "auth"} else frozenset()
    return {str(k): _clean(v, 0) for k, v in values.items() if not _secret(str(k)) and str(k) not in spoken}


def _secret(key: str) -> bool:
    return bool(_SECRET_KEY.search(key.lower()))


def _clean(value: Any, depth: int) -> Any:
    value = _plain(value)
    if depth > _DEEPEST:
        return "..."
    if isinstance(value, str):
        return _SECRET_IN_TEXT.sub(r"\1 ***", value)
    if isinstance(value, Mapping):
        return {str(k): _clean(v, depth + 1) for k, v in value.items() if not _secret(str(k))}
    if isinstance(value, tuple | list | set | frozenset):
        return [_clean(item, depth + 1) for item in value]
    return _leaf(value, depth)


def _leaf(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    return _clean(str(value), depth + 1)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in fields(value) if f.repr}
    return value
