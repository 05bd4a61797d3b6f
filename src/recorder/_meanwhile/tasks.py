"""Steps of tasks, what they wait for in between, who wakes them, and how they end.

The loop runs everything by `Handle._run`; hooks there see each step begin and end. `_call_soon` is where a task is
made ready: the code that runs at that moment is what wakes it.
"""

import asyncio
import sys
import weakref
from _thread import get_ident
from asyncio import base_events, events, tasks
from time import perf_counter_ns as clock

from .instrument import LOCAL, instrument
from .names import coroutine_name, function_name, line_argument, task_name
from .trace import CAUSES, IO, MANY_ROWS, TIMER, UNKNOWN, Thread, quoted

TASKS = tuple({asyncio.Task, tasks._PyTask})
BUILTIN = type(len)
STEPS = ("TaskStepMethWrapper", "TaskWakeupMethWrapper")
# A step or callback that takes longer holds up all others; in nanoseconds.
LONG_STEP = 50_000_000
# A callback shorter than this is not shown.
SHORT_CALLBACK = 1_000_000


class Task:
    """A task: its track, and what it is waiting for."""

    __slots__ = (
        "track", "ref", "named", "name", "wait", "on", "since", "by", "woken", "was_by", "was_woken", "began",
        "asked", "delivered", "request", "coroutine", "thread",
    )  # fmt: skip

    def __init__(self, track, wait, now, thread):
        self.track = track
        self.thread = thread
        self.ref = None
        self.named = False
        self.name = ""
        self.wait = wait
        self.on = 0
        self.since = self.woken = self.began = now
        self.by = self.was_by = thread.current
        self.was_woken = now
        # Cancellation: asked for and not yet delivered; how often it was delivered.
        self.asked = False
        self.delivered = False
        # The HTTP request that it makes at the moment, or 0.
        self.request = 0
        # While a factory makes it.
        self.coroutine = None


class Tasks:
    """All tasks that live, and the hooks that watch them."""

    def __init__(self, trace, program, waits, failures):
        self.trace = trace
        self.program = program
        self.waits = waits
        self.failures = failures
        self.known = waits.tracks
        self.causes = {}
        self.step_types = set()

    # ---- What runs ------------------------------------------------------------------------------

    def is_step(self, callback):
        """Whether a callback with a task as `__self__` runs the task, and is not just one of its methods."""
        cls = type(callback)
        if cls in self.step_types:
            return True
        if cls is BUILTIN:
            return callback.__name__ == "task_wakeup"
        if cls.__name__ in STEPS:
            self.step_types.add(cls)
            return True
        return getattr(callback, "__name__", "").endswith(("__step", "__wakeup"))

    def hooks(self):
        """The three functions that run for each step. Closures, as these are what a step costs."""
        trace, known, causes, step_types = self.trace, self.known, self.causes, self.step_types
        threads, rows, failures = trace.threads, trace.rows, self.failures
        describe, is_step, stepped = self.waits.describer(), self.is_step, self.stepped
        add = rows.extend
        timer_handle = events.TimerHandle

        def begin(handle):
            """A callback of a loop begins. Returns what `end` needs."""
            if not trace.on and not trace.active():
                return None
            try:
                now = clock()
                callback = handle._callback
                owner = getattr(callback, "__self__", None)
                record = known.get(id(owner))
                if record is not None and (type(callback) in step_types or is_step(callback)):
                    thread = record.thread
                    record.began = thread.started = now
                    record.was_by = record.by
                    record.was_woken = record.woken
                    record.by = UNKNOWN
                    record.woken = now
                    thread.step = record
                    thread.current = record.track
                    if not record.named:
                        self.first_step(record, owner, now)
                    if record.asked or owner._must_cancel:
                        self.delivered(record)
                    return record
                thread = threads.get(get_ident()) or trace.thread()
                thread.started = now
                thread.noted = callback
                cause = causes.pop(id(handle), 0)
                if not cause:
                    cause = TIMER if isinstance(handle, timer_handle) else IO
                thread.current = cause
                if cause == TIMER:
                    failures.timer(handle, callback)
                return thread
            except Exception as error:
                trace.stop(error)
                return None

        def end(record):
            """The callback has ended: of a task, it is recorded with the wait before, and what it waits for now."""
            if record is None or not trace.on and not trace.active():
                return
            try:
                now = clock()
                if type(record) is Thread:
                    started, record.started = record.started, 0
                    callback, record.noted = record.noted, None
                    record.current = record.track
                    if failures.unread or now - started > SHORT_CALLBACK:
                        self.end_callback(record, callback, started, now)
                    return
                thread = record.thread
                thread.started = 0
                thread.current = thread.track
                thread.step = None
                began = record.began
                add(
                    (
                        record.track,
                        record.wait,
                        record.on,
                        record.since,
                        record.was_by,
                        record.was_woken,
                        began,
                        now,
                    )
                )
                task = record.ref()
                if now - began > LONG_STEP or task is None or failures.unread or len(rows) > MANY_ROWS:
                    stepped(record, task, now)
                if task is not None:
                    future = task._fut_waiter
                    if future is None and task.done():
                        failures.finished(record, task, now)
                    else:
                        record.wait, record.on = describe(task.get_coro(), future, record)
                        record.since = now
            except Exception as error:
                trace.stop(error)

        def scheduled(handle):
            """Something is to run soon: perhaps a task, which is woken thereby."""
            if trace.on or trace.active():
                try:
                    callback = handle._callback
                    owner = getattr(callback, "__self__", None)
                    record = known.get(id(owner))
                    if record is not None and (type(callback) in step_types or is_step(callback)):
                        thread = threads.get(get_ident()) or trace.thread()
                        record.by = thread.current
                        record.woken = clock()
                        future = owner._fut_waiter
                        if future is not None and not record.asked and future.cancelled():
                            self.asked(record, thread.current)
                    elif not isinstance(owner, TASKS) or not self.new_task(owner, callback):
                        thread = threads.get(get_ident()) or trace.thread()
                        causes[id(handle)] = thread.current
                except Exception as error:
                    trace.stop(error)
            return handle

        return begin, end, scheduled

    def first_step(self, record, task, now):
        """The loop of a task may run in another thread than the one that made the task."""
        thread = self.trace.thread()
        if thread is not record.thread:
            record.thread.started, record.thread.step, record.thread.current = 0, None, record.thread.track
            record.thread = thread
            thread.started, thread.step, thread.current = now, record, record.track
        self.name(record, task)

    def stepped(self, record, task, now):
        """What is rare after a step."""
        if now - record.began > LONG_STEP:
            self.blocked(record.track, record.thread, record.began, now)
        if task is None:
            self.failures.finished(record, task, now)
        if self.failures.unread:
            self.failures.look(record.track)
        if len(self.trace.rows) > MANY_ROWS:
            self.trace.drain()

    def end_callback(self, thread, callback, started, now):
        """A callback that is not a task's step: shown if it took long."""
        if self.failures.unread:
            self.failures.look(thread.track)
        if now - started > SHORT_CALLBACK:
            self.trace.span(thread.track, "callback", function_name(callback), started, now)
        if now - started > LONG_STEP:
            self.blocked(thread.track, thread, started, now)

    def blocked(self, track, thread, start, end):
        """A step that was so long that others had to wait; the ticker has seen where it was."""
        samples, thread.samples = thread.samples, None
        seen = samples is not None and samples.step == start
        self.trace.span(
            track, "blocked", "blocked", start, end, samples.describe() if seen else line_argument(None)
        )

    # ---- Who wakes whom -------------------------------------------------------------------------

    def current(self):
        """The track of what runs in this thread, or a cause."""
        return self.trace.thread().current

    def new_task(self, task, callback):
        """A callback of a task is to run soon: is it the first step of a new one?"""
        if id(task) in self.known:
            return False
        self.spawned(task)
        return self.is_step(callback)

    def forget_causes(self):
        """Those of callbacks that were cancelled are never asked for."""
        if len(self.causes) > 100_000:
            self.causes.clear()

    # ---- Where tasks come from -----------------------------------------------------------------

    def spawned(self, task):
        """A task is seen for the first time."""
        thread = self.trace.thread()
        creating = thread.creating
        coroutine = task.get_coro()
        if creating is not None and coroutine in (None, creating.coroutine):
            # Some versions do not know a task's coroutine while its first step runs at once.
            record, coroutine, thread.creating = creating, creating.coroutine, None
        else:
            record = self.record(thread)
        self.introduce(record, task, coroutine, thread)
        return record

    def record(self, thread):
        return Task(self.trace.number(), self.waits.start, clock(), thread)

    def introduce(self, record, task, coroutine, thread):
        """Makes a task known: to the file, and to the hooks."""
        known, key, failures = self.known, id(task), self.failures

        def gone(_):
            if known.get(key) is record:
                del known[key]
            failures.gone(record)

        record.ref = weakref.ref(task, gone)
        known[key] = record
        trace = self.trace
        trace.tasks += 1
        name = coroutine_name(coroutine, self.program)
        record.name = name
        if trace.room():
            trace.track(record.track, name, "task")
            parent = record.by if record.by > 0 else thread.track
            line = self.program.line(sys._getframe(4))
            trace.instant(
                record.track,
                "task",
                "spawn",
                f'"by":{parent},"thread":{thread.track},{line_argument(line)},"coroutine":{quoted(self.defined(coroutine))}',
                record.since,
            )

    def defined(self, coroutine):
        """The name of a coroutine, with the line where it is defined if that is the program's own."""
        code = getattr(coroutine, "cr_code", None) or getattr(coroutine, "gi_code", None)
        name = getattr(coroutine, "__qualname__", type(coroutine).__name__)
        path = code and self.program.path(code.co_filename)
        return f"{name} {path}:{code.co_firstlineno}" if path else name

    def name(self, record, task):
        """A task's name may be given after it was made."""
        record.named = True
        name = task_name(task, self.program)
        if name != record.name and not name.startswith(record.name.partition("(")[0] + "("):
            record.name = name
            if self.trace.events < self.trace.limit:
                self.trace.track(record.track, name, "task")

    def creating(self, loop, coroutine):
        """A loop makes a task with a factory, which may run its first step at once (`eager_task_factory`)."""
        if loop._task_factory is None or not self.trace.on and not self.trace.active():
            return None
        try:
            thread = self.trace.thread()
            record = self.record(thread)
            record.coroutine = coroutine
            before = thread.creating, thread.current, thread.step, thread.started
            thread.creating = record
            thread.current = record.track
            return thread, record, before
        except Exception as error:
            self.trace.stop(error)
            return None

    def created(self, task, creating, coroutine):
        """The factory has made a task, and perhaps its first step."""
        if creating is not None and self.trace.on:
            try:
                thread, record, _ = creating
                if id(task) not in self.known and isinstance(task, TASKS):
                    # Some versions crash when a task is asked for a coroutine that has ended at once.
                    self.introduce(record, task, coroutine, thread)
                if self.known.get(id(task)) is record and (
                    task.done() or getattr(coroutine, "cr_suspended", False)
                ):
                    self.end(record)
            except Exception as error:
                self.trace.stop(error)
        return task

    def end_creating(self, creating):
        if creating is not None:
            thread, record, before = creating
            record.coroutine = None
            thread.creating, thread.current, thread.step, thread.started = before

    # ---- Cancellation ---------------------------------------------------------------------------

    def asked(self, record, by):
        """A task is to be cancelled: what it waits for was."""
        record.asked = True
        # A timer has no line: below it there is only that of `asyncio.run`.
        line = self.program.line(sys._getframe(3)) if by > 0 else None
        by = by if by > 0 else CAUSES[by]
        self.trace.instant(record.track, "cancel", "cancel asked", f'"by":{by},{line_argument(line)}')

    def delivered(self, record):
        """The step that begins gets `CancelledError`."""
        record.asked = False
        record.delivered = True
        self.trace.instant(record.track, "cancel", "cancel delivered")

    # ---- Hooks ----------------------------------------------------------------------------------

    def install(self):
        """Puts the hooks into asyncio. Without the first two there is nothing to record."""
        loop = base_events.BaseEventLoop
        self.begin, self.end, self.scheduled = self.hooks()
        possible = instrument(events.Handle._run, before=(self.begin, ["self"]), after=self.end)
        possible &= instrument(loop._call_soon, returned=(self.scheduled, []))
        instrument(
            loop.create_task,
            before=(self.creating, ["self", "coro"]),
            returned=(self.created, [LOCAL, "coro"]),
            after=self.end_creating,
        )
        return possible
