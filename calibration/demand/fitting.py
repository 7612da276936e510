"""Learning demand from a history: sampling the model, and keeping what came of it.

Use :func:`fit`, :meth:`Fit.save` and :func:`load_fit`. The same history, settings and seed give the
same draws to the last digit, however many processors there are: every chain has a generator of its
own, and within a chain the arithmetic runs on one thread, so that no sum changes its order.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from calibration.demand import model as models
from calibration.demand.design import blocks_of
from calibration.demand.diagnostics import Diagnostics, diagnose
from calibration.demand.history import COLUMNS, DATES, History
from calibration.demand.pilot import approximate, middles
from calibration.demand.sampling import sample
from calibration.demand.settings import DemandSettings
from venues.common.files import whole_file

FORMAT: Final = 1
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Fit:
    """What was learned, with all that a forecast needs.

    Attributes:
        posterior: Every parameter's draws, dimensions ``draw`` (all chains) and its own; and each
            component's ``shape``, which was assumed within longer periods.
        diagnostics: Whether they can be relied on.
        history: What they were learned from.
        settings: How.
        seed: With which luck.
        code_version: By which version of Jauge.
    """

    posterior: xr.Dataset
    diagnostics: Diagnostics
    history: History
    settings: DemandSettings
    seed: int
    code_version: str

    @property
    def venues(self) -> tuple[str, ...]:
        """The venues that can be forecast, in alphabetical order."""
        return tuple(sorted(str(venue) for venue in self.posterior["venue"].to_numpy()))

    @property
    def draws(self) -> int:
        """How many posterior draws there are."""
        return int(self.posterior.sizes["draw"])

    @property
    def history_digest(self) -> str:
        """The hash of what the fit was learned from."""
        return self.history.digest()

    def save(self, path: Path) -> None:
        """Write the fit as one netCDF file; :func:`load_fit` reads it back equal."""
        tree = xr.DataTree.from_dict({"/posterior": self.posterior})
        for kind, frame in self.history.tables().items():
            tree[f"history/{kind}"] = xr.DataTree(_to_dataset(frame))
        tree.attrs = {
            "format": FORMAT,
            "title": "Jauge demand fit",
            "seed": self.seed,
            "code_version": self.code_version,
            "history_digest": self.history_digest,
            "settings": self.settings.model_dump_json(),
            "diagnostics": json.dumps(asdict(self.diagnostics)),
            "countries": json.dumps(dict(self.history.countries)),
            "regions": json.dumps(dict(self.history.regions)),
        }
        with whole_file(path) as partial:
            tree.to_netcdf(partial, engine="netcdf4")


def load_fit(path: Path) -> Fit:
    """Read a fit that was saved."""
    with xr.open_datatree(path, engine="netcdf4") as stored:
        tree = stored.load()
    tables: dict[str, Any] = {
        kind: _to_frame(tree[f"history/{kind}"].to_dataset(), kind) for kind in COLUMNS
    }
    history = History(
        **tables,
        countries=json.loads(tree.attrs["countries"]),
        regions=json.loads(tree.attrs["regions"]),
    )
    return Fit(
        posterior=tree["posterior"].to_dataset(),
        diagnostics=Diagnostics(**json.loads(tree.attrs["diagnostics"])),
        history=history,
        settings=DemandSettings.model_validate_json(tree.attrs["settings"]),
        seed=int(tree.attrs["seed"]),
        code_version=str(tree.attrs["code_version"]),
    )


def fit(
    history: History,
    *,
    seed: int,
    settings: DemandSettings | None = None,
    cores: int | None = None,
    progress: Progress | None = None,
) -> Fit:
    """Learn demand from a history.

    Args:
        history: What is known.
        seed: The luck of the sampler.
        settings: How to learn; the defaults if left out.
        cores: How many chains run at once; as many as there are processors if left out.
        progress: Called now and then with the share of the work that is done.
    """
    settings = settings or DemandSettings()
    began = time.monotonic()
    blocks = blocks_of(history, settings)
    approximations, shape = approximate(blocks)
    model = models.build(blocks, shape)
    samples = sample(
        model, approximations, middles(blocks, approximations), settings,
        seed=seed, cores=cores, progress=progress,
    )  # fmt: skip
    diagnostics = diagnose(samples, time.monotonic() - began)
    return Fit(
        posterior=_flat(samples["posterior"].to_dataset()).assign(
            {f"{key}_shape": (f"{key}_column", values) for key, values in shape.items()}
        ),
        diagnostics=diagnostics,
        history=history,
        settings=settings,
        seed=seed,
        code_version=version("jauge"),
    )


def _flat(posterior: xr.Dataset) -> xr.Dataset:
    """Return the draws of all chains in one dimension, chain after chain."""
    variables = {
        str(name): (("draw", *values.dims[2:]), values.to_numpy().reshape(-1, *values.shape[2:]))
        for name, values in posterior.data_vars.items()
    }
    coords = {n: c for n, c in posterior.coords.items() if n not in {"chain", "draw"}}
    total = posterior.sizes["chain"] * posterior.sizes["draw"]
    return xr.Dataset(variables, coords={**coords, "draw": np.arange(total)})


def _to_dataset(frame: pd.DataFrame) -> xr.Dataset:
    columns = {
        name: ("row", values.to_numpy(dtype=str) if values.dtype.kind not in "iufM" else values)
        for name, values in frame.items()
    }
    return xr.Dataset(columns)


def _to_frame(table: xr.Dataset, kind: str) -> pd.DataFrame:
    columns = {}
    for name in COLUMNS[kind]:
        values = table[name].to_numpy()
        if name in DATES:
            columns[name] = pd.Series(values.astype("datetime64[ns]"))
        elif values.dtype.kind in "iuf":
            columns[name] = pd.Series(values)
        else:
            columns[name] = pd.Series(values.astype(str), dtype="str")
    return pd.DataFrame(columns)
