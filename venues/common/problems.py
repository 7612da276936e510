"""What is wrong with something that a user gave, said in one sentence.

A :class:`Problem` names the place (file, row, column), what was found and what is allowed. Readers
collect problems and raise one :class:`InputError`; the command line prints it and exits with 2, the
pages show it, and neither shows a traceback.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number

LONGEST_VALUE = 60


@dataclass(frozen=True)
class Problem:
    """One thing that cannot be used as it stands.

    Attributes:
        what: What is wrong, translated, without a full stop.
        file: The file's name, if there is a file.
        row: The row as a spreadsheet counts it (the header is row 1), if there is one.
        column: The column or the field (``desks.0.servers``), if there is one.
        value: What was found, as text.
        allowed: What may stand there, translated.
    """

    what: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    allowed: str | None = None

    def __str__(self) -> str:
        """Return the sentence, in the reader's language."""
        sentence = self.what
        if place := self._place():
            sentence = _("{place}: {what}").format(place=place, what=sentence)
        if self.value is not None:
            found = shortened(self.value)
            sentence = _("{sentence}; found “{value}”").format(sentence=sentence, value=found)
        if self.allowed is not None:
            sentence = _("{sentence}; allowed: {allowed}").format(
                sentence=sentence, allowed=self.allowed
            )
        return sentence + "."

    def _place(self) -> str:
        """Return where it is, from the file to the column."""
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(_("row {row}").format(row=self.row))
        if self.column is not None:
            place.append(_("column {column}").format(column=self.column))
        return ", ".join(place)


class InputError(ValueError):
    """A user's input cannot be used; nothing has been changed.

    Attributes:
        problems: At least one problem, the first one first in the input.
    """

    def __init__(self, *problems: Problem) -> None:
        self.problems: Sequence[Problem] = problems
        super().__init__(*problems)

    def __str__(self) -> str:
        """Return the first problem's sentence and how many more there are."""
        first, *more = self.problems
        if not more:
            return str(first)
        count = len(more)
        also = ngettext("{count} more problem.", "{count} more problems.", count)
        return f"{first} " + also.format(count=number(count))


def shortened(text: str) -> str:
    """Return the text on one line, cut where it is too long for a sentence."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1] + "…"


def file_problem(
    path: Path, what: str, *, value: str | None = None, allowed: str | None = None
) -> InputError:
    """Return the error that says what is wrong with a whole file."""
    return InputError(Problem(what, file=path.name, value=value, allowed=allowed))
