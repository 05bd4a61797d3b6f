"""A file is read with a call that blocks: on the event loop, or in a thread."""

import asyncio
import time

READ = 0.65  # seconds
IN_A_THREAD = True

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


async def reader(ticks):
    if IN_A_THREAD:
        # The same call, on a thread that has nothing else to do but to be held.
        data = await asyncio.to_thread(read)
    else:
        # The call holds the thread of the event loop, and with it everybody else.
        data = read()
    report(data, ticks)


async def ticker(ticks):
    for _ in range(TICKS):
        await asyncio.sleep(INTERVAL)
        tick(ticks)


async def main():
    ticks = []
    await asyncio.gather(ticker(ticks), reader(ticks))


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
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
