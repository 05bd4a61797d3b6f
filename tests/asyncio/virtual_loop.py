"""CPython's own event loop, with a clock that jumps from deadline to deadline.

Everything but the clock is asyncio's: the ready queue, the tasks, their order.

Two timers of the same deadline need a rule. On a real clock there is none to see: whoever sets a
timer later finds a later time, so the deadlines differ, and the order of firing is the order of
setting. A virtual clock stands still while the program runs, so the deadlines may be equal, and
asyncio's heap would fire equal ones in any order. They are told apart here by the order of
setting, which is what the real clock comes to. Times are whole microseconds, so that
0.1 + 0.2 is 0.3.
"""

import asyncio
import heapq
import selectors


class Clock(selectors.DefaultSelector):
    """Waiting for time to pass lets it pass."""

    def __init__(self):
        super().__init__()
        self.micros = 0

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("every task waits, and nothing will ever wake one")
        self.micros += round(timeout * 1e6)
        return super().select(0)


class Timer(asyncio.TimerHandle):
    """Ordered by deadline, then by the order of setting."""

    __slots__ = ("number",)

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


class VirtualLoop(asyncio.SelectorEventLoop):
    """The default event loop of Unix, on that clock."""

    def __init__(self):
        self.clock = Clock()
        self.timers = 0
        super().__init__(self.clock)

    def time(self):
        return self.clock.micros / 1e6

    def call_at(self, when, callback, *args, context=None):
        self._check_closed()
        timer = Timer(round(when * 1e6) / 1e6, callback, args, self, context)
        timer.number = self.timers
        self.timers += 1
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer


def run(main):
    """As asyncio.run, in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def say(*words):
    """Prints the time in microseconds and a line."""
    print(asyncio.get_running_loop().clock.micros, *words)


def block(seconds):
    """As time.sleep: holds the thread."""
    asyncio.get_running_loop().clock.micros += round(seconds * 1e6)
