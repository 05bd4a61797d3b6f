"""The events of a run, in memory: steps as bare numbers, everything else as lines of the file.

Numbers and texts are no containers, so that what is recorded does not make the garbage collector run
at other moments than without the recorder.
"""

from _thread import get_ident
from time import perf_counter_ns as clock

try:
    from _json import encode_basestring_ascii as quoted
except ImportError:
    from json.encoder import py_encode_basestring_ascii as quoted

# Who woke a task, where it was not a task or a thread: those are numbers of tracks, from 1.
TIMER, IO, UNKNOWN = -1, -2, -3
CAUSES = {TIMER: '"timer"', IO: '"io"', UNKNOWN: "null"}

# The numbers of a step: task, what it waited for before (index of a wait, what on, since when), who woke it
# and when, and when the step began and ended. Times are nanoseconds of `clock`.
ROW = 8
# Rows in memory before the program's own thread writes them, should the ticker not get to it.
MANY_ROWS = 20_000 * ROW


class Thread:
    """What a thread is doing: `current` is the track of the task or thread that runs, or a cause."""

    __slots__ = ("track", "ident", "current", "step", "started", "samples", "creating", "noted")

    def __init__(self, track, ident):
        self.track = track
        self.ident = ident
        self.current = track
        self.step = None
        # When the callback that runs began; 0 outside of callbacks. The ticker looks at it.
        self.started = 0
        self.samples = None
        # The task that a task factory is about to make.
        self.creating = None
        self.noted = None


class Trace:
    """Collects events. `limit` is how many are kept; what comes later is counted."""

    def __init__(self, limit):
        self.origin = clock()
        self.limit = limit
        # False once it has ended; None while it pauses, until the next event.
        self.on = True
        self.resume = lambda: None
        self.broken = None
        self.rows = []
        self.lines = []
        self.events = 0
        self.steps = 0
        self.tasks = 0
        self.dropped = 0
        self.dropped_since = 0
        # The waits that there are, as the beginnings of their events: name, line and so on.
        self.waits = []
        self.numbers = 0
        self.threads = {}
        self.drain = lambda: None

    def active(self):
        """Whether events are recorded, asked where `on` is not true: a pause ends thereby."""
        if self.on is None:
            self.on = True
            self.resume()
        return self.on

    def number(self):
        """The next number for a track, a resource, a group or a request."""
        self.numbers += 1
        return self.numbers

    def thread(self):
        """The thread that asks."""
        ident = get_ident()
        thread = self.threads.get(ident)
        if thread is None:
            thread = self.threads[ident] = Thread(self.number(), ident)
            self.track(thread.track, "main" if len(self.threads) == 1 else thread_name(ident), "thread")
        return thread

    def track(self, number, name, kind):
        """What a track is called. A later name takes the place of an earlier one."""
        self.lines.append(
            f'{{"ph":"M","name":"thread_name","pid":1,"tid":{number},"args":{{"name":{quoted(name)},"kind":"{kind}"}}}}'
        )

    def micros(self, at):
        """A time of `clock` as the file has it."""
        return (at - self.origin) // 1000

    def room(self):
        """Whether one more event is kept. If not, it is counted."""
        self.events += 1
        if self.events <= self.limit:
            return True
        self.drop(1, clock())
        return False

    def drop(self, count, since):
        """Counts what is not kept."""
        if not self.dropped:
            self.dropped_since = since
        self.dropped += count

    def instant(self, track, category, name, args="", at=None):
        """Something without a length. `args` is the inside of a JSON object."""
        if (self.on or self.active()) and self.room():
            at = self.micros(clock() if at is None else at)
            self.lines.append(
                f'{{"ph":"i","s":"t","pid":1,"tid":{track},"ts":{at},"cat":"{category}","name":{quoted(name)},"args":{{{args}}}}}'
            )

    def span(self, track, category, name, start, end, args=""):
        """Something with a length."""
        if (self.on or self.active()) and self.room():
            start, end = self.micros(start), self.micros(end)
            self.lines.append(
                f'{{"ph":"X","pid":1,"tid":{track},"ts":{start},"dur":{end - start},"cat":"{category}",'
                f'"name":{quoted(name)},"args":{{{args}}}}}'
            )

    def counter(self, name, value):
        """A number that changes with time."""
        if (self.on or self.active()) and self.room():
            self.lines.append(
                f'{{"ph":"C","pid":1,"tid":0,"ts":{self.micros(clock())},"name":{quoted(name)},"args":{{"value":{value}}}}}'
            )

    def phase(self, letter, track, request, name, args="", at=None):
        """The beginning (`b`) or end (`e`) of a request or of a part of it."""
        if (self.on or self.active()) and self.room():
            at = self.micros(clock() if at is None else at)
            self.lines.append(
                f'{{"ph":"{letter}","pid":1,"tid":{track},"ts":{at},"cat":"request","id":{request},'
                f'"name":{quoted(name)},"args":{{{args}}}}}'
            )

    def taken(self):
        """Takes what has been collected, as lines of the file."""
        lines, rows = self.lines, self.rows
        count = len(lines)
        texts = lines[:count]
        del lines[:count]
        count = len(rows)
        numbers = rows[:count]
        del rows[:count]
        self.write_rows(numbers, texts)
        return texts

    def write_rows(self, numbers, texts):
        """Steps, and the waits before them."""
        steps = len(numbers) // ROW
        self.steps += steps
        kept = max(0, min(steps, (self.limit - self.events) // 2))
        self.events += 2 * steps
        if kept < steps:
            self.drop(2 * (steps - kept), numbers[kept * ROW + 7])
            del numbers[kept * ROW :]
        origin, waits, causes = self.origin, self.waits, CAUSES
        append = texts.append
        values = iter(numbers)
        for track, wait, on, since, by, woken, began, ended in zip(*[values] * ROW):
            start = (began - origin) // 1000
            since = (since - origin) // 1000
            about = f',"on":{on}' if on else ""
            append(
                f'{{"ph":"X","pid":1,"tid":{track},"ts":{since},"dur":{start - since},{waits[wait]}{about},'
                f'"by":{by if by > 0 else causes[by]},"woken":{(woken - origin) // 1000}}}}},\n'
                f'{{"ph":"X","pid":1,"tid":{track},"ts":{start},"dur":{(ended - origin) // 1000 - start},"name":"running"}}'
            )

    def stop(self, error):
        """The recorder itself failed: it ends, and the program goes on."""
        self.on = False
        if self.broken is None:
            trace = error.__traceback__
            while trace.tb_next is not None:
                trace = trace.tb_next
            place = trace.tb_frame.f_code.co_name
            self.broken = f"{type(error).__name__} in {place}, line {trace.tb_lineno}: {error}"


def thread_name(ident):
    """A thread's own name, without making `threading` know a thread that it does not know."""
    import threading

    known = threading._active.get(ident)
    return known.name if known is not None else f"thread {ident}"


def safe(trace):
    """Makes a hook that can do no harm: it returns its first argument, whatever happens."""

    def wrap(hook):
        def call(first=None, *others):
            if trace.on or trace.active():
                try:
                    hook(first, *others)
                except Exception as error:
                    trace.stop(error)
            return first

        return call

    return wrap
