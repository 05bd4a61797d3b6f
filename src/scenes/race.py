"""A hundred tasks add one to the same counter, and lose ninety-nine of a hundred."""

import asyncio
import time

N = 100
PAUSE = 0.01  # seconds

counter = 0


# ── Async ────────────────────────────────────────────────────────────────────


async def increment():
    global counter
    seen = counter
    # Here every other task has its turn, and what was seen is old.
    await asyncio.sleep(PAUSE)
    counter = seen + 1


async def main():
    global counter
    counter = 0
    print(f"{N} tasks, each adds one")
    await asyncio.gather(*(increment() for _ in range(N)))
    print(f"the counter is at {counter}, expected {N}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def increment_blocking():
    global counter
    seen = counter
    # Nobody else is under way.
    time.sleep(PAUSE)
    counter = seen + 1


def main_blocking():
    global counter
    counter = 0
    print(f"{N} calls, each adds one")
    for _ in range(N):
        increment_blocking()
    print(f"the counter is at {counter}, expected {N}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
