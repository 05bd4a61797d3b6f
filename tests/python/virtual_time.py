"""The clock that the programs see: it stands still while they run, and jumps when they wait.

Times are whole microseconds, as in the Rust runtime. `time.sleep` and the event loop let time pass.
So does a loop that spins until a moment has come: nothing else could end it.
"""

import math
import time

# So many looks at the clock in a row, with nothing in between, are a loop that would never end.
LOOKS = 1_000


def micros_of(seconds):
    """Whole microseconds, cut off as the runtime cuts them off; 0.1 + 0.2 is 0.3 all the same."""
    return math.floor(seconds * 1e6 + 0.01)


class Now:
    """A clock: a number of microseconds, and what is known of a loop that spins."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.micros = 0
        self.touched()

    def touched(self):
        """Something else than a look at the clock has happened."""
        self.looks = 0
        self.awaited = None
        self.compared = 0

    def compare(self, micros):
        """The clock was found to be before this moment."""
        self.compared = self.compared + 1 if micros == self.awaited else 1
        self.awaited = micros

    def pass_to(self, micros):
        """Waits until this time. Where there are other threads, they go on meanwhile."""
        self.touched()
        self.wait_until(max(self.micros, micros))

    def arrive(self, micros):
        self.micros = max(self.micros, micros)

    wait_until = arrive

    def look(self):
        self.looks += 1
        # Twice the clock was before the same moment, and it is looked at again: a loop waits for it.
        if self.compared > 1:
            self.pass_to(self.awaited)
        elif self.looks > LOOKS:
            self.micros += 1
        return Moment(self.micros, clock=self)


now = Now()


class Moment(float):
    """A time in seconds that knows its microseconds, and notes what it is compared with."""

    def __new__(cls, micros, origin=0, clock=now):
        moment = super().__new__(cls, micros / 1e6)
        moment.micros = micros
        # A difference of two moments counts from the earlier one.
        moment.origin = origin
        moment.clock = clock
        return moment

    def __add__(self, seconds):
        return Moment(self.micros + micros_of(seconds), self.origin, self.clock)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, Moment):
            return Moment(self.micros - other.micros, self.origin + other.micros, self.clock)
        return Moment(self.micros - micros_of(other), self.origin, self.clock)

    def is_before(self, other, or_at):
        end = other.micros if isinstance(other, Moment) else micros_of(other)
        if self.micros < end or (or_at and self.micros == end):
            self.clock.compare(self.origin + end + or_at)
            return True
        return False

    def __lt__(self, other):
        return self.is_before(other, False)

    def __le__(self, other):
        return self.is_before(other, True)

    def __gt__(self, other):
        return not self.is_before(other, True)

    def __ge__(self, other):
        return not self.is_before(other, False)

    def __eq__(self, other):
        return float(self) == other

    __hash__ = float.__hash__


def sleep(seconds):
    """Holds the thread."""
    now.pass_to(now.micros + micros_of(seconds))


def install():
    """Puts this clock in the place of the machine's."""
    time.sleep = sleep
    for name in ("time", "monotonic", "perf_counter"):
        setattr(time, name, now.look)
