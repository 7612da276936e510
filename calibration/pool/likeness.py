"""Which of a file's columns is probably meant by one of a table's.

Used to suggest a column mapping and in the sentence that says which column is missing. Names are
compared in English and French, without accents, case and underscores.
"""

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

WORDS: Final = {
    "venue": ("museum", "site", "library", "location", "musee", "etablissement", "lieu", "nom"),
    "date": ("day", "month", "jour", "mois", "week", "semaine", "annee", "year"),
    "visits": ("visitors", "visites", "visiteurs", "attendance", "entries", "entrees", "count",
               "frequentation", "admissions", "total"),
    "title": ("exhibition", "exposition", "titre", "name", "nom"),
    "name": ("event", "evenement", "holiday", "vacation", "vacances", "nom"),
    "start": ("begin", "from", "debut", "date", "opens"),
    "end": ("until", "to", "fin", "closes"),
    "open_hours": ("hours", "heures", "opening"),
    "temp_max_c": ("temp max", "temperature", "tmax", "tx"),
    "rain_mm": ("rain", "precipitation", "pluie", "rr"),
    "region": ("zone", "academie", "area"),
    "session_type": ("session", "type", "activity", "workshop", "atelier", "activite"),
    "attended": ("attendees", "attendance", "participants", "present"),
    "capacity": ("places", "capacite"),
    "segment": ("ticket", "category", "categorie", "tarif"),
    "theme": ("subject", "sujet"),
    "gallery": ("room", "space", "salle"),
}  # fmt: skip
TYPING_ERROR: Final = 0.8


def plain(name: str) -> str:
    """Return a column's name without accents, case, underscores and surplus spaces."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(letters.replace("_", " ").replace("-", " ").split())


def likeness(target: str, source: str) -> float:
    """Return how well a file's column fits: 3 for the same name, 2 for a word with its meaning.

    A name that holds such a word gives about 1, one with a slip of the pen 0.5, others 0.
    """
    name = plain(source)
    wanted = (plain(target), *WORDS.get(target, ()))
    if name == wanted[0]:
        return 3.0
    # Words are ordered by how surely they mean the target.
    if name in wanted:
        return 2.0 - wanted.index(name) / 100
    inside = [word for word in wanted if word in name.split()]
    if inside:
        return 1.0 + len(inside) / 10 - wanted.index(inside[0]) / 100
    alike = max(SequenceMatcher(None, name, word).ratio() for word in wanted)
    return 0.5 * alike if alike >= TYPING_ERROR else 0.0


def likeliest(target: str, sources: Iterable[str]) -> str | None:
    """Return the column that is probably meant, if any resembles the target."""
    ranked = [(likeness(target, source), source) for source in sources]
    best = max(ranked, key=lambda entry: entry[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None
