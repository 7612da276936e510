"""Where Jauge keeps its own files, and how it writes one so that it is whole or not there."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_data_path


def home() -> Path:
    """Return the folder of this user's pool, fits and results, made if it is missing.

    The environment variable ``JAUGE_HOME`` names another one.
    """
    chosen = os.environ.get("JAUGE_HOME")
    folder = Path(chosen) if chosen else user_data_path("jauge", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``, which takes its name only if nothing went wrong.

    It may be written as a file or made a folder. A reader never sees half of it, and what stood
    there before stays until the new one is complete.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as scratch:
        partial = Path(scratch) / path.name
        yield partial
        if partial.is_dir() and path.is_dir():
            shutil.rmtree(path)
        partial.replace(path)
