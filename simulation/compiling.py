"""Compiling rules: each one when it is first called, kept on disk for the next process.

Use :func:`rule` for every function that compiled code calls. Numba keys its cache by the file in
which a function stands and does not notice a change in what that function calls; so what is
compiled lies in a folder named by a digest of all of this package's sources, of Numba, NumPy and
Python. Folders that nobody has used for a month are removed.
"""

import platform
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numba
import numpy as np
from platformdirs import user_cache_path

# Numba tells type checkers neither its settings nor all of its options.
_config: Any = numba.config
_njit: Any = numba.njit

_UNUSED_S: Final = 30 * 86_400.0


def digest() -> str:
    """Return a name for all that a compiled rule is made from."""
    made_of = blake2b(digest_size=8)
    for text in (numba.__version__, np.__version__, platform.python_version()):
        made_of.update(text.encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        made_of.update(source.read_bytes())
    return made_of.hexdigest()


@cache
def cache_folder() -> Path:
    """Return where compiled rules are kept, made if it is missing.

    It lies in the user's cache; the environment variable ``NUMBA_CACHE_DIR`` names another place.
    """
    chosen = _config.CACHE_DIR
    base = Path(chosen) if chosen else user_cache_path("jauge", appauthor=False) / "compiled"
    folder = base / f"jauge-{digest()}"
    # Where nothing can be written, Numba finds another place or compiles anew.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
        for other in base.glob("jauge-*"):
            if time.time() - other.stat().st_mtime > _UNUSED_S:
                shutil.rmtree(other, ignore_errors=True)
    return folder


def rule[F: Callable[..., Any]](function: F) -> F:
    """Have a function compiled when it is first called; from Python it is called as before.

    A rule makes no arrays and keeps none, which saves counting references to them. It divides as
    NumPy does: by zero to infinity, without an error.
    """
    return _compiled(function)


def part[F: Callable[..., Any]](function: F) -> F:
    """Have a rule compiled into each of those that call it: for parts of a hot loop."""
    return _compiled(function, forceinline=True)


def _compiled[F: Callable[..., Any]](function: F, **options: bool) -> F:
    before = _config.CACHE_DIR
    # Numba asks for the place when a function is declared; other packages keep theirs.
    _config.CACHE_DIR = str(cache_folder())
    try:
        compiled: F = _njit(cache=True, _nrt=False, error_model="numpy", **options)(function)
    finally:
        _config.CACHE_DIR = before
    return compiled
