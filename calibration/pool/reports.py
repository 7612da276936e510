"""What became of a file: what was accepted, mended and refused, and why.

:func:`calibration.pool.importing.import_table` returns one; the command line prints its sentences
and the app shows them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from venues.common import i18n
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext
from venues.common.problems import Problem


@dataclass(frozen=True)
class Conflict:
    """Two rows that say different things about the same thing, and which one stands.

    Attributes:
        key: What both are about (``M Shed, 2017-12-14``).
        column: The column in which they differ.
        kept: The value that stands.
        dropped: The values that do not.
        rows: The file's rows concerned, as a spreadsheet counts them.
        rule: The rule that decided, translated.
    """

    key: str
    column: str
    kept: str
    dropped: tuple[str, ...]
    rows: tuple[int, ...]
    rule: str

    def __str__(self) -> str:
        """Return the sentence, in the reader's language."""
        rows = ", ".join(str(row) for row in self.rows)
        return _("{key} (rows {rows}): {column} is {kept}, not {dropped}; {rule}.").format(
            key=self.key,
            rows=rows,
            column=self.column,
            kept=self.kept,
            dropped=_(" or ").join(self.dropped),
            rule=self.rule,
        )


@dataclass(frozen=True)
class ImportReport:
    """What became of one file.

    Attributes:
        kind: The table.
        file: The file's name.
        rows: How many rows the file has.
        accepted: Rows that are new to the pool.
        unchanged: Rows that the pool already had.
        completed: Rows of the pool in which an empty cell was filled.
        replaced: Rows of the pool whose values were replaced, as the user asked.
        notes: What was mended or left out, translated.
        conflicts: What disagreed, and which rule decided.
        refused: What cannot be used.
        mapping: The name of the column mapping, if one was used.
        disagreeing: How many of these only disagree with the pool, and would replace what it has.
        stored: Whether the pool holds the file's good rows now.
    """

    kind: str
    file: str
    rows: int
    accepted: int = 0
    unchanged: int = 0
    completed: int = 0
    replaced: int = 0
    notes: Sequence[str] = ()
    conflicts: Sequence[Conflict] = ()
    refused: Sequence[Problem] = ()
    mapping: str | None = None
    disagreeing: int = 0
    stored: bool = False

    def sentences(self, most: int | None = None) -> list[str]:
        """Return the report as plain sentences, in the reader's language.

        Args:
            most: How many conflicts and how many problems to list; all if left out.
        """
        lines = [self._outcome()]
        lines += self.notes
        if self.conflicts:
            count = len(self.conflicts)
            lines.append(
                ngettext(
                    "{count} entry was given more than once with different values:",
                    "{count} entries were given more than once with different values:",
                    count,
                ).format(count=i18n.number(count))
            )
            lines += _listed(self.conflicts, most)
        if self.refused:
            count = len(self.refused)
            lines.append(
                ngettext("{count} problem:", "{count} problems:", count).format(
                    count=i18n.number(count)
                )
            )
            lines += _listed(self.refused, most)
        return lines

    def _outcome(self) -> str:
        if not self.stored:
            return _("{file}: nothing was changed in the pool.").format(file=self.file)
        counts = (
            (ngettext("{count} new row", "{count} new rows", self.accepted), self.accepted),
            (
                ngettext(
                    "{count} row already there", "{count} rows already there", self.unchanged
                ),
                self.unchanged,
            ),
            (ngettext("{count} row completed", "{count} rows completed", self.completed),
             self.completed),
            (ngettext("{count} row replaced", "{count} rows replaced", self.replaced),
             self.replaced),
        )  # fmt: skip
        said = [text.format(count=i18n.number(n)) for text, n in counts if n]
        return _("{file}: {counts}.").format(file=self.file, counts=", ".join(said))

    def as_dict(self) -> dict[str, Any]:
        """Return the report for machines; sentences are added for people."""
        plain = asdict(self)
        plain["refused"] = [asdict(p) | {"sentence": str(p)} for p in self.refused]
        plain["conflicts"] = [asdict(c) | {"sentence": str(c)} for c in self.conflicts]
        plain["notes"] = list(self.notes)
        return plain


def _listed(entries: Sequence[object], most: int | None) -> list[str]:
    lines = [str(entry) for entry in entries[:most]]
    if most is not None and len(entries) > most:
        rest = len(entries) - most
        text = ngettext("… and {count} more.", "… and {count} more.", rest)
        lines.append(text.format(count=i18n.number(rest)))
    return lines
