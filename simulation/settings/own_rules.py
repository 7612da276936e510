"""Rules and observers of one's own, named by file and function.

A file that is not named by its whole path lies in the folder ``rules`` of the user's home folder.
Files are known by their digests, so that results tell with which text they were made.
"""

import hashlib
import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator

from venues.common.files import home
from venues.common.i18n import N_
from venues.common.i18n import gettext as _
from venues.common.parameters import Settings, parameter

_REFERENCE: Final = re.compile(r".+\.py:[A-Za-z_][A-Za-z0-9_]*")


def _check(text: str) -> str:
    if not _REFERENCE.fullmatch(text):
        raise ValueError(_("this is not a file and a name in it, such as my_rules.py:linger"))
    return text


Reference = Annotated[str, AfterValidator(_check)]
"""A Python file and a function or class in it, such as ``my_rules.py:linger``."""


class RuleFiles(Settings):
    """Which of our rules are replaced; see :func:`simulation.own_rules.own_rules` for each."""

    stay: Reference | None = parameter(None, label=N_("How long a visitor stays in a zone"))
    utility: Reference | None = parameter(None, label=N_("What seeing a zone is worth"))
    choose: Reference | None = parameter(None, label=N_("Which unseen zone a visitor goes to"))
    wander: Reference | None = parameter(
        None, label=N_("Which neighbouring zone a visitor goes to")
    )
    sees: Reference | None = parameter(None, label=N_("Whether a sign is seen"))
    discipline: Reference | None = parameter(None, label=N_("Who in a queue is called next"))

    @property
    def named(self) -> dict[str, Reference]:
        """Those that are replaced, by the names of ours."""
        every = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: each for name, each in every.items() if each is not None}


def rules_folder() -> Path:
    """Return where files lie that are not named by their whole path."""
    return home() / "rules"


def file_of(reference: Reference) -> Path:
    """Return the file that a name speaks of, whether it is there or not."""
    return rules_folder() / reference.rpartition(":")[0]


def digest_of(reference: Reference) -> str:
    """Return a function's name with the SHA-256 of its file; of a missing file there is none."""
    path = file_of(reference)
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return f"{digest}:{reference.rpartition(':')[2]}"
