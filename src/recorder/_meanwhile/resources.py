"""Locks, semaphores, queues and the like: their identity, who has them, and how full they are."""

import weakref
from asyncio import locks, queues

from .instrument import instrument
from .names import line_argument
from .trace import quoted, safe


class Numbers:
    """Numbers of objects, for as long as they live, without keeping them alive."""

    def __init__(self, trace):
        self.trace = trace
        self.known = {}

    def get(self, subject):
        entry = self.known.get(id(subject))
        return entry[0] if entry is not None else 0

    def add(self, subject):
        number = self.trace.number()
        key, known = id(subject), self.known
        try:
            known[key] = number, weakref.ref(subject, lambda _: known.pop(key, None))
        except TypeError:
            # What cannot be referred to weakly has a new number each time.
            pass
        return number


class Resources:
    """What tasks share. A resource is made known when it is first used."""

    KINDS = frozenset(
        ("lock", "semaphore", "event", "condition", "barrier", "queue-get", "queue-put", "queue-join")
    )

    def __init__(self, trace):
        self.trace = trace
        self.numbers = Numbers(trace)
        self.names = {}
        self.counts = {}

    def number(self, subject):
        """The number of a resource."""
        return self.numbers.get(subject) or self.introduce(subject)

    def introduce(self, subject, capacity=None):
        """Makes a resource known. `capacity` is how many permits or items there can be."""
        number = self.numbers.add(subject)
        kind = next(
            (name for cls, name in CLASSES if isinstance(subject, cls)), type(subject).__name__.lower()
        )
        if not self.trace.room():
            return number
        self.counts[kind] = count = self.counts.get(kind, 0) + 1
        self.names[number] = name = f"{kind} {count}"
        capacity = capacity or getattr(subject, "_maxsize", None) or "null"
        self.trace.lines.append(
            f'{{"ph":"M","name":"resource","pid":1,"tid":0,"args":{{"id":{number},"kind":{quoted(kind)},'
            f'"name":{quoted(name)},"capacity":{capacity}}}}}'
        )
        return number

    def change(self, subject, what):
        """A task has got a resource, or has given it back."""
        track = self.trace.thread().current
        self.trace.instant(max(track, 0), "resource", what, f'"on":{self.number(subject)}')

    def count(self, subject, value):
        """How much of a resource there is now."""
        name = self.names.get(self.number(subject))
        if name is not None:
            self.trace.counter(name, value)

    def install(self):
        """Puts hooks where resources change hands."""
        trace = self.trace

        @safe(trace)
        def acquired(value, subject):
            self.change(subject, "acquired")

        @safe(trace)
        def released(value, subject):
            self.change(subject, "released")

        @safe(trace)
        def permit_acquired(value, subject):
            self.change(subject, "acquired")
            self.count(subject, subject._value)

        @safe(trace)
        def permit_released(value, subject):
            self.change(subject, "released")
            self.count(subject, subject._value)

        @safe(trace)
        def depth(value, subject):
            self.count(subject, subject.qsize())

        @safe(trace)
        def made(value, subject):
            self.introduce(subject, subject._value)

        instrument(locks.Semaphore.__init__, returned=(made, ["self"]))
        instrument(locks.Lock.acquire, returned=(acquired, ["self"]))
        instrument(locks.Lock.release, returned=(released, ["self"]))
        instrument(locks.Semaphore.acquire, returned=(permit_acquired, ["self"]))
        instrument(locks.Semaphore.release, returned=(permit_released, ["self"]))
        instrument(queues.Queue.put_nowait, returned=(depth, ["self"]))
        instrument(queues.Queue.get_nowait, returned=(depth, ["self"]))


CLASSES = (
    (locks.Lock, "lock"),
    (locks.Semaphore, "semaphore"),
    (locks.Event, "event"),
    (locks.Condition, "condition"),
    (queues.Queue, "queue"),
)


class Groups:
    """Tasks that belong together: those of a `gather`, those of a `TaskGroup`."""

    def __init__(self, trace):
        self.trace = trace
        self.numbers = Numbers(trace)

    def of(self, subject):
        """The number of a group, or 0."""
        return self.numbers.get(subject)

    def tell(self, number, kind, members, line):
        """Which tasks are in a group."""
        track = max(self.trace.thread().current, 0)
        members = ",".join(map(str, members))
        self.trace.instant(track, "group", kind, f'"id":{number},"tasks":[{members}],{line_argument(line)}')

    def install(self, tasks_known, line):
        """Puts hooks where groups come about."""
        import asyncio
        from asyncio import tasks

        trace = self.trace

        @safe(trace)
        def gathered(outer):
            children = getattr(outer, "_children", None)
            if children:
                members = [tasks_known[id(child)].track for child in children if id(child) in tasks_known]
                self.tell(self.numbers.add(outer), "gather", members, line())

        @safe(trace)
        def added(task, group):
            record = tasks_known.get(id(task))
            if record is not None:
                self.tell(self.of(group) or self.numbers.add(group), "task-group", [record.track], line())

        instrument(tasks.gather, returned=(gathered, []))
        if hasattr(asyncio, "TaskGroup"):
            instrument(asyncio.TaskGroup.create_task, returned=(added, ["self"]))
