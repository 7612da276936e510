"""Luck by name: the random number for (seed, visitor, decision, occasion), whoever asks and when.

A streamed generator hands out its numbers in the order of the calls, so one more clerk at a desk
would give every later visitor other luck. Here a number is a function of what it is for. That is
what makes two engines agree to the last bit and two scenarios share each visitor's luck (common
random numbers), so that small differences show with few runs.

Use :func:`uniforms` and :func:`normals` for whole arrays, and :func:`substream` to derive the seed
of one (draw, date, replication) from the run's seed. Inside a simulated day, where numbers are
needed one by one, :mod:`simulation.randomness` compiles the same formulas; here they run on arrays
as they stand, because loading the compiler takes longer than most questions.

Source: the counter-based generator Philox4x64-10 of Salmon, Moraes, Dror and Shaw, 'Parallel random
numbers: as easy as 1, 2, 3' (SC 2011), with key = (seed, visitor) and counter = (decision,
occasion, item, 0). It agrees bit for bit with ``numpy.random.Philox``. The keying follows Vivarium
(draws named by decision, time, seed and individual). The normal quantile is Wichura's algorithm AS
241 (Applied Statistics 37, 1988), accurate to about 1 part in 10^16.
"""

import math
from enum import IntEnum, unique
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

WORD: Final = 2**64

type Word = int | np.unsignedinteger[Any]
"""A word of 64 bits; compiled code takes both."""


@unique
class Decision(IntEnum):
    """What a number decides. A name keeps its number for ever: new ones are added at the end."""

    PARTY_SIZE = 1
    AGE = 2
    SPEED = 3
    STEP_FREE = 4
    LIFT_BY_CHOICE = 5
    ARRIVAL = 6
    ENTRANCE = 7
    BUDGET = 8
    PACE = 9
    INTEREST = 10
    CHOICE = 11
    STOP = 12
    DWELL = 13
    SIGN = 14
    PATIENCE = 15
    USES_DESK = 16
    SERVICE = 17
    NEED = 18
    NEED_TIME = 19
    NEED_DWELL = 20
    PUNCTUALITY = 21
    NO_SHOW = 22
    WORKSHOP_INTEREST = 23
    WORKSHOP_BOOKED = 24
    WORKSHOP_NO_SHOW = 25
    AVERSION = 26
    DEMAND = 27
    SEGMENT = 28
    KIND = 29
    ANIMAL = 30
    LANGUAGE = 31
    MEMBER = 32
    PREBOOKED = 33
    KNOWS_PLAN = 34
    GOAL = 35
    CHILDREN = 36
    COACH = 37
    BUNCHING = 38
    WEATHER = 39
    RE_ENTRY = 40
    OUTSIDE = 41
    SIGN_SEEN = 42
    SIGN_FOLLOWED = 43
    ASKS = 44
    EXPLORE = 45
    EXHIBIT_STOP = 46
    EXHIBIT_DWELL = 47
    BALK = 48
    ONSET = 49
    EXIT = 50
    BOOKING_LEAD = 51
    CANCELS = 52
    WAITLIST = 53
    SWEEP = 54
    SPEND = 55


# Both arrays and compiled code keep 64 bits only where every operand is an unsigned word.
_M0: Any = np.uint64(0xD2E7470EE14C6C93)
_M1: Any = np.uint64(0xCA5A826395121157)
_W0: Any = np.uint64(0x9E3779B97F4A7C15)
_W1: Any = np.uint64(0xBB67AE8584CAA73B)
_LOW: Any = np.uint64(0xFFFFFFFF)
_32: Any = np.uint64(32)
_12: Any = np.uint64(12)
_ROUNDS: Final = 10


# The following take arrays here, and numbers where simulation.randomness compiles them.


def high(a: Any, b: Any) -> Any:
    """Return the upper word of the 128-bit product."""
    a_low, a_high = a & _LOW, a >> _32
    b_low, b_high = b & _LOW, b >> _32
    cross = a_high * b_low + ((a_low * b_low) >> _32)
    other = a_low * b_high + (cross & _LOW)
    return a_high * b_high + (cross >> _32) + (other >> _32)


def philox(  # noqa: PLR0917  (Numba calls by position)
    k0: Any, k1: Any, c0: Any, c1: Any, c2: Any, c3: Any
) -> tuple[Any, Any, Any, Any]:
    """Return the four words that Philox4x64-10 makes of a key (k0, k1) and a counter (c0 … c3)."""
    for _round in range(_ROUNDS):
        high0, low0 = high(_M0, c0), _M0 * c0
        high1, low1 = high(_M1, c2), _M1 * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0 = k0 + _W0
        k1 = k1 + _W1
    return c0, c1, c2, c3


def fraction(word: Any) -> Any:
    """Return the number strictly between 0 and 1 that a word stands for."""
    # 52 bits and a half: never 0 and never 1, so that logarithms and quantiles always exist.
    return ((word >> _12) + 0.5) * 2.0**-52


def polynomial(x: Any, c: tuple[float, ...]) -> Any:
    """Return the polynomial of eight coefficients, highest power first."""
    # Written out, because a loop over a tuple takes compiled code twice as long.
    return (
        (((((c[0] * x + c[1]) * x + c[2]) * x + c[3]) * x + c[4]) * x + c[5]) * x + c[6]
    ) * x + c[7]


# fmt: off
_A = (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
      45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
      133.14166789178437745, 3.387132872796366608)
_B = (5226.495278852545925, 28729.085735721942674, 39307.89580009271061,
      21213.794301586595867, 5394.1960214247511077, 687.1870074920579083,
      42.313330701600911252, 1.0)
_C = (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
      1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
      4.6303378461565452959, 1.42343711074968357734)
_D = (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
      0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
      2.05319162663775882187, 1.0)
_E = (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
      0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358,
      5.4637849111641143699, 6.6579046435011037772)
_F = (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
      7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
      0.59983220655588793769, 1.0)
# fmt: on

MIDDLE: Final = 0.425
NEAR: Final = 5.0


def middle_quantile(q: Any) -> Any:
    """Return the normal quantile of ½ + q, where q is at most :data:`MIDDLE` either way."""
    r = 0.180625 - q * q
    return q * polynomial(r, _A) / polynomial(r, _B)


def near_quantile(r: Any) -> Any:
    """Return the size of the normal quantile of exp(−r²), where r is at most :data:`NEAR`."""
    return polynomial(r - 1.6, _C) / polynomial(r - 1.6, _D)


def far_quantile(r: Any) -> Any:
    """Return the size of the normal quantile of exp(−r²), where r is above :data:`NEAR`."""
    return polynomial(r - NEAR, _E) / polynomial(r - NEAR, _F)


def uniforms(
    seed: int, visitors: ArrayLike, decision: int, occasion: ArrayLike = 0, item: ArrayLike = 0
) -> NDArray[np.float64]:
    """Return numbers strictly between 0 and 1, each equally likely.

    Args:
        seed: The day's seed.
        visitors: Whose luck it is: the numbers of the parties, the same in every scenario.
        decision: What is decided, a :class:`Decision`.
        occasion: Which time it is decided: a running number, or the person within a party.
        item: What it is decided about, for instance :func:`name_key` of a zone.

    Returns:
        A number for each, arrays broadcast together.
    """
    given = [np.asarray(each).astype(np.uint64) for each in (visitors, decision, occasion, item)]
    # NumPy lets arrays wrap round and complains of single numbers that do.
    who, what, when, about = (np.atleast_1d(each) for each in given)
    key, nought = np.array([seed % WORD], dtype=np.uint64), np.zeros(1, dtype=np.uint64)
    words = philox(key, who, what, when, about, nought)[0]
    shape = np.broadcast_shapes(*(each.shape for each in given))
    return np.asarray(np.broadcast_to(fraction(words), shape or (1,)).reshape(shape))


def normals(
    seed: int, visitors: ArrayLike, decision: int, occasion: ArrayLike = 0, item: ArrayLike = 0
) -> NDArray[np.float64]:
    """Return standard normal numbers; arguments as for :func:`uniforms`."""
    luck = uniforms(seed, visitors, decision, occasion, item)
    values = np.asarray(middle_quantile(luck - 0.5))
    rare = np.abs(luck - 0.5) > MIDDLE
    # NumPy's own logarithm may differ from the compiled one in the last digit.
    logs = [math.log(each) for each in np.minimum(luck[rare], 1.0 - luck[rare]).tolist()]
    r = np.sqrt(-np.array(logs))
    sizes = np.where(r <= NEAR, near_quantile(r), far_quantile(r))
    values[rare] = np.copysign(sizes, luck[rare] - 0.5)
    return values


def substream(seed: int, *labels: object) -> int:
    """Return the seed of a part of a run, named by its labels: the same in every process.

    Args:
        seed: The seed of the whole.
        labels: What the part is, for instance draw, date and replication. Labels that print alike
            are alike.

    Returns:
        A number below 2^63, which every file format can hold.
    """
    text = "\x1f".join([str(seed), *(str(label) for label in labels)])
    digest = blake2b(text.encode(), digest_size=8, person=b"jauge seed").digest()
    return int.from_bytes(digest) >> 1


def name_key(name: str) -> int:
    """Return a number for a name: luck about a zone survives a change of the zones' order."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8, person=b"jauge name").digest())
