"""Recogniser and voice models: known names, where they come from, fetched and verified.

`standard_store` tells where models live, `find` and `require` where one is, `fetch` brings it,
`check` tells what is wrong with it. Nothing is loaded here: that is the adapters' work.
"""

from voice.models.contents import Finding, missing_files
from voice.models.progress import Patience, Progress, Step, silent
from voice.models.registry import KnownModel, known_models, model_named, models_for
from voice.models.store import (
    Located,
    ModelStore,
    check,
    fetch,
    fetch_model,
    find,
    locate,
    require,
    standard_store,
)

__all__ = [
    "Finding",
    "KnownModel",
    "Located",
    "ModelStore",
    "Patience",
    "Progress",
    "Step",
    "check",
    "fetch",
    "fetch_model",
    "find",
    "known_models",
    "locate",
    "missing_files",
    "model_named",
    "models_for",
    "require",
    "silent",
    "standard_store",
]
