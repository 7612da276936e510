"""What kind of exhibition or event something is, told from the words of those who announced it.

Themes, media and kinds are free text in the tables, in whatever words a venue uses. To learn from
one venue's photographs about another's, they are read for a few stems in English and French. What
bears none of them is of no known kind, and is treated as the average of all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from venues.common.i18n import N_


@dataclass(frozen=True)
class Kind:
    """A kind of exhibition or event.

    Attributes:
        key: Its name in results.
        label: What a person would call it, marked for translation.
        words: What its announcements say.
    """

    key: str
    label: str
    words: re.Pattern[str]


def _kind(key: str, label: str, words: str) -> Kind:
    return Kind(key, label, re.compile(rf"\b(?:{words})", re.IGNORECASE))


EXHIBITION_KINDS: Final = (
    _kind(
        "painting",
        N_("Painting, drawing and print"),
        r"paint|drawing|prints?\b|printmak|watercolou?r|peint|dessin|gravure|estampe|aquarelle|impressionn?is",
    ),
    _kind(
        "photography",
        N_("Photography and film"),
        r"photo|film|video|vidéo|cinema|cinéma|moving image",
    ),
    _kind(
        "sculpture",
        N_("Sculpture, installation and performance"),
        r"sculpt|installation|performance|ceramic|céramique",
    ),
    _kind(
        "history",
        N_("History and archaeology"),
        r"histor|archae|archeo|archéo|antiqu|egypt|égypt|roman\b|romain|médiév|medieval|war\b|guerre"
        r"|heritage|patrimoine|ethno|anthropo",
    ),
    _kind(
        "nature",
        N_("Science and nature"),
        r"scien|natur|animal|dinosaur|space|espace|technolog|techni|geolog|géolog|climat|wildlife",
    ),
    _kind(
        "design",
        N_("Fashion, design and craft"),
        r"fashion|design|craft|textile|costume|mode\b|architect|jewel|bijou|artisan|art[s]? déco",
    ),
    _kind(
        "family",
        N_("For families and children"),
        r"famil|child|kids|enfant|jeune|interacti|toy|jouet|game|jeu|comic|bande dessinée|lego",
    ),
)

ENTRY_KINDS: Final = (
    _kind(
        "free",
        N_("Free entry"),
        r"free (?:\w+ )?(?:days?|entry|admission|sundays?)\b|free$|gratuit|entrée libre",
    ),
    _kind("reduced", N_("Reduced entry"), r"discount|reduced|half.price|réduit|demi-tarif|promo"),
    _kind(
        "hindrance",
        N_("Strikes, works and the like"),
        r"strike|grève|(?:road|building) ?works|travaux|partial\w* clos|fermeture partielle"
        r"|hindrance|perturbation|riot|émeute|storm warning|alerte",
    ),
)
"""Events that change how many of the usual visitors come."""
AUDIENCE_KINDS: Final = (
    _kind("night", N_("Evenings and nights"), r"night|evening|late\b|lates\b|nuit|soir|nocturne"),
    _kind("festival", N_("Festivals"), r"festiv|fête|fete|carniv|carnav|parade|open (?:day|house)"),
)
"""Events that have an audience of their own; one of no known kind is such an event, too."""
EVENT_KINDS: Final = (*ENTRY_KINDS, *AUDIENCE_KINDS)


def shares(kinds: Iterable[Kind], texts: Iterable[str]) -> NDArray[np.float64]:
    """Return how far each text is of each kind, (text, kind): one shared among those it names."""
    every = tuple(kinds)
    named = np.array(
        [[bool(kind.words.search(text)) for kind in every] for text in texts], dtype=np.float64
    ).reshape(-1, len(every))
    return named / np.maximum(named.sum(axis=1, keepdims=True), 1.0)
