"""The version of the code, for results to say what made them."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def code_version() -> str:
    """Return the version of Jauge that runs."""
    try:
        return version("jauge")
    except PackageNotFoundError:
        return "not installed"
