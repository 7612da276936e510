"""One declaration of each parameter: it validates, documents and renders its own form.

A parameter is a field of a frozen pydantic model, declared with :func:`parameter`. The label, unit,
bounds, default and source stand there and nowhere else: the YAML reader validates against it, the
docs list it and the pages draw its form from it.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """A frozen, validated set of parameters that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def parameter(
    default: Any = ...,
    *,
    label: str,
    unit: str = "",
    source: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
) -> Any:
    """Declare one parameter of a :class:`Settings` model.

    Args:
        default: Its default; left out, the parameter must be given.
        label: What a user calls it, in English, marked with ``N_``.
        unit: Its unit (``s``, ``m/s``, ``persons``), empty for a share or a count.
        source: Where the default comes from: a publication, or 'assumption' and why.
        minimum: The smallest value allowed.
        maximum: The greatest value allowed.
    """
    return Field(
        default,
        title=label,
        description=source or None,
        ge=minimum,
        le=maximum,
        json_schema_extra={"unit": unit, "source": source},
    )
