"""A plain function, and one that pauses in the middle."""

import asyncio
import time

HALF = 0.2  # seconds of work
PAUSE = 0.6  # seconds
ANOTHER = 0.3  # seconds of work


def work(seconds):
    # Keeps the processor busy.
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def plain():
    # A plain function runs from its first line to its last.
    work(HALF)
    print("plain: half way, and goes on at once")
    work(HALF)
    print("plain: done")


def another():
    print("another: has the thread")
    work(ANOTHER)
    print("another: done")


# ── Async ────────────────────────────────────────────────────────────────────


async def pausing():
    work(HALF)
    place = "half way"
    print(f"pausing: {place}, and pauses")

    # Here the function stops and gives the thread back. Its variables and its place are kept.
    await asyncio.sleep(PAUSE)

    print(f"pausing: still {place}, and goes on")
    work(HALF)
    print("pausing: done")


async def call(function):
    # Being called by a coroutine changes nothing for a plain function: it cannot pause.
    function()


async def main():
    await asyncio.gather(call(plain), pausing(), call(another))


# ── Blocking ─────────────────────────────────────────────────────────────────


def pausing_blocking():
    work(HALF)
    place = "half way"
    print(f"pausing: {place}, and pauses")

    # The function stops, and the thread with it. Nobody else can have it.
    time.sleep(PAUSE)

    print(f"pausing: still {place}, and goes on")
    work(HALF)
    print("pausing: done")


def main_blocking():
    plain()
    pausing_blocking()
    another()


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
