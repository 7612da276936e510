"""The scenarios at hand: the bundled ones and the user's own, found by their short names.

The user's own are YAML files in the home folder. A bundled one is never written over: duplicate it.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from scenarios.scenario import Scenario
from scenarios.yaml_files import checked, read_scenario, write_scenario
from scenarios.yaml_text import Document
from venues.common.files import home
from venues.common.i18n import LANGUAGES
from venues.common.i18n import gettext as _
from venues.common.problems import InputError, Problem

_BUNDLED: Final = Path(__file__).parent / "bundled"
AS_TODAY: Final = "as-today"
LATE_THURSDAYS: Final = "late-thursdays"


@dataclass(frozen=True)
class Entry:
    """One scenario file.

    Attributes:
        id: The scenario's short name.
        path: Its file.
        is_bundled: Whether it came with Jauge.
        scenario: What it says, if it can be used.
        problem: Why it cannot be used, if so.
    """

    id: str
    path: Path
    is_bundled: bool
    scenario: Scenario | None = None
    problem: InputError | None = None


@cache
def bundled() -> dict[str, Scenario]:
    """Return the bundled scenarios by their short names."""
    read = (read_scenario(path) for path in sorted(_BUNDLED.glob("*.yaml")))
    return {scenario.id: scenario for scenario in read}


def bundled_file(scenario_id: str) -> Path:
    """Return the file of a bundled scenario."""
    return _BUNDLED / f"{scenario_id.replace('-', '_')}.yaml"


def _own_folder() -> Path:
    return home() / "scenarios"


def own_files() -> list[Path]:
    """Return the files of the user's own scenarios, by name."""
    return sorted(_own_folder().glob("*.yaml"))


def _entry(path: Path) -> Entry:
    try:
        scenario = read_scenario(path)
        return Entry(scenario.id, path, False, scenario)
    except InputError as error:
        return Entry(path.stem, path, False, problem=error)


def entries() -> list[Entry]:
    """Return every scenario at hand, the bundled ones first, the user's own by name.

    No two have the same short name: where files of the user's own claim one, it belongs to the file
    that is called so, else to the first; the others are listed with that as their problem.
    """
    own = [_entry(path) for path in own_files()]
    shipped = [Entry(id_, bundled_file(id_), True, found) for id_, found in bundled().items()]
    holders = {entry.id: entry.path for entry in shipped}
    for entry in sorted(own, key=lambda each: (each.scenario is None, each.id != each.path.stem)):
        holders.setdefault(entry.id, entry.path)
    return [*shipped, *(_alone(entry, holders[entry.id]) for entry in own)]


def _alone(entry: Entry, holder: Path) -> Entry:
    """Return the entry, or what is wrong with it if another file holds its short name."""
    if entry.path == holder:
        return entry
    taken = _("this short name is taken by {file}").format(file=holder.name)
    problem = Document(entry.path.name, None).problem(("id",), taken, value=entry.id)
    # Short names hold no dots, so that the file's name is nobody else's.
    return Entry(entry.path.name, entry.path, False, problem=entry.problem or InputError(problem))


def open_scenario(scenario_id: str) -> Scenario:
    """Return the scenario with this short name.

    Raises:
        InputError: There is none, or its file cannot be used.
    """
    if scenario_id in bundled():
        return bundled()[scenario_id]
    for entry in entries():
        if entry.id == scenario_id:
            return read_scenario(entry.path)
    known = ", ".join(entry.id for entry in entries())
    raise InputError(Problem(_("there is no such scenario"), value=scenario_id, allowed=known))


def save(scenario: Scenario) -> Path:
    """Keep a scenario among the user's own; one of the same short name is replaced.

    Raises:
        InputError: It contradicts its plan or itself, or has the short name of a bundled one.
    """
    _refuse_bundled(scenario.id)
    checked(scenario)
    path = _own_folder() / f"{scenario.id}.yaml"
    write_scenario(scenario, path)
    return path


def duplicate(scenario: Scenario, name: str | None = None) -> Scenario:
    """Keep a copy of a scenario under a short name that is free, and return it.

    Args:
        scenario: What to copy.
        name: What the copy is called; left out, it is called a copy of the other.
    """
    taken = {entry.id for entry in entries()}
    stem = re.sub(r"-[0-9]+$", "", scenario.id)
    number = next(n for n in range(1, len(taken) + 2) if f"{stem}-{n}" not in taken)
    shown = name or _("{name} (copy {number})").format(name=scenario.label(), number=number)
    copied = scenario.model_copy(
        update={"id": f"{stem}-{number}", "name": dict.fromkeys(LANGUAGES, shown)}
    )
    save(copied)
    return copied


def delete(scenario_id: str) -> None:
    """Remove one of the user's own scenarios; one that is not there is gone already.

    Raises:
        InputError: It is a bundled one.
    """
    _refuse_bundled(scenario_id)
    for entry in entries():
        if entry.id == scenario_id:
            entry.path.unlink(missing_ok=True)


def _refuse_bundled(scenario_id: str) -> None:
    if scenario_id in bundled():
        what = _("a scenario that comes with Jauge is never changed")
        allowed = _("a copy of it under another short name")
        raise InputError(
            Document(scenario_id, None).problem(("id",), what, value=scenario_id, allowed=allowed)
        )
