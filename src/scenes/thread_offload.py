"""A file is read with a call that blocks: on the event loop, or in a thread."""

import asyncio
import time

READ = 0.65  # seconds

INTERVAL = 0.1  # seconds: the ticker ticks ten times a second
TICKS = 6


def read():
    # Stands for a library's function that knows nothing of async, and a slow disk.
    time.sleep(READ)
    return bytes(51_200)


def tick(ticks):
    # Counts a tick. The reader reads the count when it is done.
    ticks.append(len(ticks) + 1)
    print(f"tick {ticks[-1]}")


def report(data, ticks):
    print(f"{len(data)} bytes after {len(ticks)} ticks")


# ── Async ────────────────────────────────────────────────────────────────────


async def ticker(ticks):
    for _ in range(TICKS):
        await asyncio.sleep(INTERVAL)
        tick(ticks)


async def read_in_a_thread(ticks):
    # The call is on a thread that has nothing else to do but to be held.
    report(await asyncio.to_thread(read), ticks)


async def main_in_a_thread():
    ticks = []
    await asyncio.gather(ticker(ticks), read_in_a_thread(ticks))


async def read_here(ticks):
    # The same call holds the thread of the event loop, and with it all other tasks.
    report(read(), ticks)


async def main_on_the_loop():
    ticks = []
    await asyncio.gather(ticker(ticks), read_here(ticks))


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    # One thread: while it reads, it does nothing else.
    ticks = []
    report(read(), ticks)
    for _ in range(TICKS):
        time.sleep(INTERVAL)
        tick(ticks)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_in_a_thread())
    print(f"in a thread: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_on_the_loop())
    print(f"on the loop: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
