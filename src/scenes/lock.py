"""A hundred tasks add one to the same counter, each with the counter locked."""

import asyncio
import time

N = 100
PAUSE = 0.01  # seconds

counter = 0


# ── Async ────────────────────────────────────────────────────────────────────


async def increment(lock):
    global counter
    # The others wait here, in the order in which they came.
    async with lock:
        seen = counter
        # The task gives the thread away, but not the lock.
        await asyncio.sleep(PAUSE)
        counter = seen + 1


async def main_with_lock():
    global counter
    counter = 0
    lock = asyncio.Lock()
    print(f"{N} tasks, each adds one")
    await asyncio.gather(*(increment(lock) for _ in range(N)))
    async with lock:
        print(f"the counter is at {counter}, expected {N}")


async def increment_unlocked():
    global counter
    seen = counter
    # By the time that the task goes on, every other task has read the counter, too.
    await asyncio.sleep(PAUSE)
    counter = seen + 1


async def main_without_lock():
    global counter
    counter = 0
    print(f"{N} tasks, each adds one")
    await asyncio.gather(*(increment_unlocked() for _ in range(N)))
    print(f"the counter is at {counter}, expected {N}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def increment_blocking():
    global counter
    seen = counter
    time.sleep(PAUSE)
    counter = seen + 1


def main_blocking():
    global counter
    counter = 0
    print(f"{N} calls, each adds one")
    for _ in range(N):
        # On one thread a call has everything to itself.
        increment_blocking()
    print(f"the counter is at {counter}, expected {N}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_with_lock())
    print(f"with lock: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_without_lock())
    print(f"without lock: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
