"""Threads and processes in virtual time: one of them runs at a time, until it waits.

Each is a real thread that holds a baton. Waiting, whether for a time, a lock or another thread, hands
the baton to whoever is ready first. So what would be parallel takes the time of the longest, and who
comes first is the same in each run: first by time, then by who was ready first.

A loop that spins on `time.thread_time` computes: it needs the global lock of its process, which it
gives away every 5 ms if others want it. One that spins on another clock holds nobody up.

Only locks, threads and processes are made anew. All else that waits (conditions, queues, pools) is the
standard library's, built on those locks.
"""

import _thread
import contextlib
import heapq
import os
import queue
import sys
import threading
import time
import traceback
from collections import deque

from virtual_time import Moment, Now, micros_of, now

# How long a thread that computes keeps the global lock from others, in microseconds.
SWITCH_INTERVAL = 5_000


class Fiber:
    """A thread, as the scheduler sees it."""

    def __init__(self, thread, gil):
        self.thread = thread
        # The global lock of its process, and the time that it has computed.
        self.gil = gil
        self.computed = Now()
        self.computed.wait_until = self.compute_until
        self.baton = _thread.allocate_lock()
        self.baton.acquire()
        # Each time of waiting has its number: what was meant for an earlier one is void.
        self.wait = 0
        self.error = None

    def compute_until(self, micros):
        while (left := micros - self.computed.micros) > 0:
            with contextlib.nullcontext() if scheduler.free_threaded else self.gil:
                length = min(left, SWITCH_INTERVAL)
                scheduler.park(now.micros + length)
                self.computed.arrive(self.computed.micros + length)


class Scheduler:
    def __init__(self):
        self.reset()

    def reset(self, free_threaded=False):
        """Begins anew with the thread that calls. Whoever still waits, waits for ever."""
        # Whether this is a Python without a global lock.
        self.free_threaded = free_threaded
        self.main = self.current = Fiber(threading.main_thread(), Lock())
        self.ready = []
        self.pushed = 0

    def push(self, fiber, micros):
        """The fiber goes on at this time, unless it does so earlier."""
        self.pushed += 1
        heapq.heappush(self.ready, (micros, self.pushed, fiber.wait, fiber))

    def wake(self, fiber):
        if fiber is not self.current:
            self.push(fiber, now.micros)

    def park(self, until=None):
        """Waits until this time, or until woken."""
        fiber = self.current
        fiber.wait += 1
        if until is not None:
            self.push(fiber, until)
        self.hand_over(fiber)
        fiber.wait += 1
        if fiber.error is not None:
            error, fiber.error = fiber.error, None
            raise error

    def hand_over(self, fiber):
        """Gives the baton to whoever is ready first; takes it back, unless the fiber has ended."""
        following = self.pop()
        if following is fiber:
            return
        self.current = following
        following.baton.release()
        if fiber is not None:
            fiber.baton.acquire()

    def pop(self):
        while self.ready:
            micros, _, wait, fiber = heapq.heappop(self.ready)
            if wait == fiber.wait:
                now.arrive(micros)
                return fiber
        self.main.error = RuntimeError("every thread waits, and nothing will ever wake one")
        return self.main


class Lock:
    """A lock that is handed to those who wait for it in the order of their coming."""

    def __init__(self):
        self.held = False
        self.waiting = deque()

    def acquire(self, blocking=True, timeout=-1):
        if not self.held:
            self.held = True
            return True
        if not blocking:
            return False
        place = [scheduler.current, False]
        self.waiting.append(place)
        scheduler.park(None if timeout < 0 else now.micros + micros_of(timeout))
        if not place[1]:
            self.waiting.remove(place)
        return place[1]

    def release(self):
        if not self.held:
            raise RuntimeError("release unlocked lock")
        if self.waiting:
            place = self.waiting.popleft()
            place[1] = True
            scheduler.wake(place[0])
        else:
            self.held = False

    def _at_fork_reinit(self):
        """Asked for by the standard library; nobody forks."""

    def locked(self):
        return self.held

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()


scheduler = Scheduler()


class Thread:
    """As `threading.Thread`."""

    count = 0

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        Thread.count += 1
        self.name = name or f"Thread-{Thread.count}"
        self.target, self.args, self.kwargs = target, args, kwargs or {}
        self.daemon = daemon
        self.alive = False
        self.ended = Lock()
        self.ended.acquire()

    def start(self):
        fiber = Fiber(self, self.global_lock())
        self.alive = True
        _thread.start_new_thread(self.live, (fiber,))
        scheduler.push(fiber, now.micros)

    def global_lock(self):
        return scheduler.current.gil

    def live(self, fiber):
        fiber.baton.acquire()
        try:
            self.run()
        except BaseException:
            traceback.print_exc(file=sys.stderr)
        self.alive = False
        self.ended.release()
        scheduler.hand_over(None)

    def run(self):
        if self.target is not None:
            self.target(*self.args, **self.kwargs)

    def join(self, timeout=None):
        if self.ended.acquire(timeout=-1 if timeout is None else timeout):
            self.ended.release()

    def is_alive(self):
        return self.alive


class Terminated(BaseException):
    """A process has ended itself."""


def _exit(status):
    """Ends the process: as `os._exit`, in those of a pool."""
    raise Terminated(status)


class Process(Thread):
    """As `multiprocessing.Process`: a thread with a global lock of its own."""

    def global_lock(self):
        return Lock()


def install():
    """Puts these in the place of the machine's. Nothing that uses locks may be imported before."""
    os._exit = _exit
    now.wait_until = scheduler.park
    time.thread_time = time.process_time = lambda: scheduler.current.computed.look()
    # The standard library's own looks are no spinning.
    nobody = Now()
    threading._time = queue.time = lambda: Moment(now.micros, clock=nobody)
    threading.Lock = threading._allocate_lock = Lock
    threading.RLock = threading._PyRLock
    threading.Thread = Thread
    threading.current_thread = lambda: scheduler.current.thread
    queue.SimpleQueue = queue._PySimpleQueue

    import concurrent.futures
    import concurrent.futures.thread
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool

    class ProcessPoolExecutor(concurrent.futures.ThreadPoolExecutor):
        """Processes, as many as there are cores unless it is said: four."""

        def __init__(self, max_workers=4, mp_context=None, initializer=None, initargs=()):
            super().__init__(max_workers, "Process", self.begin, (initializer, initargs))
            self.is_broken = False

        def submit(self, function, /, *args, **kwargs):
            if self.is_broken:
                raise BrokenProcessPool("the pool is not usable any more")
            return super().submit(self.call, function, args, kwargs)

        def call(self, function, args, kwargs):
            # Nothing comes of a pool of which one process has died.
            try:
                return function(*args, **kwargs)
            except Terminated:
                self.is_broken = True
                raise BrokenProcessPool("a process was terminated abruptly") from None

        @staticmethod
        def begin(initializer, initargs):
            scheduler.current.gil = Lock()
            if initializer is not None:
                initializer(*initargs)

    concurrent.futures.ProcessPoolExecutor = ProcessPoolExecutor
    multiprocessing.Process = Process
    multiprocessing.Queue = multiprocessing.JoinableQueue = queue.Queue
    multiprocessing.SimpleQueue = queue.SimpleQueue
    multiprocessing.cpu_count = lambda: 4
