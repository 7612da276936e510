"""One GeoJSON feature and what may be asked of it; every answer is checked.

Each question that cannot be answered raises an :class:`InputError` that names the file, the feature
and its field, what was found and what is allowed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from shapely import Polygon

from venues.archives import JsonObject
from venues.common.i18n import gettext as _
from venues.common.i18n import number
from venues.common.problems import InputError, Problem
from venues.imdf import OWN
from venues.projection import Coordinates

MOST_FEATURES: Final = 20_000
LARGEST_NUMBER: Final = 1e9
"""Of persons, metres or degrees: more is a mistake, or an attack on the arithmetic."""
MOST_POINTS: Final = 200_000
"""Of one outline; a round tower drawn to the centimetre needs 2,000."""


@dataclass(frozen=True)
class Feature:
    """A feature of one file.

    Attributes:
        file: What a problem calls its file.
        id: Our own id of it, else the feature's.
        uuid: The feature's id, by which others refer to it.
        geometry: Its GeoJSON geometry.
        properties: Its IMDF properties.
        own: Its properties of our own.
    """

    file: str
    id: str
    uuid: str
    geometry: Mapping[str, Any]
    properties: Mapping[str, Any]
    own: Mapping[str, Any]

    def error(
        self, field: str, what: str, *, value: object = None, allowed: str | None = None
    ) -> InputError:
        """Return the error that says what is wrong with one field."""
        found = None if value is None else str(value)
        column = f"{self.id}.{field}" if field else self.id
        return InputError(
            Problem(what, file=self.file, column=column, value=found, allowed=allowed)
        )

    def choice[T](self, field: str, options: Mapping[str, T], what: str) -> T:
        """Return what an IMDF property's word stands for."""
        value = self.properties.get(field)
        if not isinstance(value, str) or value not in options:
            raise self.error(field, what, value=value, allowed=listed(options))
        return options[value]

    def names(self) -> dict[str, str]:
        """Return the labels by language; none if there is no name."""
        return labels(self.file, f"{self.id}.name", self.properties.get("name"))

    def own_number(
        self, field: str, default: float | None = None, *, zero_allowed: bool = False
    ) -> float:
        """Return a number of our own properties that is greater than zero, or zero if allowed."""
        value = self.own.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(f"{OWN}.{field}", _("a number is needed"), value=value)
        if not 0 <= value <= LARGEST_NUMBER or (value == 0 and not zero_allowed):
            allowed = _("0 to {count}") if zero_allowed else _("more than 0 and at most {count}")
            raise self.error(
                f"{OWN}.{field}",
                _("this number is out of range"),
                value=value,
                allowed=allowed.format(count=number(LARGEST_NUMBER)),
            )
        return float(value)

    def own_flag(self, field: str) -> bool:
        """Return a yes or no of our own properties, no if it is missing."""
        value = self.own.get(field, False)
        if not isinstance(value, bool):
            raise self.error(
                f"{OWN}.{field}",
                _("yes or no is needed"),
                value=value,
                allowed=listed(("true", "false")),
            )
        return value

    def own_texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts of our own properties, none if it is missing."""
        value = self.own.get(field, [])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self.error(f"{OWN}.{field}", _("a list of texts is needed"), value=value)
        return tuple(value)

    def reference(self, field: str, known: Mapping[str, str], what: str) -> str:
        """Return our id of the feature that an IMDF property refers to."""
        value = self.properties.get(field)
        if isinstance(value, dict):  # a FEATURE-REFERENCE: {"id": …, "feature_type": …}
            value = value.get("id")
        if not isinstance(value, str) or value not in known:
            raise self.error(field, what, value=value, allowed=listed(known))
        return known[value]

    def polygon(self) -> list[Coordinates]:
        """Return the rings of a polygon in degrees, the outer one first."""
        rings = self._coordinates("Polygon")
        if not isinstance(rings, list) or not rings:
            raise self.error("geometry", _("the polygon has no ring"))
        checked = [self._positions(ring) for ring in rings]
        if any(len(ring) < 4 or not np.array_equal(ring[0], ring[-1]) for ring in checked):
            raise self.error(
                "geometry",
                _("each ring needs at least four points and must end where it begins"),
            )
        return checked

    def line(self) -> Coordinates:
        """Return the points of a line in degrees."""
        points = self._positions(self._coordinates("LineString"))
        if len(points) < 2:
            raise self.error("geometry", _("a line needs at least two points"))
        return points

    def valid(self, outline: Polygon) -> Polygon:
        """Return the outline if it encloses a floor and does not cross itself."""
        if not outline.is_valid or outline.area == 0:
            raise self.error(
                "geometry",
                _("the outline crosses or touches itself, or encloses nothing"),
                value=shapely.is_valid_reason(outline),
            )
        return outline

    def _coordinates(self, expected: str) -> object:
        found = self.geometry.get("type")
        if found != expected:
            raise self.error(
                "geometry",
                _("this is the wrong type of geometry"),
                value=found,
                allowed=expected,
            )
        return self.geometry.get("coordinates")

    def _positions(self, value: object) -> Coordinates:
        if isinstance(value, list) and len(value) > MOST_POINTS:
            raise self.error(
                "geometry",
                _("the outline has too many points"),
                value=number(len(value)),
                allowed=_("at most {count}").format(count=number(MOST_POINTS)),
            )
        # A third number, the height, is allowed by GeoJSON and means nothing here.
        pairs = (
            [position[:2] for position in value if _is_position(position)]
            if (isinstance(value, list))
            else []
        )
        if not isinstance(value, list) or len(pairs) < len(value):
            what = _("the coordinates are not a list of longitudes and latitudes")
            raise self.error("geometry", what)
        points = np.array(pairs, dtype=np.float64)
        points = points.reshape(-1, 2)
        outside = ~(np.abs(points) <= (180.0, 90.0)).all(axis=1)
        if outside.any():
            longitude, latitude = points[outside][0]
            raise self.error(
                "geometry",
                _("the coordinates are out of range"),
                value=f"{longitude}, {latitude}",
                allowed=_("degrees of longitude from −180 to 180 and of latitude from −90 to 90"),
            )
        return points


def features_of(file: str, collection: JsonObject, feature_type: str) -> list[Feature]:
    """Return the features of a collection, each with an id that no other has.

    Raises:
        InputError: It is no collection of such features, or there are too many.
    """
    members = collection.get("features")
    if collection.get("type") != "FeatureCollection" or not isinstance(members, list):
        what = _("this is not a GeoJSON feature collection")
        raise InputError(Problem(what, file=file, value=str(collection.get("type"))))
    if len(members) > MOST_FEATURES:
        raise InputError(
            Problem(
                _("the file holds too many features"),
                file=file,
                value=number(len(members)),
                allowed=_("at most {count}").format(count=number(MOST_FEATURES)),
            )
        )
    features = [_feature(file, index, member, feature_type) for index, member in enumerate(members)]
    seen: set[str] = set()
    for feature in features:
        keys = {feature.id, feature.uuid}
        if keys & seen:
            raise feature.error("id", _("another feature has the same id"), value=feature.id)
        seen |= keys
    return features


def labels(file: str, field: str, value: object) -> dict[str, str]:
    """Return a checked IMDF LABELS object: language code to text; none if it is missing."""
    if value is None:
        return {}
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        return {str(code): text for code, text in value.items()}
    what = _("texts by language are needed")
    allowed = '{"en": "…", "fr": "…"}'
    raise InputError(Problem(what, file=file, column=field, value=str(value), allowed=allowed))


def listed(options: Iterable[str]) -> str:
    """Return the options as a list for a sentence, cut where it grows too long to read."""
    shown: Sequence[str] = sorted(options)
    return ", ".join(shown[:12]) + (", …" if len(shown) > 12 else "")


def _feature(file: str, index: int, member: object, feature_type: str) -> Feature:
    place = f"features.{index}"
    if not isinstance(member, dict) or member.get("type") != "Feature":
        raise InputError(Problem(_("this is not a GeoJSON feature"), file=file, column=place))
    uuid = member.get("id")
    if not isinstance(uuid, str) or not uuid:
        raise InputError(Problem(_("the feature has no id"), file=file, column=f"{place}.id"))
    properties = _object(file, f"{place}.properties", member.get("properties"))
    own = _object(file, f"{place}.properties.{OWN}", properties.get(OWN))
    own_id = own.get("id", uuid)
    if not isinstance(own_id, str) or not own_id:
        raise InputError(
            Problem(_("the feature has no id"), file=file, column=f"{place}.properties.{OWN}.id")
        )
    geometry = _object(file, f"{place}.geometry", member.get("geometry"))
    feature = Feature(file, own_id, uuid, geometry, properties, own)
    if member.get("feature_type") != feature_type:
        raise feature.error(
            "feature_type",
            _("this file is for features of another type"),
            value=member.get("feature_type"),
            allowed=feature_type,
        )
    return feature


def _is_position(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(type(part) in {int, float} and abs(part) < LARGEST_NUMBER for part in value[:2])
    )


def _object(file: str, field: str, value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        what = _("an object with named values is needed")
        raise InputError(Problem(what, file=file, column=field, value=str(value)))
    return value
