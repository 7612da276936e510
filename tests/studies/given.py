"""The data that studies are made with."""

import os
import tempfile
from pathlib import Path

from calibration.demand.history import History
from calibration.pool.examples import load_example_pool
from calibration.pool.store import Pool


def examples() -> History:
    """Return what the bundled tables say, whatever the user's own pool holds."""
    with tempfile.TemporaryDirectory(prefix="jauge-study-") as folder:
        pool = Pool(Path(folder) / "pool.sqlite")
        load_example_pool(pool)
        return History.from_pool(pool)


def study_data() -> Path | None:
    """Return the folder of data that may not be passed on, if ``JAUGE_STUDY_DATA`` names one."""
    named = os.environ.get("JAUGE_STUDY_DATA")
    return Path(named) if named else None
