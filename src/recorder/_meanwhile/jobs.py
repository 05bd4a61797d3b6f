"""Work that runs in other threads and processes: by `to_thread`, `run_in_executor` and executors."""

import concurrent.futures.thread
import weakref
from asyncio import base_events
from time import perf_counter_ns as clock

from .instrument import instrument
from .names import function_name, shortened
from .trace import safe


class Jobs:
    """Jobs are shown on the track of the thread that does them."""

    def __init__(self, trace, futures):
        self.trace = trace
        # Which futures are those of executors, by their identity.
        self.futures = futures
        self.submitted = {}

    def install(self, current):
        """Puts hooks where jobs are made and done, if this Python has them where they were."""
        trace = self.trace

        @safe(trace)
        def made(item):
            self.submitted[id(item)] = current()

        @safe(trace)
        def outside(future, executor):
            kind = "process" if "Process" in type(executor).__name__ else "thread"
            key, futures = id(future), self.futures
            futures[key] = kind
            weakref.finalize(future, futures.pop, key, None).atexit = False

        def begin(item):
            if not trace.on and not trace.active():
                return None
            try:
                return clock(), called(item), self.submitted.pop(id(item), 0)
            except Exception as error:
                trace.stop(error)
                return None

        @safe(trace)
        def end(job):
            if job is not None:
                start, name, by = job
                args = f'"by":{by}' if by > 0 else '"by":null'
                trace.span(trace.thread().track, "job", shortened(name, 80), start, clock(), args)

        item = concurrent.futures.thread._WorkItem
        instrument(item.__init__, before=(made, ["self"]))
        instrument(item.run, before=(begin, ["self"]), after=end)
        instrument(base_events.BaseEventLoop.run_in_executor, returned=(outside, ["executor"]))


def called(item):
    """The name of a job's function. `to_thread` wraps it so that it sees the context's variables."""
    function = getattr(item, "fn", None) or item.task[0]
    arguments = getattr(function, "args", ())
    if arguments and getattr(function.func, "__name__", "") == "run" and callable(arguments[0]):
        function = arguments[0]
    return function_name(function)
