"""Begins the recording, in the interpreter that is about to run the program, and ends it with the program."""

import atexit
import os
import sys
import time
from datetime import datetime, timezone
from time import perf_counter_ns as clock

from . import launch, names
from .trace import CAUSES, Trace


def from_environment():
    """Starts as `launch` has asked in the environment, and leaves that as it was."""
    settings = launch.received()
    if settings is None:
        return
    try:
        Recording(settings)
    except Exception as error:
        sys.stderr.write(f"meanwhile: nothing is recorded: {type(error).__name__}: {error}\n")


class Recording:
    """All parts of a recorder, put together."""

    def __init__(self, settings):
        # Its exit function must be registered before those of the program and its libraries, to run after them.
        atexit.register(self.finish)
        self.pid = os.getpid()
        self.settings = settings
        self.finished = False
        self.told = False
        self.trace = trace = Trace(settings.limit)
        trace.thread()
        program = names.Program(settings.folder, settings.sources)
        # These import asyncio.
        from . import (
            document,
            failures,
            imports,
            jobs,
            output,
            requests,
            resources,
            tasks,
            ticker,
            uvloop,
            waits,
        )

        groups = resources.Groups(trace)
        shared = resources.Resources(trace)
        described = waits.Waits(trace, program, shared, groups)
        self.failures = failures.Failures(trace, program)
        self.tasks = tasks.Tasks(trace, program, described, self.failures)
        about = {
            "name": settings.argv[0],
            "argv": names.shown_arguments(settings.argv),
            "python": f"{sys.implementation.name} {sys.version.split()[0]}",
            "started": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        }
        self.about = about
        self.document = document.Document(settings.output, trace, about, program.sources, self.open_waits)
        trace.drain = self.document.flush
        if not self.tasks.install():
            raise RuntimeError("this Python's asyncio has no source to put hooks into")
        shared.install()
        groups.install(self.tasks.known, lambda: program.line(sys._getframe(2)))
        self.failures.install(self.tasks.known, self.tasks.current)
        jobs.Jobs(trace, described.jobs).install(self.tasks.current)
        described.install()
        output.install(trace)
        libraries = requests.Requests(trace).libraries()
        libraries["uvloop"] = lambda module: uvloop.install(module, self.tasks)
        imports.Finder(trace, libraries).install()
        self.terminal = is_terminal()
        self.ticker = ticker.Ticker(trace, program, self.document, self.tick)
        self.next_progress = clock() + 1_000_000_000
        self.watch_exits()
        self.ticker.start()

    def watch_exits(self):
        """A process that ends at once still writes its file, and a copy of the process records nothing."""
        original = os._exit

        def _exit(status):
            self.write_last(patience=1)
            original(status)

        _exit.__doc__ = original.__doc__
        os._exit = _exit
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self.before_fork, after_in_parent=self.after_fork, after_in_child=self.in_child
            )

    def before_fork(self):
        """Python counts threads when it forks, and warns; so there is one less, as soon as it is really gone."""
        if os.getpid() == self.pid and not self.finished:
            before = system_threads()
            self.ticker.stop()
            patience = 100
            while before and system_threads() >= before and patience:
                patience -= 1
                time.sleep(0.001)

    def after_fork(self):
        """Some versions count only now; so the thread starts again with the next event."""
        if self.trace.on:
            self.trace.resume = self.ticker.start
            self.trace.on = None

    def in_child(self):
        self.trace.on = False

    def open_waits(self, now, limit):
        """What has not ended, as events up to now."""
        trace = self.trace
        running = {thread.step for thread in list(trace.threads.values())}
        living = [record for record in list(self.tasks.known.values()) if record.wait >= 0]
        for record in living[:limit]:
            since, began, until = trace.micros(record.since), trace.micros(record.began), trace.micros(now)
            track = f'"ph":"X","pid":1,"tid":{record.track}'
            about = f',"on":{record.on}' if record.on else ""
            wait = f"{trace.waits[record.wait]}{about}"
            if record in running:
                by = record.was_by if record.was_by > 0 else CAUSES[record.was_by]
                woken = trace.micros(record.was_woken)
                yield f'{{{track},"ts":{since},"dur":{began - since},{wait},"by":{by},"woken":{woken}}}}}'
                yield f'{{{track},"ts":{began},"dur":{until - began},"name":"running","args":{{"open":true}}}}'
            else:
                yield f'{{{track},"ts":{since},"dur":{until - since},{wait},"by":null,"woken":null,"open":true}}}}'

    def tick(self):
        """What is to be done every now and then: among it a line of progress, once a second, on a terminal only."""
        self.tasks.forget_causes()
        if self.terminal and clock() > self.next_progress:
            self.next_progress = clock() + 1_000_000_000
            self.told = True
            os.write(2, f"\r\033[Kmeanwhile: {self.trace.tasks} tasks, {self.trace.steps} steps ".encode())

    def write_last(self, patience=-1):
        if os.getpid() == self.pid and not self.finished:
            self.about["finished"] = True
            self.document.flush(patience)

    def finish(self):
        """The program has ended."""
        if os.getpid() != self.pid or self.finished:
            return
        self.ticker.stop()
        if self.trace.on is not False:
            self.trace.on = True
            self.failures.at_exit()
        self.write_last()
        self.finished = True
        self.trace.on = False
        self.say()

    def say(self):
        """One line, or two where something is missing."""
        trace = self.trace
        text = (
            f"meanwhile: {trace.tasks} tasks and {trace.steps} steps in {self.settings.shown_output}: "
            "open it at https://ui.perfetto.dev or in Chrome's DevTools\n"
        )
        if trace.dropped:
            seconds = (trace.dropped_since - trace.origin) / 1e9
            text += f"meanwhile: {trace.dropped} events after {seconds:.1f} s are not in it (--limit {trace.limit})\n"
        if trace.broken:
            text += f"meanwhile: the recording ended early: {trace.broken}\n"
        try:
            sys.stderr.write(("\r\033[K" if self.told else "") + text)
            sys.stderr.flush()
        except (AttributeError, OSError, ValueError):
            # The program has closed it.
            pass


def system_threads():
    """How many threads the process has, where the system says it."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 0


def is_terminal():
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False
