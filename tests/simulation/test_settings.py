"""Settings refuse what makes no sense, and every parameter says what it is."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from simulation.settings import (
    CHOICE_LABELS,
    WEEKDAYS,
    Arriving,
    Audience,
    Day,
    DeskKind,
    FacilityKind,
    Hours,
    Parties,
    ServiceLaw,
    Shift,
    ShownExhibition,
    Sign,
    TimedEntry,
    VisitorSettings,
    Walking,
)
from simulation.verification.buildings import THURSDAY, desk
from tests.simulation.support import museum_day


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (Hours, {"opens": "17:00", "closes": "10:00"}),
        (Hours, {"opens": "10:00", "closes": "10:20", "last_entry_minutes": 30}),
        (Hours, {"opens": "10:00", "closes": "25:00"}),
        (Shift, {"starts": "12:00", "ends": "12:00", "servers": 1}),
        (Shift, {"starts": "10:00", "ends": "12:00", "servers": -1}),
        (Shift, {"starts": "10:00", "ends": "12:00", "servers": 1, "colour": "red"}),
        (TimedEntry, {"places_per_slot": -1}),
        (TimedEntry, {"places_per_slot": 10, "slot_minutes": 0}),
        (TimedEntry, {"places_per_slot": 10, "weekdays": ["someday"]}),
        (ShownExhibition, {"title": "x", "zones": [], "start": "2018-02-02", "end": "2018-02-01"}),
        (Sign, {"id": "s", "zone": "a", "towards": "b", "seen_share": 1.5}),
        (Parties, {"size_shares": [0, 0]}),
        (Parties, {"age_shares": [1, 1]}),
        (Parties, {"age_shares": [1, 0, 0, 0, 0, 0, 0, 0]}),
        (Arriving, {"hourly_weights": [1] * 23}),
        (Arriving, {"hourly_weights": [0] * 24}),
        (Walking, {"speed_by_age": [1.3]}),
        (Walking, {"stroll": float("nan")}),
        (Walking, {"jam_density": float("inf")}),
    ],
)
def test_what_makes_no_sense_is_refused(model: type[BaseModel], given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model(**given)


@pytest.mark.parametrize("field", ["desks", "signs"])
def test_two_things_of_one_name_are_refused(field: str) -> None:
    things = {
        "desks": (desk(), desk()),
        "signs": (Sign(id="s", zone="a", towards="b"),) * 2,
    }
    with pytest.raises(ValidationError, match="twice"):
        Day(date=THURSDAY, **{field: things[field]})


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        museum_day().hours.closes = None  # type: ignore[misc]  # what the test is about


def test_a_day_survives_being_written_and_read() -> None:
    day = museum_day()
    assert Day.model_validate_json(day.model_dump_json()) == day
    assert Day.model_validate(day.model_dump()) == day


def test_a_day_knows_its_weekday() -> None:
    days = [museum_day(date=THURSDAY.replace(day=2 + n)).weekday for n in range(7)]
    assert tuple(days) == WEEKDAYS


def every_field(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{name}", field
        inner = [field.annotation, *get_args(field.annotation)]
        for each in inner:
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from every_field(each)


def test_every_parameter_has_a_label_and_every_number_with_a_default_a_source() -> None:
    fields = dict(every_field(Day))
    assert len(fields) > 80
    for name, field in fields.items():
        assert field.title, name
        if isinstance(field.default, int | float) and not isinstance(field.default, bool):
            assert field.json_schema_extra["source"], name


def test_every_choice_has_a_label() -> None:
    for choices in (DeskKind, ServiceLaw, Audience, FacilityKind):
        assert set(get_args(choices)) <= set(CHOICE_LABELS)
    assert set(WEEKDAYS) <= set(CHOICE_LABELS)


def test_default_visitors_are_valid() -> None:
    assert VisitorSettings.model_validate(VisitorSettings().model_dump()) == VisitorSettings()
