"""The directions along which the sampler moves: from its numbers z to the model's variables.

Independent standard Normal numbers z are draws of the pilot's approximation
(:mod:`calibration.demand.pilot`). In this order, each given those before it:

    spreads, and what else venues share: by how many widths of the pilot's guess they differ from it
    common = middle(spreads) + √(precision(pilot's spreads) / precision(spreads)) · root · z,
             precision = 1 / sd² + Σ over venues 1 / (spread² + 1 / told)
    scale  = (told · alone + common / spread²) / (told + 1 / spread²) + z / √(told + 1 / spread²)
    rest   = (r · evidence + common / spread²) / (r · told + 1 / spread²)
             + leans · (common − its guess) + s · root · z,   s² = unit / (r · told + 1 / spread²)
    level  = start + modes · (m · (coordinates + follows · (rest − its mode)) + √(m/r) · z),
             m = 1 / (stiffness / (r drift²) + 1)

where r is how much a count tells, by the venue's concentration, against what the pilot thought, and
m how far the level follows the counts along each of its directions. What venues have in common, and
each one's own, lie between what the counts say and what is assumed of them, as Bayes' rule for
Normal distributions has it, and lean as coefficients do of which the counts tell no more than a sum
(what a night draws as such, and what this night does): if one's common value is higher, the other's
own is lower. The level is what the counts leave for it, be they so few that season
and level cannot be told apart. So what the counts tell is centred, what they do not tell is not,
and all between is in between: none makes a funnel. Whatever the arrays are, the draws are those of
the model, as the logarithm of the Jacobian is told too, but for a constant.

Source: partially non-centred parametrisation, Papaspiliopoulos, Roberts and Sköld, 'A general
framework for the parametrization of hierarchical models' (Statistical Science 22, 2007).
"""

from typing import Any

import jax
import jax.numpy as jnp

# To mypy its method is untyped.
_config: Any = jax.config
_config.update("jax_enable_x64", True)

Arrays = dict[str, Any]


def shared(z: Any, arrays: Arrays) -> tuple[Any, Any]:
    """Return the variables that venues share, with the venues' scales, and the log-Jacobian."""
    of_spreads, of_commons, of_scales = jnp.split(
        z, [len(arrays["mean"]), len(arrays["mean"]) + len(arrays["root"])]
    )
    known = arrays["mean"] + arrays["sd"] * of_spreads
    precision, middle = common_given_spreads(known, arrays["pooled"])
    narrower = jnp.sqrt(arrays["precision"] / precision)
    commons = arrays["common"] + middle + narrower * (arrays["root"] @ of_commons)
    scales, change = _scales(of_scales, known, commons, arrays["scales"])
    return jnp.concatenate([known, commons, scales]), change - 0.5 * jnp.log(precision).sum()


def common_given_spreads(known: Any, pooled: Arrays) -> tuple[Any, Any]:
    """Return the precision and the mean of what venues have in common, each column by itself."""
    weight = 1.0 / (jnp.exp(2.0 * known[pooled["spread_at"]]) + 1.0 / pooled["told"])
    precision = jnp.asarray(pooled["prior"]).at[pooled["common_at"]].add(weight)
    natural = jnp.asarray(pooled["natural"]).at[pooled["common_at"]].add(weight * pooled["alone"])
    return precision, natural / precision


def _scales(z: Any, known: Any, commons: Any, arrays: Arrays) -> tuple[Any, Any]:
    """Return the logarithms of the venues' scales, and their part of the log-Jacobian."""
    precision = jnp.exp(-2.0 * known[arrays["spread_at"]])
    total = arrays["told"] + precision
    middle = arrays["told"] * arrays["alone"] + precision * commons[arrays["common_at"]]
    return middle / total + z / jnp.sqrt(total), -0.5 * jnp.log(total).sum()


def coefficients(vector: Any, unit: Arrays) -> tuple[Any, Any, Any]:
    """Return a unit's levels and other coefficients, (venue, coefficient), and the log-Jacobian."""
    # How much a count tells, against what the pilot thought.
    log_concentration = vector[unit["concentration_at"]]
    log_weight = log_concentration - jnp.log(jnp.exp(log_concentration) + unit["size"])
    log_weight -= jnp.log(unit["concentration"] / (unit["concentration"] + unit["size"]))
    r = jnp.exp(log_weight)
    precision = jnp.exp(-2.0 * vector[unit["spread_at"]])
    total = r * unit["told"] + precision
    s = jnp.sqrt(unit["unit"] / total)
    rest = (r * unit["evidence"] + precision * vector[unit["common_at"]]) / total
    rest += unit["leans"] @ (vector[unit["commons_at"]] - unit["commons"])
    rest += s * _times(unit["root"], vector[unit["rest_at"]])
    drift = jnp.exp(vector[unit["drift_at"]])
    m = 1.0 / (unit["stiffness"] / (r * drift**2) + 1.0)
    along = m * (unit["coordinates"] + _times(unit["follows"], rest - unit["rest"]))
    along += jnp.sqrt(m / r) * vector[unit["level_at"]]
    level = unit["level"] + _times(unit["modes"], along)
    change = 0.5 * jnp.where(unit["is_level"], jnp.log(m / r), 0.0).sum()
    change += jnp.where(unit["is_rest"], jnp.log(s), 0.0).sum()
    return level, rest, change


def _times(matrices: Any, vectors: Any) -> Any:
    """Return each venue's matrix times its vector."""
    return jnp.einsum("vij,vj->vi", matrices, vectors)
