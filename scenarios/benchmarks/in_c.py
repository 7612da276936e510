"""The museum day in hand-written C (``plain.c``), where this machine has a C compiler."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

_SOURCE: Final = Path(__file__).parent / "plain.c"


@cache
def plain_c_day() -> Callable[[int], float] | None:
    """Return the function that simulates a day by its seed and returns the mean wait in seconds.

    Returns:
        None where there is no compiler, or none that can compile it.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "plain.so"
        options = ["-O3", "-march=native", "-shared", "-fPIC", "-o", str(library)]
        made = subprocess.run(
            [compiler, *options, str(_SOURCE), "-lm"], capture_output=True, check=False
        )
        if made.returncode:
            return None
        day = ctypes.CDLL(str(library)).day
    day.argtypes, day.restype = [ctypes.c_uint64], ctypes.c_double
    found: Callable[[int], float] = day
    return found
