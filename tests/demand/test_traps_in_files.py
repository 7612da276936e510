"""What the import does with the traps that lie in the form of the given data's files.

The list of all known traps is in :mod:`tests.demand.test_traps`. The figures of the museum in
Rabastens are the French culture ministry's (Licence Ouverte). Barnet's may not be passed on: they
are read where ``JAUGE_STUDY_DATA`` names the folder of the given data, and made up elsewhere.
"""

import os
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from calibration.demand.history import History
from calibration.pool import making_examples
from calibration.pool.importing import ImportRefusedError, import_table
from calibration.pool.mapping import Mapping
from calibration.pool.store import Pool
from tests.studies import given


def test_a_zero_is_a_closed_day_and_a_missing_one_says_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "bristol"
    folder.mkdir()
    (folder / "daily_visits.csv").write_text(
        "museum,date,visitors,comment,status\nM,2016-01-04,0.0,,zero_or_closed\n"
        "M,2016-01-05,120.0,,open\nM,2016-01-06,,,missing\nM,2016-01-07,0.0,Test,zero_or_closed\n",
        encoding="utf-8",
    )
    (folder / "exhibitions.csv").write_text("exhibition,start,end,museum\n", encoding="utf-8")
    tables = making_examples.bristol(tmp_path)
    assert tables["bristol_attendance"]["date"].tolist() == ["2016-01-05"]
    assert tables["bristol_calendar"]["date"].tolist() == ["2016-01-04"]


def test_an_exhibition_listed_twice_is_imported_once_if_the_rows_agree(tmp_path: Path) -> None:
    """As in the list of Tate Modern's: one title twice, one with two different ends."""
    pool = Pool(tmp_path / "pool.sqlite")
    (tmp_path / "a.csv").write_text("venue,date,visits\nT,2011-01-01,5\n", encoding="utf-8")
    import_table(pool, "attendance", tmp_path / "a.csv")
    head = "venue,title,start,end\n"
    same = "T,Orozco,2011-01-19,2011-04-25\n"
    (tmp_path / "e.csv").write_text(head + same + same, encoding="utf-8")
    assert import_table(pool, "exhibitions", tmp_path / "e.csv").accepted == 1
    unlike = "T,Gonzalez,2008-10-14,2009-01-11\nT,Gonzalez,2008-10-14,2009-04-13\n"
    (tmp_path / "f.csv").write_text(head + unlike, encoding="utf-8")
    with pytest.raises(ImportRefusedError, match="2009-01-11 / 2009-04-13"):
        import_table(pool, "exhibitions", tmp_path / "f.csv")
    assert len(pool.read("exhibitions")) == 1


def test_a_group_s_total_is_no_venue(tmp_path: Path) -> None:
    text = (
        "museum,month,visits,is_total\nTATE MODERN,2004-04-01,304991.0,False\n"
        "TATE BRITAIN,2004-04-01,84000.0,False\nTATE TOTAL,2004-04-01,388991.0,True\n"
    )
    folder = tmp_path / "uk-national-museums"
    folder.mkdir()
    (folder / "monthly_visits.csv").write_text(text, encoding="utf-8")
    table = making_examples.national_museums(tmp_path)["uk_national_museums_attendance"]
    assert set(table["venue"]) == {"TATE MODERN", "TATE BRITAIN"}
    assert not any("TOTAL" in venue for venue in given.examples().venues)
    # Whoever imports the published file leaves them out by its own mark.
    mapping = Mapping.model_validate(
        {"name": "dcms", "kind": "attendance",
         "columns": {"venue": "museum", "date": "month", "visits": "visits"},
         "constants": {"period": "month"}, "keep_only": {"is_total": ["False"]}}
    )  # fmt: skip
    pool = Pool(tmp_path / "pool.sqlite")
    report = import_table(pool, "attendance", folder / "monthly_visits.csv", mapping=mapping)
    assert set(pool.venues()["venue"]) == {"TATE MODERN", "TATE BRITAIN"}
    assert any("is_total is not False" in note for note in report.notes)


RABASTENS: Final = """\
ref_musee;nom_du_musee;regions;ville;annee;departements;date_appellation;payant;gratuit;total;note
8122001;Musée du Pays Rabastinois;MIDI-PYRENEES;RABASTENS;2014;TARN;01/02/2003;1002;3415;4417;
8122001;Musée du Pays Rabastinois;MIDI-PYRENEES;RABASTENS;2015;TARN;01/02/2003;900;3515;4415;
8122001;Musée du Pays Rabastinois;OCCITANIE;RABASTENS;2016;TARN;01/02/2003;1037;3694;4731;
5903601;Musée d'Histoire et d'Archéologie;HAUTS-DE-FRANCE;AVESNES-SUR-HELPE;2016;NORD;;;;;F
8122001;Musée du Pays Rabastinois;OCCITANIE;RABASTENS;2018;TARN;01/02/2003;399;4451;4850;
"""


def test_a_year_s_entries_come_from_a_file_with_semicolons_and_gaps(tmp_path: Path) -> None:
    (tmp_path / "entries.csv").write_text(RABASTENS, encoding="utf-8")
    mapping = Mapping.model_validate(
        {"name": "entries", "kind": "attendance",
         "columns": {"venue": "nom_du_musee", "date": "annee", "visits": "total"},
         "constants": {"period": "year"}}
    )  # fmt: skip
    pool = Pool(tmp_path / "pool.sqlite")
    report = import_table(
        pool, "attendance", tmp_path / "entries.csv", mapping=mapping, country="FR"
    )
    assert any("separated by “;”" in note for note in report.notes)
    assert any("without a figure" in note for note in report.notes)
    history = History.from_pool(pool)
    years = history.longer_periods("Musée du Pays Rabastinois")
    assert years["visits"].tolist() == [4417, 4415, 4731, 4850]  # paid and free together
    assert years["end"].tolist()[-1] == pd.Timestamp("2018-12-31")
    assert history.venues == ("Musée du Pays Rabastinois",)


BARNET: Final = Mapping.model_validate(
    {"name": "sessions", "kind": "sessions",
     "columns": {"venue": "library", "start": "date", "attended": "attendees"}}
)  # fmt: skip


def test_sessions_twice_are_one_and_those_that_disagree_are_refused(tmp_path: Path) -> None:
    """Of the shape of Barnet's table: two sessions of a kind on one day, without a time of day."""
    path = tmp_path / "sessions.csv"
    pool = Pool(tmp_path / "pool.sqlite")
    head = "library,date,session_type,attendees\n"
    path.write_text(head + "L,2018-03-02,Rhyme,9\n" * 2 + "L,2009-03-09,Rhyme,23\n", "utf-8")
    report = import_table(pool, "sessions", path, mapping=BARNET)
    assert report.accepted == 2
    assert any("says the same as another row" in note for note in report.notes)
    # A mistyped year is a day like any other: it comes in as typed, and attendance is not touched.
    assert pool.read("sessions")["start"].min() == pd.Timestamp("2009-03-09")
    assert History.from_pool(pool).attendance.empty
    path.write_text(head + "L,2018-03-16,Rhyme,9\nL,2018-03-16,Rhyme,12\n", "utf-8")
    with pytest.raises(ImportRefusedError, match="9 / 12"):
        import_table(pool, "sessions", path, mapping=BARNET)


@pytest.mark.skipif(
    "JAUGE_STUDY_DATA" not in os.environ,
    reason="Barnet's table may not be passed on; JAUGE_STUDY_DATA names the folder that holds it",
)
def test_the_published_sessions_are_read_but_for_those_that_disagree(tmp_path: Path) -> None:
    path = Path(os.environ["JAUGE_STUDY_DATA"]) / "barnet-sessions" / "sessions.csv"
    pool = Pool(tmp_path / "pool.sqlite")
    report = import_table(pool, "sessions", path, mapping=BARNET, keep_good_rows=True)
    assert report.accepted + len(report.refused) > 2400
    assert 0 < len(report.refused) < 100
    assert any("say the same as another row" in note for note in report.notes)
