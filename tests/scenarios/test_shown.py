"""What demand knows of a scenario's exhibitions: what it says itself, else its venue's history."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from calibration.demand.components.exhibitions import TRAITS, traits
from calibration.demand.components.galleries import names as galleries
from calibration.demand.days import Days, days_of
from calibration.demand.history import History
from scenarios.scenario import PlannedExhibition, Scenario
from scenarios.visits import exhibitions
from scenarios.yaml_files import read_scenario, write_scenario
from tests.demand import made_up
from tests.scenarios.small import small
from venues.common.problems import InputError

TITLE = "Woman's Hour Craft Prize"
KNOWN = {"gallery": "Great hall", "theme": "history", "medium": "", "price": 10.0,
         "currency": "EUR"}  # fmt: skip


@pytest.fixture
def history() -> History:
    """Return a history in which the exhibition of the scenario is planned, with all columns."""
    dates = {"start": pd.Timestamp(2018, 7, 7), "end": pd.Timestamp(2018, 9, 2)}
    row = {"venue": "North", "title": TITLE, **dates, **KNOWN}
    return replace(made_up.history(), exhibitions=pd.DataFrame([row]))


def showing(**said: Any) -> Scenario:
    """Return a scenario about North whose exhibition says this of itself."""
    plain = small("as-today")
    (shown,) = plain.exhibitions
    content = shown.model_dump() | said
    demand = plain.demand.model_copy(update={"venue": "North"})
    changes = {"demand": demand, "exhibitions": (PlannedExhibition.model_validate(content),)}
    return plain.model_copy(update=changes)


def days(scenario: Scenario, history: History) -> Days:
    dates = pd.DatetimeIndex(scenario.dates)
    return days_of(history, "North", dates, exhibitions(scenario, history))


def trait(scenario: Scenario, history: History, key: str) -> float:
    """Return a column of what exhibitions are and cost, on the last day of the scenario."""
    place = [column.key for column in TRAITS.columns].index(key)
    return float(traits(days(scenario, history))[-1, place])


def test_what_is_not_said_is_as_in_the_history(history: History) -> None:
    (row,) = exhibitions(showing(), history).to_dict("records")
    assert {name: row[name] for name in KNOWN} == KNOWN
    assert galleries(days(showing(), history)) == ("Great hall",)


def test_what_is_said_counts_instead(history: History) -> None:
    said = {"gallery": "Attic", "theme": "fashion", "medium": "dresses", "price": 20.0,
            "currency": "GBP"}  # fmt: skip
    (row,) = exhibitions(showing(**said), history).to_dict("records")
    assert {name: row[name] for name in said} == said
    assert galleries(days(showing(**said), history)) == ("Attic",)


def test_a_title_that_is_not_known_has_what_is_said_and_no_more(history: History) -> None:
    (row,) = exhibitions(showing(title="New", theme="fashion"), history).to_dict("records")
    assert np.isnan(row["price"])
    assert (row["theme"], row["gallery"], row["currency"]) == ("fashion", "", "")


def test_a_scenario_without_exhibitions_has_an_empty_table(history: History) -> None:
    scenario = showing().model_copy(update={"exhibitions": ()})
    assert days(scenario, history).exhibitions.empty
    assert days(scenario, made_up.history()).exhibitions.empty


def test_a_price_changes_what_its_visits_are_forecast_from(history: History) -> None:
    assert trait(showing(), history, "price") == 0.0, "the usual price"
    assert trait(showing(price=20.0), history, "price") == pytest.approx(np.log(2))
    assert trait(showing(price=0.0), history, "free") == 1.0
    new = showing(title="New", price=20.0)
    assert trait(new, history, "price") == pytest.approx(np.log(2)), "in the only currency"


def test_a_theme_changes_what_its_visits_are_forecast_from(history: History) -> None:
    plain, painted = showing(), showing(theme="painting")
    columns = np.array([column.key for column in TRAITS.columns])
    before, after = (traits(days(each, history))[-1] for each in (plain, painted))
    changed = columns[before != after]
    assert "painting" in changed
    assert after[columns == "painting"] == 1.0


def test_it_is_read_from_a_file_and_written_back(tmp_path: Path) -> None:
    said = {"gallery": "Attic", "theme": "fashion", "medium": "dresses", "price": 12.5,
            "currency": "EUR"}  # fmt: skip
    scenario = showing(**said)
    write_scenario(scenario, tmp_path / "scenario.yaml")
    (shown,) = read_scenario(tmp_path / "scenario.yaml").exhibitions
    assert {name: getattr(shown, name) for name in said} == said


@pytest.mark.parametrize(
    ("line", "wrong"), [("price: -1", "price"), ("currency: euro", "currency")]
)
def test_a_wrong_one_is_refused_by_name(line: str, wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    write_scenario(showing(), file)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  attraction:", f"  {line}\n    attraction:"), encoding="utf-8")
    with pytest.raises(InputError, match=wrong):
        read_scenario(file)
