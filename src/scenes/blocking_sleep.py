"""The same two seconds of sleep, awaited or blocking, with a ticker beside them."""

import asyncio
import time

LENGTH = 2  # seconds
AWAITED = True
INTERVAL = 0.1  # seconds: the ticker ticks ten times a second
COUNT = round(LENGTH / INTERVAL)  # as many ticks as fit into the sleep


def tick(ticks):
    # Counts a tick. The sleeper reads the count when it wakes.
    ticks.append(len(ticks) + 1)
    print(f"tick {ticks[-1]}")


# ── Async ────────────────────────────────────────────────────────────────────


async def sleeper(ticks):
    print("going to sleep")
    if AWAITED:
        # The task sleeps. The thread is free, and the event loop gives it to the ticker.
        await asyncio.sleep(LENGTH)
    else:
        # The thread sleeps, with the event loop on it: nobody else has a turn.
        time.sleep(LENGTH)
    print(f"awake after {len(ticks)} ticks")


async def ticker(ticks):
    for _ in range(COUNT):
        await asyncio.sleep(INTERVAL)
        tick(ticks)


async def main():
    ticks = []
    await asyncio.gather(sleeper(ticks), ticker(ticks))


# ── Blocking ─────────────────────────────────────────────────────────────────


def sleeper_blocking(ticks):
    print("going to sleep")
    time.sleep(LENGTH)
    print(f"awake after {len(ticks)} ticks")


def ticker_blocking(ticks):
    for _ in range(COUNT):
        time.sleep(INTERVAL)
        tick(ticks)


def main_blocking():
    # One thread without an event loop: whoever is called second begins when the first is done.
    ticks = []
    sleeper_blocking(ticks)
    ticker_blocking(ticks)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
