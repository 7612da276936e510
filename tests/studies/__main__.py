"""Runs the studies and writes their results with the date into ``docs/studies.md``.

``python -m tests.studies`` runs all, ``python -m tests.studies cold-start`` one of them. They take
from minutes to an hour each. Without ``JAUGE_STUDY_DATA`` the study of planned exhibitions has
those of Bristol Museum alone.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.studies import borghese, cold_start, planned, prior, sbc
from venues.common.files import whole_file

DOCS: Final = Path(__file__).parents[2] / "docs" / "studies.md"
STUDIES: Final[dict[str, Callable[[], str]]] = {
    "prior": prior.main,
    "sbc": sbc.main,
    "cold-start": cold_start.main,
    "planned": planned.main,
    "borghese": borghese.main,
}


def with_result(page: str, key: str, result: str, when: str) -> str:
    """Return the page with a study's result between its marks.

    Args:
        page: The page so far.
        key: The study.
        result: Its result, Markdown.
        when: The date and the version it was run at.
    """
    begin, end = f"<!-- {key}: result -->", f"<!-- {key}: end -->"
    before, rest = page.split(begin)
    return f"{before}{begin}\nRun on {when}.\n\n{result}\n{end}{rest.split(end)[1]}"


def main(wanted: list[str]) -> None:
    """Run these studies, all if none is named."""
    unknown = set(wanted) - set(STUDIES)
    if unknown:
        sys.exit(f"There is no study {', '.join(unknown)}; there are {', '.join(STUDIES)}.")
    version = subprocess.run(
        ["git", "describe", "--always"], capture_output=True, text=True, check=False
    ).stdout.strip()
    for key in wanted or STUDIES:
        result = STUDIES[key]()
        when = f"{datetime.now(UTC):%Y-%m-%d} at {version or 'an unknown version'}"
        page = with_result(DOCS.read_text(encoding="utf-8"), key, result, when)
        with whole_file(DOCS) as path:
            path.write_text(page, encoding="utf-8")
        print(result, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
