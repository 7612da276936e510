"""A calendar queue: what happens when, in the order of (time, number).

The day is parted into buckets, each an unordered list of those whose time lies in it (Brown 1988,
'Calendar queues', Communications of the ACM 31); the bucket at hand is a binary heap, so that many
events at one moment, as at closing, stay cheap too. Who is alone in its bucket needs no heap: so
buckets are many, and most events come and go in a few steps. Each number is in the calendar once at
most, and can be taken out at any time.
"""

from typing import Any, Final

from simulation.compiled.works import IN_HEAP
from simulation.compiling import part, rule
from simulation.tables import NOWHERE

LATER: Final = -2
"""What comes next does not come yet."""


@rule
def put(works: Any, number: int, time_s: float) -> None:
    """Let something happen at a time, which is not before now."""
    clock, slot = works.clock[0], works.slots[number]
    slot.time_s = time_s
    last = works.heads.size - 1
    bucket = (time_s - clock.first_s) * clock.buckets_per_s
    place = last if bucket >= last else int(max(bucket, 0.0))
    if place <= clock.bucket:
        _push(works, number)
        return
    following = works.heads[place]
    slot.bucket, slot.next, slot.previous = place, following, NOWHERE
    if following != NOWHERE:
        works.slots[following].previous = number
    works.heads[place] = number


@rule
def take_out(works: Any, number: int) -> None:
    """Let what was to happen not happen; nothing changes if nothing was."""
    slot = works.slots[number]
    if slot.bucket == IN_HEAP:
        _remove(works, slot.place)
    elif slot.bucket != NOWHERE:
        if slot.previous != NOWHERE:
            works.slots[slot.previous].next = slot.next
        else:
            works.heads[slot.bucket] = slot.next
        if slot.next != NOWHERE:
            works.slots[slot.next].previous = slot.previous
        slot.bucket = NOWHERE


@part
def take_next(works: Any, until_s: float) -> int:
    """Take out the number that comes next, if it comes before a time.

    Returns:
        ``LATER`` if it does not, ``NOWHERE`` if the calendar is empty.
    """
    clock, heads, slots = works.clock[0], works.heads, works.slots
    if clock.heaped == 0:
        bucket = clock.bucket
        while bucket < heads.size and heads[bucket] == NOWHERE:
            bucket += 1
        if bucket == heads.size:
            return NOWHERE
        number: int = heads[bucket]
        slot = slots[number]
        if slot.next == NOWHERE:
            if slot.time_s >= until_s:
                return LATER
            clock.bucket = bucket
            heads[bucket] = slot.bucket = NOWHERE
            return number
        clock.bucket = bucket
        heads[bucket] = NOWHERE
        while number != NOWHERE:
            following = slots[number].next
            _push(works, number)
            number = following
    first: int = works.heap[0]
    if slots[first].time_s >= until_s:
        return LATER
    _remove(works, 0)
    return first


@part
def _is_before(works: Any, one: int, other: int) -> bool:
    first, second = works.slots[one].time_s, works.slots[other].time_s
    before: bool = first < second or (first == second and one < other)
    return before


@part
def _push(works: Any, number: int) -> None:
    clock = works.clock[0]
    works.slots[number].bucket = IN_HEAP
    clock.heaped += 1
    _rise(works, clock.heaped - 1, number)


@rule
def _rise(works: Any, place: int, number: int) -> None:
    """Put a number into the heap at a place or above it."""
    heap, slots = works.heap, works.slots
    while place > 0:
        parent = (place - 1) // 2
        above = heap[parent]
        if _is_before(works, above, number):
            break
        heap[place] = above
        slots[above].place = place
        place = parent
    heap[place] = number
    slots[number].place = place


@rule
def _remove(works: Any, place: int) -> None:
    """Take out of the heap what stands at a place."""
    clock, heap, slots = works.clock[0], works.heap, works.slots
    slots[heap[place]].bucket = NOWHERE
    clock.heaped -= 1
    size = clock.heaped
    if place == size:
        return
    number = heap[size]
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and _is_before(works, heap[child + 1], heap[child]):
            child += 1
        if _is_before(works, number, heap[child]):
            break
        heap[place] = heap[child]
        slots[heap[place]].place = place
        place = child
    _rise(works, place, number)
