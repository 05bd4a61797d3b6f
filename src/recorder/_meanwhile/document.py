"""The file, which is whole at every moment: what is written behind the events is overwritten by the next ones."""

import os
from _thread import allocate_lock
from time import perf_counter_ns as clock

from . import VERSION
from .trace import quoted

# How many tasks that wait are written behind the events, should the program end here.
OPEN_TASKS = 10_000
# A file descriptor that no program expects to be free: its own files get the numbers that they get without.
HIGH_DESCRIPTOR = 200


class Document:
    """Writes a trace to a path, again and again."""

    def __init__(self, path, trace, about, sources, open_waits):
        self.trace = trace
        self.about = about
        self.sources = sources
        self.open_waits = open_waits
        self.lock = allocate_lock()
        self.file = opened(path)
        self.end = self.file.write(b'{"displayTimeUnit":"ms","traceEvents":[\n')
        self.first = True
        self.size = 0
        self.not_before = 0
        self.write(
            ['{"ph":"M","name":"process_name","pid":1,"tid":0,"args":{"name":%s}}' % quoted(about["name"])]
        )

    def due(self):
        """Whether there is something to write, and writing does not take the time that the program needs."""
        return (self.trace.rows or self.trace.lines) and clock() >= self.not_before

    def flush(self, patience=-1):
        """Writes what has been collected. `patience` is how many seconds to wait for another thread that writes."""
        if self.lock.acquire(timeout=patience):
            try:
                start = clock()
                self.write(self.trace.taken())
                end = clock()
                # One twentieth of the time at most.
                self.not_before = end + 20 * (end - start)
            except OSError as error:
                self.trace.stop(error)
            finally:
                self.lock.release()

    def write(self, lines):
        """Events, and then all that comes behind them."""
        text = ",\n".join(lines)
        if text and not self.first:
            text = ",\n" + text
        self.first = self.first and not text
        events = text.encode()
        tail = self.tail().encode()
        self.file.seek(self.end)
        data = memoryview(events + tail)
        while data:
            data = data[self.file.write(data) :]
        self.end += len(events)
        if self.end + len(tail) < self.size:
            self.file.truncate()
        self.size = self.end + len(tail)

    def tail(self):
        """What follows the last event."""
        trace, about = self.trace, self.about
        now = clock()
        waiting = "".join(",\n" + line for line in self.open_waits(now, OPEN_TASKS))
        sources = ",".join(f"{quoted(path)}:{quoted(text)}" for path, text in self.sources.items())
        since = trace.micros(trace.dropped_since) if trace.dropped else "null"
        return (
            f'{waiting}\n],"meanwhile":{{"version":{VERSION},"python":{quoted(about["python"])},'
            f'"argv":[{",".join(map(quoted, about["argv"]))}],"started":{quoted(about["started"])},'
            f'"ended":{trace.micros(now)},"finished":{"true" if about.get("finished") else "false"},'
            f'"tasks":{trace.tasks},"steps":{trace.steps},"dropped":{{"events":{trace.dropped},"since":{since}}},'
            f'"error":{quoted(trace.broken) if trace.broken else "null"},"sources":{{{sources}}}}}}}\n'
        )


def opened(path):
    """The file, open for writing, with a high descriptor where there are such."""
    low = open(path, "wb", buffering=0)
    try:
        import fcntl

        high = fcntl.fcntl(low.fileno(), fcntl.F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR)
    except (ImportError, OSError):
        return low
    low.close()
    return os.fdopen(high, "wb", buffering=0)
