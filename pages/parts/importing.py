"""Bringing in a table of one's own: the file, its columns, what became of it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from calibration.pool.importing import ImportRefusedError, import_table
from calibration.pool.mapping import Mapping
from calibration.pool.reading import Sheet, read_sheet
from calibration.pool.reports import ImportReport
from calibration.pool.store import Pool
from calibration.pool.tables import KINDS, TABLES, VENUES, VenueRule
from calibration.pool.text_files import EncodingError
from pages.parts import shell, venue_facts
from pages.parts.column_mapping import chosen_mapping
from venues.common.i18n import gettext as _
from venues.common.i18n import language, ngettext, number

FILE_TYPES: Final = ["csv", "tsv", "txt", "xlsx", "parquet"]
MOST_LISTED: Final = 100
ENCODINGS: Final = ("utf-8", "cp1252", "latin-1", "iso8859-15", "mac-roman", "cp850", "utf-16")
"""How text files may encode their letters: as now usual, then as programs of old did."""


@dataclass(frozen=True)
class Wishes:
    """What the reader said about a file."""

    kind: str
    name: str
    content: bytes
    mapping: Mapping | None
    venue: str | None
    told: dict[str, str]
    encoding: str | None


def panel() -> None:
    """Draw the part of the page where a table is brought in."""
    left, right = st.columns([1, 2])
    kind = left.selectbox(
        _("What the table holds"), KINDS, format_func=lambda k: _(TABLES[k].title), key="kind"
    )
    file = right.file_uploader(
        _("Table as CSV, Excel or Parquet"),
        type=FILE_TYPES,
        key="table",
        help=_("One row an observation; the first row names the columns."),
    )
    _expected(kind)
    if file is None:
        st.session_state.pop("report", None)
        return
    if st.session_state.get("upload") != file.file_id:
        st.session_state["upload"] = file.file_id
        st.session_state.pop("report", None)
    with shell.problems_shown():
        sheet, encoding = _read(file, kind)
        st.caption(
            ngettext(
                "{file}: {count} row with {columns} columns.",
                "{file}: {count} rows with {columns} columns.",
                len(sheet.frame),
            ).format(
                file=shell.escaped(file.name),
                count=number(len(sheet.frame)),
                columns=number(sheet.frame.shape[1]),
            )
        )
        wishes = _wishes(kind, file, sheet, encoding)
        if wishes is not None and st.button(
            _("Check and bring in"), type="primary", icon=":material/input:", key="bring_in"
        ):
            _bring_in(wishes, keep_good_rows=False)
        _outcome(file.file_id)


def _expected(kind: str) -> None:
    with st.expander(_("Which columns are expected"), icon=":material/view_column:"):
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        _("Column"): name,
                        _("What it holds"): _(str(column.description)),
                        _("Needed"): _("yes") if column.required else _("if known"),
                    }
                    for name, column in TABLES[kind].columns.items()
                ]
            ),
            hide_index=True,
            alt=_("The columns of the table"),
        )


@contextmanager
def _as_file(name: str, content: bytes) -> Iterator[Path]:
    """Give an upload as a file of its own name, for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="jauge-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        yield path


def _read(file: UploadedFile, kind: str) -> tuple[Sheet, str | None]:
    """Read the file; if its letters cannot be read, ask how it encodes them."""
    known = (file.name, file.file_id, kind, language())
    try:
        return _sheet(*known, None, file.getvalue()), None
    except EncodingError:
        encoding = st.selectbox(
            _("Encoding"),
            ENCODINGS,
            key=f"encoding_{file.file_id}",
            help=_(
                "How the file encodes its letters. Exports of older programs are often in cp1252;"
                " the right one shows accents as they should be."
            ),
        )
        return _sheet(*known, encoding, file.getvalue()), encoding


@st.cache_data(show_spinner=False, max_entries=3)
def _sheet(
    name: str, file_id: str, kind: str, code: str, encoding: str | None, _content: bytes
) -> Sheet:
    del file_id, code
    with _as_file(name, _content) as path:
        return read_sheet(path, kind=kind, encoding=encoding)


def _wishes(kind: str, file: UploadedFile, sheet: Sheet, encoding: str | None) -> Wishes | None:
    mapping = chosen_mapping(kind, file.name, sheet)
    if mapping is None:
        return None
    about = _about_venues(kind, sheet, mapping)
    return Wishes(kind, file.name, file.getvalue(), mapping, *about, encoding)


def _about_venues(kind: str, sheet: Sheet, mapping: Mapping) -> tuple[str | None, dict[str, str]]:
    rule = TABLES[kind].venues
    if rule is VenueRule.NONE:
        return None, {}
    places = st.columns(4)
    venue = None
    if "venue" not in mapping.columns and "venue" not in sheet.frame.columns:
        venue = places[0].text_input(_("Venue that the whole file is about *"), key="venue_of_file")
    told = {} if kind == VENUES.kind else venue_facts.ask(places[1:], "")
    return venue or None, told


def _bring_in(wishes: Wishes, *, keep_good_rows: bool) -> None:
    with st.spinner(_("Checking …")), _as_file(wishes.name, wishes.content) as path:
        try:
            report = import_table(
                Pool(),
                wishes.kind,
                path,
                venue=wishes.venue,
                **wishes.told,
                mapping=wishes.mapping,
                encoding=wishes.encoding,
                keep_good_rows=keep_good_rows,
                replace=bool(st.session_state.get(_replacing())),
            )
        except ImportRefusedError as refused:
            report = refused.report
    st.session_state["report"] = (st.session_state["upload"], report, wishes)


def _replacing() -> str:
    """Return the key of the box that lets this file replace what the pool has."""
    return f"replace_{st.session_state['upload']}"


def _outcome(file_id: str) -> None:
    known = st.session_state.get("report")
    if known is None or known[0] != file_id:
        return
    _file, report, wishes = known
    _summary(report)
    if report.disagreeing:
        st.checkbox(_("Replace figures that are already there"), key=_replacing())
        st.caption(_("Tick it if the file is right and the pool is not; then bring the file in."))
    good = report.rows - len({problem.row for problem in report.refused})
    if not report.stored and good > 0:
        st.markdown(_("The file was left out as a whole. You may put it right and try again, or:"))
        if st.button(_("Bring in the good rows all the same"), key="keep_good"):
            _bring_in(wishes, keep_good_rows=True)
            st.rerun()


def _summary(report: ImportReport) -> None:
    plain = replace(report, conflicts=(), refused=())
    first, *notes = plain.sentences()
    if report.stored:
        st.success(shell.escaped(first), icon=":material/check_circle:")
    else:
        st.error(shell.escaped(first), icon=":material/error:")
    if notes:
        st.markdown("\n".join(f"- {shell.escaped(note)}" for note in notes))
    _listed(
        _("Entries given more than once with different values ({count})"),
        [str(conflict) for conflict in report.conflicts],
    )
    _listed(_("Problems ({count})"), [str(problem) for problem in report.refused], expanded=True)


def _listed(title: str, sentences: list[str], *, expanded: bool = False) -> None:
    if not sentences:
        return
    with st.expander(title.format(count=number(len(sentences))), expanded=expanded):
        st.markdown("\n".join(f"- {shell.escaped(s)}" for s in sentences[:MOST_LISTED]))
        more = len(sentences) - MOST_LISTED
        if more > 0:
            st.caption(_("And {count} more of the same kind.").format(count=number(more)))
