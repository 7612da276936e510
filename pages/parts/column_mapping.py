"""How the columns of a file are read: as a saved mapping says, or as the reader chooses."""

from pathlib import Path
from typing import Any, Final

import streamlit as st
from pydantic import ValidationError

from calibration.pool.columns import Type, type_of
from calibration.pool.duplicates import DuplicateRule, Keep
from calibration.pool.mapping import (
    Mapping,
    bundled_mappings,
    find_mapping,
    open_mapping,
    saved_mappings,
)
from calibration.pool.reading import Sheet
from calibration.pool.store import Pool
from calibration.pool.suggesting import FORMATS, suggest_mapping
from calibration.pool.tables import TABLES
from venues.common.i18n import gettext as _

NONE: Final = ""
SUGGESTED: Final = ""
SHOWN_ROWS: Final = 5


def chosen_mapping(kind: str, name: str, sheet: Sheet) -> Mapping | None:
    """Let the reader choose a saved mapping or say what each column holds.

    Args:
        kind: The table.
        name: The file's name.
        sheet: What stands in it.

    Returns:
        The mapping; ``None`` if what was said does not go together.
    """
    pool = Pool()
    known = find_mapping(pool, kind, sheet)
    named = [n for n, m in saved_mappings(pool).items() if m.kind == kind]
    named += [n for n in bundled_mappings() if n not in named and _kind_of(pool, n) == kind]
    options = [SUGGESTED, *named]
    chosen = st.selectbox(
        _("How its columns are read"),
        options,
        index=options.index(known.name) if known and known.name in options else 0,
        format_func=lambda n: n or _("As suggested from its header, to be checked below"),
        key=f"mapping_{name}_{kind}",
    )
    if chosen:
        st.caption(_("This mapping was saved; the file’s columns are read as it says."))
        return open_mapping(pool, chosen)
    return _edited_mapping(kind, sheet, suggest_mapping(sheet.frame, kind, Path(name).stem[:80]))


def _kind_of(pool: Pool, name: str) -> str:
    return str(open_mapping(pool, name).kind)


def _edited_mapping(kind: str, sheet: Sheet, suggested: Mapping) -> Mapping | None:
    found = list(sheet.frame.columns)
    st.dataframe(sheet.frame.head(SHOWN_ROWS), hide_index=True, alt=_("The first rows of the file"))
    columns: dict[str, str] = {}
    table = TABLES[kind]
    with st.container(border=True):
        places = st.columns(3)
        for count, (name, column) in enumerate(table.columns.items()):
            guess = suggested.columns.get(name, name if name in found else NONE)
            words = _(str(column.description))
            label = f"{words} *" if column.required else words
            source = places[count % 3].selectbox(
                label[0].upper() + label[1:],
                [NONE, *found],
                index=found.index(guess) + 1 if guess in found else 0,
                format_func=lambda c: c or _("not in the file"),
                key=f"column_{sheet.sha256[:8]}_{kind}_{name}",
            )
            if source and source != name:
                columns[name] = source
    if any(type_of(column) in {Type.DAY, Type.MOMENT} for column in table.columns.values()):
        left, middle, right = st.columns(3)
        dates, zone = _dates(left, middle, sheet, suggested)
    else:
        right, dates, zone = st.container(), suggested.date_format, None
    rule = _duplicates(right, found)
    try:
        return suggested.model_copy(update={"columns": columns}).model_validate(
            {
                **suggested.model_dump(exclude_defaults=True),
                "columns": columns,
                "date_format": dates,
                "timezone": zone,
                "duplicates": rule,
            }
        )
    except ValidationError:
        st.error(_("These settings do not go together."), icon=":material/error:")
        return None


def _dates(
    left: Any, right: Any, sheet: Sheet, suggested: Mapping
) -> tuple[str | None, str | None]:
    """Ask how the file writes days, and the time zone of its instants."""
    dates = left.selectbox(
        _("How days are written"),
        FORMATS,
        index=FORMATS.index(suggested.date_format) if suggested.date_format in FORMATS else 0,
        format_func=lambda f: f or "YYYY-MM-DD",
        key=f"dates_{sheet.sha256[:8]}",
    )
    zone = right.text_input(
        _("Time zone, if the file gives instants"), placeholder="Europe/Paris", key="zone"
    )
    return dates, zone or None


def _duplicates(place: Any, found: list[str]) -> DuplicateRule | None:
    words = {
        NONE: _("Refuse them"),
        Keep.LATEST: _("The latest stands"),
        Keep.EARLIEST: _("The earliest stands"),
        Keep.LARGEST: _("The largest stands"),
    }
    keep = place.selectbox(
        _("Rows about the same thing that disagree"), list(words), format_func=words.__getitem__,
        key="duplicates",
    )  # fmt: skip
    if not keep:
        return None
    by = place.selectbox(_("… by this column"), found, key="duplicates_by")
    return DuplicateRule(keep=keep, by=by)
