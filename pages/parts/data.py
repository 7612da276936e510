"""What pages read again and again, kept until the file behind it changes.

Every cached function takes a *stamp* of the file it reads: what is written later is seen at once,
what stays the same is not read twice.
"""

from pathlib import Path

import networkx as nx
import pandas as pd
import streamlit as st

from calibration.pool.segmenting import totals
from calibration.pool.store import Pool, default_path
from scenarios import library
from scenarios.fits import KnownFit, latest_fit
from scenarios.library import Entry
from venues.bundled import bundled_plans, open_plan
from venues.graph import WalkingGraph, step_free_graph, walking_graph
from venues.plan import Plan

Stamp = tuple[tuple[str, int, int], ...]


def stamp(*files: Path) -> Stamp:
    """Return what changes when one of the files does."""
    found = []
    for file in files:
        if file.exists():
            state = file.stat()
            found.append((str(file), state.st_mtime_ns, state.st_size))
    return tuple(found)


def pool_stamp() -> Stamp:
    """Return the stamp of the user's pool; SQLite writes to the log beside the file first."""
    path = default_path()
    return stamp(path, path.with_name(path.name + "-wal"))


def venues() -> pd.DataFrame:
    """Return the pool's venues with span, grain and rows of their attendance."""
    return _venues(pool_stamp()) if default_path().exists() else pd.DataFrame(columns=["venue"])


@st.cache_data(show_spinner=False, max_entries=4)
def _venues(pool: Stamp) -> pd.DataFrame:
    del pool
    return Pool().venues()


def spans() -> pd.DataFrame:
    """Return each venue's spans of attendance: venue, grain, first, last and rows."""
    return _spans(pool_stamp())


@st.cache_data(show_spinner=False, max_entries=4)
def _spans(pool: Stamp) -> pd.DataFrame:
    del pool
    # Segments are parts of these visits, not more of them.
    rows = totals(Pool().read("attendance"))
    found = rows.groupby(["venue", "period"], as_index=False).agg(
        first=("date", "min"), last=("date", "max"), rows=("visits", "size"),
        mean=("visits", "mean"),
    )  # fmt: skip
    return found.rename(columns={"period": "grain"})


@st.cache_data(show_spinner=False, max_entries=4)
def _digest(pool: Stamp) -> str:
    del pool
    return Pool().digest()


def pool_digest() -> str:
    """Return the digest of the pool as it is."""
    return _digest(pool_stamp())


def known_fit() -> KnownFit | None:
    """Return the learned demand that is kept, if there is one for some state of the pool."""
    if not default_path().exists():
        return None
    return latest_fit(digest=pool_digest())


def rows_of(kind: str, venue: str) -> pd.DataFrame:
    """Return one venue's rows of one of the pool's tables."""
    return _rows_of(pool_stamp(), kind, venue)


@st.cache_data(show_spinner=False, max_entries=60)
def _rows_of(pool: Stamp, kind: str, venue: str) -> pd.DataFrame:
    del pool
    return Pool().read(kind, [venue])


def scenarios() -> list[Entry]:
    """Return the scenarios at hand, where they are looked through at every step of a slider."""
    return _scenarios(stamp(*library.own_files()))


@st.cache_resource(show_spinner=False, max_entries=4)
def _scenarios(files: Stamp) -> list[Entry]:
    del files
    return library.entries()


def plan_names() -> list[str]:
    """Return the ids of the plans that can be chosen."""
    return list(bundled_plans())


def plan(name: str) -> Plan:
    """Return a plan by its id or path."""
    folder = bundled_plans().get(name, Path(name))
    files = sorted(folder.glob("*")) if folder.is_dir() else [folder]
    return _plan(name, stamp(*files))


@st.cache_resource(show_spinner=False, max_entries=8)
def _plan(name: str, files: Stamp) -> Plan:
    del files
    return open_plan(name)


@st.cache_resource(show_spinner=False, max_entries=8, hash_funcs={Plan: id})
def graph(venue_plan: Plan) -> WalkingGraph:
    """Return the walking graph of a plan."""
    return walking_graph(venue_plan)


@st.cache_data(show_spinner=False, max_entries=8, hash_funcs={Plan: id})
def step_free(venue_plan: Plan) -> set[str]:
    """Return the zones that can be reached from an entrance, and left again, without steps."""
    ways = step_free_graph(graph(venue_plan))
    doors = [node for node, zone in ways.nodes.items() if zone["kind"] == "entrance"]
    there = set().union(*(nx.descendants(ways, door) | {door} for door in doors))
    back = ways.reverse(copy=False)
    return there & set().union(*(nx.descendants(back, door) | {door} for door in doors))
