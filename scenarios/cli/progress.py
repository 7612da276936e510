"""How far long work has come, on standard error: a bar where a person watches, else a few lines."""

import sys
import time
from types import TracebackType
from typing import Any, Final, Self, TextIO

from venues.common.i18n import gettext as _
from venues.common.i18n import language, percent, use_language

_WIDTH: Final = 24
_REDRAW_S: Final = 0.1
_STEPS: Final = 4


class Progress:
    """Shows stages and fractions; use it as a context manager, so that the bar is cleared."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Start without anything shown.

        Args:
            stream: Where to write; left out, standard error.
        """
        self.stream = stream or sys.stderr
        self.draws_bar = self.stream.isatty()
        self.language = language()
        self._last = 0.0
        self._shown = ""
        self._said: tuple[str, int] | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear the bar."""
        self.clear()

    def __call__(self, text: str, fraction: float, **values: Any) -> None:
        """Show a stage.

        Args:
            text: What is being done, in English, marked for translation.
            fraction: How much of it is done.
            values: What the text's placeholders stand for.
        """
        use_language(self.language)  # A sampler reports from a thread of its own.
        sentence = _(text).format(**values)
        if self.draws_bar:
            self._draw(sentence, fraction)
        else:
            self._say(text, sentence, fraction)

    def clear(self) -> None:
        """Remove the bar, so that something else can be printed."""
        if self._shown:
            self.stream.write("\r" + " " * len(self._shown) + "\r")
            self.stream.flush()
            self._shown = ""

    def _draw(self, sentence: str, fraction: float) -> None:
        if fraction < 1 and time.monotonic() - self._last < _REDRAW_S:
            return
        self._last = time.monotonic()
        filled = round(_WIDTH * fraction)
        line = f"{'━' * filled}{'·' * (_WIDTH - filled)} {percent(fraction):>5}  {sentence}"
        self.stream.write("\r" + line.ljust(len(self._shown)))
        self.stream.flush()
        self._shown = line

    def _say(self, text: str, sentence: str, fraction: float) -> None:
        step = (text, int(fraction * _STEPS))
        if step != self._said:
            self._said = step
            print(f"{sentence} ({percent(fraction)})", file=self.stream, flush=True)
