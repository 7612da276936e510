"""What is told of a venue itself: beside its first file, with a later one, or afterwards."""

import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from calibration.demand.history import History
from calibration.pool.describing import describe, type_name
from calibration.pool.importing import import_table
from calibration.pool.store import VERSION, Pool
from tests.pool.conftest import Write
from venues.common.problems import InputError

COUNTS = "venue,date,visits\nKorkeasaari,2024-05-01,900\nTown Museum,2024-05-01,70\n"


def told(pool: Pool, venue: str) -> tuple[str, str, str]:
    """Return what the pool says of a venue, empty text for what it is not told."""
    row = pool.venues().set_index("venue").loc[venue]
    return tuple("" if pd.isna(row[n]) else row[n] for n in ("country", "region", "venue_type"))


def test_a_file_tells_the_type_and_one_without_it_leaves_it(pool: Pool, write: Write) -> None:
    path = write("counts.csv", COUNTS)
    import_table(pool, "attendance", path, venue_type="  Wildlife  Park ", country="fi")
    assert told(pool, "Korkeasaari") == ("FI", "", "wildlife park")
    import_table(pool, "attendance", path)
    import_table(pool, "attendance", path, country="", region="", venue_type="")
    assert told(pool, "Korkeasaari") == ("FI", "", "wildlife park")
    before = pool.digest()
    assert import_table(pool, "attendance", path, venue_type="zoo").accepted == 0
    assert told(pool, "Town Museum") == ("FI", "", "zoo")
    assert pool.digest() != before


def test_what_is_told_can_be_changed_and_taken_back(pool: Pool, write: Write) -> None:
    import_table(pool, "attendance", write("counts.csv", COUNTS), country="FI", region="Helsinki")
    describe(pool, "Korkeasaari", country=" se", region="", venue_type="Zoo")
    assert told(pool, "Korkeasaari") == ("SE", "", "zoo")
    assert told(pool, "Town Museum") == ("FI", "Helsinki", "")
    history = History.from_pool(pool)
    assert history.venue_types == {"Korkeasaari": "zoo"}
    assert history.only(["Town Museum"]).venue_types == {}


@pytest.mark.parametrize("country", ["Finland", "UK", "EU", "ZZ"])
def test_a_country_that_is_none_changes_nothing(pool: Pool, write: Write, country: str) -> None:
    import_table(pool, "attendance", write("counts.csv", COUNTS), country="FI")
    with pytest.raises(InputError, match=f"there is no such country; found “{country}”"):
        describe(pool, "Korkeasaari", country=country, region="", venue_type="zoo")
    assert told(pool, "Korkeasaari") == ("FI", "", "")


def test_a_type_is_one_however_its_letters_are_written() -> None:
    written = ("Musée", "muse\u0301e", " MUSÉE ")
    assert {type_name(each) for each in written} == {"musée"}
    assert type_name("Schloß") == "schloß"
    assert type_name(" ") is None


@pytest.mark.parametrize("version", [1, 2])
def test_a_pool_of_an_earlier_version_is_brought_up_to_date(
    pool: Pool, write: Write, version: int
) -> None:
    path = write("counts.csv", COUNTS)
    import_table(pool, "attendance", path, country="FI", region="Helsinki")
    with sqlite3.connect(pool.path) as connection:
        for column in ("extra", "import_id", "venue_type")[: 3 if version == 1 else 2]:
            connection.execute(f"ALTER TABLE venues DROP COLUMN {column}")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    newer = Pool(Path(pool.path))
    assert told(newer, "Korkeasaari") == ("FI", "Helsinki", "")
    import_table(newer, "attendance", path, venue_type="zoo")
    assert told(Pool(Path(pool.path)), "Korkeasaari") == ("FI", "Helsinki", "zoo")
    table = write("venues.csv", "venue,country,venue_type,keeper\nTown Museum,fi,Museum,A. B.\n")
    assert import_table(newer, "venues", table, replace=True).replaced == 1
    assert told(newer, "Town Museum") == ("FI", "Helsinki", "museum")
    connection = sqlite3.connect(pool.path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
    connection.close()


def test_a_table_tells_of_many_venues_at_once(pool: Pool, write: Write) -> None:
    import_table(pool, "attendance", write("counts.csv", COUNTS), country="FI")
    table = write(
        "venues.csv",
        "venue,country,region,type of venue\nKorkeasaari,,Helsinki,Zoo\nTown Museum,,,\n",
    )
    renamed = write("more.csv", table.read_text().replace("type of venue", "Venue type"))
    report = import_table(pool, "venues", renamed)
    assert (report.completed, report.unchanged, report.replaced) == (1, 1, 0)
    assert told(pool, "Korkeasaari") == ("FI", "Helsinki", "zoo")
    assert told(pool, "Town Museum") == ("FI", "", "")
    assert import_table(pool, "venues", renamed).unchanged == 2
    assert History.from_pool(pool).venue_types == {"Korkeasaari": "zoo"}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Korkeasari,FI,zoo", "no venue of this name"),
        ("Korkeasaari,ZZ,zoo", "no such country"),
        ("Korkeasaari,Finland,zoo", "column country"),
        ("Korkeasaari,SE,zoo", "another value"),
    ],
)
def test_a_table_of_venues_that_is_wrong_changes_nothing(
    pool: Pool, write: Write, row: str, sentence: str
) -> None:
    import_table(pool, "attendance", write("counts.csv", COUNTS), country="FI")
    before = pool.digest()
    with pytest.raises(InputError, match=sentence):
        import_table(pool, "venues", write("venues.csv", f"venue,country,venue_type\n{row}\n"))
    assert pool.digest() == before
    if sentence == "another value":
        replacing = write("venues.csv", f"venue,country,venue_type\n{row}\n")
        assert import_table(pool, "venues", replacing, replace=True).replaced == 1
        assert told(pool, "Korkeasaari") == ("SE", "", "zoo")
