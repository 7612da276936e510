"""Outcomes on small results made by hand."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from scenarios.outcomes import outcomes

SHOWN = [{"title": "Prize", "zones": ["room"], "start": "2018-06-05", "end": "2018-06-30"}]


def by_hand(
    wanted: list[list[int]], visits: list[list[float]], hours: list[float] | None = None
) -> xr.Dataset:
    """Return results of one scenario whose simulated days are the first ones of the window."""
    draws, simulated = np.shape(visits)
    dates = pd.date_range("2018-06-04", periods=len(wanted[0]))
    whole = ("scenario", "draw", "replication", "day")
    zeros = np.zeros((1, draws, 1, simulated))
    zones, queues = ["hall", "room"], ["desk", "coats"]
    zone = np.zeros((*zeros.shape, 2))
    room = zone.copy()
    room[..., 1] = 30.0
    room[..., 0] = 300.0
    waits = zone.copy()
    waits[..., 0] = np.arange(simulated) * 60.0
    queued = zone.copy()
    queued[..., 0] = np.arange(simulated)
    known = {
        "one": {
            "name": {"en": "One"}, "galleries": ["room"], "watched_zones": ["room"],
            "exhibitions": SHOWN, "zones": {"hall": {"en": "Hall"}, "room": {"en": "Room"}},
        }
    }  # fmt: skip
    return xr.Dataset(
        {
            "wanted": (("scenario", "draw", "date"), [wanted]),
            "open_hours": (("scenario", "date"), [hours or [7.0] * len(dates)]),
            "staffed_hours": (("scenario",), [100.0]),
            "visits": (whole, np.array(visits)[None, :, None, :]),
            "refused": (whole, zeros), "visit_min": (whole, zeros + 70),
            "crowded_min": ((*whole, "zone"), room), "crowded_person_min": ((*whole, "zone"), room),
            "seen": ((*whole, "zone"), zone),
            "gave_up": ((*whole, "queue"), zone), "queued": ((*whole, "queue"), queued),
            "wait_mean_s": ((*whole, "queue"), waits), "wait_long": ((*whole, "queue"), zone),
            "attended": ((*whole, "session"), zeros[..., None] + 3),
            "places": ((*whole, "session"), zeros[..., None] + 12),
        },
        {
            "scenario": ["one"], "draw": np.arange(draws), "date": dates, "zone": zones,
            "queue": queues, "queue_kind": ("queue", ["tickets", "cloakroom"]), "session": ["s"],
            "day_date": (("draw", "day"), np.tile(dates[:simulated], (draws, 1))),
        },
        {"scenarios": json.dumps(known), "seed": 1},
    )  # fmt: skip


def measured(results: xr.Dataset, key: str) -> list[float]:
    outcome = next(each for each in outcomes(results) if each.key == key)
    return [float(value) for value in outcome.measure(results.sel(scenario="one"))]


def test_visits_over_the_window_take_what_was_lost_off_every_day() -> None:
    # 100 may come in: of 80, 120 and 160 wanted, 0, 20 and 60 are lost on the simulated days.
    wanted = [[80, 120, 160, 80, 140, 160]]
    results = by_hand(wanted, [[80.0, 100.0, 100.0]])
    # 140 lies halfway between 120 (20 lost) and 160 (60 lost): 40 lost.
    assert measured(results, "visits_window") == pytest.approx([80 + 100 + 100 + 80 + 100 + 100])


def test_the_number_lost_rises_with_the_number_wanted() -> None:
    # Luck had it that 110 lost more than 120: together they lose 15 on average.
    wanted = [[110, 120, 110, 120]]
    results = by_hand(wanted, [[90.0, 110.0]])
    assert measured(results, "visits_window") == pytest.approx([90 + 110 + 95 + 105])


def test_days_open_longer_are_told_apart() -> None:
    wanted = [[100, 100, 100, 100]]
    results = by_hand(wanted, [[60.0, 100.0]], hours=[7.0, 10.0, 7.0, 10.0])
    assert measured(results, "visits_window") == pytest.approx([60 + 100 + 60 + 100])


def test_a_simulated_closed_day_loses_nobody() -> None:
    results = by_hand([[0, 50, 0, 50]], [[np.nan, 50.0]], hours=[0.0, 7.0, 0.0, 7.0])
    assert measured(results, "visits_window") == [100]


def test_waits_are_those_of_the_visitors_at_the_ticket_desk() -> None:
    results = by_hand([[10, 10, 10]], [[10.0, 10.0, 10.0]])
    # Waits of 0, 1 and 2 minutes for 0, 1 and 2 people.
    assert measured(results, "wait_min") == pytest.approx([(1 + 4) / 3])


def test_crowding_is_that_of_galleries() -> None:
    results = by_hand([[10, 10]], [[10.0, 10.0]])
    assert measured(results, "crowded_most") == [30]
    assert measured(results, "crowded:room") == [30]
    assert measured(results, "crowd_visit") == [3]


def test_shares_and_hours() -> None:
    results = by_hand([[10] * 14], [[10.0, 10.0]])
    assert measured(results, "workshop_fill") == [25]
    assert measured(results, "open_hours") == [49]
    assert measured(results, "staffed_hours") == [50]
    assert measured(results, "visit_min") == [70]


def test_an_exhibition_is_seen_only_while_it_is_shown() -> None:
    results = by_hand([[10] * 7], [[10.0, 30.0, 10.0]])
    seen = results["seen"].copy()
    seen[..., 1] = [0.1, 0.4, 0.8]
    # It opens on the second day: 0.4 of 30 and 0.8 of 10.
    assert measured(results.assign(seen=seen), "saw:room") == pytest.approx([100 * 20 / 40])
    before = by_hand([[10] * 7], [[10.0]])
    assert np.isnan(measured(before, "saw:room")).all()
