"""Forms drawn from declarations: what is written in a field comes back as its type."""

from streamlit.testing.v1 import AppTest


def form() -> None:
    import streamlit as st

    from pages.parts.forms import Choices, edited
    from scenarios.scenario import PlannedExhibition
    from simulation.settings import Parties

    shown = {"title": {"en": "War"}, "zones": [], "start": "2018-01-01", "end": "2018-02-01"}
    choices = Choices(labels={})
    st.session_state["exhibition"] = edited(PlannedExhibition, shown, "e", choices)
    st.session_state["parties"] = edited(Parties, {}, "p", choices)


def test_a_number_that_may_be_left_out_is_empty_until_it_is_written() -> None:
    app = AppTest.from_function(form, default_timeout=30).run()
    shown = app.session_state["exhibition"]
    assert (shown["price"], shown["currency"]) == (None, None), "not known is not free"
    app.number_input("e.price").set_value(0.0).run()
    assert app.session_state["exhibition"]["price"] == 0.0


def test_a_year_is_a_theme_and_a_share_is_a_number() -> None:
    app = AppTest.from_function(form, default_timeout=30).run()
    assert not app.exception
    app.text_input("e.themes").set_value("1917; war").run()
    app.text_input("p.size_shares").set_value("0,5; 0.25; 1").run()
    assert app.session_state["exhibition"]["themes"] == ["1917", "war"]
    assert app.session_state["parties"]["size_shares"] == [0.5, 0.25, 1.0]
