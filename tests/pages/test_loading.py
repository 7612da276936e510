"""Pages load only what showing needs: neither the sampler nor the simulation nor a compiler."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.places import ROOT

HEAVY = ("pymc", "pytensor", "jax", "nutpie", "arviz", "mesa", "simpy", "numba")


def imported_by(script: Path) -> Iterator[str]:
    """Give the modules that a page's script imports; it cannot be imported, for it draws then."""
    for node in ast.walk(ast.parse(script.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None
            yield node.module


def test_pages_load_neither_sampler_nor_simulation() -> None:
    scripts = [ROOT / "app.py", *(ROOT / "pages").glob("*.py")]
    modules = {module for script in scripts for module in imported_by(script)}
    for part in (ROOT / "pages").glob("*/*.py"):
        modules.add(".".join(part.relative_to(ROOT).with_suffix("").parts))
    assert "pages.parts.learned" in modules
    code = (
        "import importlib, logging, sys\n"
        # Streamlit notes that nobody runs it.
        "logging.disable()\n"
        f"for name in {sorted(modules)!r}: importlib.import_module(name)\n"
        f"heavy = set({HEAVY!r}) & set(sys.modules)\n"
        "sys.exit(f'loaded: {sorted(heavy)}' if heavy else 0)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_pages_import_at_the_top() -> None:
    """Else the libraries that the other test looks for could come in later."""
    for script in (ROOT / "pages").rglob("*.py"):
        tree = ast.parse(script.read_text("utf-8"))
        inside = [
            node
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert not inside, script.name
