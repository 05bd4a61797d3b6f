"""The event loop of the programs: asyncio's own, on the clock and beside the threads that they see."""

import asyncio
import selectors

from virtual_loop import VirtualLoop
from virtual_threads import scheduler
from virtual_time import micros_of, now


class SceneClock(selectors.DefaultSelector):
    """Waiting for time to pass lets it pass, for everybody who looks at the clock."""

    def __init__(self):
        super().__init__()
        self.fiber = None

    @property
    def micros(self):
        return now.micros

    def select(self, timeout=None):
        now.touched()
        self.fiber = scheduler.current
        scheduler.park(None if timeout is None else now.micros + round(timeout * 1e6))
        self.fiber = None
        return super().select(0)


class SceneLoop(VirtualLoop):
    """The virtual loop, on the clock that the programs see."""

    def __init__(self):
        self.clock = SceneClock()
        self.timers = 0
        asyncio.SelectorEventLoop.__init__(self, self.clock)

    def _write_to_self(self):
        """Another thread has something for the loop."""
        if self.clock.fiber is not None:
            scheduler.wake(self.clock.fiber)

    def call_at(self, when, callback, *args, context=None):
        return super().call_at(micros_of(when) / 1e6, callback, *args, context=context)


def run(main, *, debug=None):
    """As asyncio.run."""
    with asyncio.Runner(debug=debug, loop_factory=SceneLoop) as runner:
        return runner.run(main)


def install():
    """Puts this loop in the place of the default one."""
    asyncio.run = run
