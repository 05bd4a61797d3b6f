"""A long computation on the event loop, or in a process, with a ticker beside it."""

import asyncio
import concurrent.futures
import time

N = 10_000_000

INTERVAL = 0.016  # seconds: about as often as a screen is drawn
TICKS = 5


def squares():
    return sum(number * number for number in range(N))


def tick(ticks):
    # Counts a tick. Whoever has the sum reads the count.
    ticks.append(len(ticks) + 1)
    print(f"tick {ticks[-1]}")


def report(total, ticks):
    print(f"{total} after {len(ticks)} ticks")


# ── Async ────────────────────────────────────────────────────────────────────


async def ticker(ticks):
    for _ in range(TICKS):
        await asyncio.sleep(INTERVAL)
        tick(ticks)


async def compute_here(ticks):
    # There is no await in there, so no other task can go on.
    report(squares(), ticks)


async def main_on_the_loop():
    ticks = []
    await asyncio.gather(ticker(ticks), compute_here(ticks))


async def compute_elsewhere(ticks):
    # Not in a thread: that would share the interpreter's lock with the loop.
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        report(await asyncio.get_running_loop().run_in_executor(pool, squares), ticks)


async def main_on_a_worker():
    ticks = []
    await asyncio.gather(ticker(ticks), compute_elsewhere(ticks))


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    # One thread without an event loop: whoever is called second begins when the first is done.
    ticks = []
    report(squares(), ticks)
    for _ in range(TICKS):
        time.sleep(INTERVAL)
        tick(ticks)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_on_the_loop())
    print(f"on the loop: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_on_a_worker())
    print(f"on a worker: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
