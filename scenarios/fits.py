"""The learned demand on disk: one file for each state of the pool, found by the pool's digest.

Learning again with other luck replaces that file, so results name what they were made from by its
identity: the seed it was learned with, and a digest of the file.
"""

import hashlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Final

import xarray as xr

from calibration.demand.diagnostics import Diagnostics
from calibration.demand.fit import FORMAT, Fit, load_diagnostics, load_fit
from calibration.demand.history import History
from calibration.demand.settings import DemandSettings
from calibration.pool.store import Pool
from calibration.segments import counts
from calibration.segments.counts import Counted
from calibration.segments.fit import FORMAT as SEGMENTS_FORMAT
from calibration.segments.fit import SegmentsFit, load_segments
from venues.common.files import home, whole_file
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

SEED: Final = 1
"""The sampler's seed: a pool has one learned demand, whatever the seed of later simulations."""

NONE: Final = "none"
"""The identity of a demand that is not kept, or not learned yet."""


@dataclass(frozen=True)
class KnownFit:
    """A learned demand that is kept.

    Attributes:
        path: Its file.
        pool_digest: The digest of the pool that it was learned from.
        made: When it was learned.
        is_stale: Whether the pool says something else by now.
    """

    path: Path
    pool_digest: str
    made: datetime
    is_stale: bool

    def load(self) -> Fit:
        """Return the learned demand."""
        return load_fit(self.path)

    def load_segments(self) -> SegmentsFit | None:
        """Return what was learned of segments with it; ``None`` if its pool had none.

        Raises:
            InputError: It was learned by another version of Jauge.
        """
        path = segments_file(self.pool_digest)
        return load_segments(path) if path.exists() else None

    @property
    def diagnostics(self) -> Diagnostics:
        """Whether it can be relied on, read without the rest of it."""
        state = self.path.stat()
        return _diagnostics(self.path, state.st_mtime_ns, state.st_size)

    @property
    def identity(self) -> str:
        """What tells it from a demand that was learned from the same pool with other luck."""
        state = self.path.stat()
        return _identity(self.path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=16)
def _identity(path: Path, changed: int, size: int) -> str:
    """Return the seed and digest of a fit's file, read once for each state of the file."""
    del changed, size
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with xr.open_dataset(path, engine="netcdf4") as stored:
        return f"{int(stored.attrs['seed'])}-{digest[:32]}"


@lru_cache(maxsize=16)
def _diagnostics(path: Path, changed: int, size: int) -> Diagnostics:
    """Return a fit's diagnostics, read once for each state of the file."""
    del changed, size
    return load_diagnostics(path)


def folder() -> Path:
    """Return the folder of fits."""
    found = home() / "fits"
    found.mkdir(exist_ok=True)
    return found


def fit_file(pool_digest: str) -> Path:
    """Return where the fit of a state of the pool is kept."""
    # A fit that another version of Jauge kept in another form is as good as none.
    return folder() / f"{pool_digest}.{FORMAT}.nc"


def segments_file(pool_digest: str) -> Path:
    """Return where what was learned of a pool's segments is kept, beside its fit."""
    return folder() / f"{pool_digest}.segments{SEGMENTS_FORMAT}.nc"


def latest_fit(pool: Pool | None = None, *, digest: str | None = None) -> KnownFit | None:
    """Return the fit of the pool as it is; failing that, the newest other one, which is stale.

    Args:
        pool: The pool; the user's own if left out.
        digest: Its digest, if it is known already.
    """
    current = digest or (pool or Pool()).digest()
    files = folder().glob(fit_file("*").name)
    newest = sorted(files, key=lambda path: path.stat().st_mtime, reverse=True)
    exact = [path for path in newest if path == fit_file(current)]
    for path in (*exact, *newest):
        made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return KnownFit(path, path.name.partition(".")[0], made, path not in exact)
    return None


def identity_of(pool_digest: str) -> str:
    """Return the identity of the demand that is kept for a state of the pool, else ``NONE``."""
    known = latest_fit(digest=pool_digest)
    return NONE if known is None or known.is_stale else known.identity


@contextmanager
def _whole_or_interrupted() -> Iterator[None]:
    """Take an interruption for one.

    The sampler catches it and hands back the draws that it has, which nobody must take for a fit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupted = False

    def note(signum: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        signal.default_int_handler(signum, frame)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if interrupted:
            raise KeyboardInterrupt


def learn(
    history: History,
    *,
    seed: int = SEED,
    settings: DemandSettings | None = None,
    last: Fit | None = None,
    progress: Callable[[float], None] | None = None,
) -> Fit:
    """Learn the demand from a history, to the end or not at all.

    Args:
        history: What is known.
        seed: The sampler's seed.
        settings: How to learn; the usual ones if left out.
        last: What was learned of an earlier history, to start from.
        progress: Told the fraction done.

    Raises:
        KeyboardInterrupt: It was interrupted.
    """
    # The sampler's libraries load slowly, and nothing but learning needs them.
    from calibration.demand.fitting import fit  # noqa: PLC0415  see above

    with _whole_or_interrupted():
        return fit(history, seed=seed, settings=settings, last=last, progress=progress)


def learn_segments(counted: Sequence[Counted], learned: Fit, *, seed: int = SEED) -> SegmentsFit:
    """Learn the shares of segments of those venues whose demand was learned."""
    # Only learning needs the optimiser.
    from calibration.segments.fitting import fit_segments  # noqa: PLC0415  see above

    known = [each for each in counted if each.venue in learned.venues]
    return fit_segments(known, learned.history, draws=learned.draws, seed=seed)


def _keep(learned: Fit | SegmentsFit, target: Path, scratch: Path | None) -> None:
    """Write a file in a scratch folder on the same disk, or beside its place, then name it."""
    if scratch is None:
        with whole_file(target) as partial:
            learned.save(partial)
    else:
        partial = scratch / target.name
        learned.save(partial)
        partial.replace(target)


def calibrate(
    pool: Pool,
    *,
    seed: int = SEED,
    settings: DemandSettings | None = None,
    progress: Callable[[float], None] | None = None,
    scratch: Path | None = None,
) -> Fit:
    """Learn the demand from a pool and keep it; venues that were closed throughout are left out.

    If the pool has changed since it was last learned from, learning starts from what was learned
    then.

    Args:
        pool: The pool.
        seed: The sampler's seed.
        settings: How to learn; the usual ones if left out.
        progress: Told the fraction done.
        scratch: A folder on the same disk for what is not whole yet; left out, beside the fits.

    Raises:
        InputError: There is nothing to learn from.
    """
    nothing = InputError(Problem(_("the pool holds no attendance to learn from")))
    if pool.venues().empty:
        raise nothing
    digest = pool.digest()
    history, counted = History.from_pool(pool), counts.from_pool(pool)
    if not history.venues:
        raise nothing
    history, _left_out = history.learnable()
    known = latest_fit(digest=digest)
    last = known.load() if known is not None and known.is_stale else None
    learned = learn(history, seed=seed, settings=settings, last=last, progress=progress)
    segments = learn_segments(counted, learned, seed=seed)
    if segments.shares:
        _keep(segments, segments_file(digest), scratch)
    _keep(learned, fit_file(digest), scratch)
    return learned
