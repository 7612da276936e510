"""Bring both catalogues up to date with the texts in the code.

The English catalogue repeats each text; in the French one a new text stands empty (and the tests
fail) until somebody translates it. Texts no longer used are dropped.
"""

import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "venues/common/locale"
PACKAGES = ("simulation", "calibration", "scenarios", "venues", "pages")
HEADER: dict[str, Any] = {
    "project": "Jauge",
    "copyright_holder": "the Jauge founders",
    "msgid_bugs_address": "the project's issue list",
    "last_translator": "the Jauge founders",
    "charset": "utf-8",
    "fuzzy": False,
}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}


def extracted() -> Catalog:
    """Return a template of all the texts in the code."""
    template = Catalog(**HEADER)
    sources = [
        ROOT / "app.py",
        *sorted(p for name in PACKAGES for p in (ROOT / name).rglob("*.py")),
    ]
    for source in sources:
        if not source.exists():
            continue
        for _, _, message, _, _ in extract_from_dir(
            source.parent, [(source.name, "python")], keywords=KEYWORDS
        ):
            template.add(message, locations=[(source.relative_to(ROOT).as_posix(), 0)])
    return template


def updated(code: str, template: Catalog) -> Catalog:
    """Return one language's catalogue with exactly the template's texts, translations kept."""
    path = LOCALE / code / "LC_MESSAGES/jauge.po"
    if path.exists():
        with path.open("rb") as source:
            catalogue = read_po(source, locale=code)
    else:
        catalogue = Catalog(locale=code, **HEADER)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    if code == "en":
        for message in catalogue:
            if message.id:
                message.string = message.id
    return catalogue


def is_translated(message: Message) -> bool:
    """Return whether the text, and each of its plural forms, has a translation."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(forms)


def main() -> int:
    """Write both catalogues and say how many texts still want a translation."""
    missing = 0
    for code in ("en", "fr"):
        template = (
            extracted()
        )  # anew for each: updating a catalogue takes the template's own messages
        path = LOCALE / code / "LC_MESSAGES/jauge.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = updated(code, template)
        with path.open("wb") as target:
            write_po(target, catalogue, width=100, sort_output=True, include_lineno=False)
        empty = [message.id for message in catalogue if message.id and not is_translated(message)]
        missing += len(empty)
        print(f"{code}: {len(catalogue)} texts, {len(empty)} without translation")
    return 0 if missing == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
