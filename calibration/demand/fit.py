"""What was learned: the posterior with all that a forecast needs, and its file.

Made by :func:`calibration.demand.fitting.fit`; use :meth:`Fit.save` and :func:`load_fit`. Kept
apart from the learning because showing and forecasting what was learned needs no sampler, whose
libraries take many seconds to load.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xarray as xr

from calibration.demand.diagnostics import METHODS, Diagnostics
from calibration.demand.history import COLUMNS, DATES, History
from calibration.demand.settings import DemandSettings
from venues.common.files import whole_file

FORMAT: Final = 9


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

    @property
    def method(self) -> str:
        """How it was learned: ``sampled`` or ``approximated``."""
        return next(name for name, kind in METHODS.items() if isinstance(self.diagnostics, kind))

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
            "method": self.method,
            "diagnostics": json.dumps(asdict(self.diagnostics)),
            "countries": json.dumps(dict(self.history.countries)),
            "regions": json.dumps(dict(self.history.regions)),
            "venue_types": json.dumps(dict(self.history.venue_types)),
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
        venue_types=json.loads(tree.attrs["venue_types"]),
    )
    return Fit(
        posterior=tree["posterior"].to_dataset(),
        diagnostics=_diagnostics(tree.attrs),
        history=history,
        settings=DemandSettings.model_validate_json(tree.attrs["settings"]),
        seed=int(tree.attrs["seed"]),
        code_version=str(tree.attrs["code_version"]),
    )


def load_diagnostics(path: Path) -> Diagnostics:
    """Read of a fit that was saved only whether it can be relied on, which takes no time."""
    with xr.open_dataset(path, engine="netcdf4") as stored:
        return _diagnostics(stored.attrs)


def _diagnostics(attributes: Mapping[Any, Any]) -> Diagnostics:
    # To mypy a class in a dictionary might be the abstract one.
    kind: Any = METHODS[attributes["method"]]
    found: Diagnostics = kind(**json.loads(attributes["diagnostics"]))
    return found


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
