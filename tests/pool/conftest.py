"""A pool with a little in it, and a way to write files into a folder of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from calibration.pool.importing import import_table
from calibration.pool.store import Pool

ATTENDANCE = "venue,date,visits\nTown Museum,2018-01-02,120\nTown Museum,2018-01-03,90\n"

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


@pytest.fixture
def pool(tmp_path: Path, write: Write) -> Pool:
    """Give a pool that knows the Town Museum on two days of 2018."""
    made = Pool(tmp_path / "pool.sqlite")
    import_table(made, "attendance", write("known.csv", ATTENDANCE))
    return made
