"""What a task waits for, and at which line: read off the chain of what it awaits."""

import asyncio
import gc
import os
import types
from asyncio import base_events, locks, queues, streams, tasks

from .names import line_argument
from .trace import quoted

CORO, GENERATOR, ASYNC_GENERATOR = types.CoroutineType, types.GeneratorType, types.AsyncGeneratorType

# The role of code, where it is not a kind of wait.
OWN, NONE = "own", None
# Libraries whose waits are those of requests.
HTTP = ("httpx", "httpcore", "aiohttp")


def opaque_types():
    """Types that await something and do not say what; the garbage collector knows."""

    async def agen():
        yield

    async def coro():
        pass

    coroutine = coro()
    opaque = coroutine.__await__(), agen().__anext__(), agen().athrow(ValueError)
    # Python warns of what is neither awaited nor closed.
    for each in (*opaque, coroutine):
        each.close()
    return {type(each) for each in opaque}


def methods(owner, **kinds):
    """Code of methods, with the kind of wait that they are and the class where the waited-for object is needed."""
    for name, kind in kinds.items():
        function = getattr(owner, name, None)
        code = getattr(function, "__code__", None)
        if code is not None:
            yield code, kind


class Waits:
    """Describes waits. `trace.waits` gets each description once."""

    def __init__(self, trace, program, resources, groups):
        self.trace = trace
        self.program = program
        self.resources = resources
        self.groups = groups
        self.known = {}
        self.roles = {}
        # Functions of asyncio in which no code of a program's own can be waiting; and of these, the kinds of
        # which there is no more to say.
        self.ends = set()
        self.plain = set()
        self.kept = []
        self.opaque = opaque_types()
        self.gathering = tasks._GatheringFuture
        # Tasks by the identity of their task object, and jobs of executors by that of their future.
        self.tracks = {}
        self.jobs = {}
        self.start = self.index("start", None)

    def install(self):
        """Learns which code waits for what; hooks change code, and so have to be there already."""
        for code, kind in self.kinds():
            self.remember(code, kind)
            if kind != "wait-for":
                self.ends.add(kind)
                if kind not in self.resources.KINDS and kind != "task-group":
                    self.plain.add(kind)

    def kinds(self):
        """The functions of asyncio in which tasks wait."""
        yield from methods(tasks, sleep="sleep", wait="wait", wait_for="wait-for")
        yield from methods(locks.Lock, acquire="lock")
        yield from methods(locks.Semaphore, acquire="semaphore")
        yield from methods(locks.Event, wait="event")
        yield from methods(locks.Condition, wait="condition", wait_for="condition")
        yield from methods(getattr(locks, "Barrier", None), wait="barrier")
        yield from methods(queues.Queue, get="queue-get", put="queue-put", join="queue-join")
        yield from methods(getattr(asyncio, "TaskGroup", None), __aexit__="task-group", _aexit="task-group")
        yield from methods(streams, open_connection="connect", open_unix_connection="connect")
        reading = ("read", "readline", "readexactly", "readuntil", "_wait_for_data")
        yield from methods(streams.StreamReader, **dict.fromkeys(reading, "read"))
        yield from methods(streams.StreamWriter, drain="write", wait_closed="close")
        loop = base_events.BaseEventLoop
        yield from methods(loop, create_connection="connect", getaddrinfo="resolve", create_server="listen")
        yield from methods(loop, shutdown_default_executor="thread", shutdown_asyncgens="close")
        yield from methods(base_events.Server, serve_forever="serve", wait_closed="close")
        selector = getattr(asyncio, "selector_events", None)
        loop = getattr(selector, "BaseSelectorEventLoop", None)
        yield from methods(
            loop, sock_recv="read", sock_recv_into="read", sock_recvfrom="read", sock_accept="accept"
        )
        yield from methods(loop, sock_sendall="write", sock_sendto="write", sock_connect="connect")
        process = asyncio.subprocess.Process
        yield from methods(process, wait="process", communicate="process")
        yield from methods(
            asyncio, to_thread="thread", create_subprocess_exec="process", create_subprocess_shell="process"
        )

    def remember(self, code, role):
        """Code is known by its identity, as its hash takes time; so it has to stay alive."""
        self.roles[id(code)] = role
        self.kept.append(code)
        return role

    def role(self, code):
        """Whose code this is, or which kind of wait."""
        filename = code.co_filename
        if self.program.path(filename) is not None:
            return self.remember(code, OWN)
        if "site-packages" in filename:
            package = filename.rsplit("site-packages", 1)[1].strip(os.sep).split(os.sep)[0]
            return self.remember(code, f"library {package}")
        return self.remember(code, NONE)

    def line(self, frame):
        """The line where a frame of the program's own stands."""
        return f"{self.program.path(frame.f_code.co_filename)}:{frame.f_lineno}"

    def index(self, kind, line):
        """The number of a description."""
        try:
            return self.known[kind, line]
        except KeyError:
            kind_name, _, library = (kind or "").partition(" ")
            about = line_argument(line) + (f',"library":{quoted(library)}' if library else "")
            self.trace.waits.append(f'"name":"{kind_name}","args":{{{about}')
            self.known[kind, line] = index = len(self.trace.waits) - 1
            return index

    def describer(self):
        """A function for what a task awaits: its description, and the number of what it is, or 0.

        A closure, as this is most of what a step costs.
        """
        roles, opaque, ends, known = self.roles, self.opaque, self.ends, {}

        def describe(coroutine, future, record):
            own = kind = last = None
            while coroutine is not None:
                cls = type(coroutine)
                if cls is CORO:
                    code = coroutine.cr_code
                    below = coroutine.cr_await
                elif cls is GENERATOR:
                    code, below = coroutine.gi_code, coroutine.gi_yieldfrom
                elif cls is ASYNC_GENERATOR:
                    code, below = coroutine.ag_code, coroutine.ag_await
                elif cls in opaque:
                    coroutine = self.inside(coroutine)
                    continue
                else:
                    break
                try:
                    role = roles[id(code)]
                except KeyError:
                    role = self.role(code)
                if role is OWN:
                    own, kind, last = coroutine, None, None
                elif role is not None and kind is None:
                    kind, last = role, coroutine
                    if role in ends:
                        break
                coroutine = below
            if kind is None:
                kind, on = self.of_future(future)
            elif kind in plain and future is not None:
                on = 0
            else:
                kind, on = self.on(kind, last, future, record)
            if own is None:
                return self.index(kind, None), on
            frame = own.cr_frame if type(own) is CORO else frame_of(own)
            try:
                return known[kind, id(frame.f_code), frame.f_lasti], on
            except KeyError:
                index = self.index(kind, self.line(frame))
                known[kind, id(frame.f_code), frame.f_lasti] = index
                return index, on

        plain = self.plain
        return describe

    def inside(self, opaque):
        """The coroutine or generator inside of an object that does not show it."""
        for candidate in gc.get_referents(opaque):
            if type(candidate) in (CORO, ASYNC_GENERATOR, GENERATOR):
                return candidate
        return None

    def of_future(self, future):
        """What a future is, if no function of asyncio says it."""
        if future is None:
            return "yield", 0
        track = self.tracks.get(id(future))
        if track is not None:
            return "task", track.track
        if type(future) is self.gathering:
            return "gather", self.groups.of(future)
        job = self.jobs.get(id(future))
        if job is not None:
            return job, 0
        return "future", 0

    def on(self, kind, coroutine, future, record):
        """The kind of a wait in a function of asyncio or of a library, and the number of what is waited for."""
        if kind in self.resources.KINDS:
            return kind, self.resources.number(coroutine.cr_frame.f_locals.get("self"))
        if kind == "task-group":
            return kind, self.groups.of(coroutine.cr_frame.f_locals.get("self"))
        if kind == "sleep" and future is None:
            return "yield", 0
        if record.request and kind.startswith("library ") and kind[8:] in HTTP:
            return "request", record.request
        return kind, 0


def frame_of(generator):
    """The frame of a generator, plain or async."""
    return generator.gi_frame if type(generator) is GENERATOR else generator.ag_frame
