"""The log: structured lines in a file of the data folder, never on standard output, never with a PIN.

`open_logs` is called once per program, by assembly. Everything that Python's logging is told, by us or by a
library, goes to that file through the same processors, so that nobody's warnings reach the shopper's
screen or spoil a `--json` answer.
"""

from __future__ import annotations

import io
import logging
import logging.handlers
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from voice.adapters.durable import PRIVATE, private_folder
from voice.adapters.redact import redacted

FILE = "voicecart.log"
MAX_BYTES = 2_000_000
KEPT = 3
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
Log = structlog.stdlib.BoundLogger
Values = MutableMapping[str, Any]


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotating file for its owner alone. What cannot be written is dropped, silently: a full disk must
    not stop an order, nor write to the screen.
    """

    def _open(self) -> io.TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        return io.TextIOWrapper(
            io.FileIO(handle, "a"), encoding="utf-8", errors="backslashreplace", write_through=True
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Go on."""


def open_logs(folder: Path, *, level: str = "info") -> Path:
    """Send all logging to `folder`/voicecart.log (2 MB, three older ones kept); returns the file."""
    path = private_folder(folder) / FILE
    handler = _PrivateFile(path, maxBytes=MAX_BYTES, backupCount=KEPT, delay=True)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_FIRST, processors=[_without_record, _told, structlog.processors.JSONRenderer()]
        )
    )
    close_logs()
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(_LEVELS[level])
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_FIRST,
            _told,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    return path


def close_logs() -> None:
    """Stop writing to the file of an earlier `open_logs`."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, _PrivateFile)]:
        root.removeHandler(handler)
        handler.close()


def log_of(name: str) -> Log:
    """The log for one part of voicecart: `log_of("store").info("placed", order=id)`."""
    log: Log = structlog.stdlib.get_logger(f"voicecart.{name}")
    return log


def _without_record(logger: Any, method: str, values: Values) -> Values:
    """Logging's own record says nothing that the other values do not."""
    del logger, method
    values.pop("_record", None)
    values.pop("_from_structlog", None)
    return values


def _told(logger: Any, method: str, values: Values) -> Values:
    """Plain values without secrets."""
    del logger, method
    return redacted(values)


_FIRST: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
"""Tracebacks are text without the values of local variables: those may hold anything."""
