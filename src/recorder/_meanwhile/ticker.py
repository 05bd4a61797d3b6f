"""A thread that looks where long steps are, and writes the file.

It is none of `threading`'s: the program's own list of threads stays as it is.
"""

import sys
import time
from _thread import allocate_lock, start_new_thread
from time import perf_counter_ns as clock

from .names import line_argument
from .trace import quoted

TICK = 0.01
# A step is looked at when it has taken so long, in nanoseconds.
SUSPICIOUS = 20_000_000
# The file is at most so much older than the run, in ticks.
WRITE_EVERY = 5


class Samples:
    """Where a thread was seen during one step, known by its beginning, and how much of a processor it used."""

    def __init__(self, step, ident):
        self.step = step
        self.seen = {}
        self.clock = processor_clock(ident)
        self.wall = clock()
        self.used = self.processor = processor_time(self.clock)
        self.last = self.wall

    def add(self, line, function):
        place = line, function
        self.seen[place] = self.seen.get(place, 0) + 1
        self.last = clock()
        self.processor = processor_time(self.clock)

    def describe(self):
        """The line that was seen most often, as arguments of an event."""
        line, function = max(self.seen, key=self.seen.get)
        wall = self.last - self.wall
        computing = "null"
        if wall > 0 and self.clock is not None:
            computing = "true" if (self.processor - self.used) * 2 > wall else "false"
        called = quoted(function) if function else "null"
        return f'{line_argument(line)},"call":{called},"computing":{computing}'


def processor_clock(ident):
    try:
        return time.pthread_getcpuclockid(ident)
    except (AttributeError, OSError):
        return None


def processor_time(which):
    try:
        return time.clock_gettime_ns(which) if which is not None else 0
    except OSError:
        return 0


class Ticker:
    """Ticks until it is stopped."""

    def __init__(self, trace, program, document, each_tick):
        self.trace = trace
        self.program = program
        self.document = document
        self.each_tick = each_tick
        self.stopping = None
        self.stopped = None

    def start(self):
        self.stopping, self.stopped = allocate_lock(), allocate_lock()
        self.stopping.acquire()
        self.stopped.acquire()
        start_new_thread(self.run, (self.stopping, self.stopped))

    def stop(self):
        """Stops, and waits until it has."""
        if self.stopping is not None:
            self.stopping.release()
            self.stopped.acquire()
            self.stopping = None

    def run(self, stopping, stopped):
        ticks = 0
        try:
            while not stopping.acquire(timeout=TICK):
                ticks += 1
                self.sample()
                self.each_tick()
                if ticks % WRITE_EVERY == 0 and self.document.due():
                    # The program's thread may be writing, and be interrupted meanwhile.
                    self.document.flush(0)
        except Exception as error:
            self.trace.stop(error)
        finally:
            stopped.release()

    def sample(self):
        """Looks at the threads whose step takes long."""
        now = clock()
        for thread in list(self.trace.threads.values()):
            started = thread.started
            if started and now - started > SUSPICIOUS:
                frame = sys._current_frames().get(thread.ident)
                if frame is not None and thread.started == started:
                    line, function = self.program.line(frame), called(frame, self.program)
                    if thread.samples is None or thread.samples.step != started:
                        thread.samples = Samples(started, thread.ident)
                    thread.samples.add(line, function)
                del frame


def called(frame, program):
    """The function of a library that the program has called at its innermost line, or None."""
    below = None
    while frame is not None and program.path(frame.f_code.co_filename) is None:
        below, frame = frame, frame.f_back
    if below is None or frame is None:
        return None
    code = below.f_code
    module = below.f_globals.get("__name__", "")
    return f"{module}.{getattr(code, 'co_qualname', code.co_name)}"
