"""Bringing in a table through the page: what is wrong is said, what is good comes in."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from calibration.pool.store import Pool
from tests.pages.conftest import Opened

GOOD = b"venue,date,visits\nLouvre,2018-02-01,12\nLouvre,2018-02-02,15\n"
HALF = b"venue,date,visits\nLouvre,2018-02-01,12\nLouvre,2018-02-31,15\n"
FRENCH = "Musée;Jour;Visiteurs\nLouvre;01/02/2018;12\nLouvre;02/02/2018;15\n".encode()
SCRIPT = b"venue,date,visits\n<script>alert(1)</script>,2018-02-01,12\n"
DOUBLE = b"venue,date,visits,logged\nLouvre,2018-02-01,12,1\nLouvre,2018-02-01,15,2\n"


def given(app: AppTest, content: bytes, name: str = "visits.csv") -> AppTest:
    app.file_uploader("table").upload(name, content, "text/csv").run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    parts = (*app.error, *app.success, *app.markdown, *app.caption)
    return " ".join(part.value for part in parts).replace("\\", "")


@pytest.fixture
def pool_page(opened: Opened) -> AppTest:
    return opened("pool")


def test_a_good_table_comes_in(pool_page: AppTest) -> None:
    app = given(pool_page, GOOD)
    app.button("bring_in").click().run()
    assert "2 new rows" in said(app)
    assert list(Pool().venues()["venue"]) == ["Louvre"]


def test_the_columns_of_ones_own_export_are_suggested_and_kept_for_next_time(
    pool_page: AppTest,
) -> None:
    app = given(pool_page, FRENCH, "entrees.csv")
    app.button("bring_in").click().run()
    assert "2 new rows" in said(app)
    again = given(pool_page, FRENCH.replace(b"02/02", b"03/02"), "entrees-2.csv")
    assert any("entrees" in box.options for box in again.selectbox), "the mapping was saved"
    again.button("bring_in").click().run()
    assert len(Pool().read("attendance")) == 3


def test_a_bad_row_refuses_the_file_until_the_reader_decides(pool_page: AppTest) -> None:
    app = given(pool_page, HALF)
    app.button("bring_in").click().run()
    assert "nothing was changed in the pool" in said(app)
    assert "row 3" in said(app)
    assert "2018-02-31" in said(app)
    assert Pool().venues().empty
    app.button("keep_good").click().run()
    assert len(Pool().read("attendance")) == 1


def test_rows_that_disagree_are_settled_by_the_rule_that_the_reader_chose(
    pool_page: AppTest,
) -> None:
    app = given(pool_page, DOUBLE)
    app.button("bring_in").click().run()
    assert Pool().venues().empty, "without a rule they are refused"
    app.selectbox("duplicates").set_value("latest").run()
    app.selectbox("duplicates_by").set_value("logged").run()
    app.button("bring_in").click().run()
    assert list(Pool().read("attendance")["visits"]) == [15]
    assert "the entry with the latest logged stands" in said(app)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe\x00\x00", ""),
        (b"venue,date\nLouvre,2018-02-01\n", ""),
    ],
)
def test_a_file_that_is_no_such_table_gets_one_sentence(
    pool_page: AppTest, content: bytes, sentence: str
) -> None:
    app = given(pool_page, content)
    if not app.error:
        app.button("bring_in").click().run()
    (problem,) = app.error[:1]
    assert "visits.csv" in problem.value.replace("\\", "")
    assert sentence in problem.value
    assert Pool().venues().empty


def test_a_file_of_an_older_program_is_read_once_its_encoding_is_chosen(
    pool_page: AppTest,
) -> None:
    app = given(pool_page, "venue,date,visits\nMusée,2018-02-01,12\n".encode("cp1252"))
    (problem,) = app.error
    assert "not encoded in UTF-8" in problem.value.replace("\\", "")
    assert "--encoding" not in said(app)
    (encoding,) = [box for box in app.selectbox if box.label == "Encoding"]
    encoding.set_value("cp1252").run()
    assert not app.error
    app.button("bring_in").click().run()
    assert list(Pool().venues()["venue"]) == ["Musée"]


def test_a_corrected_figure_replaces_the_pools_if_the_reader_says_so(pool_page: AppTest) -> None:
    app = given(pool_page, GOOD)
    app.button("bring_in").click().run()
    assert not [box for box in app.checkbox if "Replace" in box.label]
    app = given(app, GOOD.replace(b"15", b"51"), "corrected.csv")
    app.button("bring_in").click().run()
    assert "the pool has another value" in said(app)
    assert "--replace" not in said(app)
    (box,) = [box for box in app.checkbox if "Replace" in box.label]
    box.check().run()
    app.button("bring_in").click().run()
    assert "1 row replaced" in said(app)
    assert sorted(Pool().read("attendance")["visits"]) == [12, 51]


def test_a_venue_can_be_taken_out_again(pool_page: AppTest) -> None:
    app = given(pool_page, GOOD)
    app.button("bring_in").click().run()
    app.run()
    app.multiselect("taken_out").set_value(["Louvre"]).run()
    app.button("take_out").click().run()
    assert Pool().venues().empty
    assert not app.exception


def test_what_is_told_of_a_venue_comes_with_its_table_and_can_be_changed(
    pool_page: AppTest,
) -> None:
    app = given(pool_page, GOOD)
    app.text_input("country").set_value("fr")
    app.text_input("venue_type").set_value("Museum")
    app.button("bring_in").click().run()
    app.run()
    assert app.text_input("Louvre country").value == "FR"
    assert app.text_input("Louvre venue_type").value == "museum"
    app.text_input("Louvre country").set_value("QQ")
    next(button for button in app.button if button.label == "Keep").click().run()
    assert "there is no such country; found “QQ”" in said(app)
    app.text_input("Louvre country").set_value("DE")
    app.text_input("Louvre venue_type").set_value("")
    next(button for button in app.button if button.label == "Keep").click().run()
    row = Pool().venues().iloc[0]
    assert row["country"] == "DE"
    assert pd.isna(row["venue_type"])
    assert not app.exception


def test_a_name_is_shown_as_it_stands_and_runs_nothing(pool_page: AppTest) -> None:
    app = given(pool_page, SCRIPT)
    app.button("bring_in").click().run()
    for markdown in app.markdown:
        assert "<script>" not in markdown.value
