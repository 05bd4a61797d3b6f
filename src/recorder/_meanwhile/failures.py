"""How tasks end: exceptions that were raised and read, cancellations that were refused, time-outs."""

import asyncio
import sys
import warnings

from .instrument import instrument
from .names import line_argument
from .trace import quoted, safe

# So many failures are looked after at a time: has the exception been read?
WATCHED = 64
# What a task that has ended waits for.
ENDED = -1
COUNTS_CANCELLATIONS = hasattr(asyncio.Task, "cancelling")


class Failures:
    """Looks after the ends of tasks."""

    def __init__(self, trace, program):
        self.trace = trace
        self.program = program
        # Tasks that failed, and whose exception has not been read.
        self.unread = {}

    def finished(self, record, task, now):
        """A task has ended; `task` is None if it is already gone."""
        name, args = "finished", ""
        record.wait = ENDED
        if task is not None and task.cancelled():
            name = "cancelled"
        elif task is not None and task._exception is not None:
            name = "failed"
            error = task._exception
            args = f'"error":{quoted(type(error).__name__)},{line_argument(self.program.line_of(error.__traceback__))}'
            if getattr(task, "_log_traceback", False):
                self.unread[record.track] = record
        if record.delivered and name != "cancelled":
            # A time-out takes its cancellation back; what is left over was caught and forgotten.
            if not COUNTS_CANCELLATIONS or (task is not None and task.cancelling() > 0):
                self.trace.instant(record.track, "cancel", "cancel refused", at=now)
        self.trace.instant(record.track, "end", name, args, now)

    def look(self, track):
        """Which exceptions have been read in the step or callback that has just ended?"""
        for number in list(self.unread)[-WATCHED:]:
            record = self.unread[number]
            task = record.ref()
            if task is not None and not task._log_traceback:
                del self.unread[number]
                self.trace.instant(number, "exception", "exception read", f'"by":{track}')

    def gone(self, record):
        """A task was taken by the garbage collector."""
        if self.unread.pop(record.track, None) is not None:
            self.trace.instant(record.track, "exception", "exception never read")

    def at_exit(self):
        """What has not been read by now never will be."""
        self.look(0)
        for record in list(self.unread.values()):
            self.gone(record)

    def timer(self, handle, callback):
        """A timer is due. If it is that of a time-out: whose, and how late is it?"""
        name = getattr(callback, "__name__", "")
        if name not in ("_on_timeout", "_release_waiter"):
            return
        late = "null"
        if isinstance(handle, asyncio.TimerHandle):
            late = max(0, round((handle._loop.time() - handle.when()) * 1e6))
        task = getattr(getattr(callback, "__self__", None), "_task", None)
        record = self.known.get(id(task)) if task is not None else self.waiting_for(handle._args)
        track = record.track if record is not None else 0
        self.trace.instant(track, "timeout", "timeout", f'"late":{late}')

    def waiting_for(self, arguments):
        """The task that waits for the future of an older `wait_for`."""
        future = arguments[0] if arguments else None
        for record in self.known.values():
            task = record.ref()
            if task is not None and task._fut_waiter is future:
                return record
        return None

    def install(self, known, current):
        """Puts the hook where Python warns of a coroutine that was never awaited."""
        self.known = known

        @safe(self.trace)
        def never_awaited(coroutine):
            line = self.program.line(sys._getframe(2))
            code = coroutine.cr_code
            path = self.program.path(code.co_filename)
            defined = f"{path}:{code.co_firstlineno}" if path else None
            self.trace.instant(
                max(current(), 0),
                "coroutine",
                "never awaited",
                f'"coroutine":{quoted(coroutine.__qualname__)},"defined":{quoted(defined) if defined else "null"},'
                f"{line_argument(line)}",
            )

        function = getattr(warnings, "_warn_unawaited_coroutine", None)
        if function is not None:
            instrument(function, before=(never_awaited, ["coro"]))
