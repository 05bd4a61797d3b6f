"""A stand-in for `sum`, so that adding up squares takes time in virtual time.

Nothing that a program computes does, unless it spins on a clock. Squares are what the scenes compute,
and in the Rust runtime each has a price. Here they have the same, and they are added up at once, as
there: `sum(n * n for n in range(10_000_000))` would take half a second of real time.
"""

import builtins
import types

from virtual_threads import scheduler

# As in the Rust runtime, which says why.
NANOS_A_SQUARE = 4

SQUARES = (number * number for number in range(0)).gi_code


def numbers_of(values):
    """The range whose squares these values are; none if they are anything else."""
    if not isinstance(values, types.GeneratorType) or values.gi_frame is None:
        return None
    code = values.gi_code
    if (code.co_code, code.co_consts) != (SQUARES.co_code, SQUARES.co_consts):
        return None
    _, parts, *position = values.gi_frame.f_locals[".0"].__reduce__()
    is_range = isinstance(parts[0], range) and parts[0].step == 1
    return parts[0] if is_range and position in ([0], [None], []) else None


def below(end):
    """The sum of the squares below a number."""
    return (end - 1) * end * (2 * end - 1) // 6


def sum(values, /, start=0):
    """As the builtin."""
    numbers = numbers_of(values)
    if numbers is None:
        return builtins.sum(values, start)
    values.close()
    fiber = scheduler.current
    fiber.compute_until(fiber.computed.micros + len(numbers) * NANOS_A_SQUARE // 1_000)
    return start + (below(numbers.stop) - below(numbers.start) if numbers else 0)
