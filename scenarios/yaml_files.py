"""Scenarios in and out of YAML: read back equal, and what cannot be used said in one sentence."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from scenarios.checks import findings
from scenarios.scenario import Scenario
from scenarios.wording import input_error
from scenarios.yaml_text import PLAIN_SCALARS, Document, read_document
from venues.bundled import bundled_plans, open_plan
from venues.common.files import whole_file
from venues.common.i18n import gettext as _
from venues.common.problems import InputError
from venues.plan import Plan


def read_scenario(path: Path) -> Scenario:
    """Read a scenario and check it against its plan.

    Raises:
        InputError: It cannot be used as it stands; every problem is listed.
    """
    document = read_document(path)
    _look_beside(path, document.data)
    return from_document(document)


def _look_beside(path: Path, data: Any) -> None:
    """Write out the whole path of those files of rules that lie beside the scenario's."""
    if not isinstance(data, dict):
        return
    for group in (data.get("rules"), data.get("observers")):
        if not isinstance(group, dict | list):
            continue
        for key, reference in list(group.items() if isinstance(group, dict) else enumerate(group)):
            file, _colon, name = str(reference).rpartition(":")
            if file and (path.parent / file).is_file():
                group[key] = f"{(path.parent / file).resolve()}:{name}"


def from_document(document: Document) -> Scenario:
    """Make a scenario out of plain data and check it against its plan.

    Raises:
        InputError: It cannot be used as it stands; every problem is listed.
    """
    if not isinstance(document.data, dict):
        raise InputError(document.problem((), _("this is not a scenario: it has no fields")))
    try:
        # JSON's strict mode reads dates and times from text, and nothing else than what is meant.
        scenario = Scenario.model_validate_json(json.dumps(document.data), strict=True)
    except ValidationError as error:
        raise input_error(error, document, Scenario) from None
    return checked(scenario, document)


def from_data(data: Any, file: str) -> Scenario:
    """Make a scenario out of plain data that came from elsewhere than a file.

    Args:
        data: What :meth:`Scenario.model_dump` with ``mode="json"`` gives.
        file: What problems call it.

    Raises:
        InputError: It cannot be used as it stands; every problem is listed.
    """
    return from_document(Document(file, data))


def checked(scenario: Scenario, document: Document | None = None) -> Scenario:
    """Return the scenario if it agrees with its plan and itself.

    Raises:
        InputError: It does not; every contradiction is listed.
    """
    document = document or Document(scenario.id, None)
    found = findings(scenario, plan_of(scenario, document))
    if found:
        problems = (
            document.problem(each.path, each.what, value=each.value, allowed=each.allowed)
            for each in found
        )
        raise InputError(*sorted(problems, key=lambda each: each.row or 0))
    return scenario


def plan_of(scenario: Scenario, document: Document | None = None) -> Plan:
    """Return the plan that a scenario names: a bundled one, or a path to another.

    Raises:
        InputError: There is none, or it cannot be used.
    """
    known = bundled_plans()
    if scenario.plan not in known and not Path(scenario.plan).exists():
        document = document or Document(scenario.id, None)
        what = _("there is no such plan")
        allowed = _("{known}, or the path of a plan").format(known=", ".join(known))
        raise InputError(document.problem(("plan",), what, value=scenario.plan, allowed=allowed))
    return open_plan(scenario.plan)


_FULL_MINUTE = re.compile(r"[0-9]{2}:[0-9]{2}:00")


class _Dumper(yaml.SafeDumper):
    """Writes YAML that our own reader reads back equal."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value out."""
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their field."""
        del indentless
        super().increase_indent(flow, False)


_Dumper.yaml_implicit_resolvers = {}
for _tag, _pattern in PLAIN_SCALARS.items():
    # Only what our reader takes for a number is told from text: 10:00 needs no quotes.
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, None)


def _shown(value: Any) -> Any:
    """Return plain data with times as people write them: without seconds where there are none."""
    if isinstance(value, dict):
        return {key: _shown(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if isinstance(value, str) and _FULL_MINUTE.fullmatch(value):
        return value.removesuffix(":00")
    return value


def as_yaml(scenario: Scenario) -> str:
    """Return a scenario as YAML; what has its default is left out."""
    content = {
        "format": scenario.format,
        **scenario.model_dump(mode="json", exclude_defaults=True),
    }
    return yaml.dump(
        _shown(content), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, indent=2
    )


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario; reading it back gives an equal one."""
    with whole_file(path) as partial:
        partial.write_text(as_yaml(scenario), encoding="utf-8")


def plan_digest(scenario: Scenario) -> str:
    """Return a hash of the files of a scenario's plan."""
    path = Path(bundled_plans().get(scenario.plan, scenario.plan))
    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
