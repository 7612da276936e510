"""Imports run downward only, and each layer knows only what it may."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.places import LAYERS, ROOT, SOURCES, name_of

SHOWING = {"streamlit", "altair"}
INFERENCE = {"pymc", "nutpie", "arviz", "pytensor", "jax"}


def imported(path: Path) -> Iterator[str]:
    """Give the top-level package of every import, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def test_the_import_contract_holds() -> None:
    """The declared contract, which follows imports through other modules too."""
    tool = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_imports_only_from_its_layer_and_below(path: Path) -> None:
    above = LAYERS[: LAYERS.index(layer_of(path))]
    forbidden = set(above) | {"tests"}
    if layer_of(path) not in {"app", "pages"}:
        forbidden |= SHOWING
    if layer_of(path) in {"simulation", "venues"}:
        forbidden |= INFERENCE
    assert not forbidden & set(imported(path))


def test_help_is_quick_because_it_loads_nothing_heavy() -> None:
    script = (
        "import sys; from scenarios.cli import main; sys.argv = ['jauge', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pymc', 'jax', 'nutpie', 'streamlit', 'arviz', 'numba'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {sorted(heavy)}' if heavy else 0)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "import" in run.stdout
