"""Runs the Python programs of scenes in virtual time and says at which lines their tasks are, and when.

Arguments are files, each with the names of its main functions: `race.py:main,main_blocking`. Each function
runs in a fresh module, from the time zero. What comes out is a line of JSON for each of them. Times are microseconds. `lines` are those of the
program's own file, from the outermost function to the innermost:
{"tasks": [{"spawned": …, "by": lines, "ended": …, "waits": [[from, until, lines], …]}, …],
 "holds": [[from, until, lines], …]}
where `holds` are the times for which the main thread was held by a call, or by a computation.
"""

import asyncio
import collections.abc
import contextlib
import gc
import inspect
import io
import json
import pathlib
import sys
import types

# First, as it puts its clock and its threads in the place of the machine's.
import run_scenes  # isort: skip

import scene_loop
from virtual_threads import Scheduler, scheduler
from virtual_time import now


class Record:
    """What is noted of a run of one file."""

    def __init__(self, path):
        self.path = path
        self.tasks = []
        self.holds = []

    def line(self, frame):
        return [frame.f_lineno] if frame is not None and frame.f_code.co_filename == self.path else []

    def stack(self):
        """The lines that are being executed."""
        lines, frame = [], sys._getframe(1)
        while frame is not None:
            lines = self.line(frame) + lines
            frame = frame.f_back
        return lines

    def suspended(self, awaitable):
        """The lines at which a coroutine is suspended."""
        lines = []
        while awaitable is not None:
            if isinstance(awaitable, types.CoroutineType):
                lines += self.line(awaitable.cr_frame)
                awaitable = awaitable.cr_await
            elif isinstance(awaitable, types.GeneratorType):
                lines += self.line(awaitable.gi_frame)
                awaitable = awaitable.gi_yieldfrom
            elif isinstance(awaitable, types.AsyncGeneratorType):
                lines += self.line(awaitable.ag_frame)
                awaitable = awaitable.ag_await
            else:
                awaitable = self.inside(awaitable)
        return lines

    @staticmethod
    def inside(awaitable):
        """What an iterator of `await` or of `async for` goes on with; it does not say so itself."""
        kinds = (types.CoroutineType, types.AsyncGeneratorType)
        if type(awaitable).__name__ in ("coroutine_wrapper", "async_generator_asend", "anext_awaitable"):
            return next((known for known in gc.get_referents(awaitable) if isinstance(known, kinds)), None)
        return None


record = Record(None)


class Coroutine(collections.abc.Coroutine):
    """A coroutine that notes where and when it is suspended."""

    def __init__(self, coroutine):
        self.coroutine = coroutine
        self.open = None
        self.entry = {"spawned": now.micros, "by": record.stack(), "ended": None, "waits": []}
        record.tasks.append(self.entry)

    def __getattr__(self, name):
        return getattr(self.coroutine, name)

    def __await__(self):
        return self

    def send(self, value):
        return self.step(self.coroutine.send, value)

    def throw(self, *error):
        return self.step(self.coroutine.throw, *error)

    def close(self):
        self.coroutine.close()

    def step(self, go_on, *what):
        if self.open is not None:
            self.open[1] = now.micros
        try:
            yielded = go_on(*what)
        except BaseException:
            self.entry["ended"] = now.micros
            raise
        self.open = [now.micros, None, record.suspended(self.coroutine)]
        self.entry["waits"].append(self.open)
        return yielded


class Loop(scene_loop.SceneLoop):
    def __init__(self):
        super().__init__()
        self.set_task_factory(self.task)

    @staticmethod
    def task(loop, coroutine, **options):
        return asyncio.Task(Coroutine(coroutine), loop=loop, **options)


scene_loop.SceneLoop = Loop


def noting(park):
    """The scheduler's way of waiting, which notes where the main thread is held."""

    def noting_park(self, until=None):
        begin, lines = now.micros, record.stack() if self.current is self.main else []
        park(self, until)
        if lines:
            record.holds.append([begin, now.micros, lines])

    return noting_park


Scheduler.park = noting(Scheduler.park)
now.wait_until = scheduler.park


def traced(part, source, path):
    """The lines of a part of the program."""
    global record
    record = Record(path)
    now.reset()
    scheduler.reset(free_threaded=part == run_scenes.FREE_THREADED)
    module = run_scenes.execute(source, path, "scene")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
        function = getattr(module, part)
        if inspect.iscoroutinefunction(function):
            scene_loop.run(function())
        else:
            function()
    # Locks and clean-up are no business of the program's own.
    done, record = record, Record(None)
    return {"tasks": done.tasks, "holds": done.holds}


def main():
    scene_loop.install()
    for argument in sys.argv[1:]:
        file, _, parts = argument.partition(":")
        source = pathlib.Path(file).read_text(encoding="utf-8")
        for part in parts.split(","):
            print(json.dumps(traced(part, source, file)), flush=True)
    # Threads that wait for ever have no say in the end.
    sys.stdout.flush()
    run_scenes.end(0)


if __name__ == "__main__":
    main()
